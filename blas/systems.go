package blas

import (
	"fmt"

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
