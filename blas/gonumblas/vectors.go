package gonumblas

import (
	"runtime"
	"unsafe"

	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Routines on vectors. From some length on, elements that lie side by side go through kernels, and those that do not through
// weft's loops. Two vectors may both lie backwards, with increments of -1: that is another order alone. What gonum refuses is gonum's,
// and what is short. There a call more, some 1 ns, is 3 to 10 % of the time.
//
// A call of some elements side by side goes straight to the kernel. Through two functions of weft.example/blas it would take 5 ns more.

// The least lengths, below which gonum's own loop is as fast, of vectors that do not lie side by side forwards (Zen 3, AVX2). gonum's
// Sscal is a plain loop.
const (
	leastDot     = 48
	leastDot32   = 80
	leastAxpy    = 64
	leastAxpy32  = 96
	leastScale   = 64
	leastScale32 = 16
	leastNorm    = 16
)

// brief tells whether n elements lie side by side, and are so few that gonum's plain loop, written here, is the best: it needs no call
// more.
func brief(n, least, length, inc int) bool { return inc == 1 && 0 < n && n < least && n <= length }

// strided tells whether a vector of that length in memory has n elements, at least one, inc apart, and is for weft's loops. It is
// false of so many that their product may wrap.
//
// Elements 1 KiB apart, or a multiple of it, share few sets of the L1 cache. The more of them are on their way at once, the
// longer each takes: gonum's loops, one element at a time, take half the time there.
func strided[T kernels.Float](n, length, inc int) bool {
	return within(n, length, inc) && inc*int(unsafe.Sizeof(T(0)))%1024 != 0
}

// within tells whether a vector of that length in memory has n elements, at least one, inc apart. It is false of so many that
// their product may wrap.
func within(n, length, inc int) bool {
	inc = max(inc, -inc)
	return uint(n-1) < wide && uint(inc-1) < wide && (n-1)*inc < length
}

// separate tells whether x and y are for weft's loops and share no element. Columns of a matrix share none, though they lie in
// each other.
func separate[T kernels.Float](n int, x []T, incX int, y []T, incY int) bool {
	if !strided[T](n, len(x), incX) || !strided[T](n, len(y), incY) {
		return false
	}
	incX, incY = max(incX, -incX), max(incY, -incY)
	size := unsafe.Sizeof(x[0])
	a, b := uintptr(unsafe.Pointer(unsafe.SliceData(x))), uintptr(unsafe.Pointer(unsafe.SliceData(y)))
	if a > b {
		a, b, incX, incY = b, a, incY, incX
	}
	between := uint64((b - a) / size)
	return between > uint64(n-1)*uint64(incX) || incX == incY && (b-a)%size == 0 && between%uint64(incX) != 0
}

// together tells whether two vectors that are there lie side by side, both in the same direction.
func together(incX, incY int) bool { return incX == incY && (incX == 1 || incX == -1) }

// vectors returns the kernels for vectors, or nil where gonum's own loops are to run.
func vectors[T kernels.Float](own *doors) *kernels.Kernels[T] {
	if spaces := of[T](own); spaces != nil {
		return spaces.Kernels
	}
	return nil
}

// near returns the kernels if n elements, at least one, side by side are in vectors of that length, and no more than one call takes.
// Otherwise, and before there are any, it returns nil. It is inlined: a call more takes a fifth of a short vector's time.
func near[T kernels.Float](own *doors, n, length int) *kernels.Kernels[T] {
	if own == nil {
		own = shared.Load()
	}
	if own == nil || uint(n-1) >= uint(min(length, weft.Short)) {
		return nil
	}
	return vectors[T](own)
}

// single tells whether T is float32.
func single[T kernels.Float]() bool { return unsafe.Sizeof(T(0)) == 4 }

// Sdot returns Σ x[i]·y[i].
func (i Implementation) Sdot(n int, x []float32, incX int, y []float32, incY int) float32 {
	if few(n, mostDot, len(x), incX, len(y), incY) {
		return dotFew(x[:n], y[:n])
	}
	if together(incX, incY) {
		if kn := near[float32](i.own, n, min(len(x), len(y))); kn != nil {
			var sum float32
			kn.VecVec(n, &x[0], &y[0], kernels.Hide(&sum))
			runtime.KeepAlive(&sum)
			return sum
		}
	}
	if fewApart(n, mostApart, len(x), incX, len(y), incY) {
		return dotApart(n, x, incX, y, incY)
	}
	if n >= leastDot32 && together(incX, incY) {
		if got, ok := dot(n, x, incX, y, incY, i.own); ok {
			return got
		}
	}
	checkPair(n, incX, incY, len(x), len(y))
	return i.Implementation.Sdot(n, x, incX, y, incY)
}

// Ddot returns Σ x[i]·y[i].
func (i Implementation) Ddot(n int, x []float64, incX int, y []float64, incY int) float64 {
	if few(n, mostDot, len(x), incX, len(y), incY) {
		return dotFew(x[:n], y[:n])
	}
	if together(incX, incY) {
		if kn := near[float64](i.own, n, min(len(x), len(y))); kn != nil {
			var sum float64
			kn.VecVec(n, &x[0], &y[0], kernels.Hide(&sum))
			runtime.KeepAlive(&sum)
			return sum
		}
	}
	if fewApart(n, mostDotApart, len(x), incX, len(y), incY) {
		return dotApart(n, x, incX, y, incY)
	}
	if n >= leastDot {
		if got, ok := dot(n, x, incX, y, incY, i.own); ok {
			return got
		}
	}
	checkPair(n, incX, incY, len(x), len(y))
	return i.Implementation.Ddot(n, x, incX, y, incY)
}

// Dsdot returns Σ x[i]·y[i], added up as float64.
func (i Implementation) Dsdot(n int, x []float32, incX int, y []float32, incY int) float64 {
	checkPair(n, incX, incY, len(x), len(y))
	return i.Implementation.Dsdot(n, x, incX, y, incY)
}

// Sdsdot returns alpha + Σ x[i]·y[i], added up as float64.
func (i Implementation) Sdsdot(n int, alpha float32, x []float32, incX int, y []float32, incY int) float32 {
	checkPair(n, incX, incY, len(x), len(y))
	return i.Implementation.Sdsdot(n, alpha, x, incX, y, incY)
}

// dot is Sdot and Ddot. Like those below for other routines, it reports false where gonum's own is to run. gonum's Sdot is as
// fast as OpenBLAS where elements are not side by side.
func dot[T kernels.Float](n int, x []T, incX int, y []T, incY int, own *doors) (sum T, ok bool) {
	if own == nil {
		own = shared.get()
	}
	kn := vectors[T](own)
	switch {
	case kn == nil:
		return 0, false
	case !together(incX, incY):
		if !strided[T](n, len(x), incX) || !strided[T](n, len(y), incY) {
			return 0, false
		}
		return weft.DotStrided(checked.Operands{}, n, x, incX, y, incY), true
	case n > len(x) || n > len(y):
		return 0, false
	case n > weft.ShortDot:
		return weft.Dot(kn, x[:n], y[:n]), true
	}
	kn.VecVec(n, &x[0], &y[0], kernels.Hide(&sum))
	runtime.KeepAlive(&sum)
	return sum, true
}

// Saxpy computes y[i] += alpha·x[i].
func (i Implementation) Saxpy(n int, alpha float32, x []float32, incX int, y []float32, incY int) {
	if few(n, mostAxpy, len(x), incX, len(y), incY) && alpha != 0 {
		axpyFew(alpha, x[:n], y[:n])
		return
	}
	if together(incX, incY) {
		if kn := near[float32](i.own, n, min(len(x), len(y))); kn != nil && alpha != 0 {
			kn.Axpy(n, alpha, &y[0], &x[0])
			return
		}
	}
	if fewApart(n, mostApart, len(x), incX, len(y), incY) && alpha != 0 {
		axpyApart(n, alpha, x, incX, y, incY)
		return
	}
	if n < leastAxpy32 || !axpy(n, alpha, x, incX, y, incY, i.own) {
		checkPair(n, incX, incY, len(x), len(y))
		i.Implementation.Saxpy(n, alpha, x, incX, y, incY)
	}
}

// Daxpy computes y[i] += alpha·x[i].
func (i Implementation) Daxpy(n int, alpha float64, x []float64, incX int, y []float64, incY int) {
	if few(n, mostAxpy, len(x), incX, len(y), incY) && alpha != 0 {
		axpyFew(alpha, x[:n], y[:n])
		return
	}
	if together(incX, incY) {
		if kn := near[float64](i.own, n, min(len(x), len(y))); kn != nil && alpha != 0 {
			kn.Axpy(n, alpha, &y[0], &x[0])
			return
		}
	}
	if fewApart(n, mostApart, len(x), incX, len(y), incY) && alpha != 0 {
		axpyApart(n, alpha, x, incX, y, incY)
		return
	}
	if n < leastAxpy || !together(incX, incY) || !axpy(n, alpha, x, incX, y, incY, i.own) {
		checkPair(n, incX, incY, len(x), len(y))
		i.Implementation.Daxpy(n, alpha, x, incX, y, incY)
	}
}

// axpy is for float64 with elements side by side alone: gonum has assembly for others.
func axpy[T kernels.Float](n int, alpha T, x []T, incX int, y []T, incY int, own *doors) bool {
	if own == nil {
		own = shared.get()
	}
	kn := vectors[T](own)
	switch {
	case kn == nil || alpha == 0:
		return false
	case !together(incX, incY):
		if !separate(n, x, incX, y, incY) {
			return false
		}
		weft.AxpyStrided(checked.Operands{}, n, alpha, x, incX, y, incY)
	case n > len(x) || n > len(y):
		return false
	case n > weft.Short:
		weft.Axpy(kn, alpha, x[:n], y[:n])
	default:
		kn.Axpy(n, alpha, &y[0], &x[0])
	}
	return true
}

// Sscal computes x[i] *= alpha. With alpha 0 it clears even what is NaN.
func (i Implementation) Sscal(n int, alpha float32, x []float32, incX int) {
	if brief(n, mostScale+1, len(x), incX) && alpha != 0 {
		scaleFew(alpha, x[:n])
		return
	}
	if incX == 1 {
		if kn := near[float32](i.own, n, len(x)); kn != nil && alpha != 0 {
			kn.Scale(n, alpha, &x[0])
			return
		}
	}
	if n <= mostApart && incX > 0 && alpha != 0 && within(n, len(x), incX) {
		scaleApart(n, alpha, x, incX)
		return
	}
	if n < leastScale32 || !scale(n, alpha, x, incX, i.own) {
		i.Implementation.Sscal(n, alpha, x, incX)
	}
}

// Dscal computes x[i] *= alpha. With alpha 0 it clears even what is NaN.
func (i Implementation) Dscal(n int, alpha float64, x []float64, incX int) {
	if brief(n, mostScale+1, len(x), incX) && alpha != 0 {
		scaleFew(alpha, x[:n])
		return
	}
	if incX == 1 {
		if kn := near[float64](i.own, n, len(x)); kn != nil && alpha != 0 {
			kn.Scale(n, alpha, &x[0])
			return
		}
	}
	if n <= mostApart && incX > 0 && alpha != 0 && within(n, len(x), incX) {
		scaleApart(n, alpha, x, incX)
		return
	}
	if n < leastScale || incX != 1 || !scale(n, alpha, x, incX, i.own) {
		checkVector(n, incX, len(x))
		i.Implementation.Dscal(n, alpha, x, incX)
	}
}

// scale is for float64 with increments of 1 alone: gonum has assembly for others.
func scale[T kernels.Float](n int, alpha T, x []T, incX int, own *doors) bool {
	if own == nil {
		own = shared.get()
	}
	kn := vectors[T](own)
	switch {
	case kn == nil || alpha == 0 || incX < 1:
		return false
	case incX > 1:
		if !strided[T](n, len(x), incX) {
			return false
		}
		weft.ScaleStrided(checked.Operands{}, n, alpha, x, incX)
	case n > len(x):
		return false
	case n > weft.Short:
		weft.Scale(kn, alpha, x[:n])
	default:
		kn.Scale(n, alpha, &x[0])
	}
	return true
}

// Snrm2 returns √Σ x[i]². It neither over- nor underflows where the result does not: where squares might, gonum's scaled
// sum takes over.
func (i Implementation) Snrm2(n int, x []float32, incX int) float32 {
	if n >= leastNorm && incX == 1 {
		if kn := near[float32](i.own, n, len(x)); kn != nil {
			var sum float32
			kn.VecVec(n, &x[0], &x[0], kernels.Hide(&sum))
			runtime.KeepAlive(&sum)
			if root, ok := weft.Root(sum, n); ok {
				return root
			}
		}
	}
	if n >= leastNorm {
		if got, ok := norm(n, x, incX, i.own); ok {
			return got
		}
	}
	return i.Implementation.Snrm2(n, x, incX)
}

// Dnrm2 returns √Σ x[i]². It neither over- nor underflows where the result does not: where squares might, gonum's scaled
// sum takes over.
func (i Implementation) Dnrm2(n int, x []float64, incX int) float64 {
	if n >= leastNorm && incX == 1 {
		if kn := near[float64](i.own, n, len(x)); kn != nil {
			var sum float64
			kn.VecVec(n, &x[0], &x[0], kernels.Hide(&sum))
			runtime.KeepAlive(&sum)
			if root, ok := weft.Root(sum, n); ok {
				return root
			}
		}
	}
	if n >= leastNorm {
		if got, ok := norm(n, x, incX, i.own); ok {
			return got
		}
	}
	checkVector(n, incX, len(x))
	return i.Implementation.Dnrm2(n, x, incX)
}

func norm[T kernels.Float](n int, x []T, incX int, own *doors) (root T, ok bool) {
	if own == nil {
		own = shared.get()
	}
	kn := vectors[T](own)
	switch {
	case kn == nil:
	case incX == 1 && n <= len(x):
		return weft.Norm(kn, x[:n])
	case incX > 1 && within(n, len(x), incX):
		return weft.NormStrided(checked.Operands{}, n, x, incX)
	}
	return 0, false
}
