package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	weft "weft/blas"
	"weft/kernels"
)

// leastSyr is the least size from which weft's symmetric update is faster than gonum's (Zen 3, AVX2).
const leastSyr = 56

// Ssyr computes A += alpha·x·xᵀ for one triangle of a symmetric matrix A.
func (i Implementation) Ssyr(ul blas.Uplo, n int, alpha float32, x []float32, incX int, a []float32, lda int) {
	if kn := syrKernels(i.own, ul, n, alpha, x, incX, a, lda); kn != nil {
		weft.Syr(kn, halfOf(ul), n, alpha, x, a, lda)
		return
	}
	i.Implementation.Ssyr(ul, n, alpha, x, incX, a, lda)
}

// Dsyr computes A += alpha·x·xᵀ for one triangle of a symmetric matrix A.
func (i Implementation) Dsyr(ul blas.Uplo, n int, alpha float64, x []float64, incX int, a []float64, lda int) {
	if kn := syrKernels(i.own, ul, n, alpha, x, incX, a, lda); kn != nil {
		weft.Syr(kn, halfOf(ul), n, alpha, x, a, lda)
		return
	}
	i.Implementation.Dsyr(ul, n, alpha, x, incX, a, lda)
}

// syrKernels returns the kernels of an update that is weft's, or nil. It has a unit increment, no small size, and nothing
// that gonum refuses or that adds nothing.
func syrKernels[T kernels.Float](own *doors, ul blas.Uplo, n int, alpha T, x []T, incX int, a []T, lda int) *kernels.Kernels[T] {
	if (ul == blas.Upper || ul == blas.Lower) && alpha != 0 && lda >= n && dense(n, leastSyr, x, incX) && !tooShort(len(a), n, n, lda) {
		return vectors[T](own)
	}
	return nil
}
