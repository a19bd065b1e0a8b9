package blas

import (
	"runtime"

	"weft.example/kernels"
)

// ramps goes along the rows of a Storage by calls of kernels that take many of them. It looks at the columns low ... high-1
// alone. In the rows of a call the first columns, and the last ones, are equally far apart.
type ramps[T kernels.Float] struct {
	kernels.Ramp[T]
	s            Storage[T] // a copy: with a pointer here, what it points to would escape to the heap
	below, above int        // of s, without the diagonal of a triangle where that is left out
	low, high    int
	most         int // rows of a call
	row, at, end int // the first row of the call, and of those that are left
	a            []T // column low of that row, and all behind it
}

// ramps makes r go along s, without the diagonal of a triangle if it is strict.
func (s *Storage[T]) ramps(r *ramps[T], strict bool, alpha T) {
	*r = ramps[T]{s: *s, below: s.below, above: s.above}
	if strict && s.half == Upper {
		r.below = -1
	} else if strict {
		r.above = -1
	}
	r.Alpha, r.Beta, r.Bend = alpha, 1, s.bend
	// A short row counts for more elements than it has. An update reads and writes them: half as many are enough for all.
	r.most = max(1, callRead/2/max(min(s.n, s.below+s.above+1), rampLeast))
}

// over begins with the columns low ... high-1 of those of the rows first ... end-1 that have some of them.
func (r *ramps[T]) over(first, end, low, high int) {
	r.low, r.high = low, high
	r.at, r.end = max(first, low-r.above), min(end, r.s.m, high+r.below)
}

// overOthers begins with the columns first ... end-1 of the rows of a triangle that are not on their diagonal, of those from ... to-1.
func (r *ramps[T]) overOthers(first, end, from, to int) {
	if r.s.half == Lower {
		r.over(end, to, first, end)
	} else {
		r.over(from, first, first, end)
	}
}

// next takes the rows of another call, or reports false. Behind the first row that begins right of low, each begins a column
// further on, and in front of the first one that ends at high each ends so.
func (r *ramps[T]) next() bool {
	i := r.at
	if i >= r.end {
		return false
	}
	begins, ends := r.low+r.below, r.high-1-r.above
	r.From, r.FromStep = max(0, i-begins), 1
	r.To, r.ToStep = min(r.high, i+r.above+1)-r.low, 0
	end := min(r.end, i+r.most)
	if i < begins {
		r.FromStep, end = 0, min(end, begins+1)
	}
	if i < ends {
		r.ToStep, end = 1, min(end, ends+1)
	}
	r.M, r.row, r.at = end-i, i, end
	r.a, r.LDA = r.s.from(i, r.low)
	return true
}

// dots adds alpha·A·x to y, for the columns low ... high-1 of the rows first ... end-1. y begins with the element of row first.
// Columns that many rows have in common go by MatVec, if there are enough of them.
func (r *ramps[T]) dots(kn *kernels.Kernels[T], first, end, low, high int, x, y []T) {
	rows := commonRows
	if !r.s.sideBySide() {
		rows = end - first
	}
	for i := first; i < end; i += rows {
		next, y := min(i+rows, end), y[i-first:]
		from, to := max(low, next-1-r.below), min(high, i+1+r.above)
		if rows > commonRows || to-from < leastCommon {
			from, to = high, high
		}
		r.rowByRow(kn, i, next, low, from, x, y)
		r.inCommon(kn, i, next, from, to, x, y)
		r.rowByRow(kn, i, next, to, high, x, y)
	}
}

// sideBySide tells whether rows that are gone along side by side take less time than one after the other: packed ones, and
// dense ones from afar. float64 packed 512 by 512 takes 16.0 µs instead of 18.6, 2048 by 2048 solved 760 µs instead of 810, dense 4096
// by 4096 2.55 ms instead of 2.89. A band loses (Emerald Rapids). Where L2 is read fastest by rows, only those from memory do: float64
// packed 256 by 256 takes 2.4 µs by rows, and 3.0, 1024 by 1024 61 and 71, dense 4096 by 4096 3.2 ms and 2.6 (Zen 5).
func (s *Storage[T]) sideBySide() bool {
	least := 0
	switch {
	case s.banded:
		return false
	case cachesHere().nearRows:
		least = 2 * farDense
	case s.bend == 0:
		least = farDense
	}
	return area(s.m, s.n) >= least/bytesOf[T](1)
}

// inCommon is dots for columns that all of the rows have. It fetches nothing ahead: what lies behind a row may not be read.
func (r *ramps[T]) inCommon(kn *kernels.Kernels[T], first, end, low, high int, x, y []T) {
	p := matVecArgs[T]{bend: r.s.bend, alpha: r.Alpha, beta: 1, incY: 1}
	for ; low < high; low += callRow {
		p.k = min(callRow, high-low)
		rows := max(1, callRead/p.k)
		for i := first; i < end; i += rows {
			var a []T
			a, p.lda = r.s.from(i, low)
			p.m = min(rows, end-i)
			p.times(kn, a, x[low:], y[i-first:])
		}
	}
}

// rowByRow is dots by RampDots.
func (r *ramps[T]) rowByRow(kn *kernels.Kernels[T], first, end, low, high int, x, y []T) {
	for ; low < high; low += callRead / 2 {
		for r.over(first, end, low, min(high, low+callRead/2)); r.next(); {
			rampDots(kn, &r.Ramp, r.a, x[r.low:], y[r.row-first:])
		}
	}
}

// axpys adds alpha·Aᵀ·x to the elements low ... high-1 of y. They are no more than rampColumns.
func (r *ramps[T]) axpys(kn *kernels.Kernels[T], x, y []T) {
	for r.next() {
		rampAxpy(kn, &r.Ramp, r.a, x[r.row:], y[r.low:])
	}
}

// outers adds Σ alpha·y·xᵀ to all rows, for one pair of x and y or, where depth is 2, two. The second of each is Apart elements
// behind the first. It takes so many columns at a time.
func (r *ramps[T]) outers(kn *kernels.Kernels[T], depth, columns int, x, y []T) {
	for low := 0; low < r.s.n; low += columns {
		for r.over(0, r.s.m, low, min(r.s.n, low+columns)); r.next(); {
			if depth == 2 {
				rampOuter2(kn, &r.Ramp, r.a, x[low:], y[r.row:])
			} else {
				rampOuter(kn, &r.Ramp, r.a, x[low:], y[r.row:])
			}
		}
	}
}

// rampDots, rampAxpy, rampOuter and rampOuter2 are one call each.
//
//go:noinline
func rampDots[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Ramp[T], a, x, y []T) {
	kn.RampDots(kernels.Hide(p), &a[0], &x[0], &y[0])
	runtime.KeepAlive(p)
}

//go:noinline
func rampAxpy[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Ramp[T], a, x, y []T) {
	kn.RampAxpy(kernels.Hide(p), &a[0], &y[0], &x[0])
	runtime.KeepAlive(p)
}

//go:noinline
func rampOuter[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Ramp[T], a, x, y []T) {
	kn.RampOuter(kernels.Hide(p), &a[0], &x[0], &y[0])
	runtime.KeepAlive(p)
}

//go:noinline
func rampOuter2[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Ramp[T], a, x, y []T) {
	kn.RampOuter2(kernels.Hide(p), &a[0], &x[0], &y[0])
	runtime.KeepAlive(p)
}

// times adds alpha·A·x to y.
func (s *Storage[T]) times(kn *kernels.Kernels[T], alpha T, x, y []T) {
	var r ramps[T]
	s.ramps(&r, false, alpha)
	r.dots(kn, 0, s.m, 0, s.n, x, y)
}

// timesTransposed adds alpha·Aᵀ·x to y. y must not overlap x.
func (s *Storage[T]) timesTransposed(kn *kernels.Kernels[T], alpha T, x, y []T) {
	var r ramps[T]
	s.ramps(&r, false, alpha)
	r.strips(kn, 0, s.m, x, y)
}

// strips adds the transposed rows first ... end-1, times alpha·x, to y, a strip of columns at a time. Strips begin with whole
// vectors of y.
func (r *ramps[T]) strips(kn *kernels.Kernels[T], first, end int, x, y []T) {
	few, last := rampColumns(kn), min(r.s.n, end+r.above)
	for j := max(0, first-r.below) / few * few; j < last; j += few {
		r.over(first, end, j, min(j+few, last))
		r.axpys(kn, x, y)
	}
}

// mostColumns is the most columns that RampAxpy takes at a time. With longer vectors it could take more.
const mostColumns = 64

// rampColumns is the columns that it takes.
func rampColumns[T kernels.Float](kn *kernels.Kernels[T]) int {
	return min(max(kernels.RampVectors*kn.Gemm.Lanes, kernels.RampColumns), mostColumns)
}
