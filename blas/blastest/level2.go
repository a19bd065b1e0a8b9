package blastest

import "gonum.org/v1/gonum/blas"

// level2 is the products of a matrix and a vector.
func level2[T float]() []routine[T] {
	x, y := []func(*args[T]){zeroIncX[T], shortX[T]}, []func(*args[T]){zeroIncX[T], zeroIncY[T], shortX[T], shortY[T]}
	with := func(faults []func(*args[T]), more ...func(*args[T])) []func(*args[T]) { return append(more, faults...) }
	return []routine[T]{
		{"gemv", func(c *call[T]) { drawTimes(c, func() { c.A, c.lda = c.general(c.m, c.n, c.alpha != 0) }) }, func(r *routines[T], p *args[T]) {
			r.gemv(p.tA, p.m, p.n, p.alpha, p.a, p.lda, p.x, p.incX, p.beta, p.y, p.incY)
		}, checkTimes[T], with(y, wrongTrans[T], negativeM[T], negativeN[T], wrongLdA[T], shortA[T])},
		{"gbmv", func(c *call[T]) {
			drawTimes(c, func() {
				c.kL, c.kU = c.rng.IntN(c.m+3), c.rng.IntN(c.n+3)
				c.A, c.lda = c.band(c.m, c.n, c.kL, c.kU, c.alpha != 0)
			})
		}, func(r *routines[T], p *args[T]) {
			r.gbmv(p.tA, p.m, p.n, p.kL, p.kU, p.alpha, p.a, p.lda, p.x, p.incX, p.beta, p.y, p.incY)
		}, checkTimes[T], with(y, wrongTrans[T], negativeM[T], negativeN[T], negativeKL[T], negativeKU[T], wrongLdA[T], shortA[T])},
		{"symv", func(c *call[T]) { drawSymmetric(c, whole) }, func(r *routines[T], p *args[T]) {
			r.symv(p.ul, p.n, p.alpha, p.a, p.lda, p.x, p.incX, p.beta, p.y, p.incY)
		}, checkTimes[T], with(y, wrongUplo[T], negativeN[T], wrongLdA[T], shortA[T])},
		{"sbmv", func(c *call[T]) { drawSymmetric(c, banded) }, func(r *routines[T], p *args[T]) {
			r.sbmv(p.ul, p.n, p.k, p.alpha, p.a, p.lda, p.x, p.incX, p.beta, p.y, p.incY)
		}, checkTimes[T], with(y, wrongUplo[T], negativeN[T], negativeK[T], wrongLdA[T], shortA[T])},
		{"spmv", func(c *call[T]) { drawSymmetric(c, packed) }, func(r *routines[T], p *args[T]) {
			r.spmv(p.ul, p.n, p.alpha, p.a, p.x, p.incX, p.beta, p.y, p.incY)
		}, checkTimes[T], with(y, wrongUplo[T], negativeN[T], shortA[T])},

		{"trmv", func(c *call[T]) { drawTriangular(c, whole) }, func(r *routines[T], p *args[T]) {
			r.trmv(p.ul, p.tA, p.d, p.n, p.a, p.lda, p.x, p.incX)
		}, checkTriangular[T], with(x, wrongUplo[T], wrongTrans[T], wrongDiag[T], negativeN[T], wrongLdA[T], shortA[T])},
		{"tbmv", func(c *call[T]) { drawTriangular(c, banded) }, func(r *routines[T], p *args[T]) {
			r.tbmv(p.ul, p.tA, p.d, p.n, p.k, p.a, p.lda, p.x, p.incX)
		}, checkTriangular[T], with(x, wrongUplo[T], wrongTrans[T], wrongDiag[T], negativeN[T], negativeK[T], wrongLdA[T], shortA[T])},
		{"tpmv", func(c *call[T]) { drawTriangular(c, packed) }, func(r *routines[T], p *args[T]) {
			r.tpmv(p.ul, p.tA, p.d, p.n, p.a, p.x, p.incX)
		}, checkTriangular[T], with(x, wrongUplo[T], wrongTrans[T], wrongDiag[T], negativeN[T], shortA[T])},
		{"trsv", func(c *call[T]) { drawTriangular(c, whole) }, func(r *routines[T], p *args[T]) {
			r.trsv(p.ul, p.tA, p.d, p.n, p.a, p.lda, p.x, p.incX)
		}, checkSolved[T], with(x, wrongUplo[T], wrongTrans[T], wrongDiag[T], negativeN[T], wrongLdA[T], shortA[T])},
		{"tbsv", func(c *call[T]) { drawTriangular(c, banded) }, func(r *routines[T], p *args[T]) {
			r.tbsv(p.ul, p.tA, p.d, p.n, p.k, p.a, p.lda, p.x, p.incX)
		}, checkSolved[T], with(x, wrongUplo[T], wrongTrans[T], wrongDiag[T], negativeN[T], negativeK[T], wrongLdA[T], shortA[T])},
		{"tpsv", func(c *call[T]) { drawTriangular(c, packed) }, func(r *routines[T], p *args[T]) {
			r.tpsv(p.ul, p.tA, p.d, p.n, p.a, p.x, p.incX)
		}, checkSolved[T], with(x, wrongUplo[T], wrongTrans[T], wrongDiag[T], negativeN[T], shortA[T])},

		{"ger", func(c *call[T]) {
			c.m, c.n, c.alpha, c.incX, c.incY = c.size(), c.size(), c.factor(), c.increment(), c.increment()
			c.A, c.lda = c.general(c.m, c.n, true)
			c.X, c.Y = c.vector(c.m, c.incX, c.alpha != 0), c.vector(c.n, c.incY, c.alpha != 0)
			c.writes(c.A)
		}, func(r *routines[T], p *args[T]) { r.ger(p.m, p.n, p.alpha, p.x, p.incX, p.y, p.incY, p.a, p.lda) }, func(c *call[T]) error {
			return near(c.A, product(float64(c.alpha), c.X.was(), c.Y.was().t()).plus(1, c.A.was()))
		}, with(y, negativeM[T], negativeN[T], wrongLdA[T], shortA[T])},
		{"syr", func(c *call[T]) { drawOuter(c, whole, false) }, func(r *routines[T], p *args[T]) {
			r.syr(p.ul, p.n, p.alpha, p.x, p.incX, p.a, p.lda)
		}, checkOuter[T], with(x, wrongUplo[T], negativeN[T], wrongLdA[T], shortA[T])},
		{"spr", func(c *call[T]) { drawOuter(c, packed, false) }, func(r *routines[T], p *args[T]) {
			r.spr(p.ul, p.n, p.alpha, p.x, p.incX, p.a)
		}, checkOuter[T], with(x, wrongUplo[T], negativeN[T], shortA[T])},
		{"syr2", func(c *call[T]) { drawOuter(c, whole, true) }, func(r *routines[T], p *args[T]) {
			r.syr2(p.ul, p.n, p.alpha, p.x, p.incX, p.y, p.incY, p.a, p.lda)
		}, checkOuter[T], with(y, wrongUplo[T], negativeN[T], wrongLdA[T], shortA[T])},
		{"spr2", func(c *call[T]) { drawOuter(c, packed, true) }, func(r *routines[T], p *args[T]) {
			r.spr2(p.ul, p.n, p.alpha, p.x, p.incX, p.y, p.incY, p.a)
		}, checkOuter[T], with(y, wrongUplo[T], negativeN[T], shortA[T])},
	}
}

// drawTimes draws the arguments of y = alpha·op(A)·x + beta·y.
func drawTimes[T float](c *call[T], matrix func()) {
	c.flags()
	c.m, c.n = c.size(), c.size()
	c.scales()
	c.incX, c.incY = c.increment(), c.increment()
	matrix()
	m, n := c.A.rows, c.A.columns
	if c.tA != blas.NoTrans {
		m, n = n, m
	}
	c.X, c.Y = c.vector(n, c.incX, c.alpha != 0), c.vector(m, c.incY, c.beta != 0)
	c.writes(c.Y)
	c.Y.written = m > 0 && n > 0 // else y stays, whatever beta is
}

// drawSymmetric is drawTimes for a symmetric A.
func drawSymmetric[T float](c *call[T], shape shape) {
	drawTimes(c, func() {
		c.tA, c.d = blas.NoTrans, blas.NonUnit
		c.k = c.rng.IntN(c.n + 3)
		c.A, c.lda = c.triangular(shape, c.n, c.k, c.alpha != 0)
		c.A.symmetric = true
	})
}

func checkTimes[T float](c *call[T]) error {
	if !c.Y.written {
		return nil
	}
	return near(c.Y, product(float64(c.alpha), c.A.was().op(c.tA), c.X.was()).plus(float64(c.beta), c.Y.was()))
}

// drawTriangular draws the arguments of x = op(A)·x, and of its inverse.
func drawTriangular[T float](c *call[T], shape shape) {
	c.flags()
	c.n, c.incX = c.size(), c.increment()
	c.k = c.rng.IntN(c.n + 3)
	c.A, c.lda = c.triangular(shape, c.n, c.k, true)
	c.A.tame()
	c.X = c.vector(c.n, c.incX, true)
	c.writes(c.X)
}

func checkTriangular[T float](c *call[T]) error {
	return near(c.X, product(1, c.A.was().op(c.tA), c.X.was()))
}

func checkSolved[T float](c *call[T]) error { return solved(c.A.was().op(c.tA), c.X, 1, false) }

// drawOuter draws the arguments of an update of a symmetric A by x·xᵀ, or by x·yᵀ + y·xᵀ.
func drawOuter[T float](c *call[T], shape shape, two bool) {
	c.flags()
	c.d = blas.NonUnit
	c.n, c.alpha, c.incX, c.incY = c.size(), c.factor(), c.increment(), c.increment()
	c.A, c.lda = c.triangular(shape, c.n, 0, true)
	c.X = c.vector(c.n, c.incX, c.alpha != 0)
	if two {
		c.Y = c.vector(c.n, c.incY, c.alpha != 0)
	}
	c.writes(c.A)
}

func checkOuter[T float](c *call[T]) error {
	x := c.X.was()
	if c.Y == nil {
		return near(c.A, product(float64(c.alpha), x, x.t()).plus(1, c.A.was()))
	}
	y := c.Y.was()
	return near(c.A, product(float64(c.alpha), x, y.t()).and(product(float64(c.alpha), y, x.t())).plus(1, c.A.was()))
}
