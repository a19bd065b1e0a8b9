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
	switch {
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	case lda < max(1, n):
		panic(badLdA)
	}
	if checkWork(n, workColumns, work, lwork) || m == 0 || n == 0 {
		return
	}
	switch {
	case len(a) < (m-1)*lda+n:
		panic(shortA)
	case len(tau) != min(m, n):
		panic(badLenTau)
	}
	orthogonal.QR(i.blas, m, n, a, lda, tau)
}

// Dormqr computes C = op(Q)·C or C = C·op(Q) for C of m by n, with the Q of Dgeqrf's first k reflectors.
func (i Implementation) Dormqr(side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int) {
	order, other := m, n
	if side != blas.Left {
		order, other = n, m
	}
	checkMultiply(side, trans, m, n, k)
	switch {
	case lda < max(1, k):
		panic(badLdA)
	case ldc < max(1, n):
		panic(badLdC)
	}
	if checkWork(other, workColumns, work, lwork) || m == 0 || n == 0 || k == 0 {
		return
	}
	switch {
	case len(a) < (order-1)*lda+k:
		panic(shortA)
	case len(tau) != k:
		panic(badLenTau)
	case len(c) < (m-1)*ldc+n:
		panic(shortC)
	}
	orthogonal.MultiplyQR(i.blas, side, trans, m, n, k, a, lda, tau, c, ldc)
}

// Dorgqr overwrites A with the first n columns, of m, of the Q of Dgeqrf's first k reflectors.
func (i Implementation) Dorgqr(m, n, k int, a []float64, lda int, tau, work []float64, lwork int) {
	switch {
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	case n > m:
		panic(nGTM)
	case k < 0:
		panic(kLT0)
	case k > n:
		panic(kGTN)
	case lda < max(1, n) && lwork != -1: // Dgesvd asks without an A
		panic(badLdA)
	}
	if checkWork(n, workColumns, work, lwork) || n == 0 {
		return
	}
	switch {
	case len(a) < (m-1)*lda+n:
		panic(shortA)
	case len(tau) != k:
		panic(badLenTau)
	}
	orthogonal.FormQR(i.blas, m, n, k, a, lda, tau)
}

// checkMultiply is the first checks of Dormqr and Dormlq.
func checkMultiply(side blas.Side, trans blas.Transpose, m, n, k int) {
	switch {
	case side != blas.Left && side != blas.Right:
		panic(badSide)
	case trans != blas.NoTrans && trans != blas.Trans:
		panic(badTrans)
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	case k < 0:
		panic(kLT0)
	case side == blas.Left && k > m:
		panic(kGTM)
	case side == blas.Right && k > n:
		panic(kGTN)
	}
}

// checkWork panics unless work has lwork elements, at least one and at least least. It answers a query, and every call, with that
// many columns of least elements. It reports whether it was a query.
func checkWork(least, columns int, work []float64, lwork int) (query bool) {
	least = max(1, least)
	switch {
	case lwork < least && lwork != -1:
		panic(badLWork)
	case len(work) < max(1, lwork):
		panic(shortWork)
	}
	work[0] = float64(least * columns)
	return lwork == -1
}
