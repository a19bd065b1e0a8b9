package gonumlapack

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/lapack/internal/factor"
)

// Dpotrf factorizes A, of which one triangle is stored, to Uᵀ·U or L·Lᵀ. It reports whether A is positive definite.
func (i Implementation) Dpotrf(ul blas.Uplo, n int, a []float64, lda int) (ok bool) {
	if checkTriangle(ul, n, a, lda) {
		return true
	}
	return factor.Cholesky(i.blas, ul, n, a, lda)
}

// Dpotrs solves A·X = B with the factor of Dpotrf. X overwrites B, of n by nrhs.
func (i Implementation) Dpotrs(ul blas.Uplo, n, nrhs int, a []float64, lda int, b []float64, ldb int) {
	refuse(ul != blas.Upper && ul != blas.Lower, badUplo)
	checkSystem(n, nrhs, lda, ldb)
	if n == 0 || nrhs == 0 {
		return
	}
	checkLength(a, n, n, lda, shortA)
	checkLength(b, n, nrhs, ldb, shortB)
	factor.SolveCholesky(i.blas, ul, n, nrhs, a, lda, b, ldb)
}

// Dpotri overwrites the factor of Dpotrf with the same triangle of A's inverse, unless it has a zero on its diagonal. Then it reports
// false.
func (i Implementation) Dpotri(ul blas.Uplo, n int, a []float64, lda int) (ok bool) {
	if checkTriangle(ul, n, a, lda) {
		return true
	}
	return factor.InvertCholesky(i.blas, ul, n, a, lda)
}

// Dlauum overwrites a triangle with the same triangle of U·Uᵀ or of Lᵀ·L.
func (i Implementation) Dlauum(ul blas.Uplo, n int, a []float64, lda int) {
	if !checkTriangle(ul, n, a, lda) {
		factor.Square(i.blas, ul, n, a, lda)
	}
}
