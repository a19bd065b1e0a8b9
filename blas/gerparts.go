package blas

import (
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Ger is a Workspace's Ger with a workspace of s, unless it needs none. It checks nothing, as Product. m, n and alpha are not
// zero.
func (s *Spaces[T]) Ger(_ checked.Operands, m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) {
	g := ger[T]{alpha, vector[T]{x, m, incX}, vector[T]{y, n, incY}, a, lda}
	if incX > 0 && incY == 1 && g.short() {
		if area(m, n) < gerLeast || !s.gerParts(&g) {
			g.alone(s.Kernels, g.long())
		}
		return
	}
	w := s.Get()
	w.enter()
	w.ger(&g)
	w.leave()
	s.Put(w)
}

// gerTask is x·yᵀ added to a matrix, whose rows the workers share.
type gerTask[T kernels.Float] struct {
	g    ger[T]
	long bool // g as a whole
	rows axis
	kn   *kernels.Kernels[T]
}

// gerParts computes g by several workers, if they come in time, and reports whether it did. y is in place, and so is x.
func (s *Spaces[T]) gerParts(g *ger[T]) bool {
	w := s.Get()
	defer s.Put(w)
	workers := w.crewFor(g.x.n, g.y.n, 1)
	if workers < 2 {
		return false
	}
	t := take[gerTask[T]](&s.ger)
	*t = gerTask[T]{*g, g.long(), axis{g.x.n, blockRows, min(workers, max(2, area(g.x.n, g.y.n)/gemvStrip))}, s.Kernels}
	w.pool.RunOn(workers, t.rows.pieces, t)
	putBack(&s.ger, t)
	return true
}

// Do computes some rows.
func (t *gerTask[T]) Do(_, i int) {
	from, to := t.rows.piece(i)
	if from == to {
		return
	}
	g := t.g
	g.x = vector[T]{g.x.data[from*g.x.inc:], to - from, g.x.inc}
	g.a = g.a[from*g.lda:]
	g.alone(t.kn, t.long)
}
