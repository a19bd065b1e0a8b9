package engine

import (
	"fmt"
	"math"
	"unsafe"

	"weft.example/blas"
	"weft.example/kernels"
)

// slab hands out zeroed memory that starts on cache lines.
type slab[T kernels.Float] struct{ free []T }

func newSlab[T kernels.Float](sizes []int) *slab[T] {
	total := 0
	for _, n := range sizes {
		total += roundUp[T](n)
	}
	return &slab[T]{blas.Make[T](total)}
}

func (s *slab[T]) take(n int) []T {
	piece := s.free[:n:n]
	s.free = s.free[roundUp[T](n):]
	return piece
}

// roundUp is n elements rounded up to whole cache lines.
func roundUp[T kernels.Float](n int) int {
	perLine := 64 / int(unsafe.Sizeof(T(0)))
	return (n + perLine - 1) / perLine * perLine
}

// mostBytes is more than a piece of memory can have: 2⁴⁷ bytes are the address space
// of a process.
const mostBytes = min(1<<47, math.MaxInt)

// most is that in elements. Sums and products of sizes are held against it before they
// are computed, so that none wraps. What is below and there is no memory for, Go's
// runtime ends the process over.
func most[T kernels.Float]() int { return mostBytes / int(unsafe.Sizeof(T(0))) }

// checkBatch returns an error unless memory can hold a batch of so many examples, of
// width elements each.
func checkBatch[T kernels.Float](batch, width int) error {
	if batch < 1 {
		return fmt.Errorf("engine: a batch of %d, want at least 1", batch)
	}
	if limit := most[T]() / width; batch > limit {
		return fmt.Errorf("engine: a batch of %d, want at most %d of %d elements each", batch, limit, width)
	}
	return nil
}

// overlap reports whether x and y share an element.
func overlap[T kernels.Float](x, y []T) bool {
	size := unsafe.Sizeof(T(0))
	at, other := uintptr(unsafe.Pointer(unsafe.SliceData(x))), uintptr(unsafe.Pointer(unsafe.SliceData(y)))
	return len(x) > 0 && len(y) > 0 && at < other+uintptr(len(y))*size && other < at+uintptr(len(x))*size
}

// bytesOf is the memory of x, of numbers.
func bytesOf[E any](x []E) []byte {
	var e E
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(x))), len(x)*int(unsafe.Sizeof(e)))
}
