package onnx

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"weft.example/engine/onnx/internal/onnxpb"
	"weft.example/kernels"
)

// TestExternal wants data of other files refused where they are outside of the model's folder,
// or not as the tensor says. TestGolden reads such a file.
func TestExternal(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "model")
	for path, size := range map[string]int{"secret": 48, "model/data": 64, "model/below/data": 48, "model/large": 64 * 64 * 8} {
		path = filepath.Join(top, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, make([]byte, size), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join("..", "secret"), filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	for _, c := range []struct{ location, offset, length, want string }{
		{"data", "16", "48", ""},
		{"data", "16", "", ""},
		{"below/data", "", "", ""},
		{"data", "", "", `tensor "w" has 8 elements, want 6`},
		{"data", "17", "48", `tensor "w", external data: 48 bytes from 17 on, and "data" has 64`},
		{"data", "65", "", `-1 bytes from 65 on`},
		{"data", "9223372036854775807", "1", `1 bytes from 9223372036854775807 on`},
		{"data", "-1", "48", `offset is "-1", want an integer`},
		{"data", "", "9223372036854775808", `length is "9223372036854775808", want an integer`},
		{"../secret", "", "", "escapes"},
		{filepath.Join(top, "secret"), "", "", "escapes"},
		{"link", "", "", "escapes"},
		{"below", "", "", `"below" is not a regular file`},
		{"missing", "", "", "no such file"},
		{"", "", "", "no location"},
	} {
		m := draft(17, []int64{3}, map[string]array{"w": {[]int{3, 2}, make([]float64, 6)}}, op("Gemm", "x w", "y"))
		w := m.Graph.Initializer[0]
		w.RawData, w.DataLocation = nil, onnxpb.TensorProto_EXTERNAL
		for key, value := range map[string]string{"location": c.location, "offset": c.offset, "length": c.length} {
			if value != "" {
				w.ExternalData = append(w.ExternalData, &onnxpb.StringStringEntryProto{Key: key, Value: value})
			}
		}
		wantLoad(t, dir, m, c.want)
	}

	// More than the model's file would have room for.
	m := draft(17, []int64{64}, map[string]array{"w": {[]int{64, 64}, make([]float64, 64*64)}}, op("Gemm", "x w", "y"))
	w := m.Graph.Initializer[0]
	w.RawData, w.DataLocation = nil, onnxpb.TensorProto_EXTERNAL
	w.ExternalData = []*onnxpb.StringStringEntryProto{{Key: "location", Value: "large"}}
	wantLoad(t, dir, m, "")

	// Two tensors of the same bytes.
	m = draft(17, []int64{3}, map[string]array{"w": {[]int{3, 2}, make([]float64, 6)}, "v": {[]int{2, 3}, make([]float64, 6)}},
		op("Gemm", "x w", "1"), op("Gemm", "1 v", "y"))
	for i, w := range m.Graph.Initializer {
		w.RawData, w.DataLocation = nil, onnxpb.TensorProto_EXTERNAL
		w.ExternalData = []*onnxpb.StringStringEntryProto{{Key: "location", Value: []string{"below/data", "./below/../below/data"}[i]}}
	}
	wantLoad(t, dir, m, `the tensors take more bytes than "`)
}

// wantLoad wants an error of Load, or none.
func wantLoad(t *testing.T, dir string, m *onnxpb.ModelProto, want string) {
	t.Helper()
	b, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "net.onnx")
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	_, _, err = Load[float64](kernels.Best(), path)
	if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %s", err, want)
	}
}
