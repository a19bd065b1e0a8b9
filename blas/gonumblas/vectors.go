package gonumblas

import (
	"unsafe"

	weft "weft/blas"
	"weft/kernels"
)

// Vectors with unit increments from some length on are weft's. Two vectors may both lie backwards too, with increments of
// -1: that is another order alone. All others, and all that gonum refuses, are gonum's.

// The least lengths, below which gonum's own loop is as fast (Zen 3, AVX2). gonum's Sscal and norms are plain loops.
const (
	leastDot     = 224
	leastAxpy    = 128
	leastScale   = 160
	leastScale32 = 28
	leastNorm    = 24
	leastAsum    = 24
	leastAsum32  = 16
	leastIamax   = 36
	leastIamax32 = 24
	leastRot     = 32
	leastRotm    = 40
	leastSwap    = 36
	leastCopy    = 12 // of vectors that lie backwards
)

// dense tells whether n elements of x lie side by side, and are at least so many.
func dense[T kernels.Float](n, least int, x []T, inc int) bool {
	return inc == 1 && n >= least && n <= len(x)
}

// paired tells whether n elements of x and of y lie side by side, both in the same direction, and are at least so many.
func paired[T kernels.Float](n, least int, x []T, incX int, y []T, incY int) bool {
	return n >= least && incX == incY && (incX == 1 || incX == -1) && n <= len(x) && n <= len(y)
}

// forwards returns the increments for two vectors that lie backwards: 1 unless gonum's own loop is to run. It is slower
// backwards.
func forwards[T kernels.Float](own *doors) (incX, incY int) {
	if vectors[T](own) == nil {
		return -1, -1
	}
	return 1, 1
}

// apart tells whether x and y, equally long, share no element. Where they do, the order of gonum's loop counts.
func apart[T kernels.Float](x, y []T) bool {
	a, b := uintptr(unsafe.Pointer(unsafe.SliceData(x))), uintptr(unsafe.Pointer(unsafe.SliceData(y)))
	return max(a, b)-min(a, b) >= uintptr(len(x))*unsafe.Sizeof(x[0])
}

// vectors returns the kernels for vectors, or nil where gonum's own loops are to run.
func vectors[T kernels.Float](own *doors) *kernels.Kernels[T] {
	if spaces := spacesOf[T](own); spaces != nil {
		return spaces.Kernels
	}
	return nil
}

// Sdot returns Σ x[i]·y[i].
func (i Implementation) Sdot(n int, x []float32, incX int, y []float32, incY int) float32 {
	if incX == -1 && incY == -1 {
		incX, incY = forwards[float32](i.own)
	}
	if dense(n, leastDot, x, incX) && dense(n, leastDot, y, incY) {
		if kn := vectors[float32](i.own); kn != nil {
			return weft.Dot(kn, x[:n], y[:n])
		}
	}
	return i.Implementation.Sdot(n, x, incX, y, incY)
}

// Ddot returns Σ x[i]·y[i].
func (i Implementation) Ddot(n int, x []float64, incX int, y []float64, incY int) float64 {
	if incX == -1 && incY == -1 {
		incX, incY = forwards[float64](i.own)
	}
	if dense(n, leastDot, x, incX) && dense(n, leastDot, y, incY) {
		if kn := vectors[float64](i.own); kn != nil {
			return weft.Dot(kn, x[:n], y[:n])
		}
	}
	return i.Implementation.Ddot(n, x, incX, y, incY)
}

// Saxpy computes y[i] += alpha·x[i].
func (i Implementation) Saxpy(n int, alpha float32, x []float32, incX int, y []float32, incY int) {
	if incX == -1 && incY == -1 {
		incX, incY = forwards[float32](i.own)
	}
	if alpha != 0 && dense(n, leastAxpy, x, incX) && dense(n, leastAxpy, y, incY) {
		if kn := vectors[float32](i.own); kn != nil {
			weft.Axpy(kn, alpha, x[:n], y[:n])
			return
		}
	}
	i.Implementation.Saxpy(n, alpha, x, incX, y, incY)
}

// Daxpy computes y[i] += alpha·x[i].
func (i Implementation) Daxpy(n int, alpha float64, x []float64, incX int, y []float64, incY int) {
	if incX == -1 && incY == -1 {
		incX, incY = forwards[float64](i.own)
	}
	if alpha != 0 && dense(n, leastAxpy, x, incX) && dense(n, leastAxpy, y, incY) {
		if kn := vectors[float64](i.own); kn != nil {
			weft.Axpy(kn, alpha, x[:n], y[:n])
			return
		}
	}
	i.Implementation.Daxpy(n, alpha, x, incX, y, incY)
}

// Sscal computes x[i] *= alpha. With alpha 0 it clears even what is NaN.
func (i Implementation) Sscal(n int, alpha float32, x []float32, incX int) {
	if alpha != 0 && dense(n, leastScale32, x, incX) {
		if kn := vectors[float32](i.own); kn != nil {
			weft.Scale(kn, alpha, x[:n])
			return
		}
	}
	i.Implementation.Sscal(n, alpha, x, incX)
}

// Dscal computes x[i] *= alpha. With alpha 0 it clears even what is NaN.
func (i Implementation) Dscal(n int, alpha float64, x []float64, incX int) {
	if alpha != 0 && dense(n, leastScale, x, incX) {
		if kn := vectors[float64](i.own); kn != nil {
			weft.Scale(kn, alpha, x[:n])
			return
		}
	}
	i.Implementation.Dscal(n, alpha, x, incX)
}

// Snrm2 returns √Σ x[i]². It neither over- nor underflows where the result does not: where squares might, gonum's scaled
// sum takes over.
func (i Implementation) Snrm2(n int, x []float32, incX int) float32 {
	if dense(n, leastNorm, x, incX) {
		if kn := vectors[float32](i.own); kn != nil {
			if norm, ok := weft.Norm(kn, x[:n]); ok {
				return norm
			}
		}
	}
	return i.Implementation.Snrm2(n, x, incX)
}

// Dnrm2 returns √Σ x[i]². It neither over- nor underflows where the result does not: where squares might, gonum's scaled
// sum takes over.
func (i Implementation) Dnrm2(n int, x []float64, incX int) float64 {
	if dense(n, leastNorm, x, incX) {
		if kn := vectors[float64](i.own); kn != nil {
			if norm, ok := weft.Norm(kn, x[:n]); ok {
				return norm
			}
		}
	}
	return i.Implementation.Dnrm2(n, x, incX)
}
