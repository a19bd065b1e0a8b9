package blas

import (
	"runtime"
	"unsafe"

	"weft.example/kernels"
)

// toLeaf makes y the triangle of x as it lies. f has room for its factors. It reports false if one is not moderate.
func (x *system[T]) toLeaf(y *leaf[T], f []T) bool {
	y.m, y.f = x.m, f
	if x.solve {
		y.mode = kernels.TriangleSolve
	}
	x.lie(y, x.a.Matrix)
	return y.factors(x.alpha, x.a.Unit)
}

// lie has y read the triangle of x in a.
func (x *system[T]) lie(y *leaf[T], a Matrix[T]) {
	y.a, y.at, y.ars, y.aks = a.Data, 0, a.RS, a.CS
	if x.a.Half == Upper {
		y.at, y.ars, y.aks = (x.m-1)*(a.RS+a.CS), -a.RS, -a.CS
	}
}

// factors sets, for each row, what it is multiplied by itself, and what its sum with other rows is. To solve they have the
// reciprocals of the diagonal. It reports false if one is not moderate.
func (y *leaf[T]) factors(alpha T, unit bool) bool {
	f, at, step := y.f[:2*y.m], y.at, y.ars+y.aks
	switch {
	case unit:
		own, sum := alpha, alpha
		if y.mode != kernels.TriangleMultiply {
			sum = -1
		}
		for i := 0; i+1 < len(f); i += 2 {
			f[i], f[i+1] = own, sum
		}
		return y.mode == kernels.TriangleMultiply || moderate(alpha)
	case y.mode == kernels.TriangleMultiply:
		for i := 0; i+1 < len(f); i += 2 {
			f[i], f[i+1] = alpha*y.a[at], alpha
			at += step
		}
		return true
	}
	for i := 0; i+1 < len(f); i += 2 {
		r := 1 / y.a[at]
		f[i], f[i+1] = alpha*r, -r
		if !moderate(r) || !moderate(alpha*r) {
			return false
		}
		at += step
	}
	return true
}

// moderate tells whether rows may be multiplied by r before they are added up: r has all of its bits then, and its product
// with a number of moderate size does not overflow.
func moderate[T kernels.Float](r T) bool {
	if unsafe.Sizeof(r) == 4 {
		return r*r >= 0x1p-120 && r*r <= 0x1p60
	}
	x := float64(r)
	return x*x >= 0x1p-960 && x*x <= 0x1p480
}

// few computes a system of at most leafRows rows where it lies. Rows of B are contiguous.
func (x *system[T]) few(kn *kernels.Kernels[T]) {
	var place [2 * leafRows]T
	var y leaf[T]
	n, b := x.columns()
	if f := kernels.Hide(&place); x.toLeaf(&y, f[:]) {
		y.inPlace(kn, n, x.firstRow(b), x.rowStep(b))
	} else {
		x.substitute()
	}
	runtime.KeepAlive(&place)
}

// firstRow is b from the row on that comes first in a leaf, and rowStep is from there to the second one.
func (x *system[T]) firstRow(b Matrix[T]) []T {
	if x.a.Half == Upper {
		return b.Data[(x.m-1)*b.RS:]
	}
	return b.Data
}

func (x *system[T]) rowStep(b Matrix[T]) int {
	if x.a.Half == Upper {
		return -b.RS
	}
	return b.RS
}

// inPlace computes n columns of B where they lie.
func (y *leaf[T]) inPlace(kn *kernels.Kernels[T], n int, b []T, ldb int) {
	most := y.mostColumns(kn)
	for j := 0; j < n; j += most {
		y.call(kn, y.mode, min(most, n-j), b[j:], ldb, b[j:], ldb)
	}
}

// mostColumns is the most columns of a call: whole panels, one at least.
func (y *leaf[T]) mostColumns(kn *kernels.Kernels[T]) int {
	panel := panelColumns(kn)
	return max(1, min(callMoves, 2*callWork/(y.m+1))/y.m/panel) * panel
}

// panelColumns is the columns that TriangleRows takes at a time: four vectors of a line, or a line. On a CPU with longer vectors it
// takes more, but need not.
func panelColumns[T kernels.Float](kn *kernels.Kernels[T]) int {
	if a := line / bytesOf[T](1); kn.Gemm.Lanes < a {
		return a
	}
	return min(4*kn.Gemm.Lanes, mostPanel)
}

// call is one of the kernel.
//
//go:noinline
func (y *leaf[T]) call(kn *kernels.Kernels[T], mode, n int, x []T, ldx int, b []T, ldb int) {
	kn.TriangleRows(y.m, n, mode, &y.a[y.at], y.ars, y.aks, &y.f[0], &x[0], ldx, &b[0], ldb)
}

// layTriangle copies a triangle to room, with rows that are contiguous and ld apart. It goes along contiguous elements of A,
// some rows or columns at a time, with the squares on the diagonal as a whole: what nobody reads of them need not be left out.
func layTriangle[T kernels.Float](kn *kernels.Kernels[T], m int, a Triangular[T], room []T, ld int) {
	few := max(8, kn.Gemm.Lanes)
	for p := 0; p < m; p += few {
		q := min(p+few, m)
		i0, i1, j0, j1 := p, q, p, q
		switch {
		case a.CS == 1 && a.Half == Upper:
			j1 = m
		case a.CS == 1:
			j0 = 0
		case a.Half == Upper:
			i0 = 0
		default:
			i1 = m
		}
		lay(kn, room[i0*ld+j0:], ld, j1-j0, i1-i0, a.from(i0, j0).T())
	}
}

// substitute solves a leaf by divisions.
func (x *system[T]) substitute() {
	n, b := x.columns()
	for s := range x.m {
		i, from, to := s, 0, s
		if x.a.Half == Upper {
			i = x.m - 1 - s
			from, to = i+1, x.m
		}
		d := T(1)
		if !x.a.Unit {
			d = x.a.Data[i*(x.a.RS+x.a.CS)]
		}
		for j := range n {
			sum := x.alpha * b.Data[i*b.RS+j*b.CS]
			for k := from; k < to; k++ {
				sum -= x.a.Data[i*x.a.RS+k*x.a.CS] * b.Data[k*b.RS+j*b.CS]
			}
			b.Data[i*b.RS+j*b.CS] = sum / d
		}
	}
}
