package gonumlapack

import (
	"math/bits"

	"gonum.org/v1/gonum/blas"
)

// Checks that several routines have, in gonum's order.

// refuse panics if an argument is bad.
func refuse(bad bool, why string) {
	if bad {
		panic(why)
	}
}

// checkShape is the first checks of a factorization of A of m by n.
func checkShape(m, n, lda int) {
	refuse(m < 0, mLT0)
	refuse(n < 0, nLT0)
	refuse(lda < max(1, n), badLdA)
}

// checkLength panics unless a has m rows of n elements, ld apart. There is a row at least.
func checkLength(a []float64, m, n, ld int, why string) { refuse(short(a, m, n, ld), why) }

// short tells whether a lacks the last of m rows of n elements, ld apart and ld >= n >= 0. A product of sizes may be more than an int
// holds.
func short(a []float64, m, n, ld int) bool {
	if m < 1 {
		return false
	}
	high, low := bits.Mul64(uint64(m-1), uint64(ld))
	return n > len(a) || high != 0 || low > uint64(len(a)-n)
}

// checkSystem is the first checks of routines that solve with n equations.
func checkSystem(n, nrhs, lda, ldb int) {
	refuse(n < 0, nLT0)
	refuse(nrhs < 0, nrhsLT0)
	refuse(lda < max(1, n), badLdA)
	refuse(ldb < max(1, nrhs), badLdB)
}

// checkTriangle is all checks of routines on one triangle. It reports whether it is empty.
func checkTriangle(ul blas.Uplo, n int, a []float64, lda int) (empty bool) {
	refuse(ul != blas.Upper && ul != blas.Lower, badUplo)
	refuse(n < 0, nLT0)
	refuse(lda < max(1, n), badLdA)
	if n > 0 {
		checkLength(a, n, n, lda, shortA)
	}
	return n == 0
}

// checkMultiply is the first checks of Dormqr and Dormlq. It returns the order of Q, and the other size of C.
func checkMultiply(side blas.Side, trans blas.Transpose, m, n, k int) (order, other int) {
	refuse(side != blas.Left && side != blas.Right, badSide)
	refuse(trans != blas.NoTrans && trans != blas.Trans, badTrans)
	refuse(m < 0, mLT0)
	refuse(n < 0, nLT0)
	refuse(k < 0, kLT0)
	if side == blas.Left {
		refuse(k > m, kGTM)
		return m, n
	}
	refuse(k > n, kGTN)
	return n, m
}

// checkWork panics unless work has lwork elements, at least one and at least least. It answers a query, and every call, with that
// many columns of least elements. It reports whether it was a query.
func checkWork(least, columns int, work []float64, lwork int) (query bool) {
	least = max(1, least)
	refuse(lwork < least && lwork != -1, badLWork)
	refuse(len(work) < max(1, lwork), shortWork)
	work[0] = float64(least * columns)
	return lwork == -1
}
