package blas

import (
	"fmt"
	"math"
	"math/bits"
	"unsafe"

	"weft.example/kernels"
)

// Matrix is a view of a matrix: element (i, j) is Data[i*RS+j*CS].
type Matrix[T kernels.Float] struct {
	Data   []T
	RS, CS int
}

// Rows is the row-major matrix whose rows lie ld elements apart in data.
func Rows[T kernels.Float](data []T, ld int) Matrix[T] {
	return Matrix[T]{data, ld, 1}
}

// T returns the transpose of x. Nothing is copied.
func (x Matrix[T]) T() Matrix[T] { return Matrix[T]{x.Data, x.CS, x.RS} }

// from returns the view of x that starts at element (i, j), which exists.
func (x Matrix[T]) from(i, j int) Matrix[T] {
	return Matrix[T]{x.Data[i*x.RS+j*x.CS:], x.RS, x.CS}
}

// span is the number of elements that an m by n view reaches over, or the
// largest int where that overflows.
func (x *Matrix[T]) span(m, n int) int { return spanOf(m, n, x.RS, x.CS) }

// checkLength panics with both numbers unless a slice has as many elements as its view wants.
func checkLength(name string, have, want int) {
	if have < want {
		refuseLength(name, have, want)
	}
}

// refuseLength panics. It leaves checkLength short enough to be inlined.
func refuseLength(name string, have, want int) {
	panic(fmt.Sprintf("blas: %s has %d elements, want at least %d", name, have, want))
}

// spanOf is span of a matrix with such strides.
func spanOf(m, n, rs, cs int) int {
	if m == 0 || n == 0 {
		return 0
	}
	down, across := area(m-1, rs), area(n-1, cs)
	if down >= math.MaxInt-across {
		return math.MaxInt
	}
	return down + across + 1
}

// area is x·y for x, y ≥ 0, or the largest int where that overflows. It has no division,
// six of which take half as long as a product of 16 cubed.
func area(x, y int) int {
	if high, low := bits.Mul64(uint64(x), uint64(y)); high == 0 && low <= math.MaxInt {
		return int(low)
	}
	return math.MaxInt
}

// leastOfLargePages is the bytes from which Make wants large pages. Processes of one machine read each other's gradients in a fifth less time
// with them (0.25 ms in place of 0.31 for 2.1 MB). A step of one process takes 0 to 1% less.
const leastOfLargePages = 1 << 20

// Make returns n zero elements that start on a cache line: a vector load that crosses a line costs two.
func Make[T kernels.Float](n int) []T {
	size := int(unsafe.Sizeof(T(0)))
	s := make([]T, n+line/size)
	from := uintptr(unsafe.Pointer(unsafe.SliceData(s)))
	if n*size >= leastOfLargePages {
		wantLargePages(from, n*size)
	}
	s[n] = 0 // has its page mapped: where it is not, each vector that has a part beside it takes hundreds of cycles to load
	skip := -int(from) & (line - 1) / size
	return s[skip : skip+n : skip+n]
}
