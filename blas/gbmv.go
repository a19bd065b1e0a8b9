package blas

import "weft.example/kernels"

// Gbmv computes y = alpha·A·x + beta·y, or with Aᵀ, for A made by Diagonals. With beta zero y is not read. y must not overlap A
// or x. It panics if a vector is too short.
func Gbmv[T kernels.Float](kn *kernels.Kernels[T], trans bool, alpha T, a *Storage[T], x []T, beta T, y []T) {
	if a.triangular {
		panic("blas: a triangle, want a Storage by Diagonals")
	}
	lenX, lenY := a.n, a.high
	if trans {
		lenX, lenY = lenY, lenX
	}
	checkLength("x", len(x), lenX)
	checkLength("y", len(y), lenY)
	scaleBy(kn, beta, y[:lenY])
	switch {
	case !trans:
		a.times(kn, alpha, x, y)
	case a.far(kn):
		h := a.height(kn)
		for k := range a.blocks(h) {
			a.addColumns(kn, a.block(k, h, true), alpha, x, y)
		}
	default:
		a.timesTransposed(kn, alpha, x, y)
	}
}
