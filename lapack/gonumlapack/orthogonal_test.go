package gonumlapack_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/internal/long"
	"weft.example/lapack/gonumlapack"
)

// TestQR wants columns of Q·R within some √(m·n)·eps of A's, each by its own norm, and Q as orthogonal. That is the statistical
// form of the bound γ(m·n) of Higham's theorem 19.4.
func TestQR(t *testing.T) {
	forEach(t, func(t *testing.T, impl gonumlapack.Implementation) {
		for _, n := range sizes {
			for _, m := range []int{n, n + 29, (n + 1) / 2} {
				for name, a := range hard(m, n) {
					f := unscale(name)
					testQR(t, impl, fmt.Sprint("QR ", name, " ", m, "x", n), a, f)
					testLQ(t, impl, fmt.Sprint("LQ ", name, " ", n, "x", m), a.t(), f)
				}
			}
		}
	})
}

func tolerance(m, n int) float64 { return 10 * math.Sqrt(float64(m*n)+10) * eps }

// columnNorms is a matrix whose elements are the norms of a's columns.
func columnNorms(a matrix) matrix {
	norms := make([]float64, a.n)
	for i := range a.m {
		for j := range a.n {
			norms[j] = math.Hypot(norms[j], a.at(i, j))
		}
	}
	return newMatrix(a.m, a.n, func(i, j int) float64 { return norms[j] })
}

func ones(m, n int) matrix { return newMatrix(m, n, func(i, j int) float64 { return 1 }) }

func testQR(t *testing.T, impl gonumlapack.Implementation, what string, a matrix, f float64) {
	m, n, k := a.m, a.n, min(a.m, a.n)
	qr, tau, work := a.clone(), make([]float64, k), make([]float64, max(m, n, 11))
	impl.Dgeqrf(m, n, qr.data, qr.ld, tau, work, n)
	qr.checkPadding(t, what)
	q := newMatrix(m, m, func(i, j int) float64 {
		if j < k {
			return qr.at(i, j)
		}
		return math.NaN()
	})
	impl.Dorgqr(m, m, k, q.data, q.ld, tau, work, m)
	q.checkPadding(t, what)
	r := qr.triangle(blas.Upper, false, m, n).scaled(f)
	bound := columnNorms(a.scaled(f))
	near(t, what, q.times(r), a.scaled(f), bound, tolerance(m, n))
	near(t, what+" orthogonality", q.t().times(q), identity(m), ones(m, m), tolerance(m, m))

	c := newMatrix(m, 11, func(i, j int) float64 { return float64((3*i+j)%13) - 6 })
	for _, trans := range []blas.Transpose{blas.NoTrans, blas.Trans} {
		op := q
		if trans == blas.Trans {
			op = q.t()
		}
		left, right := c.clone(), c.t()
		impl.Dormqr(blas.Left, trans, m, left.n, k, qr.data, qr.ld, tau, left.data, left.ld, work, left.n)
		impl.Dormqr(blas.Right, trans, right.m, m, k, qr.data, qr.ld, tau, right.data, right.ld, work, right.m)
		left.checkPadding(t, what)
		right.checkPadding(t, what)
		near(t, what+" left "+string(trans), left, op.times(c), columnNorms(c), tolerance(m, n))
		near(t, what+" right "+string(trans), right, c.t().times(op), columnNorms(c).t(), tolerance(m, n))
	}
}

// TestTall is TestQR for matrices whose panels are factorized by blocks of rows, and wants R of Qᵀ·A besides.
func TestTall(t *testing.T) {
	forEach(t, func(t *testing.T, impl gonumlapack.Implementation) {
		sizes := [][2]int{{8200, 41}}
		if long.Tests() {
			sizes = append(sizes, [2]int{13111, 20}, [2]int{17000, 32})
		}
		for _, size := range sizes {
			m, n := size[0], size[1]
			matrices := hard(m, n)
			delete(matrices, "wilkinson") // the sums of this test round all one way, with elements that are all the same
			for name, a := range matrices {
				f, what := unscale(name), fmt.Sprint(name, " ", m, "x", n)
				qr, tau, work := a.clone(), make([]float64, n), make([]float64, n)
				impl.Dgeqrf(m, n, qr.data, qr.ld, tau, work, n)
				qr.checkPadding(t, what)
				for j, factor := range tau {
					if factor != 0 && !(0.999 < factor && factor < 2.001) {
						t.Errorf("%s: tau[%d] is %g", what, j, factor)
					}
				}
				q := qr.clone()
				impl.Dorgqr(m, n, n, q.data, q.ld, tau, work, n)
				r, norms := qr.triangle(blas.Upper, false, n, n).scaled(f), columnNorms(a.scaled(f))
				near(t, what, q.times(r), a.scaled(f), norms, tolerance(m, n))
				near(t, what+" orthogonality", q.t().times(q), identity(n), ones(n, n), tolerance(m, n))
				qa := a.clone()
				impl.Dormqr(blas.Left, blas.Trans, m, n, n, qr.data, qr.ld, tau, qa.data, qa.ld, work, n)
				near(t, what+" Qᵀ·A", qa.scaled(f), qr.triangle(blas.Upper, false, m, n).scaled(f), norms, tolerance(m, n))
			}
		}
	})
}

func testLQ(t *testing.T, impl gonumlapack.Implementation, what string, a matrix, f float64) {
	m, n, k := a.m, a.n, min(a.m, a.n)
	lq, tau, work := a.clone(), make([]float64, k), make([]float64, max(m, n, 11))
	impl.Dgelqf(m, n, lq.data, lq.ld, tau, work, m)
	lq.checkPadding(t, what)
	q := newMatrix(n, n, func(i, j int) float64 {
		if i < k {
			return lq.at(i, j)
		}
		return math.NaN()
	})
	impl.Dorglq(n, n, k, q.data, q.ld, tau, work, n)
	q.checkPadding(t, what)
	l := lq.triangle(blas.Lower, false, m, n).scaled(f)
	near(t, what, l.times(q), a.scaled(f), columnNorms(a.scaled(f).t()).t(), tolerance(m, n))
	near(t, what+" orthogonality", q.t().times(q), identity(n), ones(n, n), tolerance(n, n))

	c := newMatrix(n, 11, func(i, j int) float64 { return float64((3*i+j)%13) - 6 })
	for _, trans := range []blas.Transpose{blas.NoTrans, blas.Trans} {
		op := q
		if trans == blas.Trans {
			op = q.t()
		}
		left, right := c.clone(), c.t()
		impl.Dormlq(blas.Left, trans, n, left.n, k, lq.data, lq.ld, tau, left.data, left.ld, work, left.n)
		impl.Dormlq(blas.Right, trans, right.m, n, k, lq.data, lq.ld, tau, right.data, right.ld, work, right.m)
		left.checkPadding(t, what)
		right.checkPadding(t, what)
		near(t, what+" left "+string(trans), left, op.times(c), columnNorms(c), tolerance(m, n))
		near(t, what+" right "+string(trans), right, c.t().times(op), columnNorms(c).t(), tolerance(m, n))
	}
}

// TestLeastSquares wants residuals orthogonal to A where there are more equations, and solutions of least norm, which are
// combinations of A's rows, where there are fewer.
func TestLeastSquares(t *testing.T) {
	forEach(t, func(t *testing.T, impl gonumlapack.Implementation) {
		for _, n := range sizes {
			for _, m := range []int{n, n + 40, 3 * n, (n + 2) / 3} {
				for _, name := range []string{"normal", "huge", "tiny"} {
					for _, trans := range []blas.Transpose{blas.NoTrans, blas.Trans} {
						what := fmt.Sprint(name, " ", m, "x", n, string(trans))
						a := hard(m, n)[name]
						testLeastSquares(t, impl, what, trans, a, unscale(name))
					}
				}
			}
		}
	})
}

func testLeastSquares(t *testing.T, impl gonumlapack.Implementation, what string, trans blas.Transpose, a matrix, f float64) {
	op := a.scaled(f)
	if trans == blas.Trans {
		op = op.t()
	}
	b := newMatrix(max(a.m, a.n), 3, func(i, j int) float64 { return float64((i*3+j*5)%7) - 3 })
	x, used, work := b.clone(), a.clone(), make([]float64, 64*max(a.m, a.n, 3))
	if !impl.Dgels(trans, a.m, a.n, 3, used.data, used.ld, x.data, x.ld, work, len(work)) {
		t.Errorf("%s: not of full rank", what)
	}
	x.checkPadding(t, what)
	x.m = op.n
	solution := newMatrix(op.n, 3, func(i, j int) float64 { return x.at(i, j) / f })
	residual := op.times(solution)
	for i := range residual.m {
		for j := range 3 {
			residual.data[i*residual.ld+j] -= b.at(i, j)
		}
	}
	zero := func(m, n int) matrix { return newMatrix(m, n, func(i, j int) float64 { return 0 }) }
	size := 0.0
	for _, v := range op.abs().times(solution.abs()).data {
		if v != mark {
			size = max(size, v)
		}
	}
	bound := tolerance(a.m, a.n) * (size + 10) * math.Sqrt(float64(max(a.m, a.n)))
	if op.m <= op.n {
		near(t, what, residual, zero(op.m, 3), ones(op.m, 3), bound)
	} else {
		near(t, what, op.t().times(residual), zero(op.n, 3), op.t().abs().times(ones(op.m, 3)), bound)
	}
}
