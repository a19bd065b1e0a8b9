package safetensors

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"unsafe"
)

// Float is what tensors consist of.
type Float interface{ float32 | float64 }

// DType names an element type as the format does. A file's may be any.
type DType string

// The element types that are read and written here.
const (
	F16  DType = "F16"  // IEEE 754's binary16
	BF16 DType = "BF16" // the upper half of an F32
	F32  DType = "F32"
	F64  DType = "F64"
)

// DTypeOf returns the name of T.
func DTypeOf[T Float]() DType {
	if unsafe.Sizeof(T(0)) == 4 {
		return F32
	}
	return F64
}

// bits is the size of an element, as the format's reference implementation has it, or 0
// for a type that it does not have.
func (d DType) bits() int {
	switch d {
	case "F4":
		return 4
	case "F6_E2M3", "F6_E3M2":
		return 6
	case "BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ":
		return 8
	case "I16", "U16", F16, BF16:
		return 16
	case "I32", "U32", F32:
		return 32
	case "I64", "U64", "C64", F64:
		return 64
	}
	return 0
}

// Readable tells whether [Read] and [As] know the type.
func (d DType) Readable() bool {
	_, ok := elementOf(d)
	return ok
}

// size is the bytes of an element of a type that is read and written here.
func (d DType) size() int { return d.bits() / 8 }

// Info describes a tensor.
type Info struct {
	Name  string
	DType DType
	Shape []int
	Size  int64 // of the data, in bytes

	from int64 // where the data begin, from the end of the header
}

// Len returns the number of elements, 1 for an empty shape. The shape must be
// one that [Open] returned.
func (t Info) Len() int {
	n := 1
	for _, d := range t.Shape {
		n *= d
	}
	return n
}

// bytes returns the size of the data by shape and type, if it is one that an int holds; ok
// is false where the type has no known size.
func (t Info) bytes() (size int64, ok bool, err error) {
	n := 1
	for _, d := range t.Shape {
		if d < 0 {
			return 0, false, fmt.Errorf("shape %v has a negative size", clip(t.Shape))
		}
		if d > 0 && n > math.MaxInt/d {
			return 0, false, fmt.Errorf("shape %v has too many elements", clip(t.Shape))
		}
		n *= d
	}
	over, all := bits.Mul64(uint64(n), uint64(t.DType.bits()))
	switch {
	case over > 0 || all/8 > math.MaxInt:
		return 0, false, fmt.Errorf("shape %v has too many elements", clip(t.Shape))
	case all%8 != 0:
		return 0, false, fmt.Errorf("shape %v of %s is %d bits, want whole bytes", clip(t.Shape), t.DType, all)
	}
	return int64(all / 8), t.DType.bits() > 0, nil
}

// clip is as much of a shape as a message has room for.
func clip(shape []int) []int { return shape[:min(len(shape), 16)] }

// chunk is how many bytes are encoded or decoded at a time.
const chunk = 1 << 16

// encode appends elements to buf. Bits are moved, not numbers, so a NaN keeps
// its payload.
func encode[T Float](buf []byte, data []T) []byte {
	switch data := any(data).(type) {
	case []float32:
		for _, v := range data {
			buf = binary.LittleEndian.AppendUint32(buf, math.Float32bits(v))
		}
	case []float64:
		for _, v := range data {
			buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(v))
		}
	}
	return buf
}

// decode fills data from buf.
func decode[T Float](data []T, buf []byte) {
	switch data := any(data).(type) {
	case []float32:
		for i := range data {
			data[i] = math.Float32frombits(binary.LittleEndian.Uint32(buf[4*i:]))
		}
	case []float64:
		for i := range data {
			data[i] = math.Float64frombits(binary.LittleEndian.Uint64(buf[8*i:]))
		}
	}
}
