package blas

import (
	"math"

	"weft.example/internal/checked"
	"weft.example/kernels"
)

// A dense symmetric matrix times a vector, by several workers. The triangle is cut into strips of rows, as many as its size tells.
// The first strip adds to y, each other to a vector of its own, and these are added up in order. So y has the same bits for any number
// of workers.

// symvTask is a product whose strips the workers compute.
type symvTask[T kernels.Float] struct {
	w      *Workspace[T] // whose room has the sums
	a      Storage[T]
	alpha  T
	x, y   []T
	sums   []T
	ld     int // of sums, a row for each strip
	strips int
}

// Symv is the function Symv, with workers where a is large. It checks nothing, as Product.
func (s *Spaces[T]) Symv(_ checked.Operands, alpha T, a *Storage[T], x []T, beta T, y []T) {
	strips := a.symvStrips()
	if strips < 2 {
		Symv(s.Kernels, alpha, a, x, beta, y)
		return
	}
	t, w, ld := take[symvTask[T]](&s.symv), s.Get(), oddLines[T](a.n)
	*t = symvTask[T]{w, *a, alpha, x[:a.n], y[:a.n], w.vectorsOf(strips * ld), ld, strips}
	t.compute(beta)
	putBack(&s.symv, t)
	s.Put(w)
}

// symvStrips is how many strips of rows a is cut into: an even number, so that one of two workers always has the upper half.
func (s *Storage[T]) symvStrips() int {
	elements := area(s.n, s.n) / 2
	if s.banded || s.bend != 0 || elements < symvLeastShared {
		return 1
	}
	return min(max(2, elements/symvStrip), mostStrips) &^ 1
}

// compute computes y = alpha·A·x + beta·y.
func (t *symvTask[T]) compute(beta T) {
	workers := t.w.crewFor(t.a.n, 1, t.a.n/2)
	scaleBy(t.w.kernels, beta, t.y)
	t.w.pool.RunOn(workers, t.strips, t)
	for i := 1; i < t.strips; i++ {
		from, to := t.touched(i)
		Axpy(t.w.kernels, 1, t.sums[i*t.ld:][from:to], t.y[from:to])
	}
}

// cut is the row at which strip i begins. Strips have about as many elements, and whole groups of rows, but for a rest of a group.
func (t *symvTask[T]) cut(i int) int {
	n, share := t.a.n, float64(i)/float64(t.strips)
	if t.a.half == Upper {
		share = 1 - share
	}
	groups := int(float64(n) * math.Sqrt(share) / kernels.SymvGroup)
	switch {
	case t.a.half == Upper && i > 0:
		return n - groups*kernels.SymvGroup
	case t.a.half == Lower && i == t.strips:
		return n
	case t.a.half == Upper:
		return 0
	}
	return groups * kernels.SymvGroup
}

// touched returns which elements of y strip i adds to: those of its rows, and those of its columns.
func (t *symvTask[T]) touched(i int) (from, to int) {
	if t.a.half == Lower {
		return 0, t.cut(i + 1)
	}
	return t.cut(i), t.a.n
}

// Do computes a strip.
func (t *symvTask[T]) Do(_, i int) {
	from, to := t.touched(i)
	y := t.y
	if i > 0 {
		y = t.sums[i*t.ld:][:t.a.n]
		clear(y[from:to])
	}
	t.a.symvBetween(t.w.kernels, t.cut(i), t.cut(i+1), t.alpha, t.x, y)
}
