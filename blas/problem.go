package blas

import "weft/kernels"

// problem is a product C = alpha·A·B + beta·C, or a part of one: A is m by k, B k by n, C m by n.
type problem[T kernels.Float] struct {
	m, n, k     int
	alpha, beta T
	a, b        Matrix[T]
	c           []T // row by row, ldc apart
	ldc         int
	i, j        int // where C begins in that of the whole product
}

// part is rows i0 to i1-1 and columns j0 to j1-1 of C.
func (x *problem[T]) part(i0, i1, j0, j1 int) problem[T] {
	p := *x
	p.m, p.n, p.i, p.j = i1-i0, j1-j0, x.i+i0, x.j+j0
	p.a, p.b, p.c = x.a.from(i0, 0), x.b.from(0, j0), x.c[i0*x.ldc+j0:]
	return p
}

// rows is rows from i on, so many.
func (x *problem[T]) rows(i, rows int) problem[T] { return x.part(i, i+rows, 0, x.n) }

// depth is steps p0 to p1-1 of the depth, added to C if they are not the first.
func (x *problem[T]) depth(p0, p1 int) problem[T] {
	p := *x
	p.k, p.a, p.b = p1-p0, x.a.from(0, p0), x.b.from(p0, 0)
	if p0 > 0 {
		p.beta = 1
	}
	return p
}

// T is Cᵀ = alpha·Bᵀ·Aᵀ + beta·Cᵀ, with room for Cᵀ as its C.
func (x *problem[T]) T(room []T) problem[T] {
	return problem[T]{m: x.n, n: x.m, k: x.k, alpha: x.alpha, beta: x.beta, a: x.b.T(), b: x.a.T(), c: room, ldc: x.m}
}

// shape is what choices go by.
func (x *problem[T]) shape() shape { return shapeOf(x.m, x.n, x.k, x.a, x.b) }

// product is the problem as kernels take it.
func (x *problem[T]) product() kernels.Product[T] {
	return kernels.Product[T]{M: x.m, N: x.n, K: x.k, ARS: x.a.RS, AKS: x.a.CS, BKS: x.b.RS, LDC: x.ldc, Alpha: x.alpha, Beta: x.beta}
}

// shape is the sizes of a product and the strides of A and B.
type shape struct {
	m, n, k            int
	ars, acs, brs, bcs int
}

func shapeOf[T kernels.Float](m, n, k int, a, b Matrix[T]) shape {
	return shape{m, n, k, a.RS, a.CS, b.RS, b.CS}
}

// part is a part of the product for one worker: a problem, and of which panels where B is in panels.
type part[T kernels.Float] struct {
	problem[T]
	v0, v1 int
}

// block is what loops 5, 4 and 3 cut of a part.
type block[T kernels.Float] struct {
	problem[T]
	p                     int // of the depth, where the block begins
	firstN, firstK, lastK bool
	panels                pieces // of a prepacked B
	fetch                 bool   // the rows of inner products to come
}
