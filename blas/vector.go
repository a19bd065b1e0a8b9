package blas

import (
	"fmt"

	"weft.example/kernels"
)

// vector is a view of n elements. They are inc apart. With inc below 0 they are stored from the last to the first, as in
// BLAS.
type vector[T kernels.Float] struct {
	data []T
	n    int
	inc  int
}

// first returns where element 0 is stored.
func (v *vector[T]) first() int { return max(0, (1-v.n)*v.inc) }

// loadTo copies v to dst.
func (v *vector[T]) loadTo(dst []T) {
	data, at, inc := v.data, v.first(), v.inc
	if inc == 1 {
		copy(dst[:v.n], data)
		return
	}
	for i := range dst[:v.n] {
		dst[i] = data[at]
		at += inc
	}
}

// store copies src to v.
func (v *vector[T]) store(src []T) {
	data, at, inc := v.data, v.first(), v.inc
	for _, x := range src[:v.n] {
		data[at] = x
		at += inc
	}
}

// check panics unless all elements are there.
func (v *vector[T]) check(name string) {
	if v.inc == 0 {
		panic(fmt.Sprintf("blas: the increment of %s = 0, want another", name))
	}
	checkLength(name, len(v.data), spanOf(v.n, 1, max(v.inc, -v.inc), 1))
}
