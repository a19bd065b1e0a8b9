package onnx

import (
	"encoding/binary"
	"fmt"
	"math"

	"weft.example/engine/onnx/internal/onnxpb"
	"weft.example/internal/half"
)

// constant is a tensor whose values the graph has. They may be millions, so they stay as the file
// has them.
type constant struct {
	tensor *onnxpb.TensorProto
	name   string
	dims   []int
	size   int // the product of dims
	kind   kind
	turned bool // dims and values are the transpose of the tensor's, which is 2-D
}

// kind is how a file has elements of one type.
type kind struct {
	name  string
	bytes int                  // of an element of raw_data
	float bool                 // and no integer
	raw   func([]byte) float64 // an element of raw_data
	typed func(t *onnxpb.TensorProto) (count int, at func(i int) float64)
}

// kindOf returns how elements of a type are read. Every number of the floating-point types is
// one of float64 too.
func kindOf(dataType int32) (kind, bool) {
	little := binary.LittleEndian
	switch onnxpb.TensorProto_DataType(dataType) {
	case onnxpb.TensorProto_FLOAT:
		return kind{"FLOAT", 4, true, func(b []byte) float64 { return float64(math.Float32frombits(little.Uint32(b))) }, floats}, true
	case onnxpb.TensorProto_DOUBLE:
		return kind{"DOUBLE", 8, true, func(b []byte) float64 { return math.Float64frombits(little.Uint64(b)) }, doubles}, true
	case onnxpb.TensorProto_FLOAT16:
		return kind{"FLOAT16", 2, true, func(b []byte) float64 { return half.F16.Float(little.Uint16(b)) }, words(func(w int32) float64 { return half.F16.Float(uint16(w)) })}, true
	case onnxpb.TensorProto_BFLOAT16:
		return kind{"BFLOAT16", 2, true, func(b []byte) float64 { return half.BF16.Float(little.Uint16(b)) }, words(func(w int32) float64 { return half.BF16.Float(uint16(w)) })}, true
	case onnxpb.TensorProto_INT64:
		return kind{"INT64", 8, false, func(b []byte) float64 { return float64(int64(little.Uint64(b))) }, longs}, true
	case onnxpb.TensorProto_BOOL:
		return kind{"BOOL", 1, false, func(b []byte) float64 { return float64(b[0]) }, words(func(w int32) float64 { return float64(w) })}, true
	}
	return kind{}, false
}

func floats(t *onnxpb.TensorProto) (int, func(int) float64) {
	return len(t.FloatData), func(i int) float64 { return float64(t.FloatData[i]) }
}

func doubles(t *onnxpb.TensorProto) (int, func(int) float64) {
	return len(t.DoubleData), func(i int) float64 { return t.DoubleData[i] }
}

func longs(t *onnxpb.TensorProto) (int, func(int) float64) {
	return len(t.Int64Data), func(i int) float64 { return float64(t.Int64Data[i]) }
}

// words are elements of int32_data, which has those of fewer than 32 bits.
func words(element func(int32) float64) func(*onnxpb.TensorProto) (int, func(int) float64) {
	return func(t *onnxpb.TensorProto) (int, func(int) float64) {
		return len(t.Int32Data), func(i int) float64 { return element(t.Int32Data[i]) }
	}
}

// newConstant checks a tensor: it has as many elements as its shape says, in the file.
func newConstant(t *onnxpb.TensorProto, name string) (*constant, error) {
	refuse := func(format string, args ...any) (*constant, error) {
		return nil, fmt.Errorf("tensor %.80q %s", name, fmt.Sprintf(format, args...))
	}
	if t.DataLocation != onnxpb.TensorProto_DEFAULT {
		return refuse("is external data, which only Load reads, and of initializers")
	}
	kind, ok := kindOf(t.DataType)
	if !ok {
		return refuse("is of type %v, want FLOAT, DOUBLE, FLOAT16 or BFLOAT16", onnxpb.TensorProto_DataType(t.DataType))
	}
	if len(t.Dims) > 8 {
		return refuse("has %d dimensions, want at most 8", len(t.Dims))
	}
	c := &constant{tensor: t, name: name, kind: kind, size: 1}
	for i, d := range t.Dims {
		if d < 0 || d > math.MaxInt32 || c.size > math.MaxInt32/int(max(d, 1)) {
			return refuse("has size %d in dimension %d, want 0 to 1<<31 - 1 elements in all", d, i)
		}
		c.dims = append(c.dims, int(d))
		c.size *= int(d)
	}
	count, _ := kind.typed(t)
	if len(t.RawData) > 0 {
		if len(t.RawData)%kind.bytes != 0 {
			return refuse("has %d bytes, want %d for each element", len(t.RawData), kind.bytes)
		}
		count = len(t.RawData) / kind.bytes
	}
	if count != c.size {
		return refuse("has %d elements, want %d of %v", count, c.size, c.dims)
	}
	return c, nil
}

// element returns what reads element i, of those in rows that follow each other.
func (c *constant) element() func(i int) float64 {
	at := func(i int) float64 { return c.kind.raw(c.tensor.RawData[i*c.kind.bytes:]) }
	if len(c.tensor.RawData) == 0 {
		_, at = c.kind.typed(c.tensor)
	}
	if !c.turned {
		return at
	}
	rows, columns := c.dims[0], c.dims[1]
	return func(i int) float64 { return at(i%columns*rows + i/columns) }
}

// each returns what reads the element of feature i; a single one is that of all.
func (c *constant) each() func(i int) float64 {
	at := c.element()
	if c.size == 1 {
		one := at(0)
		return func(int) float64 { return one }
	}
	return at
}

// transpose is the transpose of a matrix.
func (c *constant) transpose() *constant {
	t := *c
	t.dims, t.turned = []int{c.dims[1], c.dims[0]}, !c.turned
	return &t
}
