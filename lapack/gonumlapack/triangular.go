package gonumlapack

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/lapack/internal/factor"
)

// Dtrtri overwrites a triangle with its inverse, unless it has a zero on its diagonal. Then it reports false.
func (i Implementation) Dtrtri(ul blas.Uplo, diag blas.Diag, n int, a []float64, lda int) (ok bool) {
	refuse(ul != blas.Upper && ul != blas.Lower, badUplo)
	refuse(diag != blas.NonUnit && diag != blas.Unit, badDiag)
	if checkTriangle(ul, n, a, lda) {
		return true
	}
	if diag == blas.NonUnit && factor.Singular(n, a, lda) {
		return false
	}
	factor.InvertTriangle(i.blas, ul, diag, n, a, lda)
	return true
}

// Dtrtrs solves op(A)·X = B for a triangular A, unless it has a zero on its diagonal. Then it reports false. X overwrites B, of n by
// nrhs.
func (i Implementation) Dtrtrs(ul blas.Uplo, trans blas.Transpose, diag blas.Diag, n, nrhs int, a []float64, lda int, b []float64, ldb int) (ok bool) {
	refuse(ul != blas.Upper && ul != blas.Lower, badUplo)
	refuse(trans != blas.NoTrans && trans != blas.Trans && trans != blas.ConjTrans, badTrans)
	refuse(diag != blas.NonUnit && diag != blas.Unit, badDiag)
	checkSystem(n, nrhs, lda, ldb)
	if n == 0 {
		return true
	}
	checkLength(a, n, n, lda, shortA)
	checkLength(b, n, nrhs, ldb, shortB)
	if diag == blas.NonUnit && factor.Singular(n, a, lda) {
		return false
	}
	i.blas.Dtrsm(blas.Left, ul, trans, diag, n, nrhs, 1, a, lda, b, ldb)
	return true
}
