package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Sgbmv computes y = alpha·op(A)·x + beta·y with an m by n band A, of kL diagonals below the main one and kU above it.
func (i Implementation) Sgbmv(tA blas.Transpose, m, n, kL, kU int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	if smallBand(m, n, kL, kU) || !gbmv(i.own, tA, m, n, kL, kU, alpha, a, lda, x, incX, beta, y, incY) {
		i.Implementation.Sgbmv(tA, m, n, kL, kU, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Dgbmv computes y = alpha·op(A)·x + beta·y with an m by n band A, of kL diagonals below the main one and kU above it.
func (i Implementation) Dgbmv(tA blas.Transpose, m, n, kL, kU int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	if smallBand(m, n, kL, kU) || !gbmv(i.own, tA, m, n, kL, kU, alpha, a, lda, x, incX, beta, y, incY) {
		i.Implementation.Dgbmv(tA, m, n, kL, kU, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// smallBand tells whether gonum's own loop is as fast.
func smallBand(m, n, kL, kU int) bool {
	return min(m, n) < leastBand || kL < leastGbmv && kU < leastGbmv && kL+kU < leastGbmv
}

// gbmv reports whether it computed y. What gonum refuses is gonum's own.
func gbmv[T kernels.Float](own *doors, tA blas.Transpose, m, n, kL, kU int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) bool {
	if kL < 0 || kU < 0 || kL >= m || kU >= n || lda <= kL+kU || alpha == 0 || tooShort(len(a), min(m, n+kL), kL+kU+1, lda) {
		return false
	}
	lenY, lenX := stored(tA, m, n)
	spaces := spacesOf[T](own)
	if spaces == nil || !holds(lenX, x, incX) || !holds(lenY, y, incY) {
		return false
	}
	var s weft.Storage[T]
	s.Diagonals(m, n, kL, kU, a, lda)
	var v weft.Gathered[T]
	spaces.Gather(checked.Operands{}, &v, lenX, x, incX, lenY, y, incY)
	weft.Gbmv(spaces.Kernels, tA != blas.NoTrans, alpha, &s, v.X, beta, v.Y)
	v.Store()
	v.Done()
	return true
}
