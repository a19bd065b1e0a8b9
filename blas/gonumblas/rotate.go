package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	weft "weft/blas"
	"weft/kernels"
)

// Rotations, exchanges and copies of vectors. Those that overlap are gonum's: there the order of its loops counts.

// Srot computes x[i], y[i] = c·x[i] + s·y[i], c·y[i] - s·x[i].
func (i Implementation) Srot(n int, x []float32, incX int, y []float32, incY int, c, s float32) {
	if paired(n, leastRot, x, incX, y, incY) && rotate(i.own, weft.Rotation[float32]{c, s, -s, c}, x[:n], y[:n]) {
		return
	}
	i.Implementation.Srot(n, x, incX, y, incY, c, s)
}

// Drot computes x[i], y[i] = c·x[i] + s·y[i], c·y[i] - s·x[i].
func (i Implementation) Drot(n int, x []float64, incX int, y []float64, incY int, c, s float64) {
	if paired(n, leastRot, x, incX, y, incY) && rotate(i.own, weft.Rotation[float64]{c, s, -s, c}, x[:n], y[:n]) {
		return
	}
	i.Implementation.Drot(n, x, incX, y, incY, c, s)
}

// Srotm multiplies x and y, two rows, by the matrix of p.
func (i Implementation) Srotm(n int, x []float32, incX int, y []float32, incY int, p blas.SrotmParams) {
	if paired(n, leastRotm, x, incX, y, incY) && rotateModified(i.own, p.Flag, &p.H, x[:n], y[:n]) {
		return
	}
	i.Implementation.Srotm(n, x, incX, y, incY, p)
}

// Drotm multiplies x and y, two rows, by the matrix of p.
func (i Implementation) Drotm(n int, x []float64, incX int, y []float64, incY int, p blas.DrotmParams) {
	if paired(n, leastRotm, x, incX, y, incY) && rotateModified(i.own, p.Flag, &p.H, x[:n], y[:n]) {
		return
	}
	i.Implementation.Drotm(n, x, incX, y, incY, p)
}

// rotateModified multiplies by a matrix whose elements lie column after column in h, but for the ones that flag implies.
// These change nothing: 1·x is x, NaN and Inf too. It reports false where gonum's own loop is to run.
func rotateModified[T kernels.Float](own *doors, flag blas.Flag, h *[4]T, x, y []T) bool {
	switch flag {
	case blas.Rescaling:
		return rotate(own, weft.Rotation[T]{h[0], h[2], h[1], h[3]}, x, y)
	case blas.OffDiagonal:
		return rotate(own, weft.Rotation[T]{1, h[2], h[1], 1}, x, y)
	case blas.Diagonal:
		return rotate(own, weft.Rotation[T]{h[0], 1, -1, h[3]}, x, y)
	}
	return false
}

// rotate reports false where gonum's own loop is to run.
func rotate[T kernels.Float](own *doors, h weft.Rotation[T], x, y []T) bool {
	kn := vectors[T](own)
	if kn == nil || !apart(x, y) {
		return false
	}
	weft.Rotate(kn, h, x, y)
	return true
}

// Sswap exchanges x[i] and y[i].
func (i Implementation) Sswap(n int, x []float32, incX int, y []float32, incY int) {
	if paired(n, leastSwap, x, incX, y, incY) && swap(i.own, x[:n], y[:n]) {
		return
	}
	i.Implementation.Sswap(n, x, incX, y, incY)
}

// Dswap exchanges x[i] and y[i].
func (i Implementation) Dswap(n int, x []float64, incX int, y []float64, incY int) {
	if paired(n, leastSwap, x, incX, y, incY) && swap(i.own, x[:n], y[:n]) {
		return
	}
	i.Implementation.Dswap(n, x, incX, y, incY)
}

// swap reports false where gonum's own loop is to run.
func swap[T kernels.Float](own *doors, x, y []T) bool {
	kn := vectors[T](own)
	if kn == nil || !apart(x, y) {
		return false
	}
	weft.Swap(kn, x, y)
	return true
}

// Scopy computes y[i] = x[i]. gonum's Scopy copies by Go's copy, but for vectors that lie backwards.
func (i Implementation) Scopy(n int, x []float32, incX int, y []float32, incY int) {
	if incX == -1 && paired(n, leastCopy, x, incX, y, incY) && apart(x[:n], y[:n]) {
		copy(y, x[:n])
		return
	}
	i.Implementation.Scopy(n, x, incX, y, incY)
}

// Dcopy computes y[i] = x[i]. gonum's Dcopy copies by Go's copy, but for vectors that lie backwards.
func (i Implementation) Dcopy(n int, x []float64, incX int, y []float64, incY int) {
	if incX == -1 && paired(n, leastCopy, x, incX, y, incY) && apart(x[:n], y[:n]) {
		copy(y, x[:n])
		return
	}
	i.Implementation.Dcopy(n, x, incX, y, incY)
}
