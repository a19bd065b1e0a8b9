package factor

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/scratch"
)

// panelColumns is the columns of a panel. It is factorized in scratch.
const panelColumns = 32

// LU factorizes A of m by n to P·L·U by partial pivoting: row i was exchanged with row pivots[i], for i in rising order. L has
// ones on its diagonal, which are not stored. It reports whether no pivot is zero.
func LU(bl gonumblas.Implementation, m, n int, a []float64, lda int, pivots []int) (ok bool) {
	if min(m, n) >= leastSteps {
		return inSteps(bl, m, n, a, lda, pivots)
	}
	ld := scratch.Stride(m)
	room := scratch.Get(bl, panelColumns*ld)
	ok = lu(bl, m, n, a, lda, pivots, room.Take(panelColumns*ld))
	room.Put()
	return ok
}

// lu cuts A in left and right columns. p is room for a panel.
//
//	A₁₁ A₁₂    A₁₁, A₂₁ are factorized first. The right columns follow their pivots, A₁₂ = L₁₁⁻¹·A₁₂, and
//	A₂₁ A₂₂    A₂₂ -= A₂₁·A₁₂ is factorized next. A₂₁ follows its pivots.
func lu(bl gonumblas.Implementation, m, n int, a []float64, lda int, pivots []int, p []float64) (ok bool) {
	if n <= panelColumns {
		return luPanel(bl, m, n, a, lda, pivots, p)
	}
	k := min(m, n)
	n1 := min(k, max(1, (k/2+panelColumns-1)/panelColumns)*panelColumns)
	n2 := n - n1
	right := a[n1:]
	ok = lu(bl, m, n1, a, lda, pivots[:n1], p)
	Swap(bl, n2, right, lda, 0, pivots[:n1])
	bl.Dtrsm(blas.Left, blas.Lower, blas.NoTrans, blas.Unit, n1, n2, 1, a, lda, right, lda)
	if m == n1 {
		return ok
	}
	bl.Dgemm(blas.NoTrans, blas.NoTrans, m-n1, n2, n1, -1, a[n1*lda:], lda, right, lda, 1, right[n1*lda:], lda)
	rest := pivots[n1:k]
	ok = lu(bl, m-n1, n2, right[n1*lda:], lda, rest, p) && ok
	Swap(bl, n1, a[n1*lda:], lda, 0, rest)
	for i := range rest {
		rest[i] += n1
	}
	return ok
}
