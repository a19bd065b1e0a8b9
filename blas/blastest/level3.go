package blastest

import "gonum.org/v1/gonum/blas"

// level3 is the products of matrices.
func level3[T float]() []routine[T] {
	side := fault(func(p *args[T]) { p.s = 'X' })
	common := []func(*args[T]){wrongLdA[T], wrongLdC[T], shortA[T], shortC[T]}
	triangles := []func(*args[T]){side, wrongUplo[T], wrongTrans[T], wrongDiag[T], negativeM[T], negativeN[T], wrongLdA[T], wrongLdB[T], shortA[T], shortB[T]}
	return []routine[T]{
		{"gemm", func(c *call[T]) {
			c.flags()
			c.m, c.n, c.k = c.size(), c.size(), c.size()
			c.scales()
			c.A, c.lda = c.oriented(c.tA, c.m, c.k)
			c.B, c.ldb = c.oriented(c.tB, c.k, c.n)
			c.C, c.ldc = c.general(c.m, c.n, c.beta != 0)
			c.writes(c.C)
		}, func(r *routines[T], p *args[T]) {
			r.gemm(p.tA, p.tB, p.m, p.n, p.k, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, p.c, p.ldc)
		}, func(c *call[T]) error {
			return near(c.C, product(float64(c.alpha), c.A.was().op(c.tA), c.B.was().op(c.tB)).plus(float64(c.beta), c.C.was()))
		}, append([]func(*args[T]){wrongTrans[T], negativeM[T], negativeN[T], negativeK[T], wrongLdB[T], shortB[T]}, common...)},
		{"symm", func(c *call[T]) {
			c.flags()
			c.d = blas.NonUnit
			c.m, c.n = c.size(), c.size()
			c.scales()
			side := c.n
			if c.s == blas.Left {
				side = c.m
			}
			c.A, c.lda = c.triangular(whole, side, 0, c.alpha != 0)
			c.A.symmetric = true
			c.B, c.ldb = c.general(c.m, c.n, c.alpha != 0)
			c.C, c.ldc = c.general(c.m, c.n, c.beta != 0)
			c.writes(c.C)
		}, func(r *routines[T], p *args[T]) {
			r.symm(p.s, p.ul, p.m, p.n, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, p.c, p.ldc)
		}, func(c *call[T]) error {
			a, b := c.A.was(), c.B.was()
			if c.s == blas.Right {
				a, b = b, a
			}
			return near(c.C, product(float64(c.alpha), a, b).plus(float64(c.beta), c.C.was()))
		}, append([]func(*args[T]){side, wrongUplo[T], negativeM[T], negativeN[T], wrongLdB[T], shortB[T]}, common...)},
		{"syrk", func(c *call[T]) { drawUpdate(c, false) }, func(r *routines[T], p *args[T]) {
			r.syrk(p.ul, p.tA, p.n, p.k, p.alpha, p.a, p.lda, p.beta, p.c, p.ldc)
		}, func(c *call[T]) error {
			a := c.A.was().op(c.tA)
			return near(c.C, product(float64(c.alpha), a, a.t()).plus(float64(c.beta), c.C.was()))
		}, append([]func(*args[T]){wrongUplo[T], wrongTrans[T], negativeN[T], negativeK[T]}, common...)},
		{"syr2k", func(c *call[T]) { drawUpdate(c, true) }, func(r *routines[T], p *args[T]) {
			r.syr2k(p.ul, p.tA, p.n, p.k, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, p.c, p.ldc)
		}, func(c *call[T]) error {
			a, b := c.A.was().op(c.tA), c.B.was().op(c.tA)
			return near(c.C, product(float64(c.alpha), a, b.t()).and(product(float64(c.alpha), b, a.t())).plus(float64(c.beta), c.C.was()))
		}, append([]func(*args[T]){wrongUplo[T], wrongTrans[T], negativeN[T], negativeK[T], wrongLdB[T], shortB[T]}, common...)},
		{"trmm", drawTriangle[T], func(r *routines[T], p *args[T]) {
			r.trmm(p.s, p.ul, p.tA, p.d, p.m, p.n, p.alpha, p.a, p.lda, p.b, p.ldb)
		}, func(c *call[T]) error {
			a, b := c.A.was().op(c.tA), c.B.was()
			if c.s == blas.Right {
				a, b = b, a
			}
			return near(c.B, product(float64(c.alpha), a, b))
		}, triangles},
		{"trsm", drawTriangle[T], func(r *routines[T], p *args[T]) {
			r.trsm(p.s, p.ul, p.tA, p.d, p.m, p.n, p.alpha, p.a, p.lda, p.b, p.ldb)
		}, func(c *call[T]) error { return solved(c.A.was().op(c.tA), c.B, float64(c.alpha), c.s == blas.Right) }, triangles},
	}
}

// drawUpdate draws the arguments of syrk, or with two factors those of syr2k.
func drawUpdate[T float](c *call[T], two bool) {
	c.flags()
	c.d = blas.NonUnit
	c.n, c.k = c.size(), c.size()
	c.scales()
	c.A, c.lda = c.oriented(c.tA, c.n, c.k)
	if two {
		c.B, c.ldb = c.oriented(c.tA, c.n, c.k)
	}
	c.C, c.ldc = c.triangular(whole, c.n, 0, c.beta != 0)
	c.C.symmetric = true
	c.writes(c.C)
}

// drawTriangle draws the arguments of trmm and trsm.
func drawTriangle[T float](c *call[T]) {
	c.flags()
	c.m, c.n = c.size(), c.size()
	c.alpha = c.factor()
	side := c.n
	if c.s == blas.Left {
		side = c.m
	}
	c.A, c.lda = c.triangular(whole, side, 0, c.alpha != 0)
	c.A.tame()
	c.B, c.ldb = c.general(c.m, c.n, c.alpha != 0)
	c.writes(c.B)
}
