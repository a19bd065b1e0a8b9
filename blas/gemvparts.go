package blas

import (
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// A large matrix times a vector, by several workers. The rows of A as it is stored are cut into strips, as many as its size tells. So a
// worker has the same rows in each product, and in updates of A by few vectors: they stay in its L2. Where A is transposed the first
// strip adds to y, each other to a vector of its own, and these are added up in order. So y has the same bits for any number of workers.

// Gemv is a Workspace's Gemv with a workspace of s, unless it needs none. It checks nothing, as Product. m, n and alpha are
// not zero.
func (s *Spaces[T]) Gemv(_ checked.Operands, m, n int, alpha T, a Matrix[T], x []T, incX int, beta T, y []T, incY int) {
	g := gemv[T]{alpha, beta, a, vector[T]{x, n, incX}, vector[T]{y, m, incY}}
	if strips := g.strips(); strips > 1 {
		s.gemvParts(&g, strips)
		return
	}
	if g.inPlace() && g.short() {
		g.alone(s.Kernels)
		return
	}
	w := s.Get()
	w.enter()
	w.gemv(&g)
	w.leave()
	s.Put(w)
}

// gemvTask is a product whose strips the workers compute.
type gemvTask[T kernels.Float] struct {
	w    *Workspace[T] // whose room has the sums
	g    gemv[T]
	way  gemvWay // of g as a whole
	sums []T
	ld   int // of sums, a row for each strip
	rows axis
}

// strips is how many strips of rows g is cut into: an even number, so that one of two workers always has the upper half. One that is not
// short is divided otherwise, unless A is transposed, and so is an A from memory.
func (g *gemv[T]) strips() int {
	rows := g.x.n
	if g.rows() {
		rows = g.y.n
	}
	elements := area(g.x.n, g.y.n)
	memory := elements >= farBytes/bytesOf[T](1)
	if !g.inPlace() || g.rows() && !g.short() || memory || elements < gemvLeast {
		return 1
	}
	return min(max(2, elements/gemvStrip), mostStrips, rows/gemvStripRows) &^ 1
}

// gemvParts computes g by strips.
func (s *Spaces[T]) gemvParts(g *gemv[T], strips int) {
	t, w := take[gemvTask[T]](&s.gemv), s.Get()
	*t = gemvTask[T]{w: w, g: *g, way: g.way(s.Kernels, cachesHere())}
	if g.rows() {
		t.rows = axis{g.y.n, blockRows, strips}
		t.run()
	} else {
		t.rows, t.ld = axis{g.x.n, len(s.Kernels.Update), strips}, oddLines[T](g.y.n)
		t.sums = w.vectorsOf(strips * t.ld)
		t.run()
		t.addUp()
	}
	putBack(&s.gemv, t)
	s.Put(w)
}

// run has the workers compute the strips.
func (t *gemvTask[T]) run() {
	workers := t.w.crewFor(1, t.g.y.n, t.g.x.n)
	if workers == 1 && t.g.rows() { // whose elements have the same bits in any strip
		t.g.compute(t.w.kernels, t.way)
		return
	}
	t.w.pool.RunOn(workers, t.rows.pieces, t)
}

// addUp adds the sums of strips to y.
func (t *gemvTask[T]) addUp() {
	n := t.g.y.n
	for i := 1; i < t.rows.pieces; i++ {
		Axpy(t.w.kernels, 1, t.sums[i*t.ld:][:n], t.g.y.data)
	}
}

// Do computes a strip.
func (t *gemvTask[T]) Do(_, i int) {
	from, to := t.rows.piece(i)
	g := t.g
	if g.rows() {
		g.y = vector[T]{g.y.data[from*g.y.inc:], to - from, g.y.inc}
		g.a.Data = g.a.Data[from*g.a.RS:]
	} else {
		g.x = vector[T]{g.x.data[from*g.x.inc:], to - from, g.x.inc}
		g.a.Data = g.a.Data[from*g.a.CS:]
		if i > 0 {
			g.y.data, g.beta = t.sums[i*t.ld:][:g.y.n], 0
		}
	}
	g.compute(t.w.kernels, t.way)
}
