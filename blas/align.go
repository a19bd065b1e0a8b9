package blas

import (
	"unsafe"

	"weft/kernels"
)

// cacheLine is the alignment, in bytes, of memory that Make returns: a vector
// load that crosses a line costs two.
const cacheLine = 64

// Make returns n zero elements that start on a cache line.
func Make[T kernels.Float](n int) []T {
	size := int(unsafe.Sizeof(T(0)))
	s := make([]T, n+cacheLine/size)
	skip := -int(uintptr(unsafe.Pointer(unsafe.SliceData(s)))) & (cacheLine - 1) / size
	return s[skip : skip+n : skip+n]
}
