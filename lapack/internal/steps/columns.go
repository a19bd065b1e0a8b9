package steps

import "weft.example/lapack/internal/scratch"

// mostCopied is the elements of the largest matrix whose columns workers copy: 32 MiB, which a pool keeps.
const mostCopied = 1 << 22

// Columns is a matrix of M by N in blocks of NB columns: in place, or as copies that lie apart from each other. The last block has more
// columns where N is no multiple of NB: few columns would have other bits, as systems of few columns have.
//
// Workers copy it. A CPU fetches ahead of what a core reads. Beside a strip that are columns of the next one, which another core writes,
// and has to fetch back. So products of strips take 1.4 to 1.9 times as long beside each other as alone, where their rows are on the
// same pages. Of copies they take as long as alone (float64, depth 64, two cores of Zen 5).
type Columns struct {
	M, N, NB int
	A        []float64
	LDA      int
	blocks   []float64 // the first column of each is apart from that of the one before
	apart    int
	ld       int // of all blocks but the last
	lastLD   int
}

// last is the first column of the last block.
func (c *Columns) last() int { return (c.Count() - 1) * c.NB }

// Count is how many blocks there are.
func (c *Columns) Count() int { return max(1, c.N/c.NB) }

// Room is the elements of the copies.
func (c *Columns) Room(workers int) int {
	if workers == 1 || c.M*c.N > mostCopied {
		return 0
	}
	return c.M * (c.last()/c.NB*scratch.Stride(c.NB) + scratch.Stride(c.N-c.last()))
}

// In has room for the copies, or none.
func (c *Columns) In(room []float64) {
	c.blocks, c.apart, c.ld, c.lastLD = c.A, c.NB, c.LDA, c.LDA
	if len(room) > 0 {
		c.blocks, c.ld, c.lastLD = room, scratch.Stride(c.NB), scratch.Stride(c.N-c.last())
		c.apart = c.M * c.ld
	}
}

// Copied tells whether blocks are copies.
func (c *Columns) Copied() bool { return c.apart != c.NB }

// At is the matrix from row i and column j on, and how far its rows are apart. Columns up to End(j) lie side by side.
func (c *Columns) At(i, j int) (a []float64, ld int) {
	block, ld := j/c.NB, c.ld
	if j >= c.last() {
		block, ld = c.last()/c.NB, c.lastLD
	}
	return c.blocks[block*c.apart+i*ld+j-block*c.NB:], ld
}

// End is the end of the columns from j to n that lie side by side.
func (c *Columns) End(j, n int) int {
	if c.Copied() && j < c.last() {
		n = min(n, (j/c.NB+1)*c.NB)
	}
	return n
}

// Strip is strip i of a step, of whole blocks.
func (c *Columns) Strip(s *Step, i int) (from, to int) {
	from, to = s.Cut(i), s.Cut(i+1)
	if i > 0 && from > c.last() {
		from = c.N
	}
	if to > c.last() {
		to = c.N
	}
	return from, to
}

// Load copies a block.
func (c *Columns) Load(block int) {
	j, end := block*c.NB, c.N
	if j < c.last() {
		end = j + c.NB
	}
	c.each(j, end, func(a, b []float64) { copy(b, a) })
}

// Store copies columns from … to-1 back.
func (c *Columns) Store(from, to int) {
	for j := from; j < to; {
		end := c.End(j, to)
		c.each(j, end, func(a, b []float64) { copy(a, b) })
		j = end
	}
}

// each has f see the rows of columns from … to-1 of a block, and their copies.
func (c *Columns) each(from, to int, f func(a, b []float64)) {
	if !c.Copied() {
		return
	}
	b, ld := c.At(0, from)
	for i := range c.M {
		f(c.A[i*c.LDA+from:][:to-from], b[i*ld:][:to-from])
	}
}
