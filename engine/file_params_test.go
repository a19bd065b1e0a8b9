package engine

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"weft.example/engine/safetensors"
	"weft.example/kernels"
)

// openPath is a file of tensors, closed when the test ends.
func openPath(t *testing.T, path string) *safetensors.File {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	file, err := safetensors.Open(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestSaveParams wants a network's numbers under PyTorch's names, alone, and the same network from
// them.
func TestSaveParams(t *testing.T) {
	want := marked[float32](t)
	path := filepath.Join(t.TempDir(), "sequential.safetensors")
	if err := want.SaveParams(path, SequentialNames); err != nil {
		t.Fatal(err)
	}
	file := openPath(t, path)
	var names, wantNames []string
	for _, tensor := range file.Tensors {
		names = append(names, tensor.Name)
	}
	for l := range want.Depth() {
		at := string(rune('0' + 2*l))
		wantNames = append(wantNames, at+".bias", at+".weight")
	}
	if slices.Sort(names); !slices.Equal(names, wantNames) {
		t.Errorf("tensors %q, want %q", names, wantNames)
	}
	if file.Metadata[keyFormat] != "pt" || file.Metadata[keyChecksum] == "" || len(file.Metadata) != 2 {
		t.Errorf("metadata %q", file.Metadata)
	}
	net := oddNetwork[float32](t, kernels.Best())
	copy(net.drops, want.drops)
	if err := net.LoadParams(path, SequentialNames); err != nil {
		t.Fatal(err)
	}
	wantSameNetwork(t, net, want)
}

// TestSaveParamsRefuses wants numbers that have no name, or one for two, to be an error, and
// the file left as it was.
func TestSaveParamsRefuses(t *testing.T) {
	net := marked[float32](t)
	for l := 1; l <= net.Depth(); l++ {
		clear(net.B(l))
	}
	path := filepath.Join(t.TempDir(), "net")
	unbiased := func(l int) (weight, bias string) { weight, _ = SequentialNames(l); return weight, "" }
	if err := net.SaveParams(path, unbiased); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	net.B(2)[0] = 0.5
	wantError(t, "SaveParams", net.SaveParams(path, unbiased), "engine: saving "+path+": B(2)[0] is 0.5, and it has no name")
	alike := func(int) (weight, bias string) { return "w", "b" }
	wantError(t, "SaveParams", net.SaveParams(path, alike), `tensor "b": another has its name`)
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the file has changed: %v", err)
	}
}
