package gonumlapack

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/lapack/internal/orthogonal"
)

// The routines of this file and of lq.go have scratch of their own, and do not use their caller's workspace. They refuse one that
// is too short for gonum's, and answer a query with columns of work, as gonum's do: some callers reckon with what gonum's
// answer.
const workColumns = 32

// Dgeqrf factorizes A of m by n to Q·R. R overwrites A from the diagonal on. Below lie the vectors of the min(m, n) reflectors
// whose product is Q, in columns, and tau has their factors.
func (i Implementation) Dgeqrf(m, n int, a []float64, lda int, tau, work []float64, lwork int) {
	checkShape(m, n, lda)
	if checkWork(n, workColumns, work, lwork) || m == 0 || n == 0 {
		return
	}
	checkLength(a, m, n, lda, shortA)
	refuse(len(tau) != min(m, n), badLenTau)
	orthogonal.QR(i.blas, m, n, a, lda, tau)
}

// Dormqr computes C = op(Q)·C or C = C·op(Q) for C of m by n, with the Q of Dgeqrf's first k reflectors.
func (i Implementation) Dormqr(side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int) {
	order, other := checkMultiply(side, trans, m, n, k)
	refuse(lda < max(1, k), badLdA)
	refuse(ldc < max(1, n), badLdC)
	if checkWork(other, workColumns, work, lwork) || m == 0 || n == 0 || k == 0 {
		return
	}
	checkLength(a, order, k, lda, shortA)
	refuse(len(tau) != k, badLenTau)
	checkLength(c, m, n, ldc, shortC)
	orthogonal.MultiplyQR(i.blas, side, trans, m, n, k, a, lda, tau, c, ldc)
}

// Dorgqr overwrites A with the first n columns, of m, of the Q of Dgeqrf's first k reflectors.
func (i Implementation) Dorgqr(m, n, k int, a []float64, lda int, tau, work []float64, lwork int) {
	refuse(m < 0, mLT0)
	refuse(n < 0, nLT0)
	refuse(n > m, nGTM)
	refuse(k < 0, kLT0)
	refuse(k > n, kGTN)
	refuse(lda < max(1, n) && lwork != -1, badLdA) // Dgesvd asks without an A
	if checkWork(n, workColumns, work, lwork) || n == 0 {
		return
	}
	checkLength(a, m, n, lda, shortA)
	refuse(len(tau) != k, badLenTau)
	orthogonal.FormQR(i.blas, m, n, k, a, lda, tau)
}
