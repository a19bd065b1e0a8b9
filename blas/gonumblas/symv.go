package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Ssymv computes y = alpha·A·x + beta·y with a symmetric matrix A, of which one triangle is read.
func (i Implementation) Ssymv(ul blas.Uplo, n int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	if n < leastSymv || !symv(i.own, &half[float32]{asDense, ul, n, 0, a, lda}, alpha, x, incX, beta, y, incY) {
		i.Implementation.Ssymv(ul, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Dsymv computes y = alpha·A·x + beta·y with a symmetric matrix A, of which one triangle is read.
func (i Implementation) Dsymv(ul blas.Uplo, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	if n < leastSymv || !symv(i.own, &half[float64]{asDense, ul, n, 0, a, lda}, alpha, x, incX, beta, y, incY) {
		i.Implementation.Dsymv(ul, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Sspmv is Ssymv with A packed.
func (i Implementation) Sspmv(ul blas.Uplo, n int, alpha float32, ap, x []float32, incX int, beta float32, y []float32, incY int) {
	if n < leastSpmv || !symv(i.own, &half[float32]{asPacked, ul, n, 0, ap, 0}, alpha, x, incX, beta, y, incY) {
		i.Implementation.Sspmv(ul, n, alpha, ap, x, incX, beta, y, incY)
	}
}

// Dspmv is Dsymv with A packed.
func (i Implementation) Dspmv(ul blas.Uplo, n int, alpha float64, ap, x []float64, incX int, beta float64, y []float64, incY int) {
	if n < leastSpmv || !symv(i.own, &half[float64]{asPacked, ul, n, 0, ap, 0}, alpha, x, incX, beta, y, incY) {
		i.Implementation.Dspmv(ul, n, alpha, ap, x, incX, beta, y, incY)
	}
}

// Ssbmv is Ssymv with a band A, of k diagonals on either side of the main one.
func (i Implementation) Ssbmv(ul blas.Uplo, n, k int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	if n < leastBand || k < leastSbmv || !symv(i.own, &half[float32]{asBand, ul, n, k, a, lda}, alpha, x, incX, beta, y, incY) {
		i.Implementation.Ssbmv(ul, n, k, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Dsbmv is Dsymv with a band A, of k diagonals on either side of the main one.
func (i Implementation) Dsbmv(ul blas.Uplo, n, k int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	if n < leastBand || k < leastSbmv || !symv(i.own, &half[float64]{asBand, ul, n, k, a, lda}, alpha, x, incX, beta, y, incY) {
		i.Implementation.Dsbmv(ul, n, k, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// symv reports whether it computed y = alpha·A·x + beta·y.
func symv[T kernels.Float](own *doors, a *half[T], alpha T, x []T, incX int, beta T, y []T, incY int) bool {
	if alpha == 0 || !a.fits() || !holds(a.n, x, incX) || !holds(a.n, y, incY) {
		return false
	}
	spaces := spacesOf[T](own)
	if spaces == nil {
		return false
	}
	var s weft.Storage[T]
	a.set(&s)
	var v weft.Gathered[T]
	spaces.Gather(checked.Operands{}, &v, a.n, x, incX, a.n, y, incY)
	spaces.Symv(checked.Operands{}, alpha, &s, v.X, beta, v.Y)
	v.Store()
	v.Done()
	return true
}
