package blas

import (
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// A triangle times a vector, by several workers. A block of it gives some elements of the product, which have the same bits whoever computes
// them. A part is two blocks: a long one and a short one, so that all have as much.

// trmvTask is a product whose parts the workers compute.
type trmvTask[T kernels.Float] struct {
	multiplier[T]
	kn   *kernels.Kernels[T]
	x, y []T
}

// Trmv is the function Trmv, with workers where a is large. It checks nothing, as Product.
func (s *Spaces[T]) Trmv(_ checked.Operands, a *Storage[T], trans, unit bool, x []T) {
	if area(a.m, a.below+a.above+1) < trmvLeast || trans && a.far(s.Kernels) {
		Trmv(s.Kernels, a, trans, unit, x)
		return
	}
	w := s.Get()
	defer s.Put(w)
	workers := w.crewFor(a.n, 1, a.n/2)
	if workers < 2 {
		Trmv(s.Kernels, a, trans, unit, x)
		return
	}
	t := take[trmvTask[T]](&s.trmv)
	t.set(s.Kernels, a, trans, unit)
	t.kn, t.x, t.y = s.Kernels, w.vectorsOf(a.n)[:a.n], x[:a.n]
	copy(t.x, t.y)
	w.pool.RunOn(workers, (t.blocks+1)/2, t)
	putBack(&s.trmv, t)
}

// Do computes a part.
func (t *trmvTask[T]) Do(_, i int) {
	m := t.multiplier // whose place in the triangle is the worker's own
	m.block(t.kn, i, t.x, t.y)
	if j := m.blocks - 1 - i; j != i {
		m.block(t.kn, j, t.x, t.y)
	}
}
