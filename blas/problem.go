package blas

import "weft.example/kernels"

// problem is a product C = alpha·A·B + beta·C, or a part of one: A is m by k, B k by n, C m by n.
type problem[T kernels.Float] struct {
	m, n, k     int
	alpha, beta T
	a, b        Matrix[T]
	c           []T // row by row, ldc apart
	ldc         int
	i, j        int // row and column of the whole product at which C begins
}

// set gives x its sizes and factors.
func (x *problem[T]) set(m, n, k int, alpha, beta T) {
	x.m, x.n, x.k, x.alpha, x.beta = m, n, k, alpha, beta
}

// on gives x its operands word by word: the copy of a whole Matrix would wait for the stores of its words.
func (x *problem[T]) on(a, b *Matrix[T], c []T, ldc int) {
	x.a.Data, x.a.RS, x.a.CS = a.Data, a.RS, a.CS
	x.b.Data, x.b.RS, x.b.CS = b.Data, b.RS, b.CS
	x.c, x.ldc = c, ldc
}

// part is rows i0 to i1-1 and columns j0 to j1-1 of C.
func (x *problem[T]) part(i0, i1, j0, j1 int) problem[T] {
	p := *x
	p.cutRows(i0, i1)
	p.cutColumns(j0, j1)
	return p
}

// cutRows leaves rows i0 to i1-1. Cuts are in place: the copy of a problem takes as long as the start of a tile.
func (x *problem[T]) cutRows(i0, i1 int) {
	x.m, x.i = i1-i0, x.i+i0
	x.a.Data, x.c = x.a.Data[i0*x.a.RS:], x.c[i0*x.ldc:]
}

// cutColumns leaves columns j0 to j1-1.
func (x *problem[T]) cutColumns(j0, j1 int) {
	x.n, x.j = j1-j0, x.j+j0
	x.b.Data, x.c = x.b.Data[j0*x.b.CS:], x.c[j0:]
}

// cutDepth leaves steps p0 to p1-1. Unless p0 is 0, they are added to C.
func (x *problem[T]) cutDepth(p0, p1 int) {
	x.k = p1 - p0
	x.a.Data, x.b.Data = x.a.Data[p0*x.a.CS:], x.b.Data[p0*x.b.RS:]
	if p0 > 0 {
		x.beta = 1
	}
}

// T is Cᵀ = alpha·Bᵀ·Aᵀ + beta·Cᵀ, which is stored to room.
func (x *problem[T]) T(room []T) problem[T] {
	return problem[T]{m: x.n, n: x.m, k: x.k, alpha: x.alpha, beta: x.beta, a: x.b.T(), b: x.a.T(), c: room, ldc: x.m}
}

// shape is the sizes and strides. Choices depend on them alone.
func (x *problem[T]) shape() (s shape) {
	x.shapeTo(&s)
	return s
}

// shapeTo sets s to the shape, word by word, as on does.
func (x *problem[T]) shapeTo(s *shape) {
	s.m, s.n, s.k = x.m, x.n, x.k
	s.ars, s.acs, s.brs, s.bcs = x.a.RS, x.a.CS, x.b.RS, x.b.CS
}

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

// part is one worker's part of the product. Where B is prepacked, the part has panels v0 to v1-1.
type part[T kernels.Float] struct {
	problem[T]
	v0, v1 int
}

// block is what loops 5, 4 and 3 cut from a part.
type block[T kernels.Float] struct {
	problem[T]
	p                     int // the step of the depth at which the block begins
	firstN, firstK, lastK bool
	follow                bool   // whether tiles fetch the next panels
	panels                pieces // of a prepacked B
	fetch                 bool   // whether inner products prefetch their next rows
}
