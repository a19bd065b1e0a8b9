package blas

import "weft.example/kernels"

// Rotation is a matrix of two rows and columns: H11, H12, H21, H22.
type Rotation[T kernels.Float] [4]T

// Rotate computes x[i], y[i] = H11·x[i] + H12·y[i], H21·x[i] + H22·y[i]. Each product and each sum is rounded. x and y must
// not overlap. It panics if y is shorter than x.
func Rotate[T kernels.Float](kn *kernels.Kernels[T], h Rotation[T], x, y []T) {
	y = y[:len(x)]
	for i := 0; i < len(x); i += callRead / 4 {
		n := min(callRead/4, len(x)-i)
		rotate(kn, h, x[i:i+n], y[i:i+n])
	}
}

// rotate is one call of Rotate. x is not empty. With the stores of a cache line side by side the kernel takes as long.
//
//go:noinline
func rotate[T kernels.Float](kn *kernels.Kernels[T], h Rotation[T], x, y []T) {
	kn.Rotate(len(x), h[0], h[1], h[2], h[3], &x[0], &y[0])
}

// Swap exchanges x[i] and y[i]. x and y must not overlap. It panics if y is shorter than x.
func Swap[T kernels.Float](kn *kernels.Kernels[T], x, y []T) {
	y = y[:len(x)]
	for i := 0; i < len(x); i += callRead / 4 {
		n := min(callRead/4, len(x)-i)
		swapVectors(kn, x[i:i+n], y[i:i+n])
	}
}

// swapVectors is one call of Swap. x is not empty.
//
//go:noinline
func swapVectors[T kernels.Float](kn *kernels.Kernels[T], x, y []T) {
	kn.Swap(len(x), &x[0], &y[0])
}
