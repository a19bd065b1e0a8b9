package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"math"
	"os"
	"testing"

	"weft.example/engine/safetensors"
)

var update = flag.Bool("update", false, "write the golden file")

const goldenPath = "testdata/golden.safetensors"

// golden is a file put together by hand from the format's description: a
// matrix, a NaN with a payload as a scalar, and a tensor without elements.
func golden() []byte {
	header := `{"__metadata__":{"format":"pt","note":"a<b"},` +
		`"scalar":{"dtype":"F64","shape":[],"data_offsets":[0,8]},` +
		`"matrix":{"dtype":"F32","shape":[2,3],"data_offsets":[8,32]},` +
		`"none":{"dtype":"F32","shape":[0,5],"data_offsets":[32,32]}}`
	for len(header)%8 != 0 {
		header += " "
	}
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	b = append(b, header...)
	b = append(b, 1, 0, 0, 0, 0, 0, 0xf4, 0x7f)                         // a signalling NaN with payload
	b = append(b, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0x80)       // 1, -2, -0
	b = append(b, 0, 0, 0x80, 0x7f, 1, 0, 0, 0, 0xff, 0xff, 0x7f, 0x7f) // +Inf, the least, the largest
	return b
}

func goldenTensors() ([]safetensors.Tensor, map[string]string) {
	scalar := []float64{math.Float64frombits(0x7ff4000000000001)}
	matrix := []float32{1, -2, float32(math.Copysign(0, -1)), float32(math.Inf(1)), math.SmallestNonzeroFloat32, math.MaxFloat32}
	return []safetensors.Tensor{
		safetensors.Of("none", []float32(nil), 0, 5),
		safetensors.Of("matrix", matrix, 2, 3),
		safetensors.Of("scalar", scalar),
	}, map[string]string{"note": "a<b", "format": "pt"}
}

// TestGolden wants the writer to write, and the testdata to hold, the bytes put
// together by hand.
func TestGolden(t *testing.T) {
	var b bytes.Buffer
	tensors, metadata := goldenTensors()
	if err := safetensors.Write(&b, tensors, metadata); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), golden()) {
		t.Errorf("Write: %q\nwant %q", b.Bytes(), golden())
	}
	if *update {
		if err := os.WriteFile(goldenPath, golden(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile(goldenPath)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file, golden()) {
		t.Errorf("%s differs from what is put together here", goldenPath)
	}
}

// TestReadGolden reads the file back bit by bit.
func TestReadGolden(t *testing.T) {
	f, err := open(golden())
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Metadata) != 2 || f.Metadata["format"] != "pt" || f.Metadata["note"] != "a<b" {
		t.Errorf("metadata %q", f.Metadata)
	}
	var scalar [1]float64
	var matrix [6]float32
	for _, err := range []error{
		safetensors.Read(f, "scalar", scalar[:]),
		safetensors.Read(f, "matrix", matrix[:]),
		safetensors.Read(f, "none", []float32{}),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	if bits := math.Float64bits(scalar[0]); bits != 0x7ff4000000000001 {
		t.Errorf("scalar has bits %#x", bits)
	}
	for i, want := range []uint32{0x3f800000, 0xc0000000, 0x80000000, 0x7f800000, 1, 0x7f7fffff} {
		if bits := math.Float32bits(matrix[i]); bits != want {
			t.Errorf("matrix[%d] has bits %#x, want %#x", i, bits, want)
		}
	}
	info, ok := f.Lookup("matrix")
	if !ok || info.Len() != 6 || len(info.Shape) != 2 || info.Shape[0] != 2 || info.Shape[1] != 3 {
		t.Errorf("Lookup: %v, %v", info, ok)
	}
	if _, ok := f.Lookup("Matrix"); ok {
		t.Error("Lookup finds a name of another case")
	}
}

func open(file []byte) (*safetensors.File, error) {
	return safetensors.Open(bytes.NewReader(file), int64(len(file)))
}
