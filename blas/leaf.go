package blas

import (
	"runtime"
	"unsafe"

	"weft/kernels"
)

// leaf computes a system of at most leafRows rows, with contiguous rows of B. Each row is a product with the rows that are
// source to it: those above for a lower triangle. An upper triangle is a lower one with its rows and columns in reverse.
func (x *system[T]) leaf(kn *kernels.Kernels[T]) {
	var place factors[T]
	f := kernels.Hide(&place)
	if !f.set(x) {
		x.substitute()
		return
	}
	most := max(1, min(callMoves, 2*callWork/(x.m+1))/x.m)
	for j := 0; j < x.n; j += most {
		x.rows(kn, f, j, min(most, x.n-j))
	}
	runtime.KeepAlive(&place)
}

// rows computes n columns of a leaf, from column j on.
//
//go:noinline
func (x *system[T]) rows(kn *kernels.Kernels[T], f *factors[T], j, n int) {
	ars, aks, ldb, row := x.a.RS, x.a.CS, x.b.RS, 0
	if x.a.Half == Upper {
		ars, aks, ldb, row = -ars, -aks, -ldb, x.m-1
	}
	first, step := 0, 1
	if !x.solve { // the rows above are still as they were
		first, step = x.m-1, -1
	}
	kn.TriangleRows(x.m, n, first, step, &x.a.Data[row*(x.a.RS+x.a.CS)+first*ars], ars, aks, &f[first][0], &x.b.Data[row*x.b.RS+j], ldb)
}

// factors are, for each row of a leaf, what it is multiplied by itself, and what its sum with other rows is.
type factors[T kernels.Float] [leafRows][2]T

// set sets the factors, in the order of a lower triangle. To solve they have the reciprocals of the diagonal. It reports
// false if one is not moderate.
func (f *factors[T]) set(x *system[T]) bool {
	at, step := 0, x.a.RS+x.a.CS
	if x.a.Half == Upper {
		at, step = (x.m-1)*step, -step
	}
	for i := range f[:x.m] {
		d := T(1)
		if !x.a.Unit {
			d = x.a.Data[at]
		}
		if at += step; !x.solve {
			f[i] = [2]T{x.alpha * d, x.alpha}
			continue
		}
		r := 1 / d
		f[i] = [2]T{x.alpha * r, -r}
		if !moderate(r) || !moderate(x.alpha*r) {
			return false
		}
	}
	return true
}

// moderate tells whether rows may be multiplied by r before they are added up: r has all of its bits then, and its product
// with a number of moderate size does not overflow.
func moderate[T kernels.Float](r T) bool {
	r = max(r, -r)
	if unsafe.Sizeof(r) == 4 {
		return r >= 0x1p-60 && r <= 0x1p30
	}
	x := float64(r)
	return x >= 0x1p-480 && x <= 0x1p240
}

// substitute solves a leaf by divisions.
func (x *system[T]) substitute() {
	for s := range x.m {
		i, from, to := s, 0, s
		if x.a.Half == Upper {
			i = x.m - 1 - s
			from, to = i+1, x.m
		}
		row := x.b.Data[i*x.b.RS:][:x.n]
		for j := range row {
			row[j] *= x.alpha
		}
		for k := from; k < to; k++ {
			w := x.a.Data[i*x.a.RS+k*x.a.CS]
			for j, v := range x.b.Data[k*x.b.RS:][:x.n] {
				row[j] -= w * v
			}
		}
		if x.a.Unit {
			continue
		}
		d := x.a.Data[i*(x.a.RS+x.a.CS)]
		for j := range row {
			row[j] /= d
		}
	}
}
