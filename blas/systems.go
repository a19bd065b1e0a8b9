package blas

import (
	"fmt"
	"runtime"

	"weft/kernels"
)

// system is A·X = alpha·B to solve, or B = alpha·A·B, or a part of one. Rows or columns of B are contiguous.
type system[T kernels.Float] struct {
	solve bool
	m, n  int
	alpha T
	a     Triangular[T]
	b     Matrix[T]
}

// check panics unless A and B have all elements that the system goes over. Its sums do not wrap.
func (x *system[T]) check() {
	checkSizes(x.m, x.n, x.m, x.a.RS, x.a.CS, x.b.RS, x.b.CS, max(1, x.n))
	rows := x.b.CS == 1 && x.b.RS >= max(1, x.n)
	if !rows && (x.b.RS != 1 || x.b.CS < max(1, x.m)) {
		panic(fmt.Sprintf("blas: strides of B %d, %d, want at least %d, 1 or 1, %d", x.b.RS, x.b.CS, max(1, x.n), max(1, x.m)))
	}
	if x.m == 0 || x.n == 0 {
		return
	}
	checkLength("a", len(x.a.Data), x.a.span(x.m, x.m))
	checkLength("b", len(x.b.Data), x.b.span(x.m, x.n))
}

// cut returns the two parts of a system, the first with that many rows of source, and the rectangle.
func (x *system[T]) cut(rows int) (source, target system[T], r Matrix[T]) {
	source, target = *x, *x
	source.m, target.m = rows, x.m-rows
	if x.a.Half == Upper {
		source.a.Matrix, source.b = x.a.from(target.m, target.m), x.b.from(target.m, 0)
		return source, target, x.a.from(0, target.m)
	}
	target.a.Matrix, target.b = x.a.from(rows, rows), x.b.from(rows, 0)
	return source, target, x.a.from(rows, 0)
}

// rows computes a system of few rows with contiguous rows of B, a stripe of columns at a time. A stripe is as wide as one
// call of a tile can be, and as L1 has room for.
func (x *system[T]) rows(kn *kernels.Kernels[T]) {
	g := &kn.Gemm
	var p kernels.Product[T]
	p.M, p.Rows, p.ARS, p.AKS, p.BKS, p.LDC = 1, 1, x.a.RS, x.a.CS, x.b.RS, x.b.RS
	most := triangleBytes / bytesOf[T](x.m)
	for j := 0; j < x.n; j += p.N {
		columns := evenly(g.Vectors(x.n-j), g.Widest(1))
		width := columns.size * g.Lanes
		p.N = min(min(columns.larger, max(1, most/width))*width, x.n-j)
		p.BGS, p.Ahead = width, width
		x.stripe(g.Tiles[columns.size-1], &p, x.b.Data[j:])
	}
	runtime.KeepAlive(&p) // see Hide
}

// stripe computes a system of few rows for p.N columns, one row after the other. Each is a product with the rows that are
// source to it: those above for a lower triangle.
//
//go:noinline
func (x *system[T]) stripe(tile kernels.Tile[T], p *kernels.Product[T], b []T) {
	i, step := 0, 1
	if (x.a.Half == Upper) == x.solve {
		i, step = x.m-1, -1
	}
	q := kernels.Hide(p)
	for range x.m {
		first := 0
		if q.K = i; x.a.Half == Upper {
			q.K, first = x.m-1-i, min(i+1, x.m-1)
		}
		row := b[i*p.LDC:][:p.N]
		d := x.factors(q, i)
		if q.Beta == 0 { // the tile would not read the row, whose NaN are to stay
			for j := range row {
				row[j] *= 0
			}
			q.Beta = 1
		}
		if q.K > 0 || q.Beta != 1 {
			tile(q, &x.a.Data[i*p.ARS+first*p.AKS], &b[first*p.BKS], &row[0])
		}
		if d != 1 {
			for j := range row {
				row[j] /= d
			}
		}
		i += step
	}
}

// factors sets the factors of the product for row i of B. It returns what that row is to be divided by. To solve, the
// factors have the reciprocal of the diagonal if it is moderate. Then nothing is left to divide by.
func (x *system[T]) factors(p *kernels.Product[T], i int) (divisor T) {
	d := T(1)
	if !x.a.Unit {
		d = x.a.Data[i*(p.ARS+p.AKS)]
	}
	if !x.solve {
		p.Alpha, p.Beta = x.alpha, x.alpha*d
		return 1
	}
	r := 1 / d
	if s := r * x.alpha; moderate(r) && moderate(s) {
		p.Alpha, p.Beta = -r, s
		return 1
	}
	p.Alpha, p.Beta = -1, x.alpha
	return d
}

// moderate tells whether rows may be multiplied by r before they are added up. Between 2⁻⁶⁰ and 2³⁰ the reciprocal r has all
// of its bits, and its product with a number up to 2⁻³⁰ of the largest does not overflow.
func moderate[T kernels.Float](r T) bool {
	r *= r
	return r >= 0x1p-120 && r <= 0x1p60
}
