package safetensors

import (
	"encoding/binary"
	"fmt"
	"math"
	"unsafe"
)

// Float is what tensors consist of.
type Float interface{ float32 | float64 }

// DType names an element type as the format does.
type DType string

// The element types.
const (
	F32 DType = "F32"
	F64 DType = "F64"
)

// DTypeOf returns the name of T.
func DTypeOf[T Float]() DType {
	if unsafe.Sizeof(T(0)) == 4 {
		return F32
	}
	return F64
}

// size is the bytes of an element, 0 for a type that is not read or written here.
func (d DType) size() int {
	switch d {
	case F32:
		return 4
	case F64:
		return 8
	}
	return 0
}

// Info describes a tensor.
type Info struct {
	Name  string
	DType DType
	Shape []int
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

// bytes returns the size of the data, if it is one that an int holds.
func (t Info) bytes() (int, error) {
	n := t.DType.size()
	for _, d := range t.Shape {
		if d < 0 {
			return 0, fmt.Errorf("shape %v has a negative size", clip(t.Shape))
		}
		if d > 0 && n > math.MaxInt/d {
			return 0, fmt.Errorf("shape %v has too many elements", clip(t.Shape))
		}
		n *= d
	}
	return n, nil
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
