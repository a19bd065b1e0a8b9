package kernels

import (
	"fmt"
	"math"
	"runtime/debug"
	"unsafe"

	"weft.example/internal/guard"
)

// room is memory for one operand, a guard page before it and one behind.
type room[T Float] struct{ all []T }

// roomElements holds the largest operand: B of a batch of three products, each of 257 rows of
// three times the widest tile's columns, with slack.
const roomElements = 1 << 20

func newRoom[T Float]() room[T] {
	size := int(unsafe.Sizeof(T(0)))
	mem := guard.Bytes(roomElements * size)
	return room[T]{unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(mem))), roomElements)}
}

// rooms are enough for any kernel's operands.
type rooms[T Float] [4]room[T]

func newRooms[T Float]() *rooms[T] {
	return &rooms[T]{newRoom[T](), newRoom[T](), newRoom[T](), newRoom[T]()}
}

// placement says where in its room an operand lies: 0, its first element
// follows the guard page; 1, its last element precedes the guard page; 2, it
// starts one element behind the first place, unaligned.
type placement int

const placements placement = 3

// operand is n elements of a room. The elements of the margins on both sides,
// and at first those of the operand too, are the filler: NaN for what a kernel
// reads, so that a stray read shows in the result, and a finite sentinel for
// what it writes, since NaN would hide a stray +=.
type operand[T Float] struct {
	x             []T
	first         *T // even where n is zero: then it is what must not be touched
	before, after []T
	filler        T
}

const (
	sentinel = -12345
	margin   = 80
)

// input places n elements that a kernel only reads.
func (r room[T]) input(n int, at placement) operand[T] { return r.place(n, at, T(math.NaN())) }

// output places n elements that a kernel writes.
func (r room[T]) output(n int, at placement) operand[T] { return r.place(n, at, sentinel) }

func (r room[T]) place(n int, p placement, filler T) operand[T] {
	off := [placements]int{0, len(r.all) - n, 1}[p]
	o := operand[T]{
		x:      r.all[off : off+n : off+n],
		first:  at(unsafe.SliceData(r.all), off),
		before: r.all[max(0, off-margin):off],
		after:  r.all[off+n : min(off+n+margin, len(r.all))],
		filler: filler,
	}
	fill(o.before, filler)
	fill(o.x, filler)
	fill(o.after, filler)
	return o
}

// intact returns an error if a margin was written.
func (o operand[T]) intact() error {
	for i, v := range o.before {
		if !same(v, o.filler) {
			return fmt.Errorf("%d elements before the first: %v written", len(o.before)-i, v)
		}
	}
	for i, v := range o.after {
		if !same(v, o.filler) {
			return fmt.Errorf("%d elements after the last: %v written", i+1, v)
		}
	}
	return nil
}

// unchanged returns an error unless the operand still holds want.
func (o operand[T]) unchanged(want []T) error {
	for i, v := range o.x {
		if !same(v, want[i]) {
			return fmt.Errorf("input element %d: %v became %v", i, want[i], v)
		}
	}
	return o.intact()
}

// faultless runs f and returns the fault it ran into, a guard page's for one.
func faultless(f func()) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	f()
	return nil
}

func fill[T Float](x []T, v T) {
	for i := range x {
		x[i] = v
	}
}

// same reports whether x and y have the same bits, or are both NaN.
func same[T Float](x, y T) bool {
	return x == y && math.Signbit(float64(x)) == math.Signbit(float64(y)) || x != x && y != y
}

// near reports whether got is want, or finite and within tol of it; with tol
// zero the signs of zeros count.
func near[T Float](got, want T, tol float64) bool {
	if same(got, want) {
		return true
	}
	d := math.Abs(float64(got) - float64(want)) // NaN or infinite where either is
	return tol > 0 && d <= tol && !math.IsInf(tol, 0)
}

// eps is the distance from 1 to the next number, tiny the smallest subnormal.
func eps[T Float]() float64 {
	if unsafe.Sizeof(T(0)) == 4 {
		return 0x1p-23
	}
	return 0x1p-52
}

func tiny[T Float]() float64 {
	if unsafe.Sizeof(T(0)) == 4 {
		return math.SmallestNonzeroFloat32
	}
	return math.SmallestNonzeroFloat64
}

// specials are the inputs where a kernel may go wrong in its own way.
func specials[T Float]() []T {
	e := eps[T]()
	most := math.MaxFloat64
	least := 0x1p-1022 // the smallest normal
	if unsafe.Sizeof(T(0)) == 4 {
		most, least = math.MaxFloat32, 0x1p-126
	}
	var list []T
	for _, x := range []float64{
		0, 1, 1 + e, 1 - e/2, 0.5, 0.25 + e, 2, 3, 1e10, most, math.Inf(1),
		tiny[T](), 3 * tiny[T](), least - tiny[T](), least, least * (1 + e), e, e / 2, e / 4,
		// Where e^x, and so sigmoid's lower tail, becomes subnormal, rounds to
		// zero, and where float32 and float64 exponents overflow.
		17, 37, 86.6, 87.3, 87.33655, 88, 88.72284, 89, 95, 103.2, 103.97, 104, 105,
		707.5, 708.39642, 709.78, 710, 730, 744.4, 745.13, 745.2, 746, 1000,
	} {
		list = append(list, T(x), T(-x))
	}
	return append(list, T(math.NaN()))
}
