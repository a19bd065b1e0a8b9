package peers

import (
	"fmt"
	"math"
	"runtime"
	"unsafe"

	"gonum.org/v1/gonum/blas"
)

// Call is a call of a C function with its arguments. It can be made any number of times, by one
// goroutine at a time.
type Call struct {
	block block
	keep  []any // arguments, for as long as there is the call

	// How much of the block is taken.
	ints, floats, stack int
}

// block is the call as the assembly reads it.
type block struct {
	fn, count uintptr
	ints      [8]uint64 // of which amd64 has registers for six
	floats    [4]uint64
	stack     [64]byte
	integer   uint64 // what the function returned, if that is no float
	float     uint64 // if it is one
}

// integerRegisters are those of arguments.
var integerRegisters = map[string]int{"amd64": 6, "arm64": 8}[runtime.GOARCH]

// packed says that arguments on the stack take their own size and not eight bytes.
const packed = runtime.GOOS == "darwin" && runtime.GOARCH == "arm64"

// newCall lays arguments down as C takes them: int is C's int, byte its char, int64 and uintptr are
// eight bytes. A slice is a pointer to its first element, and gonum's flags are CBLAS'.
func newCall(fn uintptr, args ...any) *Call {
	c := &Call{block: block{fn: fn}, keep: args}
	for _, arg := range args {
		switch v := arg.(type) {
		case int:
			c.integer(uint64(v), 4)
		case byte:
			c.integer(uint64(v), 1)
		case int64:
			c.integer(uint64(v), 8)
		case uintptr:
			c.integer(uint64(v), 8)
		case float32:
			c.float(uint64(math.Float32bits(v)))
		case float64:
			c.float(math.Float64bits(v))
		case []float32:
			c.pointer(unsafe.Pointer(unsafe.SliceData(v)))
		case []float64:
			c.pointer(unsafe.Pointer(unsafe.SliceData(v)))
		case []int64:
			c.pointer(unsafe.Pointer(unsafe.SliceData(v)))
		case []byte:
			c.pointer(unsafe.Pointer(unsafe.SliceData(v)))
		case []uintptr:
			c.pointer(unsafe.Pointer(unsafe.SliceData(v)))
		case []*byte:
			c.pointer(unsafe.Pointer(unsafe.SliceData(v)))
		case blas.Transpose:
			c.integer(map[blas.Transpose]uint64{blas.NoTrans: 111, blas.Trans: 112}[v], 4)
		case blas.Uplo:
			c.integer(map[blas.Uplo]uint64{blas.Upper: 121, blas.Lower: 122}[v], 4)
		case blas.Diag:
			c.integer(map[blas.Diag]uint64{blas.NonUnit: 131, blas.Unit: 132}[v], 4)
		case blas.Side:
			c.integer(map[blas.Side]uint64{blas.Left: 141, blas.Right: 142}[v], 4)
		default:
			panic(fmt.Sprintf("peers: an argument is %T, which has no form in C here", arg))
		}
	}
	return c
}

func (c *Call) pointer(p unsafe.Pointer) { c.integer(uint64(uintptr(p)), 8) }

// integer adds an integer of so many bytes. More bytes than those are its sign, so that a library
// whose integers have eight reads the same number.
func (c *Call) integer(v uint64, size int) {
	if c.ints < integerRegisters {
		c.block.ints[c.ints] = v
		c.ints++
		return
	}
	if !packed {
		size = 8
	}
	c.stack = (c.stack + size - 1) &^ (size - 1)
	for i := range size {
		c.block.stack[c.stack+i] = byte(v >> (8 * i)) // panics where there are more arguments than this is for
	}
	c.stack += size
}

// float adds a floating-point number, in the low end of its register.
func (c *Call) float(bits uint64) {
	c.block.floats[c.floats] = bits
	c.floats++
}

// Repeat makes the call n times by one crossing from Go to C.
func (c *Call) Repeat(n int) {
	if n <= 0 {
		return
	}
	c.block.count = uintptr(n)
	repeat(&c.block)
	runtime.KeepAlive(c)
}

// Int is what the last call returned, if that is C's int.
func (c *Call) Int() int { return int(int32(c.block.integer)) }

// address is it if it is a pointer.
func (c *Call) address() uintptr { return uintptr(c.block.integer) }

// Float returns it if it is a float of type T.
func Float[T float32 | float64](c *Call) T {
	if unsafe.Sizeof(T(0)) == 4 {
		return T(math.Float32frombits(uint32(c.block.float)))
	}
	return T(math.Float64frombits(c.block.float))
}
