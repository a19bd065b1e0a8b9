package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	weft "weft/blas"
	"weft/kernels"
)

// The least sizes from which weft's triangle times a vector, or solved for one, is faster than gonum's (Zen 3, AVX2).
const (
	leastTrmv = 192
	leastTrsv = 36
)

// Strmv computes x = op(A)·x with a triangle A.
func (i Implementation) Strmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float32, lda int, x []float32, incX int) {
	if kn := trvKernels(i.own, leastTrmv, ul, tA, d, n, a, lda, x, incX); kn != nil {
		weft.Trmv(kn, n, triangularOf(ul, tA, d, a, lda), x)
		return
	}
	i.Implementation.Strmv(ul, tA, d, n, a, lda, x, incX)
}

// Dtrmv computes x = op(A)·x with a triangle A.
func (i Implementation) Dtrmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float64, lda int, x []float64, incX int) {
	if kn := trvKernels(i.own, leastTrmv, ul, tA, d, n, a, lda, x, incX); kn != nil {
		weft.Trmv(kn, n, triangularOf(ul, tA, d, a, lda), x)
		return
	}
	i.Implementation.Dtrmv(ul, tA, d, n, a, lda, x, incX)
}

// Strsv solves op(A)·x = b with a triangle A. x is b at first.
func (i Implementation) Strsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float32, lda int, x []float32, incX int) {
	if kn := trvKernels(i.own, leastTrsv, ul, tA, d, n, a, lda, x, incX); kn != nil {
		weft.Trsv(kn, n, triangularOf(ul, tA, d, a, lda), x)
		return
	}
	i.Implementation.Strsv(ul, tA, d, n, a, lda, x, incX)
}

// Dtrsv solves op(A)·x = b with a triangle A. x is b at first.
func (i Implementation) Dtrsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float64, lda int, x []float64, incX int) {
	if kn := trvKernels(i.own, leastTrsv, ul, tA, d, n, a, lda, x, incX); kn != nil {
		weft.Trsv(kn, n, triangularOf(ul, tA, d, a, lda), x)
		return
	}
	i.Implementation.Dtrsv(ul, tA, d, n, a, lda, x, incX)
}

// trvKernels returns the kernels for a triangle and a vector that are weft's, or nil. They have a unit increment, at
// least the least size, and nothing that gonum refuses.
func trvKernels[T kernels.Float](own *doors, least int, ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []T, lda int, x []T, incX int) *kernels.Kernels[T] {
	if (ul == blas.Upper || ul == blas.Lower) && (tA == blas.NoTrans || tA == blas.Trans || tA == blas.ConjTrans) &&
		(d == blas.Unit || d == blas.NonUnit) && lda >= n && dense(n, least, x, incX) && !tooShort(len(a), n, n, lda) {
		return vectors[T](own)
	}
	return nil
}
