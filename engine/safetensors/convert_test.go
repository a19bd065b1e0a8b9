package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"weft.example/engine/safetensors"
)

// everyBits is a file of one tensor with each of the 65536 bit patterns of 16 bits.
func everyBits(t *testing.T, dtype safetensors.DType) *safetensors.File {
	t.Helper()
	header := `{"t":{"dtype":"` + string(dtype) + `","shape":[65536],"data_offsets":[0,131072]}}`
	b := append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...)
	for i := range 1 << 16 {
		b = binary.LittleEndian.AppendUint16(b, uint16(i))
	}
	f, err := open(b)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// written is the file of one tensor, opened.
func written(t *testing.T, tensor safetensors.Tensor) *safetensors.File {
	t.Helper()
	var b bytes.Buffer
	if err := safetensors.Write(&b, []safetensors.Tensor{tensor}, nil); err != nil {
		t.Fatal(err)
	}
	f, err := open(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// readBack wants what is read of a type to be the same again when it has been written as that type.
func readBack[T safetensors.Float](t *testing.T, dtype safetensors.DType) {
	t.Helper()
	want, got := make([]T, 1<<16), make([]T, 1<<16)
	if err := safetensors.Read(everyBits(t, dtype), "t", want); err != nil {
		t.Fatal(err)
	}
	f := written(t, safetensors.As("t", dtype, want, 256, 256))
	if info, _ := f.Lookup("t"); info.DType != dtype || info.Size != 1<<17 {
		t.Fatalf("written as %s, of %d bytes, want %s, 131072", info.DType, info.Size, dtype)
	}
	if err := safetensors.Read(f, "t", got); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if math.Float64bits(float64(got[i])) != math.Float64bits(float64(want[i])) {
			t.Fatalf("%s %#04x is %v, and %v when written and read", dtype, i, want[i], got[i])
		}
	}
}

// TestHalves wants all numbers of 16 bits read, some by their values, and written again.
func TestHalves(t *testing.T) {
	for _, dtype := range []safetensors.DType{safetensors.F16, safetensors.BF16} {
		readBack[float32](t, dtype)
		readBack[float64](t, dtype)
	}
	x := make([]float32, 1<<16)
	for dtype, want := range map[safetensors.DType]map[int]float32{
		safetensors.F16:  {0x0001: 0x1p-24, 0x3c00: 1, 0x7bff: 65504, 0xfc00: float32(math.Inf(-1))},
		safetensors.BF16: {0x0001: 0x1p-133, 0x3f80: 1, 0xc049: -3.140625, 0x7f80: float32(math.Inf(1))},
	} {
		if err := safetensors.Read(everyBits(t, dtype), "t", x); err != nil {
			t.Fatal(err)
		}
		for i, v := range want {
			if x[i] != v {
				t.Errorf("%s %#04x is %v, want %v", dtype, i, x[i], v)
			}
		}
	}
}

// TestOtherWidth wants float32 widened as it is and float64 rounded, infinities included, whether it
// is the reader or the writer who converts.
func TestOtherWidth(t *testing.T) {
	narrow := []float32{1, -0.1, math.MaxFloat32, math.SmallestNonzeroFloat32, float32(math.Inf(-1))}
	wide := []float64{1, -0.1, math.MaxFloat32, 1e-300, math.Inf(1)}
	for _, f := range []*safetensors.File{
		written(t, safetensors.Of("t", narrow, 5)), written(t, safetensors.As("t", safetensors.F64, narrow, 5)),
	} {
		got := make([]float64, len(narrow))
		if err := safetensors.Read(f, "t", got); err != nil {
			t.Fatal(err)
		}
		for i, v := range narrow {
			if got[i] != float64(v) {
				t.Errorf("%v is read as %v", v, got[i])
			}
		}
	}
	for _, f := range []*safetensors.File{
		written(t, safetensors.Of("t", wide, 5)), written(t, safetensors.As("t", safetensors.F32, wide, 5)),
	} {
		got := make([]float32, len(wide))
		if err := safetensors.Read(f, "t", got); err != nil {
			t.Fatal(err)
		}
		for i, v := range wide {
			if got[i] != float32(v) {
				t.Errorf("%v is read as %v", v, got[i])
			}
		}
	}
}

// TestTooLarge wants a finite number that a type does not hold named by tensor and element, in
// whatever piece of the tensor it is.
func TestTooLarge(t *testing.T) {
	const at = 100_001 // beyond the first piece
	for _, c := range []struct {
		dtype safetensors.DType
		x     float64
		want  string // "" if it is rounded to the largest
	}{
		{safetensors.F16, 65519, ""},
		{safetensors.F16, -65520, `tensor "t": element 100001 is -65520, too large for F16`},
		{safetensors.BF16, 1e39, `tensor "t": element 100001 is 1e+39, too large for BF16`},
		{safetensors.F32, -1e39, `tensor "t": element 100001 is -1e+39, too large for F32`},
	} {
		data := make([]float64, at+7)
		data[at] = c.x
		var b bytes.Buffer
		err := safetensors.Write(&b, []safetensors.Tensor{safetensors.As("t", c.dtype, data, len(data))}, nil)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("Write: error %v, want %q", err, c.want)
		}
		if c.dtype != safetensors.F32 {
			continue
		}
		err = safetensors.Read(written(t, safetensors.Of("t", data, len(data))), "t", make([]float32, len(data)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Read: error %v, want %q", err, c.want)
		}
	}
}

// TestAsOtherType wants a type that is not written refused, and no panic of a sum.
func TestAsOtherType(t *testing.T) {
	for _, dtype := range []safetensors.DType{"I32", "F4", "odd", ""} {
		list := []safetensors.Tensor{safetensors.As("t", dtype, []float32{1, 2}, 2)}
		safetensors.Sum(list, nil, "")
		err := safetensors.Write(&bytes.Buffer{}, list, nil)
		if err == nil || !strings.Contains(err.Error(), "want F16, BF16, F32 or F64") {
			t.Errorf("%q: error %v", dtype, err)
		}
	}
}
