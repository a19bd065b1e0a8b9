package blas

import (
	"fmt"
	"runtime"

	"weft/kernels"
)

// Trmv computes x = A·x for a triangular A of n by n. Rows or columns of A are contiguous. x must not overlap A. It panics if
// a slice is too short.
func Trmv[T kernels.Float](kn *kernels.Kernels[T], n int, a Triangular[T], x []T) {
	t := trvOf(kn, n, a)
	x = x[:n]
	for b := range ceilDiv(n, t.height) {
		i, r := t.block(b, a.Half == Upper) // what is multiplied is still as it was
		rest, data := t.beside(i, r, x)
		if t.trans {
			t.addColumns(1, data, x[i:i+r], rest)
		}
		t.square(i, r, x[i:], false)
		if !t.trans {
			t.addRows(1, data, rest, x[i:i+r])
		}
	}
}

// Trsv solves A·x = b. x is b at first. A zero on the diagonal makes infinities or NaN. The rest is as for Trmv.
func Trsv[T kernels.Float](kn *kernels.Kernels[T], n int, a Triangular[T], x []T) {
	t := trvOf(kn, n, a)
	x = x[:n]
	for b := range ceilDiv(n, t.height) {
		i, r := t.block(b, a.Half == Lower) // what is subtracted is solved
		rest, data := t.beside(i, r, x)
		if !t.trans {
			t.addRows(-1, data, rest, x[i:i+r])
		}
		t.square(i, r, x[i:], true)
		if t.trans {
			t.addColumns(-1, data, x[i:i+r], rest)
		}
	}
}

// trv is a triangle with contiguous rows, or its transpose. It is taken so many rows at a time as it is high: as many as an
// update takes. A few rows are a square on the diagonal, and a rectangle beside it.
type trv[T kernels.Float] struct {
	kn             *kernels.Kernels[T]
	n, lda, height int
	a              []T
	upper, unit    bool // of what is stored
	trans          bool // whether the transpose is meant
}

// trvOf panics unless a has all elements of an n by n matrix, and contiguous rows or columns.
func trvOf[T kernels.Float](kn *kernels.Kernels[T], n int, a Triangular[T]) trv[T] {
	checkSizes(n, 1, n, a.RS, a.CS, 1, 1, 1)
	trans := a.CS != 1
	if trans {
		a = a.T()
	}
	if a.CS != 1 || a.RS < n {
		panic(fmt.Sprintf("blas: strides of A %d, %d, want at least %d, 1", a.RS, a.CS, n))
	}
	checkLength("a", len(a.Data), a.span(n, n))
	return trv[T]{kn, n, a.RS, min(symvRows, len(kn.Update)), a.Data, a.Half == Upper, a.Unit, trans}
}

// block returns the first row of block b, and its rows. Blocks are counted from the first row on or, unless forward, from
// the last one.
func (t *trv[T]) block(b int, forward bool) (i, r int) {
	i = b * t.height
	r = min(t.height, t.n-i)
	if !forward {
		i = t.n - i - r
	}
	return i, r
}

// beside returns the rectangle beside the square of r rows from row i on, and what of x belongs to its columns. Both may be
// empty.
func (t *trv[T]) beside(i, r int, x []T) (rest, a []T) {
	if t.upper {
		return x[i+r:], t.a[min(i*t.lda+i+r, len(t.a)):]
	}
	return x[:i], t.a[i*t.lda:]
}

// addRows adds alpha·A·x to y, for a rectangle A, a piece of it at a time.
func (t *trv[T]) addRows(alpha T, a, x, y []T) {
	for j := 0; j < len(x); j += callRead / symvRows {
		matTimes(t.kn, alpha, Rows(a[j:], t.lda), x[j:min(j+callRead/symvRows, len(x))], y)
	}
}

// addColumns adds alpha·Aᵀ·x to y, for a rectangle A, a piece of it at a time.
func (t *trv[T]) addColumns(alpha T, a, x, y []T) {
	for j := 0; j < len(y); j += callRead / symvRows {
		transposedTimes(t.kn, alpha, Rows(a[j:], t.lda), x, y[j:min(j+callRead/symvRows, len(y))])
	}
}

// square multiplies x by the square on the diagonal of r rows from row i on, or solves it for x.
func (t *trv[T]) square(i, r int, x []T, solve bool) {
	a := t.a[i*t.lda+i:]
	rs, cs, lower := t.lda, 1, !t.upper
	if t.trans {
		rs, cs, lower = cs, rs, t.upper
	}
	for k := range r {
		row := k
		if lower != solve { // a row comes before those whose x it reads change, or after
			row = r - 1 - k
		}
		from, to := 0, row
		if !lower {
			from, to = row+1, r
		}
		var sum T
		for j := from; j < to; j++ {
			sum += a[row*rs+j*cs] * x[j]
		}
		switch diagonal := row * (t.lda + 1); {
		case solve && t.unit:
			x[row] -= sum
		case solve:
			x[row] = (x[row] - sum) / a[diagonal]
		case t.unit:
			x[row] += sum
		default:
			x[row] = x[row]*a[diagonal] + sum
		}
	}
}

// matTimes adds alpha·A·x to y in one call. A is as high as y and as wide as x.
//
//go:noinline
func matTimes[T kernels.Float](kn *kernels.Kernels[T], alpha T, a Matrix[T], x, y []T) {
	kn.MatVec(len(y), len(x), alpha, &a.Data[0], a.RS, &x[0], 1, &y[0], 1, aheadBytes/bytesOf[T](1))
}

// transposedTimes adds alpha·Aᵀ·x to y in one call. A is as high as x, at most as high as an update is deep, and as wide
// as y.
//
//go:noinline
func transposedTimes[T kernels.Float](kn *kernels.Kernels[T], alpha T, a Matrix[T], x, y []T) {
	p := kernels.Product[T]{M: 1, N: len(y), K: len(x), AKS: 1, BKS: a.RS, LDC: len(y), Alpha: alpha, Beta: 1}
	kn.Update[len(x)-1](kernels.Hide(&p), &x[0], &a.Data[0], &y[0])
	runtime.KeepAlive(&p)
}
