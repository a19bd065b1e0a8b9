package blas

import "weft.example/kernels"

// system is A·X = alpha·B to solve, or B = alpha·A·B, or a part of one. Rows or columns of B are contiguous.
type system[T kernels.Float] struct {
	solve bool
	m, n  int
	// Columns from … to-1 of B are computed. All n columns tell how, so that they have the same bits wherever B is cut.
	from, to int

	alpha T
	a     Triangular[T]
	b     Matrix[T]
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

// leaf is a triangle as the kernel TriangleRows takes it: a lower one. An upper one has its rows and columns in reverse.
type leaf[T kernels.Float] struct {
	m, mode  int
	a        []T
	at       int // of row 0
	ars, aks int
	f        []T // factors
}

// columns are those of B that are computed.
func (x *system[T]) columns() (n int, b Matrix[T]) { return x.to - x.from, x.b.from(0, x.from) }

// solver is a system that is computed without products.
type solver[T kernels.Float] struct {
	system[T]
	leaf  leaf[T]
	panel int // columns of B that are computed at a time
}
