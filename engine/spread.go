package engine

import (
	"weft.example/kernels"
	"weft.example/workers"
)

// portion does some of a step: rows, columns or elements from … to-1.
type portion func(from, to int)

// work is a step in parts of size units; it is what workers share.
type work struct {
	do          portion
	total, size int
}

func (w *work) parts() int { return (w.total + w.size - 1) / w.size }

// Do does one part.
func (w *work) Do(_, part int) {
	from := part * w.size
	w.do(from, min(from+w.size, w.total))
}

// aloneParts is the number of parts up to which a step is not shared. A part
// is some MaxElements elements and takes 1 to 5 µs, and waking a worker about 5.
const aloneParts = 8

// rowsPerPart is how many rows of n elements make a part.
func rowsPerPart(n int) int { return max(1, kernels.MaxElements/n) }

// columnsPerPart is how many columns a part of a sum over rows takes: whole
// cache lines, and enough of them for the sums to fill a CPU's registers.
const columnsPerPart = 128

// runs calls do for rows i0 … i1-1 and columns j0 … j1-1 of an array of n
// columns, in runs of adjoining elements that one call of a kernel may take.
func runs(n, i0, i1, j0, j1 int, do func(from, to int)) {
	if j1-j0 == n { // the rows adjoin: they are one
		i0, i1, j0, j1 = 0, 1, i0*n, i1*n
	}
	for i := i0; i < i1; i++ {
		end := i*n + j1
		for from := i*n + j0; from < end; from += kernels.MaxElements {
			do(from, min(from+kernels.MaxElements, end))
		}
	}
}

// inRuns calls do for n elements, in runs that one call of a kernel may take.
func inRuns(n int, do func(from, to int)) { runs(n, 0, 1, 0, n, do) }

// crew are the workers of a pass or a predictor.
type crew struct {
	pool   *workers.Pool
	shared work // what they share now
}

// spread does a step in parts of a fixed size. Each part is small enough for
// one call of a kernel, so the parts are there with one worker too.
func (c *crew) spread(total, size int, do portion) {
	c.shared = work{do, total, size}
	if parts := c.shared.parts(); parts > aloneParts {
		c.pool.Run(parts, &c.shared)
	} else {
		for part := range parts {
			c.shared.Do(0, part)
		}
	}
}
