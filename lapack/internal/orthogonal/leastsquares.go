package orthogonal

import (
	"math"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
)

// Numbers beyond these are scaled first, so that their squares have all bits.
const (
	small = 0x1p-1022 / 0x1p-52
	large = 1 / small
)

// LeastSquares solves op(A)·X = B for A of m by n of full rank, in the least squares sense where there are more equations than
// unknowns, and with the least norm where there are fewer. X overwrites B, of max(m, n) rows. A becomes its QR if m >= n, or its LQ.
// It reports false, and X is not there, if that has a zero on the diagonal.
func LeastSquares(bl gonumblas.Implementation, trans blas.Transpose, m, n, nrhs int, a []float64, lda int, b []float64, ldb int, tau []float64) bool {
	rows, unknowns := m, n
	if trans != blas.NoTrans {
		rows, unknowns = n, m
	}
	scaleA, zero := moderate(m, n, a, lda)
	if zero {
		for i := range max(m, n) {
			clear(b[i*ldb:][:nrhs])
		}
		return true
	}
	scaleB, _ := moderate(rows, nrhs, b, ldb)
	factorize, multiply, half, k := QR, MultiplyQR, blas.Upper, n
	if m < n {
		factorize, multiply, half, k = LQ, MultiplyLQ, blas.Lower, m
	}
	factorize(bl, m, n, a, lda, tau)
	for i := range k {
		if a[i*lda+i] == 0 {
			return false
		}
	}
	if (m >= n) == (trans == blas.NoTrans) { // R·X = Qᵀ·B, or of a transposed A with its LQ: Lᵀ·X = Q·B
		multiply(bl, blas.Left, other(half == blas.Upper), rows, nrhs, k, a, lda, tau, b, ldb)
		bl.Dtrsm(blas.Left, half, trans, blas.NonUnit, k, nrhs, 1, a, lda, b, ldb)
	} else { // X = Qᵀ·(L⁻¹·B, 0), or Q·(R⁻ᵀ·B, 0)
		bl.Dtrsm(blas.Left, half, trans, blas.NonUnit, k, nrhs, 1, a, lda, b, ldb)
		for i := k; i < unknowns; i++ {
			clear(b[i*ldb:][:nrhs])
		}
		multiply(bl, blas.Left, other(half == blas.Lower), unknowns, nrhs, k, a, lda, tau, b, ldb)
	}
	scale(unknowns, nrhs, b, ldb, scaleA)
	scale(unknowns, nrhs, b, ldb, 1/scaleB)
	return true
}

func other(turned bool) blas.Transpose {
	if turned {
		return blas.Trans
	}
	return blas.NoTrans
}

// moderate scales a matrix whose greatest element is beyond small or large. It returns the factor, a power of two, and whether all
// elements are zero.
func moderate(m, n int, a []float64, lda int) (factor float64, zero bool) {
	top := 0.0
	for i := range m {
		for _, v := range a[i*lda:][:n] {
			if v = math.Abs(v); v > top || v != v {
				top = v
			}
			if top != top {
				return 1, false
			}
		}
	}
	switch {
	case top == 0:
		return 1, true
	case top < small:
		factor = 0x1p600
	case top > large && !math.IsInf(top, 1):
		factor = 0x1p-600
	default:
		return 1, false
	}
	scale(m, n, a, lda, factor)
	return factor, false
}

func scale(m, n int, a []float64, lda int, factor float64) {
	if factor == 1 {
		return
	}
	for i := range m {
		row := a[i*lda:][:n]
		for j := range row {
			row[j] *= factor
		}
	}
}
