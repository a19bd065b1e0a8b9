package blas

import (
	"runtime"
	"unsafe"

	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Kernels on vectors whose elements are not side by side: some are laid so at a time.

// gatherRow is how many elements of a vector are laid side by side at a time, on the stack, for a kernel.
const gatherRow = kernels.AbsMaxRow

// AbsSumStrided returns Σ |x[i]| for n elements. inc is positive.
func AbsSumStrided[T kernels.Float](_ checked.Operands, kn *kernels.Kernels[T], n int, x []T, inc int) T {
	var room [gatherRow]T
	near, sum := kernels.Hide(&room), T(0)
	s := kernels.Hide(&sum)
	for i := 0; i < n; i += gatherRow {
		part := near[:min(gatherRow, n-i)]
		gather(part, x[i*inc:], inc)
		addMagnitudes(kn, part, s)
	}
	runtime.KeepAlive(&room)
	runtime.KeepAlive(&sum)
	return sum
}

// IamaxStrided is Iamax for n elements, at least one. inc is positive.
func IamaxStrided[T kernels.Float](_ checked.Operands, kn *kernels.Kernels[T], n int, x []T, inc int) int {
	if x[0] != x[0] {
		return 0
	}
	var room [gatherRow]T
	var place [1]T
	near, top, most, row, last := kernels.Hide(&room), kernels.Hide(&place), T(0), 0, 0
	for i := 0; i < n; i += gatherRow {
		last = i
		part := near[:min(gatherRow, n-i)]
		gather(part, x[i*inc:], inc)
		if greatestOf(kn, part, top[:]); top[0] > most {
			most, row = top[0], i
		}
	}
	part := near[:min(gatherRow, n-row)]
	if row != last {
		gather(part, x[row*inc:], inc)
	}
	row += indexOf(kn, part, most)
	runtime.KeepAlive(&room)
	runtime.KeepAlive(&place)
	return row
}

// gather copies len(dst) elements of x, at least one, inc apart, as CopyStrided.
func gather[T kernels.Float](dst, x []T, inc int) {
	p, i := walk(len(dst), x, inc)
	q, size := walk(len(dst), dst, 1)
	n := len(dst)
	for ; n > 4; n -= 4 {
		r := unsafe.Add(p, 2*i)
		*at[T](q, 0), *at[T](q, size) = *at[T](p, 0), *at[T](p, i)
		*at[T](q, 2*size), *at[T](q, 3*size) = *at[T](r, 0), *at[T](r, i)
		p, q = unsafe.Add(r, 2*i), unsafe.Add(q, 4*size)
	}
	for k := range n {
		*at[T](q, k*size) = *at[T](p, k*i)
	}
}
