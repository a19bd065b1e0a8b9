package onnx

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// FuzzRead wants a file either refused or to be a network that, written and read again, is the
// same, and no more memory taken than the file is worth.
func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join("testdata", "*.onnx"))
	if err != nil || len(paths) == 0 {
		f.Fatalf("seeds %v, %v", paths, err)
	}
	for _, path := range paths {
		file, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
		f.Add(file[:len(file)-1])
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		first, info, err := Read[float32](kernels.Best(), bytes.NewReader(file), int64(len(file)))
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20+400*uint64(len(file)) {
			t.Errorf("%d bytes allocated for a file of %d", n, len(file))
		}
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := Write(&b, first, info.Head); err != nil {
			t.Fatal(err)
		}
		second, again, err := Read[float32](kernels.Best(), bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil || again.Head != info.Head {
			t.Fatalf("%v, %+v becomes %+v", err, info, again)
		}
		wantSame(t, second, first)
	})
}

// wantSame wants the same layers, and parameters but for what NaN they are.
func wantSame(t *testing.T, got, want *engine.Network[float32]) {
	t.Helper()
	if got.String() != want.String() {
		t.Fatalf("%v, want %v", got, want)
	}
	for i, v := range want.Params() {
		if g := got.Params()[i]; g != v && (g == g || v == v) {
			t.Errorf("parameter %d is %v, want %v", i, g, v)
		}
	}
}
