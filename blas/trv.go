package blas

import (
	"runtime"

	"weft.example/kernels"
)

// Trmv computes x = A·x, or Aᵀ·x, for a triangle A. With unit its diagonal is all ones, and not read. x must not overlap A. It
// panics if x is too short.
func Trmv[T kernels.Float](kn *kernels.Kernels[T], a *Storage[T], trans, unit bool, x []T) {
	a.checkTriangle()
	checkLength("x", len(x), a.n)
	if x = x[:a.n]; trans && a.far(kn) {
		a.multiplyFar(kn, unit, x)
		return
	}
	var m multiplier[T]
	m.set(kn, a, trans, unit)
	for i := range m.blocks {
		m.block(kn, i, x, x)
	}
}

// beside is how many elements of a product are computed beside it before they take their place.
const beside = 128

// multiplier computes a product y = A·x, or Aᵀ·x, for a triangle A in blocks: some rows of A, or a strip of its columns. In their order x
// may be y, as the first ones need all of x and the last ones little.
type multiplier[T kernels.Float] struct {
	ramps[T]
	trans, unit bool
	total       int // rows or columns
	size        int // of a block
	blocks      int
}

func (m *multiplier[T]) set(kn *kernels.Kernels[T], a *Storage[T], trans, unit bool) {
	a.ramps(&m.ramps, unit, 1)
	if m.trans, m.unit, m.total, m.size = trans, unit, a.m, beside; trans {
		m.total, m.size = a.n, a.stripColumns(kn)
	}
	m.blocks = ceilDiv(m.total, m.size)
}

// block computes block i.
func (m *multiplier[T]) block(kn *kernels.Kernels[T], i int, x, y []T) {
	first, end := stretch(i, m.size, m.total, (m.s.half == Upper) != m.trans)
	if m.trans {
		m.columns(kn, first, end, x, y)
		m.addDown(kn, first, end, x, y)
	} else {
		m.rows(kn, first, end, x, y)
	}
}

// rows computes the elements first ... end-1 of A·x.
func (m *multiplier[T]) rows(kn *kernels.Kernels[T], first, end int, x, y []T) {
	var space [beside]T
	room := kernels.Hide(&space)[:end-first]
	if m.unit {
		copy(room, x[first:end])
	}
	m.dots(kn, first, end, 0, m.s.n, x, room)
	copy(y[first:], room)
	runtime.KeepAlive(&space)
}

// columns computes the elements from ... to-1 of Aᵀ·x, few at a time, but for rows beside their square.
func (m *multiplier[T]) columns(kn *kernels.Kernels[T], from, to int, x, y []T) {
	var space [beside]T
	few := min(beside, rampColumns(kn))
	for k := range ceilDiv(to-from, few) {
		first, end := stretch(k, few, to-from, m.s.half == Lower)
		first, end = from+first, from+end
		part, room := y[first:end], kernels.Hide(&space)[:end-first]
		if copy(room, x[first:end]); m.unit {
			copy(part, room)
		} else {
			clear(part)
		}
		for m.over(first, end, first, end); m.next(); {
			rampAxpy(kn, &m.Ramp, m.a, room[m.row-first:], part)
		}
		m.overOthers(first, end, from, to)
		m.axpys(kn, x, y)
	}
	runtime.KeepAlive(&space)
}

// multiplyFar is multiplyTransposed a block of rows at a time.
func (s *Storage[T]) multiplyFar(kn *kernels.Kernels[T], unit bool, x []T) {
	h := s.height(kn)
	for k := range s.blocks(h) {
		b := s.block(k, h, s.half == Lower) // what is multiplied is still as it was
		s.addColumns(kn, b, 1, x, x)
		s.multiplySquare(b, unit, x)
	}
}

// multiplySquare computes x = Aᵀ·x for the square of a few rows. What is multiplied is still as it was.
func (s *Storage[T]) multiplySquare(b rowBlock, unit bool, x []T) {
	x = x[b.i : b.i+b.r]
	for k := range b.r {
		i, from, to := k, 0, k
		if s.half == Upper {
			i = b.r - 1 - k
			from, to = i+1, b.r
		}
		row, xi := s.data[s.at(b.i+i)+b.i:], x[i]
		if !unit {
			x[i] *= row[i]
		}
		row, others := row[from:to], x[from:to]
		for j, v := range row {
			others[j] += v * xi
		}
	}
}
