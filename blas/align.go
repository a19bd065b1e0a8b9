package blas

import (
	"unsafe"

	"weft/kernels"
)

// cacheLine is the alignment of packed panels: a vector load that crosses a
// line costs two.
const cacheLine = 64

// aligned returns n elements that start on a cache line.
func aligned[T kernels.Float](n int) []T {
	size := int(unsafe.Sizeof(T(0)))
	s := make([]T, n+cacheLine/size)
	skip := -int(uintptr(unsafe.Pointer(unsafe.SliceData(s)))) & (cacheLine - 1) / size
	return s[skip : skip+n : skip+n]
}
