package blas

import (
	"math"
	"runtime"

	"weft.example/kernels"
)

// longDot is the elements from which a sum of products is MatVec's, which prefetches. From L2 VecVec takes less time: float64
// 16384 2.2 µs, and 2.4 by MatVec (Emerald Rapids).
const longDot = 1 << 15

// What gonum's doors give to one call of a kernel: ShortDot elements of two vectors that are read, Short of one or two that are
// written.
const (
	ShortDot = longDot - 1
	Short    = callRead / 4
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

// addDot adds Σ x[i]·y[i] to sum, in one call. x is not empty. Long vectors are fetched ahead of their time.
//
//go:noinline
func addDot[T kernels.Float](kn *kernels.Kernels[T], x, y []T, sum *T) {
	if len(x) < longDot {
		kn.VecVec(len(x), &x[0], &y[0], sum)
	} else {
		kn.MatVec(1, len(x), 1, &x[0], 0, 0, &y[0], 1, sum, 1, aheadBytes/bytesOf[T](1))
	}
}

// Norm returns √Σ x[i]², if the sum of the squares neither overflows nor loses what counts, and else reports false.
func Norm[T kernels.Float](kn *kernels.Kernels[T], x []T) (norm T, ok bool) {
	return Root(Dot(kn, x, x), len(x))
}

// Root returns the root of a sum of n squares. It reports false if the sum overflows, or is so small that squares may have
// underflowed that have more weight than rounding.
func Root[T kernels.Float](sum T, n int) (root T, ok bool) {
	least, most := 0x1p-969, math.MaxFloat64 // the least normal number, at the end of a sum's 53 bits
	if bytesOf[T](1) == 4 {
		least, most = 0x1p-102, math.MaxFloat32
	}
	s := float64(sum)
	return T(math.Sqrt(s)), least*float64(n) <= s && s <= most
}

// Axpy computes y[i] += alpha·x[i]. x may be y, but not begin elsewhere in it. It panics if y is shorter than x.
func Axpy[T kernels.Float](kn *kernels.Kernels[T], alpha T, x, y []T) {
	y = y[:len(x)]
	for i := 0; i < len(x); i += callRead / 2 {
		n := min(callRead/2, len(x)-i)
		axpy(kn, alpha, x[i:i+n], y[i:i+n])
	}
}

// axpy is one call of Axpy. x is not empty. Update, which prefetches y, takes as long for 2¹⁶ elements and more.
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
