package engine

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"weft.example/engine/safetensors"
	"weft.example/internal/files"
	"weft.example/kernels"
)

// marked returns an odd network in which every parameter differs and among
// which are the numbers that copies by value would change.
func marked[T kernels.Float](t *testing.T) *Network[T] {
	t.Helper()
	net := oddNetwork[T](t, kernels.Best())
	net.Init(3)
	net.drops[1] = 0.3
	for l := 1; l <= net.Depth(); l++ {
		for i := range net.B(l) {
			net.B(l)[i] = T(i) + 0.5
		}
	}
	switch w := any(net.W(1)).(type) {
	case []float32:
		w[0], w[1] = math.Float32frombits(0x7fa00001), math.Float32frombits(0xffc12345)
		w[2], w[3] = float32(math.Copysign(0, -1)), math.SmallestNonzeroFloat32
	case []float64:
		w[0], w[1] = math.Float64frombits(0x7ff4000000000001), math.Float64frombits(0xfff8123456789abc)
		w[2], w[3] = math.Copysign(0, -1), math.SmallestNonzeroFloat64
	}
	return net
}

// bits returns the elements as the bytes of a file.
func bits[T kernels.Float](t *testing.T, x []T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := safetensors.Write(&b, []safetensors.Tensor{safetensors.Of("x", x, len(x))}, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wantSameNetwork[T kernels.Float](t *testing.T, got, want *Network[T]) {
	t.Helper()
	if !slices.Equal(got.units, want.units) || !slices.Equal(got.acts, want.acts) || !slices.Equal(got.drops, want.drops) {
		t.Errorf("layers %v, want %v", got.layers(), want.layers())
	}
	if !reflect.DeepEqual(got.about, want.about) {
		t.Errorf("it is about %+v, want %+v", got.about, want.about)
	}
	if !bytes.Equal(bits(t, got.Params()), bits(t, want.Params())) {
		t.Error("the parameters' bits differ")
	}
}

func TestSaveLoad(t *testing.T) {
	t.Run("float32", testSaveLoad[float32])
	t.Run("float64", testSaveLoad[float64])
}

func testSaveLoad[T kernels.Float](t *testing.T) {
	net, path := marked[T](t), filepath.Join(t.TempDir(), "net.safetensors")
	for range 2 { // the second replaces the first
		if err := net.Save(path); err != nil {
			t.Fatal(err)
		}
		got, err := Load[T](kernels.Best(), path)
		if err != nil {
			t.Fatal(err)
		}
		wantSameNetwork(t, got, net)
		net.B(1)[0]++
	}
	net.B(1)[0]--
	var b bytes.Buffer
	n, err := net.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Errorf("WriteTo = %d, %v for %d bytes", n, err, b.Len())
	}
	if file, err := os.ReadFile(path); err != nil || !bytes.Equal(file, b.Bytes()) {
		t.Errorf("Save and WriteTo differ: %v", err)
	}
	got, err := ReadNetwork[T](kernels.Best(), bytes.NewReader(b.Bytes()), n)
	if err != nil {
		t.Fatal(err)
	}
	wantSameNetwork(t, got, net)
}

// TestFileNames wants the tensors by the names and shapes that PyTorch gives
// them.
func TestFileNames(t *testing.T) {
	f := openNetwork(t, contents(t, marked[float32](t)))
	got := map[string][]int{}
	for _, info := range f.Tensors {
		got[info.Name] = info.Shape
	}
	want := map[string][]int{
		"layers.0.weight": {7, 3}, "layers.0.bias": {7},
		"layers.1.weight": {1, 7}, "layers.1.bias": {1},
		"layers.2.weight": {5, 1}, "layers.2.bias": {5},
	}
	if !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("tensors %v, want %v", got, want)
	}
	metadata := map[string]string{"format": "pt", "weft.version": "1", "weft.dtype": "F32",
		"weft.inputs": "3", "weft.units": "7,1,5", "weft.activations": "relu,identity,sigmoid", "weft.dropouts": "0,0.3,0"}
	metadata["weft.checksum"] = f.Metadata["weft.checksum"] // TestFlippedNetwork has what it is for
	if !maps.Equal(f.Metadata, metadata) {
		t.Errorf("metadata %v, want %v", f.Metadata, metadata)
	}
}

func contents[T kernels.Float](t *testing.T, net *Network[T]) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := net.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func openNetwork(t *testing.T, file []byte) *safetensors.File {
	t.Helper()
	f, err := safetensors.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestReadNetworkWithin wants a limit to be that of the file's bytes.
func TestReadNetworkWithin(t *testing.T) {
	file := contents(t, marked[float32](t))
	for limit, want := range map[int64]string{
		int64(len(file)):     "",
		math.MaxInt64:        "",
		int64(len(file)) - 1: "bytes, want at most",
		0:                    "bytes, want at most 0",
	} {
		n, err := ReadNetworkWithin[float32](kernels.Best(), bytes.NewReader(file), int64(len(file)), limit)
		if want != "" {
			wantError(t, "ReadNetworkWithin", err, want)
		} else if err != nil || n == nil {
			t.Errorf("limit %d: error %v", limit, err)
		}
	}
}

// TestNetworkTruncated cuts a network's file at every byte.
func TestNetworkTruncated(t *testing.T) {
	whole := contents(t, marked[float32](t))
	for n := range len(whole) {
		if _, err := ReadNetwork[float32](kernels.Best(), bytes.NewReader(whole[:n]), int64(n)); err == nil {
			t.Errorf("no error for the first %d bytes", n)
		}
		_, err := ReadNetwork[float32](kernels.Best(), bytes.NewReader(whole[:n]), int64(len(whole)))
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("error %v for a file that ends at %d", err, n)
		}
	}
}

// TestNetworkLies changes one thing of a file at a time.
func TestNetworkLies(t *testing.T) {
	zeros := make([]float32, 100)
	type tensors = map[string]safetensors.Tensor
	set := func(key, value string) func(tensors, map[string]string) {
		return func(_ tensors, m map[string]string) { m[key] = value }
	}
	for _, c := range []struct {
		change func(tensors, map[string]string)
		want   string
	}{
		{func(_ tensors, m map[string]string) { clear(m) }, `no metadata "weft.version"`},
		{func(_ tensors, m map[string]string) { delete(m, keyUnits) }, `no metadata "weft.units"`},
		{set(keyVersion, "2"), `"weft.version" are "2", want "1"`},
		{set(keyDType, "F64"), `"layers.0.weight" is of F32, want F64`},
		{set(keyDType, "I32"), `the network is of "I32", want F16, BF16, F32 or F64`},
		{set(keyInputs, "x"), `"weft.inputs" have "x"`},
		{set(keyInputs, "-1"), `"weft.inputs" have "-1"`},
		{set(keyInputs, "0"), `"layers.0.weight" has a shape`},
		{set(keyInputs, "2147483647"), `"layers.0.weight" has a shape`},
		{set(keyUnits, ""), "1 units and 3 activations"},
		{set(keyUnits, "7,1"), "2 units and 3 activations"},
		{set(keyUnits, "7,,5"), `"weft.units" have ""`},
		{set(keyUnits, "7,2147483647,5"), `"layers.1.weight" has a shape`},
		{set(keyUnits, "7,1,5,1"), "4 units and 3 activations"},
		{set(keyActivations, "relu,identity,tanh?"), `activation "tanh?", want one of identity, relu`},
		{func(_ tensors, m map[string]string) {
			m[keyUnits], m[keyActivations] = "7,1,5,1", "relu,relu,relu,relu"
			delete(m, keyDropouts)
		},
			`no tensor "layers.3.weight"`},
		{func(_ tensors, m map[string]string) {
			m[keyUnits], m[keyActivations], m[keyDropouts] = "7,1", "relu,relu", "0,0"
		},
			`tensor "layers.2.bias" is not one`},
		{set(keyDropouts, "0,0"), "3 units and 2 shares of dropout"},
		{set(keyDropouts, "0,x,0"), `"weft.dropouts" have "x"`},
		{set(keyDropouts, "0,NaN,0"), "layer 2 has dropout NaN"},
		{func(s tensors, _ map[string]string) { delete(s, "layers.1.bias") }, `no tensor "layers.1.bias"`},
		{func(s tensors, _ map[string]string) { s["x"] = safetensors.Of("x", zeros, 100) }, `tensor "x" is not one`},
		{func(s tensors, _ map[string]string) {
			s["layers.0.weight"] = safetensors.Of("layers.0.weight", zeros[:21], 3, 7)
		}, `"layers.0.weight" has a shape of 2 sizes, [3 7], want [7 3]`},
		{func(s tensors, _ map[string]string) {
			s["layers.0.bias"] = safetensors.Of("layers.0.bias", make([]float64, 7), 7)
		}, `"layers.0.bias" is of F64, want F32`},
	} {
		net := marked[float32](t)
		list, m := tensors{}, net.describe()
		for i, s := range shapes(net.units[0], net.layers()) {
			list[s.name] = net.tensors(safetensors.DTypeOf[float32]())[i]
		}
		c.change(list, m)
		var b bytes.Buffer
		if err := safetensors.Write(&b, slices.Collect(maps.Values(list)), m); err != nil {
			t.Fatal(err)
		}
		got, err := ReadNetwork[float32](kernels.Best(), bytes.NewReader(b.Bytes()), int64(b.Len()))
		wantError(t, "ReadNetwork", err, c.want)
		if got != nil {
			t.Errorf("%s: a network with its error", c.want)
		}
	}
}

// TestFailedSave wants a save that fails part way to leave the old file, and
// nothing beside it.
func TestFailedSave(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "net")
	if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no room")
	err := files.Replace(path, func(w io.Writer) error {
		if _, err := w.Write(make([]byte, 1<<17)); err != nil {
			return err
		}
		return full
	})
	if !errors.Is(err, full) {
		t.Errorf("error %v, want %v", err, full)
	}
	wantOnly(t, dir, "net", "old")

	// A directory that has something in it takes no file's place.
	if err := marked[float32](t).Save(dir); err == nil {
		t.Error("Save replaces a directory")
	}
	wantOnly(t, dir, "net", "old")
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*.tmp")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	err = marked[float32](t).Save(filepath.Join(dir, "missing", "net"))
	wantError(t, "Save", err, "saving")
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want %v", err, os.ErrNotExist)
	}
	_, err = Load[float32](kernels.Best(), filepath.Join(dir, "missing"))
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want %v", err, os.ErrNotExist)
	}
}

// wantOnly wants one file in a directory.
func wantOnly(t *testing.T, dir, name, want string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != name {
		t.Errorf("directory has %v, %v; want %s", entries, err, name)
	}
	if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
		t.Errorf("%s has %q, %v; want %q", name, got, err, want)
	}
}

// TestSavePermissions wants a file that others may not read to stay so.
func TestSavePermissions(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "js" {
		t.Skip("the system has no such permissions")
	}
	path := filepath.Join(t.TempDir(), "net")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := marked[float32](t).Save(path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("permissions %v, want %v", mode, os.FileMode(0o600))
	}
}

// TestLoadParams reads what another program named, and nothing of a file in which it is
// not as it should be.
func TestLoadParams(t *testing.T) {
	want := marked[float32](t)
	path := filepath.Join(t.TempDir(), "other.safetensors")
	write := func(change func(list []safetensors.Tensor) []safetensors.Tensor) {
		t.Helper()
		var list []safetensors.Tensor
		for l := 1; l <= want.Depth(); l++ {
			at := "block." + string(rune('a'+l-1))
			list = append(list, safetensors.Of(at+".weight", want.W(l), want.Units(l), want.Units(l-1)),
				safetensors.Of(at+".bias", want.B(l), want.Units(l)))
		}
		list = append(list, safetensors.Of("not.read", []float64{1}, 1))
		var b bytes.Buffer
		if err := safetensors.Write(&b, change(list), nil); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	names := func(l int) (weight, bias string) {
		at := "block." + string(rune('a'+l-1))
		return at + ".weight", at + ".bias"
	}
	empty := func() *Network[float32] { return oddNetwork[float32](t, kernels.Best()) }
	same := func(list []safetensors.Tensor) []safetensors.Tensor { return list }

	write(same)
	net := empty()
	copy(net.drops, want.drops)
	if err := net.LoadParams(path, names); err != nil {
		t.Fatal(err)
	}
	wantSameNetwork(t, net, want)

	net.B(1)[0] = 7
	if err := net.LoadParams(path, func(l int) (weight, bias string) { weight, _ = names(l); return weight, "" }); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bits(t, net.W(2)), bits(t, want.W(2))) || slices.Max(net.B(1)) != 0 || slices.Min(net.B(1)) != 0 {
		t.Errorf("without biases: b[1] = %v, or other weights", net.B(1))
	}

	for _, c := range []struct {
		text   string
		change func(list []safetensors.Tensor) []safetensors.Tensor
	}{
		{`layer 2: no tensor "block.b.bias"`, func(list []safetensors.Tensor) []safetensors.Tensor { return slices.Delete(list, 3, 4) }},
		{`layer 1: safetensors: tensor "block.a.bias": element 2 is 1e+39, too large for F32`, func(list []safetensors.Tensor) []safetensors.Tensor {
			large := make([]float64, want.Units(1))
			large[2] = 1e39
			list[1] = safetensors.Of("block.a.bias", large, want.Units(1))
			return list
		}},
		{`layer 1: tensor "block.a.weight" has a shape of 1 sizes`, func(list []safetensors.Tensor) []safetensors.Tensor {
			list[0] = safetensors.Of("block.a.weight", want.W(1), len(want.W(1)))
			return list
		}},
	} {
		write(c.change)
		net := empty()
		wantError(t, "LoadParams", net.LoadParams(path, names), c.text)
		if total(net.Params()) != 0 {
			t.Errorf("%s, and parameters change", c.text)
		}
	}

	if err := want.Save(path); err != nil {
		t.Fatal(err)
	}
	net = empty()
	copy(net.drops, want.drops)
	if err := net.LoadParams(path, nil); err != nil {
		t.Fatal(err)
	}
	wantSameNetwork(t, net, want)
}
