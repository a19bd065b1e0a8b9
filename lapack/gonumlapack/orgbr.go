package gonumlapack

import (
	"gonum.org/v1/gonum/blas"
	gonumapi "gonum.org/v1/gonum/lapack"

	"weft.example/lapack/internal/hessenberg"
	"weft.example/lapack/internal/orthogonal"
	"weft.example/lapack/internal/scratch"
)

// Dorgbr overwrites A, as Dgebrd leaves it, with the first n columns of Q, of m rows, for GenerateQ, where the reduced matrix had k
// columns; or with the first m rows of Pᵀ, of n columns, for GeneratePT, where it had k rows.
func (i Implementation) Dorgbr(vect gonumapi.GenOrtho, m, n, k int, a []float64, lda int, tau, work []float64, lwork int) {
	wantQ := vect == gonumapi.GenerateQ
	switch {
	case !wantQ && vect != gonumapi.GeneratePT:
		panic(badGenOrtho)
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	case k < 0:
		panic(kLT0)
	case wantQ && n > m:
		panic(nGTM)
	case wantQ && n < min(m, k):
		panic(nLTMinMK)
	case !wantQ && m > n:
		panic(mGTN)
	case !wantQ && m < min(n, k):
		panic(mLTMinNK)
	case lda < max(1, n) && lwork != -1: // Dgesvd asks without an A
		panic(badLdA)
	}
	if checkWork(min(m, n), workColumns, work, lwork) || m == 0 || n == 0 {
		return
	}
	switch {
	case short(a, m, n, lda):
		panic(shortA)
	case wantQ && len(tau) < min(m, k), !wantQ && len(tau) < min(n, k):
		panic(shortTau)
	}
	switch {
	case wantQ && m >= k:
		orthogonal.FormQR(i.blas, m, n, k, a, lda, tau)
	case wantQ: // of m - 1 reflectors, which begin below the diagonal
		hessenberg.Form(i.blas, m, 0, m-1, a, lda, tau)
	case k < n:
		orthogonal.FormLQ(i.blas, m, n, k, a, lda, tau)
	default: // and right of it
		scratch.TransposeInPlace(n, a, lda)
		hessenberg.Form(i.blas, n, 0, n-1, a, lda, tau)
		scratch.TransposeInPlace(n, a, lda)
	}
}

// Dormbr computes C = op(Q)·C or C·op(Q) for ApplyQ, or the same with P for ApplyP, for C of m by n. Q and P are those of a Dgebrd of
// a matrix with k columns, or k rows.
func (i Implementation) Dormbr(vect gonumapi.ApplyOrtho, side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int) {
	order, other := m, n
	if side != blas.Left {
		order, other = n, m
	}
	applyQ := vect == gonumapi.ApplyQ
	if !applyQ && vect != gonumapi.ApplyP {
		panic(badApplyOrtho)
	}
	checkMultiply(side, trans, m, n, min(k, 0))
	some := min(order, k)
	switch {
	case applyQ && lda < max(1, some), !applyQ && lda < max(1, order):
		panic(badLdA)
	case ldc < max(1, n):
		panic(badLdC)
	}
	if checkWork(other, workColumns, work, lwork) || m == 0 || n == 0 {
		return
	}
	switch {
	case applyQ && short(a, order, some, lda), !applyQ && short(a, some, order, lda):
		panic(shortA)
	case len(tau) < some:
		panic(shortTau)
	case short(c, m, n, ldc):
		panic(shortC)
	}
	multiply, below := orthogonal.MultiplyQR, lda
	if !applyQ {
		multiply, below = orthogonal.MultiplyLQ, 1
		trans = transposed(trans)
	}
	if applyQ && order < k || !applyQ && order <= k { // the first element of C's columns, or rows, meets no reflector
		some = order - 1
		a = a[min(below, len(a)):]
		if side == blas.Left {
			m, c = m-1, c[min(ldc, len(c)):]
		} else {
			n, c = n-1, c[min(1, len(c)):]
		}
	}
	if some > 0 {
		multiply(i.blas, side, trans, m, n, some, a, lda, tau, c, ldc)
	}
}

func transposed(t blas.Transpose) blas.Transpose {
	if t == blas.NoTrans {
		return blas.Trans
	}
	return blas.NoTrans
}
