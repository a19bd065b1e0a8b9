package gonumlapack

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/lapack/internal/hessenberg"
	"weft.example/lapack/internal/orthogonal"
)

// Dgehrd reduces rows and columns ilo to ihi of an n by n matrix A, which is upper triangular elsewhere, to Hessenberg form
// H = Qᵀ·A·Q. H overwrites A down to the subdiagonal. Below lie the vectors of the ihi-ilo reflectors whose product is Q, in columns,
// and tau has their factors.
func (i Implementation) Dgehrd(n, ilo, ihi int, a []float64, lda int, tau, work []float64, lwork int) {
	switch {
	case n < 0:
		panic(nLT0)
	case ilo < 0 || max(0, n-1) < ilo:
		panic(badIlo)
	case ihi < min(ilo, n-1) || n <= ihi:
		panic(badIhi)
	case lda < max(1, n):
		panic(badLdA)
	case lwork < max(1, n) && lwork != -1:
		panic(badLWork)
	case len(work) < lwork:
		panic(shortWork)
	}
	work[0] = float64(max(1, n*workColumns))
	if n == 0 || lwork == -1 {
		return
	}
	switch {
	case short(a, n, n, lda):
		panic(shortA)
	case len(tau) != n-1:
		panic(badLenTau)
	}
	clear(tau[:ilo])
	clear(tau[ihi:])
	hessenberg.Reduce(i.blas, n, ilo, ihi, a, lda, tau[ilo:])
}

// Dorghr overwrites A, as Dgehrd leaves it, with Q.
func (i Implementation) Dorghr(n, ilo, ihi int, a []float64, lda int, tau, work []float64, lwork int) {
	switch {
	case ilo < 0 || max(1, n) <= ilo:
		panic(badIlo)
	case ihi < min(ilo, n-1) || n <= ihi:
		panic(badIhi)
	case lda < max(1, n):
		panic(badLdA)
	}
	if checkWork(ihi-ilo, workColumns, work, lwork) || n == 0 {
		return
	}
	switch {
	case short(a, n, n, lda):
		panic(shortA)
	case len(tau) < n-1:
		panic(shortTau)
	}
	hessenberg.Form(i.blas, n, ilo, ihi, a, lda, tau[ilo:])
}

// Dormhr computes C = op(Q)·C or C = C·op(Q) for C of m by n, with the Q of Dgehrd.
func (i Implementation) Dormhr(side blas.Side, trans blas.Transpose, m, n, ilo, ihi int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int) {
	order, other := m, n
	if side != blas.Left {
		order, other = n, m
	}
	checkMultiply(side, trans, m, n, 0)
	switch {
	case ilo < 0 || max(1, order) <= ilo:
		panic(badIlo)
	case ihi < min(ilo, order-1) || order <= ihi:
		panic(badIhi)
	case lda < max(1, order):
		panic(badLdA)
	}
	k := ihi - ilo
	if checkWork(other, workColumns, work, lwork) || m == 0 || n == 0 || k == 0 {
		return
	}
	switch {
	case short(a, order, order, lda):
		panic(shortA)
	case short(c, m, n, ldc):
		panic(shortC)
	case len(tau) != order-1:
		panic(badLenTau)
	case ldc < n: // which gonum's leaves to Dormqr
		panic(badLdC)
	}
	v := a[(ilo+1)*lda+ilo:]
	if side == blas.Left {
		orthogonal.MultiplyQR(i.blas, side, trans, k, n, k, v, lda, tau[ilo:], c[(ilo+1)*ldc:], ldc)
	} else {
		orthogonal.MultiplyQR(i.blas, side, trans, m, k, k, v, lda, tau[ilo:], c[ilo+1:], ldc)
	}
}
