package blas

import "weft/kernels"

// Trmv computes x = A·x, or Aᵀ·x, for a triangle A. With unit its diagonal is all ones, and not read. x must not overlap A. It
// panics if x is too short.
func Trmv[T kernels.Float](kn *kernels.Kernels[T], a *Storage[T], trans, unit bool, x []T) {
	a.checkTriangle()
	checkLength("x", len(x), a.n)
	h, x := a.height(kn), x[:a.n]
	for k := range a.blocks(h) {
		b := a.block(k, h, (a.half == Upper) != trans) // what is multiplied is still as it was
		if trans {
			a.addColumns(kn, b, 1, x, x)
		}
		square, rs := a.from(b.i, b.i)
		cs := 1
		if trans {
			rs, cs = cs, rs
		}
		multiplySquare(b.r, square, rs, cs, (a.half == Lower) != trans, unit, x[b.i:])
		if !trans {
			a.addRows(kn, b, 1, x, x)
		}
	}
}

// Trsv solves A·x = b, or Aᵀ·x = b. x is b at first. A zero on the diagonal makes infinities or NaN. The rest is as for Trmv.
func Trsv[T kernels.Float](kn *kernels.Kernels[T], a *Storage[T], trans, unit bool, x []T) {
	a.checkTriangle()
	checkLength("x", len(x), a.n)
	h, x := a.height(kn), x[:a.n]
	for k := range a.blocks(h) {
		b := a.block(k, h, (a.half == Lower) != trans) // what is subtracted is solved
		if !trans {
			a.addRows(kn, b, -1, x, x)
		}
		square, rs := a.from(b.i, b.i)
		cs := 1
		if trans {
			rs, cs = cs, rs
		}
		solveSquare(b.r, square, rs, cs, (a.half == Lower) != trans, unit, x[b.i:])
		if trans {
			a.addColumns(kn, b, -1, x, x)
		}
	}
}

// multiplySquare computes x = A·x for a few rows. Element (i, j) of A is a[i·rs+j·cs].
func multiplySquare[T kernels.Float](n int, a []T, rs, cs int, lower, unit bool, x []T) {
	for k := range n {
		i, from, to := k, k+1, n
		if lower { // what is multiplied is still as it was
			i, from, to = n-1-k, 0, n-1-k
		}
		var sum T
		for j := from; j < to; j++ {
			sum += a[i*rs+j*cs] * x[j]
		}
		if unit {
			x[i] += sum
		} else {
			x[i] = x[i]*a[i*(rs+cs)] + sum
		}
	}
}

// solveSquare solves A·x = b for a few rows.
func solveSquare[T kernels.Float](n int, a []T, rs, cs int, lower, unit bool, x []T) {
	for k := range n {
		i, from, to := k, 0, k
		if !lower { // what is subtracted is solved
			i, from, to = n-1-k, n-k, n
		}
		var sum T
		for j := from; j < to; j++ {
			sum += a[i*rs+j*cs] * x[j]
		}
		if x[i] -= sum; !unit {
			x[i] /= a[i*(rs+cs)]
		}
	}
}
