package blas

import (
	"runtime"

	"weft.example/kernels"
)

// AbsSum returns Σ |x[i]|. Magnitudes are added up in the lanes of some vectors, callRead elements at a time, so the order
// of a sum depends on its length alone.
func AbsSum[T kernels.Float](kn *kernels.Kernels[T], x []T) T {
	var sum T
	s := kernels.Hide(&sum)
	for i := 0; i < len(x); i += callRead {
		addMagnitudes(kn, x[i:min(i+callRead, len(x))], s)
	}
	runtime.KeepAlive(&sum)
	return sum
}

// addMagnitudes adds Σ |x[i]| to sum, in one call. x is not empty.
//
//go:noinline
func addMagnitudes[T kernels.Float](kn *kernels.Kernels[T], x []T, sum *T) {
	kn.AbsSum(len(x), &x[0], sum)
}

// topRows is how many rows of AbsMax a call takes. Their greatest elements are on the stack.
const topRows = 32

// Iamax returns the first i with the greatest |x[i]|. NaN is no number to be greater than, or less: it counts as x[0] alone,
// and then i is 0. Iamax panics if x is empty.
func Iamax[T kernels.Float](kn *kernels.Kernels[T], x []T) int {
	if x[0] != x[0] {
		return 0
	}
	const step = topRows * kernels.AbsMaxRow
	var room [topRows]T
	tops := kernels.Hide(&room)
	most, row := T(0), 0
	for i := 0; i < len(x); i += step {
		part := x[i:min(i+step, len(x))]
		rows := (len(part) + kernels.AbsMaxRow - 1) / kernels.AbsMaxRow
		greatestOf(kn, part, tops[:rows])
		for j, top := range tops[:rows] {
			if top > most {
				most, row = top, i+j*kernels.AbsMaxRow
			}
		}
	}
	runtime.KeepAlive(&room)
	return row + indexOf(kn, x[row:min(row+kernels.AbsMaxRow, len(x))], most)
}

// greatestOf leaves the greatest magnitude of each row of x in tops, in one call. x is not empty.
//
//go:noinline
func greatestOf[T kernels.Float](kn *kernels.Kernels[T], x, tops []T) {
	kn.AbsMax(len(x), &x[0], &tops[0])
}

// indexOf returns the first i with |x[i]| = most, which is there. x is not empty.
func indexOf[T kernels.Float](kn *kernels.Kernels[T], x []T, most T) int {
	var left int
	l := kernels.Hide(&left)
	find(kn, x, most, l)
	runtime.KeepAlive(&left)
	skipped := len(x) - left
	return skipped + firstOf(x[skipped:], most)
}

// find leaves in left how many elements there are from the vector on that has the first |x[i]| = most. x is not empty.
//
//go:noinline
func find[T kernels.Float](kn *kernels.Kernels[T], x []T, most T, left *int) {
	kn.AbsFind(len(x), most, &x[0], left)
}

// firstOf returns the first i with |x[i]| = most, which is there.
func firstOf[T kernels.Float](x []T, most T) int {
	for i, v := range x {
		if v == most || v == -most {
			return i
		}
	}
	panic("blas: the greatest magnitude is not there")
}
