package gonumblas

import (
	"math"
	"runtime"

	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Sums and the greatest of magnitudes.

// The least lengths, below which gonum's own loop is as fast (Zen 3, AVX2).
const (
	leastAsum    = 16
	leastIamax   = 32
	leastIamax32 = 24
	leastGather  = 60 // of elements that are not side by side
)

// Sasum returns Σ |x[i]|. It is 0 where incX is negative.
func (i Implementation) Sasum(n int, x []float32, incX int) float32 {
	if brief(n, leastAsum, len(x), incX) {
		return sumFew(x[:n])
	}
	if incX == 1 {
		if kn := near[float32](i.own, n, len(x)); kn != nil {
			var sum float32
			kn.AbsSum(n, &x[0], kernels.Hide(&sum))
			runtime.KeepAlive(&sum)
			return sum
		}
	}
	if n >= leastAsum && (incX == 1 || n >= leastGather) {
		if got, ok := asum(n, x, incX, i.own); ok {
			return got
		}
	}
	return i.Implementation.Sasum(n, x, incX)
}

// Dasum returns Σ |x[i]|. It is 0 where incX is negative.
func (i Implementation) Dasum(n int, x []float64, incX int) float64 {
	if brief(n, leastAsum, len(x), incX) {
		return sumFew(x[:n])
	}
	if incX == 1 {
		if kn := near[float64](i.own, n, len(x)); kn != nil {
			var sum float64
			kn.AbsSum(n, &x[0], kernels.Hide(&sum))
			runtime.KeepAlive(&sum)
			return sum
		}
	}
	if n >= leastAsum && (incX == 1 || n >= leastGather) {
		if got, ok := asum(n, x, incX, i.own); ok {
			return got
		}
	}
	checkVector(n, incX, len(x))
	return i.Implementation.Dasum(n, x, incX)
}

func asum[T kernels.Float](n int, x []T, incX int, own *doors) (sum T, ok bool) {
	if own == nil {
		own = shared.get()
	}
	kn := vectors[T](own)
	switch {
	case kn == nil:
	case incX == 1 && n <= len(x):
		return weft.AbsSum(kn, x[:n]), true
	case incX > 1 && strided[T](n, len(x), incX):
		return weft.AbsSumStrided(checked.Operands{}, kn, n, x, incX), true
	}
	return 0, false
}

// sumFew is gonum's loop. It is inlined.
func sumFew[T kernels.Float](x []T) (sum T) {
	for _, v := range x {
		sum += T(math.Abs(float64(v)))
	}
	return sum
}

// Isamax returns the first i with the greatest |x[i]|. It is -1 where n is 0 or incX negative.
func (i Implementation) Isamax(n int, x []float32, incX int) int {
	if brief(n, leastIamax32, len(x), incX) {
		return greatestFew(x[:n])
	}
	if n >= leastIamax32 && (incX == 1 || n >= leastGather) {
		if got, ok := iamax(n, x, incX, i.own); ok {
			return got
		}
	}
	return i.Implementation.Isamax(n, x, incX)
}

// Idamax returns the first i with the greatest |x[i]|. It is -1 where n is 0 or incX negative.
func (i Implementation) Idamax(n int, x []float64, incX int) int {
	if brief(n, leastIamax, len(x), incX) {
		return greatestFew(x[:n])
	}
	if n >= leastIamax && (incX == 1 || n >= leastGather) {
		if got, ok := iamax(n, x, incX, i.own); ok {
			return got
		}
	}
	return i.Implementation.Idamax(n, x, incX)
}

func iamax[T kernels.Float](n int, x []T, incX int, own *doors) (first int, ok bool) {
	if own == nil {
		own = shared.get()
	}
	kn := vectors[T](own)
	switch {
	case kn == nil:
	case incX == 1 && n <= len(x):
		return weft.Iamax(kn, x[:n]), true
	case incX > 1 && strided[T](n, len(x), incX):
		return weft.IamaxStrided(checked.Operands{}, kn, n, x, incX), true
	}
	return 0, false
}

// greatestFew is gonum's loop. It is inlined.
func greatestFew[T kernels.Float](x []T) (first int) {
	most := math.Abs(float64(x[0]))
	for i, v := range x {
		if a := math.Abs(float64(v)); a > most {
			most, first = a, i
		}
	}
	return first
}
