package gonumblas_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// TestMat solves systems through gonum/mat, whose factorizations multiply by
// Dgemm in blocks of 32 and 64.
func TestMat(t *testing.T) {
	defer blas64.Use(blas64.Implementation())
	blas64.Use(door())
	const n = 150
	rng := rand.New(rand.NewPCG(4, 0))
	a, x := mat.NewDense(n, n, nil), mat.NewDense(n, 3, nil)
	for i := range n {
		for j := range n {
			a.Set(i, j, rng.NormFloat64())
		}
		for j := range 3 {
			x.Set(i, j, rng.NormFloat64())
		}
	}
	var b, got, residual, gram mat.Dense
	b.Mul(a, x)
	if err := got.Solve(a, &b); err != nil { // LU
		t.Fatal(err)
	}
	near(t, "LU", &got, x)

	var qr mat.QR
	qr.Factorize(a)
	if err := qr.SolveTo(&got, false, &b); err != nil {
		t.Fatal(err)
	}
	near(t, "QR", &got, x)

	gram.Mul(a.T(), a)
	var chol mat.Cholesky
	if !chol.Factorize(mat.NewSymDense(n, gram.RawMatrix().Data)) {
		t.Fatal("Cholesky: not positive definite")
	}
	residual.Mul(chol.RawU().T(), chol.RawU())
	near(t, "Cholesky", &residual, &gram)
}

func near(t *testing.T, what string, got, want mat.Matrix) {
	t.Helper()
	var d mat.Dense
	d.Sub(got, want)
	if off := mat.Norm(&d, math.Inf(1)) / mat.Norm(want, math.Inf(1)); off > 1e-10 || off != off {
		t.Errorf("%s: off by %.2g", what, off)
	}
}
