package engine

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"weft.example/engine/safetensors"
	"weft.example/kernels"
)

// savedNarrow returns a network, examples, and the file of its Narrow.
func savedNarrow(t *testing.T, w Weights) (f *Narrow, x []float32, path string) {
	t.Helper()
	net, x := narrowNet[float64](t, kernels.Best(), []int{7, 19, 3}, []kernels.Act{kernels.GELU, kernels.Identity}, 5, 8)
	if err := net.SetAbout(About{Classes: []string{"a", "b", "c"}, Keys: map[string]string{"by": "me"}}); err != nil {
		t.Fatal(err)
	}
	f, err := net.FreezeNarrow(w)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "net.safetensors")
	if err := f.Save(path); err != nil {
		t.Fatal(err)
	}
	return f, x, path
}

// TestNarrowFile saves and loads networks, which predict the same bits on every Set, and are saved as the same bytes.
func TestNarrowFile(t *testing.T) {
	for w := range numWeights {
		f, x, path := savedNarrow(t, w)
		want := forwardNarrow(t, f, x, 5)
		for _, set := range kernels.Available() {
			g, err := LoadNarrow(set, path)
			if err != nil {
				t.Fatal(err)
			}
			if got := forwardNarrow(t, g, x, 5); !slices.Equal(got, want) && (w == Int8 || set.Name == kernels.Best().Name) {
				t.Errorf("%s, %s: other outputs than before it was saved: %v, want %v", set, w, got, want)
			}
			if g.Weights() != w || !slices.Equal(g.About().Classes, []string{"a", "b", "c"}) || g.About().Keys["by"] != "me" || g.Depth() != 2 || g.Units(0) != 7 || g.Units(2) != 3 {
				t.Errorf("%s: %v, %v, %+v loaded", w, g.Weights(), g, g.About())
			}
			again := filepath.Join(t.TempDir(), "again")
			if err := g.Save(again); err != nil {
				t.Fatal(err)
			}
			a, _ := os.ReadFile(path)
			if b, _ := os.ReadFile(again); !bytes.Equal(a, b) {
				t.Errorf("%s: other bytes when saved again", w)
			}
		}
	}
}

func forwardNarrow(t *testing.T, f *Narrow, x []float32, m int) []float32 {
	t.Helper()
	p, err := f.NewPredictor(m, Config{})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(p.Forward(x, m))
}

// TestNarrowFileTypes wants weights to be of the types that other programs read too.
func TestNarrowFileTypes(t *testing.T) {
	for w, want := range map[Weights]map[string]safetensors.DType{
		BF16: {"layers.0.weight": safetensors.BF16, "layers.0.bias": safetensors.F32},
		Int8: {"layers.0.weight": safetensors.I8, "layers.0.bias": safetensors.F32, "layers.0.scale": safetensors.F32},
	} {
		_, _, path := savedNarrow(t, w)
		file := openBytes(t, path)
		for name, dtype := range want {
			if got, ok := file.Lookup(name); !ok || got.DType != dtype {
				t.Errorf("%s: %s is of %q, want %s", w, name, got.DType, dtype)
			}
		}
	}
}

func openBytes(t *testing.T, path string) *safetensors.File {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := safetensors.Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestNarrowFileDamaged changes each byte of a file, and cuts it off at each: both are errors.
func TestNarrowFileDamaged(t *testing.T) {
	for w := range numWeights {
		_, _, path := savedNarrow(t, w)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range b {
			cut := b[:i]
			if _, err := readNarrow(kernels.Best(), bytes.NewReader(cut), int64(i)); err == nil {
				t.Errorf("%s: cut off at %d of %d bytes: no error", w, i, len(b))
			}
			other := slices.Clone(b)
			other[i] ^= 1
			if _, err := readNarrow(kernels.Best(), bytes.NewReader(other), int64(len(b))); err == nil {
				t.Errorf("%s: byte %d, %q, changed: no error", w, i, b[i])
			}
		}
	}
}

// TestNarrowFileErrors has whole files, with good checksums, that are no Narrow's.
func TestNarrowFileErrors(t *testing.T) {
	net, _ := narrowNet[float32](t, kernels.Best(), []int{3, 2}, []kernels.Act{kernels.Identity}, 1, 8)
	good := net.describe()
	good[keyWeights] = "int8"
	q, s, b := make([]int8, 6), make([]float32, 2), make([]float32, 2)
	least := slices.Clone(q)
	least[4] = -128
	const weight, bias, scale = "layers.0.weight", "layers.0.bias", "layers.0.scale"
	tensors := []safetensors.Tensor{safetensors.OfBytes(weight, q, 2, 3), safetensors.Of(bias, b, 2), safetensors.Of(scale, s, 2)}
	with := func(i int, t safetensors.Tensor) []safetensors.Tensor {
		list := slices.Clone(tensors)
		list[i] = t
		return list
	}
	for _, c := range []struct {
		tensors []safetensors.Tensor
		weights string
		want    string
	}{
		{tensors, "int8", ""},
		{tensors, "", `no metadata "weft.weights"`},
		{tensors, "int4", `metadata "weft.weights" are "int4", want "bf16" or "int8"`},
		{tensors, "bf16", `tensor "layers.0.weight" is of I8, want BF16`},
		{tensors[:2], "int8", `no tensor "layers.0.scale"`},
		{append(slices.Clone(tensors), safetensors.Of("more", s, 2)), "int8", `tensor "more" is not one that is read`},
		{with(0, safetensors.OfBytes(weight, q, 3, 2)), "int8", `has a shape of 2 sizes, [3 2], want [2 3]`},
		{with(0, safetensors.OfBytes(weight, least, 2, 3)), "int8", `has -128 as element 4, want -127 to 127`},
		{with(1, safetensors.As(bias, safetensors.F16, b, 2)), "int8", `tensor "layers.0.bias" is of F16, want F32`},
		{with(2, safetensors.Of(scale, s[:1], 1)), "int8", `tensor "layers.0.scale" has a shape of 1 sizes, [1], want [2]`},
	} {
		metadata := maps.Clone(good)
		if metadata[keyWeights] = c.weights; c.weights == "" {
			delete(metadata, keyWeights)
		}
		var file bytes.Buffer
		if err := writeSummed(&file, c.tensors, metadata); err != nil {
			t.Fatal(err)
		}
		_, err := readNarrow(kernels.Best(), bytes.NewReader(file.Bytes()), int64(file.Len()))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	_, _, path := savedNarrow(t, Int8)
	if _, err := Load[float32](kernels.Best(), path); err == nil || !strings.Contains(err.Error(), keyWeights) {
		t.Errorf("Load of a Narrow's file: %v", err)
	}
	if err := new(Narrow).save(t); err == nil {
		t.Error("a Narrow of no network is saved")
	}
	if _, err := LoadNarrow(kernels.Best(), t.TempDir()); err == nil {
		t.Error("a directory is loaded")
	}
}

// save returns what Save panics with, as an error.
func (f *Narrow) save(t *testing.T) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = os.ErrInvalid
		}
	}()
	return f.Save(filepath.Join(t.TempDir(), "net"))
}
