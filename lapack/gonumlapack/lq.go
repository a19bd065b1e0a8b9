package gonumlapack

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/lapack/internal/orthogonal"
)

// Dgelqf factorizes A of m by n to L·Q. L overwrites A up to the diagonal. Right of it lie the vectors of the min(m, n) reflectors
// whose product is Qᵀ, in rows, and tau has their factors.
func (i Implementation) Dgelqf(m, n int, a []float64, lda int, tau, work []float64, lwork int) {
	switch {
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	case lda < max(1, n):
		panic(badLdA)
	}
	if checkWork(m, workColumns, work, lwork) || m == 0 || n == 0 {
		return
	}
	switch {
	case len(a) < (m-1)*lda+n:
		panic(shortA)
	case len(tau) < min(m, n):
		panic(shortTau)
	}
	orthogonal.LQ(i.blas, m, n, a, lda, tau)
}

// Dormlq computes C = op(Q)·C or C = C·op(Q) for C of m by n, with the Q of Dgelqf's first k reflectors.
func (i Implementation) Dormlq(side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int) {
	order, other := m, n
	if side != blas.Left {
		order, other = n, m
	}
	checkMultiply(side, trans, m, n, k)
	if lda < max(1, order) {
		panic(badLdA)
	}
	if checkWork(other, workColumns, work, lwork) || m == 0 || n == 0 || k == 0 {
		return
	}
	switch {
	case len(a) < (k-1)*lda+order:
		panic(shortA)
	case len(tau) < k:
		panic(shortTau)
	case ldc < n: // gonum's panics in its products
		panic(badLdC)
	case len(c) < (m-1)*ldc+n:
		panic(shortC)
	}
	orthogonal.MultiplyLQ(i.blas, side, trans, m, n, k, a, lda, tau, c, ldc)
}

// Dorglq overwrites A with the first m rows, of n, of the Q of Dgelqf's first k reflectors.
func (i Implementation) Dorglq(m, n, k int, a []float64, lda int, tau, work []float64, lwork int) {
	switch {
	case m < 0:
		panic(mLT0)
	case n < m:
		panic(nLTM)
	case k < 0:
		panic(kLT0)
	case k > m:
		panic(kGTM)
	case lda < max(1, n):
		panic(badLdA)
	}
	if checkWork(m, workColumns, work, lwork) || m == 0 {
		return
	}
	switch {
	case len(a) < (m-1)*lda+n:
		panic(shortA)
	case len(tau) < k:
		panic(shortTau)
	}
	orthogonal.FormLQ(i.blas, m, n, k, a, lda, tau)
}
