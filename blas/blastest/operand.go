package blastest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"unsafe"

	"gonum.org/v1/gonum/blas"

	"weft.example/internal/guard"
)

// rooms are memory for operands, between pages that nothing may touch.
type rooms[T float] [3][]T

// roomBytes holds the largest operand and a margin.
const roomBytes = 4 << 20

func newRooms[T float]() *rooms[T] {
	r := new(rooms[T])
	for i := range r {
		b := guard.Bytes(roomBytes)
		r[i] = unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), roomBytes/int(unsafe.Sizeof(T(0))))
	}
	return r
}

// operand is a matrix, or a vector as a matrix of one column, as it lies in memory.
type operand[T float] struct {
	rows, columns int
	length        int                // of the slice that gonum wants
	at            func(i, j int) int // the element's place, or -1 where it is not stored
	symmetric     bool               // an element that is not stored is the one across the diagonal
	unit          bool               // an element of the diagonal is 1, though none is stored
	data, before  []T
	room          []T // what is before data, data and what is behind, a margin each
	written       bool
}

// margin is the elements on either side of an operand that are looked at.
const margin = 64

// call is a call of a routine: its arguments and where they lie.
type call[T float] struct {
	args[T]
	rng      *rand.Rand
	rooms    *rooms[T]
	used     int // of rooms
	largest  int // size
	operands []*operand[T]
	A, B, C  *operand[T]
	X, Y     *operand[T]
}

// size draws a size.
func (c *call[T]) size() int {
	if c.rng.IntN(3) > 0 {
		return c.rng.IntN(min(c.largest, 20))
	}
	return c.rng.IntN(c.largest)
}

// pick draws one of some values.
func pick[V any, T float](c *call[T], values ...V) V { return values[c.rng.IntN(len(values))] }

// factor draws an alpha or a beta.
func (c *call[T]) factor() T { return pick(c, 0, 1, 1, -1, T(c.rng.NormFloat64())) }

// increment draws an increment.
func (c *call[T]) increment() int { return pick(c, 1, 1, 1, -1, 2, -2, 3, -7, 19) }

// lay gives an operand its memory: NaN, and numbers where elements are stored.
func (c *call[T]) lay(o *operand[T], numbers bool) *operand[T] {
	size := max(0, o.length)
	all := c.rooms[c.used]
	c.used++
	first := pick(c, 0, len(all)-size)
	o.data = all[first : first+size : first+size]
	o.room = all[max(0, first-margin):min(len(all), first+size+margin)]
	for i := range o.room {
		o.room[i] = T(math.NaN())
	}
	if numbers {
		o.each(func(i, j, at int) { o.data[at] = T(c.rng.NormFloat64()) })
	}
	c.operands = append(c.operands, o)
	return o
}

// each calls f for each element that is stored.
func (o *operand[T]) each(f func(i, j, at int)) {
	for i := range o.rows {
		for j := range o.columns {
			if at := o.at(i, j); at >= 0 {
				f(i, j, at)
			}
		}
	}
}

// make makes the call, and wants no fault and nothing written but elements of operands that are results.
func (c *call[T]) make(run func()) error {
	var before [][]T
	for _, o := range c.operands {
		o.before = slices.Clone(o.data)
		before = append(before, slices.Clone(o.room))
	}
	if err := faultless(run); err != nil {
		return err
	}
	for i, o := range c.operands {
		free := map[int]bool{}
		offset := int(uintptr(unsafe.Pointer(unsafe.SliceData(o.data)))-uintptr(unsafe.Pointer(unsafe.SliceData(o.room)))) / int(unsafe.Sizeof(T(0)))
		if o.written {
			o.each(func(_, _, at int) { free[offset+at] = true })
		}
		for k, v := range before[i] {
			if got := o.room[k]; !free[k] && got != v && (got == got || v == v) {
				return fmt.Errorf("element %d of operand %d, which is no result, was %v and is %v", k-offset, i, v, got)
			}
		}
	}
	return nil
}

// faultless runs f and returns what it panics with, a fault of a page too.
func faultless(f func()) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	f()
	return nil
}

// vector draws a vector of n elements.
func (c *call[T]) vector(n, inc int, numbers bool) *operand[T] {
	return c.lay(&operand[T]{rows: n, columns: 1, length: (n-1)*max(inc, -inc) + 1, at: func(i, _ int) int {
		if inc < 0 {
			return (i - n + 1) * inc
		}
		return i * inc
	}}, numbers)
}

// general draws a matrix, whose rows are ld apart.
func (c *call[T]) general(m, n int, numbers bool) (*operand[T], int) {
	ld := max(1, n) + pick(c, 0, 0, 1, 5)
	return c.lay(&operand[T]{rows: m, columns: n, length: lengthOf(m, n, ld), at: func(i, j int) int { return i*ld + j }}, numbers), ld
}

// triangular draws a triangle of a matrix of n by n, which is packed, a band of k diagonals or whole, as shape says.
func (c *call[T]) triangular(shape shape, n, k int, numbers bool) (*operand[T], int) {
	ld := max(1, n) + pick(c, 0, 0, 1, 5)
	length := lengthOf(n, n, ld)
	switch shape {
	case banded:
		ld = k + 1 + pick(c, 0, 0, 3)
		length = lengthOf(n, k+1, ld)
	case packed:
		length = n * (n + 1) / 2
	}
	upper, unit := c.ul == blas.Upper, c.d == blas.Unit
	o := &operand[T]{rows: n, columns: n, length: length, unit: unit, at: func(i, j int) int {
		switch {
		case i != j && upper != (i < j), i == j && unit:
			return -1
		case shape == packed && upper:
			return i*(2*n-i+1)/2 + j - i
		case shape == packed:
			return i*(i+1)/2 + j
		case shape == banded && max(i-j, j-i) > k:
			return -1
		case shape == banded && upper:
			return i*ld + j - i
		case shape == banded:
			return i*ld + k + j - i
		}
		return i*ld + j
	}}
	return c.lay(o, numbers), ld
}

// lengthOf is the elements of a matrix whose rows are ld apart.
func lengthOf(m, n, ld int) int { return (m-1)*ld + n }

// band draws a matrix of m by n with kL diagonals below that of the matrix and kU above.
func (c *call[T]) band(m, n, kL, kU int, numbers bool) (*operand[T], int) {
	ld := kL + kU + 1 + pick(c, 0, 0, 3)
	return c.lay(&operand[T]{rows: m, columns: n, length: lengthOf(min(m, n+kL), kL+kU+1, ld), at: func(i, j int) int {
		if i-j > kL || j-i > kU {
			return -1
		}
		return i*ld + kL + j - i
	}}, numbers), ld
}

type shape int

const (
	whole shape = iota
	packed
	banded
)
