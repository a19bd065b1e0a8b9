package engine

import (
	"bytes"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"weft.example/engine/safetensors"
	"weft.example/kernels"
)

// randomNetwork is one of finite numbers, with biases.
func randomNetwork[T kernels.Float](t *testing.T) *Network[T] {
	t.Helper()
	net := oddNetwork[T](t, kernels.Best())
	net.Init(11)
	for l := 1; l <= net.Depth(); l++ {
		for i := range net.B(l) {
			net.B(l)[i] = T(i)/3 - 0.1
		}
	}
	return net
}

// wantConverted wants the arrays of got to be those of want, converted in between.
func wantConverted[G, W kernels.Float](t *testing.T, what string, got *Network[G], want *Network[W], convert func(W) G) {
	t.Helper()
	same := func(name string, g []G, w []W) {
		if i := slices.IndexFunc(w, func(v W) bool { return v != 0 }); i < 0 {
			t.Fatalf("%s: %s is all zeros", what, name)
		}
		for i := range w {
			if g[i] != convert(w[i]) {
				t.Fatalf("%s: %s has element %d = %v, want %v of %v", what, name, i, g[i], convert(w[i]), w[i])
			}
		}
	}
	for l := 1; l <= want.Depth(); l++ {
		same("W", got.W(l), want.W(l))
		same("b", got.B(l), want.B(l))
	}
}

// TestOtherWidth wants a network of either type from a file of the other, exactly or rounded.
func TestOtherWidth(t *testing.T) {
	path := filepath.Join(t.TempDir(), "net")
	narrow, wide := randomNetwork[float32](t), randomNetwork[float64](t)
	if err := narrow.Save(path); err != nil {
		t.Fatal(err)
	}
	widened, err := Load[float64](kernels.Best(), path)
	if err != nil {
		t.Fatal(err)
	}
	wantConverted(t, "float64 of F32", widened, narrow, func(v float32) float64 { return float64(v) })
	other := oddNetwork[float64](t, kernels.Best())
	if err := other.LoadParams(path, nil); err != nil {
		t.Fatal(err)
	}
	wantConverted(t, "LoadParams", other, narrow, func(v float32) float64 { return float64(v) })

	if err := wide.Save(path); err != nil {
		t.Fatal(err)
	}
	rounded, err := Load[float32](kernels.Best(), path)
	if err != nil {
		t.Fatal(err)
	}
	wantConverted(t, "float32 of F64", rounded, wide, func(v float64) float32 { return float32(v) })

	wide.B(2)[0] = -1e39
	if err := wide.Save(path); err != nil {
		t.Fatal(err)
	}
	_, err = Load[float32](kernels.Best(), path)
	wantError(t, "Load", err, path+`: safetensors: tensor "layers.1.bias": element 0 is -1e+39, too large for F32`)
	before := slices.Clone(narrow.Params())
	wantError(t, "LoadParams", narrow.LoadParams(path, nil), "layer 2: ")
	if !slices.Equal(narrow.Params(), before) {
		t.Error("LoadParams changes parameters, with an error")
	}
}

// TestSaveAs wants a file of half the size and more, which either type loads as what it was rounded to.
func TestSaveAs(t *testing.T) {
	net := randomNetwork[float32](t)
	for dtype, fraction := range map[safetensors.DType]int{safetensors.F16: 10, safetensors.BF16: 7} {
		path := filepath.Join(t.TempDir(), "net")
		if err := net.SaveAs(path, dtype); err != nil {
			t.Fatal(err)
		}
		round := func(v float32) float64 { // of a normal number
			_, e := math.Frexp(float64(v))
			return math.Ldexp(math.RoundToEven(math.Ldexp(float64(v), fraction+1-e)), e-fraction-1)
		}
		narrow, err := Load[float32](kernels.Best(), path)
		if err != nil {
			t.Fatal(err)
		}
		wantConverted(t, string(dtype), narrow, net, func(v float32) float32 { return float32(round(v)) })
		wide, err := Load[float64](kernels.Best(), path)
		if err != nil {
			t.Fatal(err)
		}
		wantConverted(t, string(dtype), wide, net, round)
	}
	path := filepath.Join(t.TempDir(), "large")
	net.W(3)[1] = 65520
	wantError(t, "SaveAs", net.SaveAs(path, safetensors.F16), `tensor "layers.2.weight": element 1 is 65520, too large for F16`)
	wantError(t, "SaveAs", net.SaveAs(path, "I32"), `of type "I32", want F16, BF16, F32 or F64`)
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); err != nil || len(left) > 0 {
		t.Errorf("files %q are left, error %v", left, err)
	}
}

// TestWidenedWithin wants the limit of a file to be that of the network it makes too.
func TestWidenedWithin(t *testing.T) {
	file := contents(t, randomNetwork[float32](t))
	size := int64(len(file))
	if _, err := ReadNetworkWithin[float32](kernels.Best(), bytes.NewReader(file), size, size); err != nil {
		t.Fatal(err)
	}
	net, want := randomNetwork[float64](t), int64(0)
	for l := 1; l <= net.Depth(); l++ {
		want += 8 * int64(len(net.W(l))+len(net.B(l)))
	}
	for _, c := range []struct {
		limit int64
		ok    bool
	}{{max(want, size), true}, {max(want, size) - 1, false}} {
		_, err := ReadNetworkWithin[float64](kernels.Best(), bytes.NewReader(file), size, c.limit)
		if (err == nil) != c.ok {
			t.Errorf("limit %d, file %d, network %d: error %v", c.limit, size, want, err)
		}
	}
	large := newLarge(t)
	var b bytes.Buffer
	if _, err := large.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	_, err := ReadNetworkWithin[float64](kernels.Best(), bytes.NewReader(b.Bytes()), int64(b.Len()), int64(b.Len()))
	wantError(t, "ReadNetworkWithin", err, "a network of 80800 bytes, want at most")
}

// newLarge is a network whose file is more than its header.
func newLarge(t *testing.T) *Network[float32] {
	t.Helper()
	net, err := New[float32](kernels.Best(), 100, Layer{Units: 100, Act: kernels.ReLU})
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// TestCheckpointOtherWidth wants a checkpoint's parameters and slabs in a network of the other type.
func TestCheckpointOtherWidth(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	narrow := randomNetwork[float32](t)
	h := newHeavyBall(narrow, "v")
	trainSteps(t, narrow, h, 3)
	if err := SaveCheckpoint(path, narrow, h, 9); err != nil {
		t.Fatal(err)
	}
	wide := oddNetwork[float64](t, kernels.Best())
	to := newHeavyBall(wide, "v")
	seed, err := LoadCheckpoint(path, wide, to)
	if err != nil || seed != 9 || to.steps != 3 {
		t.Fatalf("seed %d, steps %d, error %v; want 9, 3", seed, to.steps, err)
	}
	wantConverted(t, "network", wide, narrow, func(v float32) float64 { return float64(v) })
	copy(wide.params, to.velocity[0])
	copy(narrow.params, h.velocity[0])
	wantConverted(t, "slab", wide, narrow, func(v float32) float64 { return float64(v) })
}

// TestInOut wants weights in a file as in × out, and the network back that was written, whatever the
// type.
func TestInOut(t *testing.T) {
	want := randomNetwork[float32](t)
	names := func(l int) (weight, bias string) {
		at := "dense_" + string(rune('0'+l))
		return at + "/kernel", at + "/bias"
	}
	path := filepath.Join(t.TempDir(), "keras")
	keras := ParamsConfig{Names: names, InOut: true, DType: safetensors.F64}
	if err := want.SaveParamsWith(path, keras); err != nil {
		t.Fatal(err)
	}
	file := openPath(t, path)
	kernel := make([]float64, 3*7)
	if err := safetensors.Read(file, "dense_1/kernel", kernel); err != nil {
		t.Fatal(err)
	}
	if info, _ := file.Lookup("dense_1/kernel"); !slices.Equal(info.Shape, []int{3, 7}) || info.DType != safetensors.F64 {
		t.Errorf("kernel is of %s, shape %v, want F64, [3 7]", info.DType, info.Shape)
	}
	for in := range 3 {
		for out := range 7 {
			if got, want := kernel[in*7+out], float64(want.W(1)[out*3+in]); got != want {
				t.Fatalf("kernel of input %d and unit %d is %v, want %v", in, out, got, want)
			}
		}
	}
	net := oddNetwork[float32](t, kernels.Best())
	if err := net.LoadParamsWith(path, ParamsConfig{Names: names, InOut: true}); err != nil {
		t.Fatal(err)
	}
	wantConverted(t, "InOut", net, want, func(v float32) float32 { return v })
	err := net.LoadParams(path, names)
	if wantError(t, "LoadParams", err, `layer 1: tensor "dense_1/kernel" has a shape of 2 sizes, [3 7], want [7 3]`); !strings.Contains(err.Error(), path) {
		t.Errorf("error %v lacks the path", err)
	}
	if err := want.Save(path); err != nil {
		t.Fatal(err)
	}
	wantError(t, "LoadParamsWith", net.LoadParamsWith(path, ParamsConfig{InOut: true}), "[7 3], want [3 7]")
	if err := net.SaveParams(path, nil); err != nil {
		t.Fatal(err)
	}
	if err := want.LoadParams(path, nil); err != nil {
		t.Fatal(err)
	}
}
