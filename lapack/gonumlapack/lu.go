package gonumlapack

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/lapack/internal/factor"
)

// Dgetrf factorizes A of m by n to P·L·U. Row i of A was exchanged with row ipiv[i], for i in rising order. It reports whether no
// pivot is zero.
func (i Implementation) Dgetrf(m, n int, a []float64, lda int, ipiv []int) (ok bool) {
	checkShape(m, n, lda)
	if m == 0 || n == 0 {
		return true
	}
	checkLength(a, m, n, lda, shortA)
	refuse(len(ipiv) != min(m, n), badLenIpiv)
	return factor.LU(i.blas, m, n, a, lda, ipiv)
}

// Dgetrs solves op(A)·X = B with the LU of Dgetrf. X overwrites B, of n by nrhs.
func (i Implementation) Dgetrs(trans blas.Transpose, n, nrhs int, a []float64, lda int, ipiv []int, b []float64, ldb int) {
	refuse(trans != blas.NoTrans && trans != blas.Trans && trans != blas.ConjTrans, badTrans)
	checkSystem(n, nrhs, lda, ldb)
	if n == 0 || nrhs == 0 {
		return
	}
	checkLength(a, n, n, lda, shortA)
	checkLength(b, n, nrhs, ldb, shortB)
	refuse(len(ipiv) != n, badLenIpiv)
	factor.SolveLU(i.blas, trans, n, nrhs, a, lda, ipiv, b, ldb)
}

// Dgesv solves A·X = B for A of n by n, unless a pivot is zero. Then it reports false. A becomes its LU, and X overwrites B, of n by
// nrhs.
func (i Implementation) Dgesv(n, nrhs int, a []float64, lda int, ipiv []int, b []float64, ldb int) (ok bool) {
	checkSystem(n, nrhs, lda, ldb)
	if n == 0 || nrhs == 0 {
		return true
	}
	checkLength(a, n, n, lda, shortAB) // gonum's word for it
	refuse(len(ipiv) != n, badLenIpiv)
	checkLength(b, n, nrhs, ldb, shortB)
	if !factor.LU(i.blas, n, n, a, lda, ipiv) {
		return false
	}
	factor.SolveLU(i.blas, blas.NoTrans, n, nrhs, a, lda, ipiv, b, ldb)
	return true
}

// inverseWorkColumns is what a query of Dgetri is answered with: see workColumns.
const inverseWorkColumns = 64

// Dgetri overwrites the LU of Dgetrf with the inverse of A, unless U has a zero on its diagonal. Then it reports false.
func (i Implementation) Dgetri(n int, a []float64, lda int, ipiv []int, work []float64, lwork int) (ok bool) {
	refuse(n < 0, nLT0)
	refuse(lda < max(1, n), badLdA)
	if checkWork(n, inverseWorkColumns, work, lwork) || n == 0 {
		return true
	}
	checkLength(a, n, n, lda, shortA)
	refuse(len(ipiv) != n, badLenIpiv)
	return factor.InvertLU(i.blas, n, a, lda, ipiv)
}

// Dlaswp exchanges row k of A, of n columns, with row ipiv[k], for k from k1 to k2, or with incX of -1 from k2 to k1.
func (i Implementation) Dlaswp(n int, a []float64, lda int, k1, k2 int, ipiv []int, incX int) {
	refuse(n < 0, nLT0)
	refuse(k1 < 0, badK1)
	refuse(k2 < k1, badK2)
	refuse(lda < max(1, n), badLdA)
	checkLength(a, k2+1, n, lda, shortA)
	refuse(len(ipiv) != k2+1, badLenIpiv)
	refuse(incX != 1 && incX != -1, absIncNotOne)
	if incX == 1 {
		factor.Swap(i.blas, n, a, lda, k1, ipiv)
	} else {
		factor.SwapBack(i.blas, n, a, lda, k1, ipiv)
	}
}
