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
	switch x := x[:a.n]; {
	case !trans:
		a.multiply(kn, unit, x)
	case a.far(kn):
		a.multiplyFar(kn, unit, x)
	default:
		a.multiplyTransposed(kn, unit, x)
	}
}

// beside is how many elements of x are computed beside it before they take its place.
const beside = 128

// multiply computes x = A·x, some rows at a time: first those that no other row needs.
func (s *Storage[T]) multiply(kn *kernels.Kernels[T], unit bool, x []T) {
	var space [beside]T
	var r ramps[T]
	s.ramps(&r, unit, 1)
	for b := range s.blocks(beside) {
		rows := s.block(b, beside, s.half == Upper)
		first, end := rows.i, rows.i+rows.r
		room := kernels.Hide(&space)[:end-first]
		if clear(room); unit {
			copy(room, x[first:end])
		}
		r.dots(kn, first, end, 0, s.n, x, room)
		copy(x[first:], room)
	}
	runtime.KeepAlive(&space)
}

// multiplyTransposed computes x = Aᵀ·x, a strip of columns of A at a time: first those whose elements of x no other column needs.
func (s *Storage[T]) multiplyTransposed(kn *kernels.Kernels[T], unit bool, x []T) {
	var r ramps[T]
	s.ramps(&r, unit, 1)
	wide := s.stripColumns(kn)
	for k := range ceilDiv(s.n, wide) {
		first, end := stretch(k, wide, s.n, s.half == Lower)
		r.multiplyStrip(kn, first, end, unit, x)
		s.addDown(kn, 1, first, end, x)
	}
}

// multiplyStrip computes x = Aᵀ·x for the square of some columns, few of them at a time.
func (r *ramps[T]) multiplyStrip(kn *kernels.Kernels[T], from, to int, unit bool, x []T) {
	var space [beside]T
	s, few := &r.s, min(beside, rampColumns(kn))
	for k := range ceilDiv(to-from, few) {
		first, end := stretch(k, few, to-from, s.half == Lower)
		first, end = from+first, from+end
		part, room := x[first:end], kernels.Hide(&space)[:end-first]
		copy(room, part)
		if !unit {
			clear(part)
		}
		for r.over(first, end, first, end); r.next(); {
			rampAxpy(kn, &r.Ramp, r.a, room[r.row-first:], part)
		}
		r.overOthers(first, end, from, to)
		r.axpys(kn, x, x)
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
