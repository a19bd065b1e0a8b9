package blas

import (
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Products with a vector: Gemv, and Ger with two. Those of little work run on their caller's goroutine without a plan.
// Others are problems of one column, one row, or depth 1.

// Gemv computes y = alpha·A·x + beta·y for A of m by n. Elements of x are incX apart, those of y incY. A negative increment
// has them stored from the last to the first. y must not overlap A or x.
//
// With beta zero y is not read. With alpha or n zero A and x are not read. NaN and infinities propagate. alpha multiplies
// sums of products.
//
// Gemv panics when
//
//   - a size or a stride is negative, or an increment is 0,
//   - a slice is too short for its view,
//   - the workspace is in use.
func (w *Workspace[T]) Gemv(m, n int, alpha T, a Matrix[T], x []T, incX int, beta T, y []T, incY int) {
	g := gemv[T]{alpha, beta, a, vector[T]{x, n, incX}, vector[T]{y, m, incY}}
	checkSizes(m, 1, n, a.RS, a.CS, 1, 1, 1)
	g.y.check("y")
	if m > 0 {
		g.x.check("x")
		checkLength("a", len(a.Data), a.span(m, n))
	}
	w.enter()
	defer w.leave()
	w.gemv(&g)
}

// GemvFew is Gemv for a few elements of a matrix, at most FewElements, whose rows are contiguous, or for its transpose. A is m
// by n as it is stored. Vectors are in place: incX is 1 and incY above 0, or for the transpose the other way round. m, n and alpha are not
// zero. Like Few it checks nothing, and makes no views: float32 16x16 takes 60 to 70 ns instead of 110 (Zen 3).
func (s *Spaces[T]) GemvFew(_ checked.Operands, transposed bool, m, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) {
	kn := s.Kernels
	if bytes := bytesOf[T](m * n); bytes > usualL1/2 && bytesOf[T](n) >= nearRow && !cachesHere().inL1(bytes) {
		g := gemv[T]{alpha, beta, Matrix[T]{a, lda, 1}, vector[T]{x, n, incX}, vector[T]{y, m, incY}}
		if transposed {
			g.a, g.x.n, g.y.n = g.a.T(), m, n
		}
		if way := g.way(kn, cachesHere()); way != sideBySideRows {
			g.compute(kn, way)
			return
		}
	}
	if !transposed {
		var d kernels.Dots[T]
		d.K, d.LDA, d.LDC, d.Alpha, d.Beta = n, lda, incY, alpha, beta
		dotRows(kn, &d, m, a, x, y)
		return
	}
	side := sideOf(kn, lda)
	groups, rest := m/side, m%side
	var p kernels.Product[T]
	p.N, p.M, p.AKS, p.ARS, p.BKS, p.BGS, p.Alpha, p.Beta = n, groups, incX, side*incX, lda, side*lda, alpha, beta
	if groups > 0 {
		sideBySide(kn, side, &p, x, a, y)
		p.Beta = 1
	}
	if rest > 0 {
		p.M = 1
		update(kn, rest, &p, x[groups*p.ARS:], a[groups*p.BGS:], y)
	}
}

// problem is g as a product of one column, or of one row where columns of A are contiguous. Vectors are in place.
func (g *gemv[T]) problem() (p problem[T]) {
	m, n := g.y.n, g.x.n
	p.alpha, p.beta, p.c = g.alpha, g.beta, g.y.data
	if g.rows() {
		p.m, p.n, p.k, p.ldc = m, 1, n, g.y.inc
		p.a, p.b = g.a, Matrix[T]{g.x.data, g.x.inc, 1}
		return p
	}
	p.m, p.n, p.k, p.ldc = 1, m, n, m
	p.a, p.b = Matrix[T]{g.x.data, 1, g.x.inc}, g.a.T()
	return p
}

// gemv computes g, which is checked, with vectors copied where kernels do not reach them. The workspace is entered.
func (w *Workspace[T]) gemv(g *gemv[T]) {
	m, n, y := g.y.n, g.x.n, g.y
	if m == 0 {
		return
	}
	if n == 0 || g.alpha == 0 {
		scale(m, 1, g.beta, y.data, max(y.inc, -y.inc))
		return
	}
	rows, room := g.rows(), w.vectorsOf(m+n)
	if g.x.inc < 0 || rows && g.x.inc != 1 {
		g.x.loadTo(room[m:])
		g.x = vector[T]{room[m : m+n], n, 1}
	}
	copied := y.inc < 0 || !rows && y.inc != 1
	if copied {
		if g.beta != 0 {
			y.loadTo(room)
		}
		g.y = vector[T]{room[:m], m, 1}
	}
	if g.inPlace() && g.short() {
		g.alone(w.kernels)
	} else {
		p := g.problem()
		w.multiply(&p)
	}
	if copied {
		y.store(room)
	}
}

// vectorsOf returns room for copies of vectors.
func (w *Workspace[T]) vectorsOf(n int) []T {
	if len(w.vectors) < n {
		w.vectors = Make[T](n)
	}
	return w.vectors
}

// RowsTimes computes y = A·x for n rows of A, k elements each, if that takes one goroutine and A may be in L2, and reports
// whether it did. It checks nothing, as Product, and makes no plan: a predictor of 30-16-8-1 takes 160 ns for an example, and 380
// by products (Emerald Rapids). n and k are not zero.
func (w *Workspace[T]) RowsTimes(_ checked.Operands, n, k int, a, x, y []T) bool {
	size := w.machine.size
	if area(n, k) > w.machine.L2/size || !w.machine.wholeVector(k) || w.workersFor(1, n, k) > 1 {
		return false
	}
	var d kernels.Dots[T]
	d.K, d.LDA, d.LDC, d.Alpha = k, k, 1, 1
	dotRows(w.kernels, &d, n, a, x, y)
	return true
}
