package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	weft "weft.example/blas"
	"weft.example/kernels"
)

// Ssyr computes A += alpha·x·xᵀ for one triangle of a symmetric matrix A.
func (i Implementation) Ssyr(ul blas.Uplo, n int, alpha float32, x []float32, incX int, a []float32, lda int) {
	if n < leastSyr || !syr(i.own, alpha, x, incX, &half[float32]{asDense, ul, n, 0, a, lda}) {
		i.Implementation.Ssyr(ul, n, alpha, x, incX, a, lda)
	}
}

// Dsyr computes A += alpha·x·xᵀ for one triangle of a symmetric matrix A.
func (i Implementation) Dsyr(ul blas.Uplo, n int, alpha float64, x []float64, incX int, a []float64, lda int) {
	if n < leastSyr || !syr(i.own, alpha, x, incX, &half[float64]{asDense, ul, n, 0, a, lda}) {
		i.Implementation.Dsyr(ul, n, alpha, x, incX, a, lda)
	}
}

// Sspr is Ssyr with A packed.
func (i Implementation) Sspr(ul blas.Uplo, n int, alpha float32, x []float32, incX int, ap []float32) {
	if n < leastSpr || !syr(i.own, alpha, x, incX, &half[float32]{asPacked, ul, n, 0, ap, 0}) {
		i.Implementation.Sspr(ul, n, alpha, x, incX, ap)
	}
}

// Dspr is Dsyr with A packed.
func (i Implementation) Dspr(ul blas.Uplo, n int, alpha float64, x []float64, incX int, ap []float64) {
	if n < leastSpr || !syr(i.own, alpha, x, incX, &half[float64]{asPacked, ul, n, 0, ap, 0}) {
		i.Implementation.Dspr(ul, n, alpha, x, incX, ap)
	}
}

// Ssyr2 computes A += alpha·x·yᵀ + alpha·y·xᵀ for one triangle of a symmetric matrix A.
func (i Implementation) Ssyr2(ul blas.Uplo, n int, alpha float32, x []float32, incX int, y []float32, incY int, a []float32, lda int) {
	if n < leastSyr2 || !syr2(i.own, alpha, x, incX, y, incY, &half[float32]{asDense, ul, n, 0, a, lda}) {
		i.Implementation.Ssyr2(ul, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Dsyr2 computes A += alpha·x·yᵀ + alpha·y·xᵀ for one triangle of a symmetric matrix A.
func (i Implementation) Dsyr2(ul blas.Uplo, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	if n < leastSyr2 || !syr2(i.own, alpha, x, incX, y, incY, &half[float64]{asDense, ul, n, 0, a, lda}) {
		i.Implementation.Dsyr2(ul, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Sspr2 is Ssyr2 with A packed.
func (i Implementation) Sspr2(ul blas.Uplo, n int, alpha float32, x []float32, incX int, y []float32, incY int, ap []float32) {
	if n < leastSpr2 || !syr2(i.own, alpha, x, incX, y, incY, &half[float32]{asPacked, ul, n, 0, ap, 0}) {
		i.Implementation.Sspr2(ul, n, alpha, x, incX, y, incY, ap)
	}
}

// Dspr2 is Dsyr2 with A packed.
func (i Implementation) Dspr2(ul blas.Uplo, n int, alpha float64, x []float64, incX int, y []float64, incY int, ap []float64) {
	if n < leastSpr2 || !syr2(i.own, alpha, x, incX, y, incY, &half[float64]{asPacked, ul, n, 0, ap, 0}) {
		i.Implementation.Dspr2(ul, n, alpha, x, incX, y, incY, ap)
	}
}

// syr reports whether it computed A += alpha·x·xᵀ.
func syr[T kernels.Float](own *doors, alpha T, x []T, incX int, a *half[T]) bool {
	if alpha == 0 || !a.fits() || !holds(a.n, x, incX) {
		return false
	}
	spaces := spacesOf[T](own)
	if spaces == nil {
		return false
	}
	var s weft.Storage[T]
	a.set(&s)
	w := spaces.Get()
	w.Syr(alpha, x, incX, &s)
	spaces.Put(w)
	return true
}

// syr2 reports whether it computed A += alpha·x·yᵀ + alpha·y·xᵀ.
func syr2[T kernels.Float](own *doors, alpha T, x []T, incX int, y []T, incY int, a *half[T]) bool {
	if alpha == 0 || !a.fits() || !holds(a.n, x, incX) || !holds(a.n, y, incY) {
		return false
	}
	spaces := spacesOf[T](own)
	if spaces == nil {
		return false
	}
	var s weft.Storage[T]
	a.set(&s)
	w := spaces.Get()
	w.Syr2(alpha, x, incX, y, incY, &s)
	spaces.Put(w)
	return true
}
