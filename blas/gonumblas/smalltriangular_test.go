package gonumblas

import (
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/testblas"

	"weft.example/kernels"
	"weft.example/workers"
)

// always computes in weft's way what Implementation leaves to gonum for its size.
type always struct{ own *doors }

func (f always) Dtrsm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	checkTriangular(s, ul, tA, d, m, n, len(a), lda, len(b), ldb)
	computeTriangular(f.own.f64, true, s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
}

func (f always) Dtrmm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	checkTriangular(s, ul, tA, d, m, n, len(a), lda, len(b), ldb)
	computeTriangular(f.own.f64, false, s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
}

// TestSmallTriangular runs gonum's own tests, whose sizes are small, on every Set.
func TestSmallTriangular(t *testing.T) {
	for _, set := range kernels.Available() {
		t.Run(set.Name, func(t *testing.T) {
			impl := always{newDoors(set, workers.New(1))}
			testblas.DtrsmTest(t, impl)
			testblas.DtrmmTest(t, impl)
		})
	}
}
