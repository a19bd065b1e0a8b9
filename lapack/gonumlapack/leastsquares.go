package gonumlapack

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/lapack/internal/orthogonal"
)

// Dgels solves op(A)·X = B for A of m by n, in the least squares sense or with the least norm. X overwrites B, of max(m, n) rows.
// It reports whether A has full rank.
func (i Implementation) Dgels(trans blas.Transpose, m, n, nrhs int, a []float64, lda int, b []float64, ldb int, work []float64, lwork int) bool {
	refuse(trans != blas.NoTrans && trans != blas.Trans && trans != blas.ConjTrans, badTrans)
	refuse(m < 0, mLT0)
	refuse(n < 0, nLT0)
	refuse(nrhs < 0, nrhsLT0)
	refuse(lda < max(1, n), badLdA)
	refuse(ldb < max(1, nrhs), badLdB)
	k := min(m, n)
	query := checkWork(k+max(k, nrhs), workColumns, work, lwork)
	if k == 0 || nrhs == 0 {
		i.Dlaset(blas.All, max(m, n), nrhs, 0, 0, b, ldb)
		return true
	}
	if query {
		return true
	}
	checkLength(a, m, n, lda, shortA)
	checkLength(b, max(m, n), nrhs, ldb, shortB)
	best := work[0]
	ok := orthogonal.LeastSquares(i.blas, trans, m, n, nrhs, a, lda, b, ldb, work[:k])
	work[0] = best
	return ok
}
