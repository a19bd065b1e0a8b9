package engine

import (
	"slices"

	"weft.example/kernels"
)

// likeliest returns the first largest of x, or the first NaN if there is one; where a
// single one tells two classes apart, it returns whether that is above even.
func likeliest[T kernels.Float](x []T, even T, classes int) int {
	if classes > len(x) {
		if x[0] > even {
			return 1
		}
		return 0
	}
	best := 0
	for j, v := range x {
		if v != v {
			return j
		}
		if v > x[best] {
			best = j
		}
	}
	return best
}

// isClass reports whether the likeliest class of x is the given one, and x no NaN.
func isClass[T kernels.Float](even T, x []T, class, classes int) bool {
	return likeliest(x, even, classes) == class && !slices.ContainsFunc(x, isNaN[T])
}

// rightSides counts the outputs that are above even where their labels are above ½, or
// neither.
func rightSides[T kernels.Float](even T, a, y []T) (right, of int) {
	for j, a := range a {
		if y := y[j]; !isNaN(a) && !isNaN(y) && (a > even) == (y > 0.5) {
			right++
		}
	}
	return right, len(a)
}

// rightShare is whether the largest output is the largest label's.
func rightShare[T kernels.Float](even T, a, y []T) (right, of int) {
	if !slices.ContainsFunc(y, isNaN[T]) && isClass(even, a, likeliest(y, 0.5, len(y)), len(a)) {
		right = 1
	}
	return right, 1
}

// amounts are no labels.
func amounts[T kernels.Float](T, []T, []T) (right, of int) { return 0, 0 }
