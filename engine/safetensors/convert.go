package safetensors

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"

	"weft.example/internal/half"
)

// element is how numbers of a type are read and written. All of them are numbers of float64.
type element struct {
	get func(b []byte) float64
	put func(b []byte, x float64) []byte // appends x, rounded to nearest even
}

// elementOf returns how a type is read and written, if it is.
func elementOf(d DType) (element, bool) {
	little := binary.LittleEndian
	short := func(f half.Format) element {
		return element{
			func(b []byte) float64 { return f.Float(little.Uint16(b)) },
			func(b []byte, x float64) []byte { return little.AppendUint16(b, f.Bits(x)) },
		}
	}
	switch d {
	case F16:
		return short(half.F16), true
	case BF16:
		return short(half.BF16), true
	case F32:
		return element{
			func(b []byte) float64 { return float64(math.Float32frombits(little.Uint32(b))) },
			func(b []byte, x float64) []byte { return little.AppendUint32(b, math.Float32bits(float32(x))) },
		}, true
	case F64:
		return element{
			func(b []byte) float64 { return math.Float64frombits(little.Uint64(b)) },
			func(b []byte, x float64) []byte { return little.AppendUint64(b, math.Float64bits(x)) },
		}, true
	}
	return element{}, false
}

// Both of the next convert a piece of a tensor, whose first element has the index at.

// convert fills data from buf, which has elements of another type.
func convert[T Float](data []T, buf []byte, d DType, at int64) error {
	e, _ := elementOf(d)
	for i := range data {
		x := e.get(buf[i*d.size():])
		data[i] = T(x)
		if overflows(x, float64(data[i])) {
			return tooLarge(at+int64(i), x, DTypeOf[T]())
		}
	}
	return nil
}

// encodeAs appends data to buf as elements of another type.
func encodeAs[T Float](buf []byte, data []T, d DType, at int64) ([]byte, error) {
	e, _ := elementOf(d)
	for i, v := range data {
		x := float64(v)
		buf = e.put(buf, x)
		if overflows(x, e.get(buf[len(buf)-d.size():])) {
			return nil, tooLarge(at+int64(i), x, d)
		}
	}
	return buf, nil
}

// overflows tells that a finite number has become infinite.
func overflows(x, y float64) bool { return math.IsInf(y, 0) && !math.IsInf(x, 0) }

func tooLarge(i int64, x float64, d DType) error {
	return fmt.Errorf("element %d is %v, too large for %s", i, x, d)
}

// As is [Of] for a tensor to be written as one of F16, BF16, F32 or F64, whatever T is. Numbers are
// rounded to nearest even. One that is finite and too large for the type, as 65520 is for F16, is an
// error of [Write], which names the tensor and the element. Any other type is an error there too.
func As[T Float](name string, dtype DType, data []T, shape ...int) Tensor {
	if dtype == DTypeOf[T]() {
		return Of(name, data, shape...)
	}
	info := Info{Name: name, DType: dtype, Shape: slices.Clone(shape), Size: int64(len(data)) * int64(dtype.size())}
	if _, ok := elementOf(dtype); !ok {
		return Tensor{info: info}
	}
	return Tensor{info, func(w io.Writer, buf []byte) error {
		per := chunk / dtype.size()
		for from := 0; from < len(data); from += per {
			b, err := encodeAs(buf[:0], data[from:min(from+per, len(data))], dtype, int64(from))
			if err != nil {
				return err
			}
			if _, err := w.Write(b); err != nil {
				return err
			}
		}
		return nil
	}}
}
