package gonumblas

import (
	"unsafe"

	"gonum.org/v1/gonum/blas"

	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Rotations, exchanges and copies of vectors. Those that share an element are gonum's, or copied in its order: there it counts.

// The least lengths, below which gonum's own loop is as fast (Zen 3, AVX2).
const (
	leastRot         = 24
	leastRotm        = 28
	leastRotmStrided = 64
	leastSwap        = 24
	leastSwapNear    = 12 // of vectors side by side (Zen 5)
	leastCopy        = 12 // of vectors that do not both lie forwards
)

// apart tells whether x and y, equally long, share no element.
func apart[T kernels.Float](x, y []T) bool {
	a, b := uintptr(unsafe.Pointer(unsafe.SliceData(x))), uintptr(unsafe.Pointer(unsafe.SliceData(y)))
	return max(a, b)-min(a, b) >= uintptr(len(x))*unsafe.Sizeof(x[0])
}

// Srot computes x[i], y[i] = c·x[i] + s·y[i], c·y[i] - s·x[i].
func (i Implementation) Srot(n int, x []float32, incX int, y []float32, incY int, c, s float32) {
	if few(n, mostRot, len(x), incX, len(y), incY) {
		rotateFew(c, s, x[:n], y[:n])
		return
	}
	if together(incX, incY) {
		if kn := near[float32](i.own, n, min(len(x), len(y))); kn != nil && apart(x[:n], y[:n]) {
			kn.Rotate(n, c, s, -s, c, &x[0], &y[0])
			return
		}
	}
	if fewApart(n, mostRotApart, len(x), incX, len(y), incY) {
		rotateApart(n, c, s, x, incX, y, incY)
		return
	}
	if n < leastRot || !rotate(n, &weft.Rotation[float32]{c, s, -s, c}, x, incX, y, incY, i.own) {
		i.Implementation.Srot(n, x, incX, y, incY, c, s)
	}
}

// Drot computes x[i], y[i] = c·x[i] + s·y[i], c·y[i] - s·x[i].
func (i Implementation) Drot(n int, x []float64, incX int, y []float64, incY int, c, s float64) {
	if few(n, mostRot, len(x), incX, len(y), incY) {
		rotateFew(c, s, x[:n], y[:n])
		return
	}
	if together(incX, incY) {
		if kn := near[float64](i.own, n, min(len(x), len(y))); kn != nil && apart(x[:n], y[:n]) {
			kn.Rotate(n, c, s, -s, c, &x[0], &y[0])
			return
		}
	}
	if fewApart(n, mostRotApart, len(x), incX, len(y), incY) {
		rotateApart(n, c, s, x, incX, y, incY)
		return
	}
	if n < leastRot || !rotate(n, &weft.Rotation[float64]{c, s, -s, c}, x, incX, y, incY, i.own) {
		i.Implementation.Drot(n, x, incX, y, incY, c, s)
	}
}

// Srotm multiplies x and y, two rows, by the matrix of p.
func (i Implementation) Srotm(n int, x []float32, incX int, y []float32, incY int, p blas.SrotmParams) {
	if n >= leastRotm && (n >= leastRotmStrided || together(incX, incY)) {
		if h, ok := modified(p.Flag, &p.H); ok && rotate(n, &h, x, incX, y, incY, i.own) {
			return
		}
	}
	i.Implementation.Srotm(n, x, incX, y, incY, p)
}

// Drotm multiplies x and y, two rows, by the matrix of p.
func (i Implementation) Drotm(n int, x []float64, incX int, y []float64, incY int, p blas.DrotmParams) {
	if n >= leastRotm && (n >= leastRotmStrided || together(incX, incY)) {
		if h, ok := modified(p.Flag, &p.H); ok && rotate(n, &h, x, incX, y, incY, i.own) {
			return
		}
	}
	i.Implementation.Drotm(n, x, incX, y, incY, p)
}

// modified is a matrix whose elements lie column after column in h, but for those that flag implies. These change nothing: 1·x is
// x, NaN and Inf too.
func modified[T kernels.Float](flag blas.Flag, h *[4]T) (r weft.Rotation[T], ok bool) {
	switch flag {
	case blas.Rescaling:
		return weft.Rotation[T]{h[0], h[2], h[1], h[3]}, true
	case blas.OffDiagonal:
		return weft.Rotation[T]{1, h[2], h[1], 1}, true
	case blas.Diagonal:
		return weft.Rotation[T]{h[0], 1, -1, h[3]}, true
	}
	return r, false
}

func rotate[T kernels.Float](n int, h *weft.Rotation[T], x []T, incX int, y []T, incY int, own *doors) bool {
	if own == nil {
		own = shared.get()
	}
	kn := vectors[T](own)
	switch {
	case kn == nil:
		return false
	case !together(incX, incY):
		if !separate(n, x, incX, y, incY) {
			return false
		}
		weft.RotateStrided(checked.Operands{}, h, n, x, incX, y, incY)
	case n > len(x) || n > len(y) || !apart(x[:n], y[:n]):
		return false
	case n > weft.Short:
		weft.Rotate(kn, *h, x[:n], y[:n])
	default:
		kn.Rotate(n, h[0], h[1], h[2], h[3], &x[0], &y[0])
	}
	return true
}

// Sswap exchanges x[i] and y[i].
func (i Implementation) Sswap(n int, x []float32, incX int, y []float32, incY int) {
	if brief(n, leastSwapNear, len(x), incX) && incY == 1 && n <= len(y) {
		swapFew(x[:n], y[:n])
		return
	}
	if incX == 1 && incY == 1 {
		if kn := near[float32](i.own, n, min(len(x), len(y))); kn != nil && apart(x[:n], y[:n]) {
			kn.Swap(n, &x[0], &y[0])
			return
		}
	}
	if n < leastSwap || !swap(n, x, incX, y, incY, i.own) {
		i.Implementation.Sswap(n, x, incX, y, incY)
	}
}

// Dswap exchanges x[i] and y[i].
func (i Implementation) Dswap(n int, x []float64, incX int, y []float64, incY int) {
	if brief(n, leastSwapNear, len(x), incX) && incY == 1 && n <= len(y) {
		swapFew(x[:n], y[:n])
		return
	}
	if incX == 1 && incY == 1 {
		if kn := near[float64](i.own, n, min(len(x), len(y))); kn != nil && apart(x[:n], y[:n]) {
			kn.Swap(n, &x[0], &y[0])
			return
		}
	}
	if n < leastSwap || !swap(n, x, incX, y, incY, i.own) {
		i.Implementation.Dswap(n, x, incX, y, incY)
	}
}

// swapFew is gonum's loop. It is inlined.
func swapFew[T kernels.Float](x, y []T) {
	for i, v := range x {
		x[i], y[i] = y[i], v
	}
}

func swap[T kernels.Float](n int, x []T, incX int, y []T, incY int, own *doors) bool {
	if !together(incX, incY) {
		if !separate(n, x, incX, y, incY) {
			return false
		}
		weft.SwapStrided(checked.Operands{}, n, x, incX, y, incY)
		return true
	}
	if own == nil {
		own = shared.get()
	}
	kn := vectors[T](own)
	switch {
	case kn == nil || n > len(x) || n > len(y) || !apart(x[:n], y[:n]):
		return false
	case n > weft.Short:
		weft.Swap(kn, x[:n], y[:n])
	default:
		kn.Swap(n, &x[0], &y[0])
	}
	return true
}

// Scopy computes y[i] = x[i].
func (i Implementation) Scopy(n int, x []float32, incX int, y []float32, incY int) {
	if incX == 1 && incY == 1 && 0 < n && n <= min(len(x), len(y)) {
		copy(y[:n], x[:n])
		return
	}
	if incX == 1 && incY == 1 || n < leastCopy || !copyVector(n, x, incX, y, incY) {
		i.Implementation.Scopy(n, x, incX, y, incY)
	}
}

// Dcopy computes y[i] = x[i].
func (i Implementation) Dcopy(n int, x []float64, incX int, y []float64, incY int) {
	if incX == 1 && incY == 1 && 0 < n && n <= min(len(x), len(y)) {
		copy(y[:n], x[:n])
		return
	}
	if incX == 1 && incY == 1 || n < leastCopy || !copyVector(n, x, incX, y, incY) {
		i.Implementation.Dcopy(n, x, incX, y, incY)
	}
}

// copyVector needs no kernels. Vectors that both lie forwards are not for it: gonum leaves them to Go's copy.
func copyVector[T kernels.Float](n int, x []T, incX int, y []T, incY int) bool {
	switch {
	case together(incX, incY) && n <= len(x) && n <= len(y) && apart(x[:n], y[:n]):
		copy(y[:n], x[:n])
	case strided[T](n, len(x), incX) && strided[T](n, len(y), incY):
		weft.CopyStrided(checked.Operands{}, n, x, incX, y, incY)
	default:
		return false
	}
	return true
}
