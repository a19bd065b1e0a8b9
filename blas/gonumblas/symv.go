package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	weft "weft/blas"
	"weft/kernels"
)

// leastSymv is the least size from which weft's symmetric matrix times a vector is faster than gonum's (Zen 3, AVX2).
const leastSymv = 24

// Ssymv computes y = alpha·A·x + beta·y with a symmetric matrix A, of which one triangle is read.
func (i Implementation) Ssymv(ul blas.Uplo, n int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	if kn := symvKernels(i.own, ul, n, alpha, a, lda, x, incX, y, incY); kn != nil {
		i.Sscal(n, beta, y, 1)
		weft.Symv(kn, halfOf(ul), n, alpha, a, lda, x, y)
		return
	}
	i.Implementation.Ssymv(ul, n, alpha, a, lda, x, incX, beta, y, incY)
}

// Dsymv computes y = alpha·A·x + beta·y with a symmetric matrix A, of which one triangle is read.
func (i Implementation) Dsymv(ul blas.Uplo, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	if kn := symvKernels(i.own, ul, n, alpha, a, lda, x, incX, y, incY); kn != nil {
		i.Dscal(n, beta, y, 1)
		weft.Symv(kn, halfOf(ul), n, alpha, a, lda, x, y)
		return
	}
	i.Implementation.Dsymv(ul, n, alpha, a, lda, x, incX, beta, y, incY)
}

// symvKernels returns the kernels of a product that is weft's, or nil. It has unit increments, no small size, and nothing
// that gonum refuses or that only scales.
func symvKernels[T kernels.Float](own *doors, ul blas.Uplo, n int, alpha T, a []T, lda int, x []T, incX int, y []T, incY int) *kernels.Kernels[T] {
	if (ul == blas.Upper || ul == blas.Lower) && alpha != 0 && lda >= n && dense(n, leastSymv, x, incX) && dense(n, leastSymv, y, incY) &&
		!tooShort(len(a), n, n, lda) {
		return vectors[T](own)
	}
	return nil
}
