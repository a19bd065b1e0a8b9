package gonumlapack

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/lapack/internal/orthogonal"
)

// Dgelqf factorizes A of m by n to L·Q. L overwrites A up to the diagonal. Right of it lie the vectors of the min(m, n) reflectors
// whose product is Qᵀ, in rows, and tau has their factors.
func (i Implementation) Dgelqf(m, n int, a []float64, lda int, tau, work []float64, lwork int) {
	checkShape(m, n, lda)
	if checkWork(m, workColumns, work, lwork) || m == 0 || n == 0 {
		return
	}
	checkLength(a, m, n, lda, shortA)
	refuse(len(tau) < min(m, n), shortTau)
	orthogonal.LQ(i.blas, m, n, a, lda, tau)
}

// Dormlq computes C = op(Q)·C or C = C·op(Q) for C of m by n, with the Q of Dgelqf's first k reflectors.
func (i Implementation) Dormlq(side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int) {
	order, other := checkMultiply(side, trans, m, n, k)
	refuse(lda < max(1, order), badLdA)
	if checkWork(other, workColumns, work, lwork) || m == 0 || n == 0 || k == 0 {
		return
	}
	checkLength(a, k, order, lda, shortA)
	refuse(len(tau) < k, shortTau)
	refuse(ldc < n, badLdC) // gonum's panics in its products
	checkLength(c, m, n, ldc, shortC)
	orthogonal.MultiplyLQ(i.blas, side, trans, m, n, k, a, lda, tau, c, ldc)
}

// Dorglq overwrites A with the first m rows, of n, of the Q of Dgelqf's first k reflectors.
func (i Implementation) Dorglq(m, n, k int, a []float64, lda int, tau, work []float64, lwork int) {
	refuse(m < 0, mLT0)
	refuse(n < m, nLTM)
	refuse(k < 0, kLT0)
	refuse(k > m, kGTM)
	refuse(lda < max(1, n), badLdA)
	if checkWork(m, workColumns, work, lwork) || m == 0 {
		return
	}
	checkLength(a, m, n, lda, shortA)
	refuse(len(tau) < k, shortTau)
	orthogonal.FormLQ(i.blas, m, n, k, a, lda, tau)
}
