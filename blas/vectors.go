package blas

import (
	"math"
	"runtime"

	"weft/kernels"
)

// Dot returns Σ x[i]·y[i]. Products are added up in the lanes of some vectors, callRead elements at a time, so the order
// of a sum depends on its length alone. x and y may overlap. It panics if y is shorter than x.
func Dot[T kernels.Float](kn *kernels.Kernels[T], x, y []T) T {
	y = y[:len(x)]
	var sum T
	s := kernels.Hide(&sum)
	for i := 0; i < len(x); i += callRead {
		n := min(callRead, len(x)-i)
		addDot(kn, x[i:i+n], y[i:i+n], s)
	}
	runtime.KeepAlive(&sum)
	return sum
}

// addDot adds Σ x[i]·y[i] to sum, in one call. x is not empty.
//
//go:noinline
func addDot[T kernels.Float](kn *kernels.Kernels[T], x, y []T, sum *T) {
	kn.MatVec(1, len(x), 1, &x[0], 0, 0, &y[0], 1, sum, 1, aheadBytes/bytesOf[T](1))
}

// Norm returns √Σ x[i]², if the sum of the squares neither overflows nor loses what counts, and else reports false. What
// underflows counts where the sum is so small that it has as much weight as rounding.
func Norm[T kernels.Float](kn *kernels.Kernels[T], x []T) (norm T, ok bool) {
	least, most := math.Ldexp(1, -1022+53), math.MaxFloat64
	if _, single := any(norm).(float32); single {
		least, most = math.Ldexp(1, -126+24), math.MaxFloat32
	}
	sum := float64(Dot(kn, x, x))
	return T(math.Sqrt(sum)), least*float64(len(x)) <= sum && sum <= most
}

// Axpy computes y[i] += alpha·x[i]. x may be y, but not begin elsewhere in it. It panics if y is shorter than x.
func Axpy[T kernels.Float](kn *kernels.Kernels[T], alpha T, x, y []T) {
	y = y[:len(x)]
	for i := 0; i < len(x); i += callRead / 2 {
		n := min(callRead/2, len(x)-i)
		axpy(kn, alpha, x[i:i+n], y[i:i+n])
	}
}

// axpy is one call of Axpy. x is not empty.
//
//go:noinline
func axpy[T kernels.Float](kn *kernels.Kernels[T], alpha T, x, y []T) {
	kn.Axpy(len(x), alpha, &y[0], &x[0])
}

// Scale computes x[i] *= alpha.
func Scale[T kernels.Float](kn *kernels.Kernels[T], alpha T, x []T) {
	for i := 0; i < len(x); i += callRead {
		scaleVector(kn, alpha, x[i:min(i+callRead, len(x))])
	}
}

// scaleVector is one call of Scale. x is not empty.
//
//go:noinline
func scaleVector[T kernels.Float](kn *kernels.Kernels[T], alpha T, x []T) {
	kn.Scale(len(x), alpha, &x[0])
}
