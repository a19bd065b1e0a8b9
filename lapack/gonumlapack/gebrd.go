package gonumlapack

import "weft.example/lapack/internal/svd"

// Dgebrd reduces an m by n matrix A to Qᵀ·A·P, with diagonal d and off-diagonal e: upper bidiagonal with m >= n, and lower
// bidiagonal with m < n. Both are left in a, with the vectors of the reflectors of Q below them and those of P right of
// them. The scalars of the reflectors are tauQ and tauP.
//
// With less workspace than a query asks for, but as much as gonum's needs, panels are narrower, or gonum's Dgebrd runs.
func (impl Implementation) Dgebrd(m, n int, a []float64, lda int, d, e, tauQ, tauP, work []float64, lwork int) {
	switch {
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	case lda < max(1, n):
		panic(badLdA)
	case lwork < max(1, m, n) && lwork != -1:
		panic(badLWork)
	case len(work) < max(1, lwork):
		panic(shortWork)
	}
	least := min(m, n)
	if least == 0 {
		work[0] = 1
		return
	}
	need := svd.BidiagonalWork(m, n, svd.Columns)
	if lwork == -1 {
		work[0] = float64(need)
		return
	}
	switch {
	case short(a, m, n, lda):
		panic(shortA)
	case len(d) < least:
		panic(shortD)
	case len(e) < least-1:
		panic(shortE)
	case len(tauQ) < least:
		panic(shortTauQ)
	case len(tauP) < least:
		panic(shortTauP)
	}
	columns := min(svd.Columns, lwork/svd.BidiagonalWork(m, n, 1))
	if columns == 0 {
		impl.Implementation.Dgebrd(m, n, a, lda, d, e, tauQ, tauP, work, lwork)
		return
	}
	x := svd.Matrix{Data: a, LD: lda}
	if m < n {
		m, n, x, tauQ, tauP = n, m, x.T(), tauP, tauQ
	}
	svd.Bidiagonal(impl.blas, m, n, x, d, e, tauQ, tauP, work, columns)
	work[0] = float64(need)
}
