package tests_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"weft.example/engine"
	"weft.example/engine/safetensors"
	"weft.example/kernels"
)

// savedNetwork is a small network with dropout, whose numbers all differ.
func savedNetwork(t testing.TB) *engine.Network[float32] {
	t.Helper()
	net, err := engine.New[float32](kernels.Best(), 2,
		engine.Layer{Units: 3, Act: kernels.ReLU, Dropout: 0.25}, engine.Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	copy(net.B(1), []float32{0.5, -0.5, 1})
	return net
}

// sameNetwork tells whether two networks have the same layers and bits.
func sameNetwork(a, b *engine.Network[float32]) bool {
	var x, y bytes.Buffer
	_, errX := a.WriteTo(&x)
	_, errY := b.WriteTo(&y)
	return errX == nil && errY == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

// headed is a file of a header and its data.
func headed(header string, data []byte) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), data...)
}

// bystanders are tensors of three elements, or of what fits whole bytes, by dtype:
// every one of the format's, and one that it does not have.
var bystanders = []struct {
	dtype string
	shape []int
	bytes int
}{
	{"BOOL", []int{3}, 3}, {"U8", []int{3}, 3}, {"I8", []int{3}, 3}, {"F8_E5M2", []int{3}, 3}, {"F8_E4M3", []int{3}, 3},
	{"F8_E8M0", []int{3}, 3}, {"F8_E4M3FNUZ", []int{3}, 3}, {"F8_E5M2FNUZ", []int{3}, 3},
	{"I16", []int{3}, 6}, {"U16", []int{3}, 6}, {"F16", []int{3}, 6}, {"BF16", []int{3}, 6},
	{"I32", []int{3}, 12}, {"U32", []int{3}, 12}, {"F32", []int{3}, 12},
	{"F64", []int{3}, 24}, {"I64", []int{}, 8}, {"U64", []int{3}, 24}, {"C64", []int{3}, 24},
	{"F4", []int{2, 3}, 3}, {"F6_E2M3", []int{4}, 3}, {"F6_E3M2", []int{2, 2}, 3},
	{"I3_ODD", []int{5}, 7}, {"I64", []int{0, 4}, 0},
}

// TestLoadParamsBystanders wants the named tensors of a file read whatever else is in
// it, and the rest listed but not read.
func TestLoadParamsBystanders(t *testing.T) {
	header, data := `{"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}`, []byte{0, 0, 128, 63, 0, 0, 0, 192}
	for i, b := range bystanders {
		from := len(data)
		data = append(data, make([]byte, b.bytes)...)
		header += fmt.Sprintf(`,"other.%02d":{"dtype":%q,"shape":%s,"data_offsets":[%d,%d]}`, i, b.dtype,
			strings.ReplaceAll(fmt.Sprint(b.shape), " ", ","), from, len(data))
	}
	file := headed(header+"}", data)
	path := filepath.Join(t.TempDir(), "other.safetensors")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	net, err := engine.New[float32](kernels.Best(), 2, engine.Layer{Units: 1, Act: kernels.Identity})
	if err != nil {
		t.Fatal(err)
	}
	if err := net.LoadParams(path, func(int) (weight, bias string) { return "w", "" }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(net.W(1), []float32{1, -2}) {
		t.Errorf("W[1] = %v, want [1 -2]", net.W(1))
	}
	f, err := safetensors.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range bystanders {
		info, ok := f.Lookup(fmt.Sprintf("other.%02d", i))
		if !ok || string(info.DType) != b.dtype || !slices.Equal(info.Shape, b.shape) || info.Size != int64(b.bytes) {
			t.Errorf("%s: listed as %+v, want shape %v of %d bytes", b.dtype, info, b.shape, b.bytes)
		}
		if info.DType.Readable() {
			continue
		}
		err := safetensors.Read(f, info.Name, make([]float32, info.Len()))
		if err == nil || !strings.Contains(err.Error(), "is of "+b.dtype+", want F16, BF16, F32 or F64") {
			t.Errorf("%s: reading it gives error %v", b.dtype, err)
		}
	}
	wantLoadError(t, path, "weft.version")
}

func wantLoadError(t *testing.T, path, want string) {
	t.Helper()
	_, err := engine.Load[float32](kernels.Best(), path)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Load: error %v, want %q", err, want)
	}
}

// TestSaveLongName wants a file of whatever name the system takes.
func TestSaveLongName(t *testing.T) {
	net := savedNetwork(t)
	for _, name := range []string{"n", strings.Repeat("n", 234), strings.Repeat("n", 255), strings.Repeat("é", 127)} {
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := net.Save(path); err != nil {
			t.Error(err)
		}
		if _, err := engine.Load[float32](kernels.Best(), path); err != nil {
			t.Error(err)
		}
		if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
			t.Errorf("%d files, %v, want 1", len(all), err)
		}
	}
}

// TestNullMetadata wants null to be no metadata.
func TestNullMetadata(t *testing.T) {
	file := headed(`{"__metadata__":null,"w":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}`, make([]byte, 4))
	f, err := safetensors.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil || f.Metadata != nil || len(f.Tensors) != 1 {
		t.Errorf("Open = %v, %v", f, err)
	}
}

// flips calls do with a file in which one bit differs, for every bit.
func flips(file []byte, do func(at string, flipped []byte)) {
	flipped := slices.Clone(file)
	for i := range 8 * len(file) {
		flipped[i/8] ^= 1 << (i % 8)
		do(fmt.Sprintf("byte %d (%q) bit %d", i/8, file[i/8:i/8+1], i%8), flipped)
		flipped[i/8] = file[i/8]
	}
}

// TestFlippedNetwork wants a network's file in which a bit differs refused, or to be the
// very same network, as where the bit is of a key that only others read.
func TestFlippedNetwork(t *testing.T) {
	net := savedNetwork(t)
	var file bytes.Buffer
	if _, err := net.WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	loaded, total := 0, 0
	flips(file.Bytes(), func(at string, flipped []byte) {
		total++
		got, err := engine.ReadNetwork[float32](kernels.Best(), bytes.NewReader(flipped), int64(len(flipped)))
		if err != nil {
			return
		}
		loaded++
		if !sameNetwork(got, net) {
			t.Errorf("%s: loads in silence as another network", at)
		}
	})
	t.Logf("%d of %d flips load as the same network", loaded, total)
}

// TestFlippedParams is the same for the parameters alone, of which a byte differs at a
// time.
func TestFlippedParams(t *testing.T) {
	net, path := savedNetwork(t), filepath.Join(t.TempDir(), "net")
	var file bytes.Buffer
	if _, err := net.WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	got := savedNetwork(t)
	for i := range file.Bytes() {
		flipped := slices.Clone(file.Bytes())
		flipped[i] ^= 1 << (i % 8)
		if err := os.WriteFile(path, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		clear(got.Params())
		err := got.LoadParams(path, nil)
		if err == nil && !sameNetwork(got, net) {
			t.Errorf("byte %d (%q): reads other numbers in silence", i, flipped[i:i+1])
		}
		if err != nil && slices.ContainsFunc(got.Params(), func(v float32) bool { return v != 0 }) {
			t.Errorf("byte %d: an error, and something changes", i)
		}
	}
}

// TestFlippedCheckpoint is the same for a checkpoint, of which a byte differs at a time.
func TestFlippedCheckpoint(t *testing.T) {
	net, path := savedNetwork(t), filepath.Join(t.TempDir(), "checkpoint")
	opt, err := engine.NewOptimizer(net, engine.Momentum.Rule())
	if err != nil {
		t.Fatal(err)
	}
	opt.SetSteps(4)
	if err := engine.SaveCheckpoint(path, net, opt, 9); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := savedNetwork(t)
	gotOpt, err := engine.NewOptimizer(got, engine.Momentum.Rule())
	if err != nil {
		t.Fatal(err)
	}
	for i := range file {
		flipped := slices.Clone(file)
		flipped[i] ^= 1 << (i % 8)
		if err := os.WriteFile(path, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		clear(got.Params())
		gotOpt.SetSteps(0)
		seed, err := engine.LoadCheckpoint(path, got, gotOpt)
		if err == nil && (seed != 9 || gotOpt.Steps() != 4 || !sameNetwork(got, net) || !slices.Equal(gotOpt.State()[0].Data, opt.State()[0].Data)) {
			t.Errorf("byte %d (%q): loads in silence as another checkpoint", i, file[i:i+1])
		}
		if err != nil && (gotOpt.Steps() != 0 || slices.ContainsFunc(got.Params(), func(v float32) bool { return v != 0 })) {
			t.Errorf("byte %d: an error, and something changes", i)
		}
	}
}

// TestReserialized wants a file that another tool writes anew, with the same data and
// metadata in another order and with a header of other spaces, to load all the same, and
// one without a checksum, as files of other tools are.
func TestReserialized(t *testing.T) {
	net := savedNetwork(t)
	var file bytes.Buffer
	if _, err := net.WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	f, err := safetensors.Open(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, drop := range []string{"", "weft.checksum"} {
		header, data := "{ ", []byte(nil)
		for _, info := range slices.Backward(f.Tensors) {
			x, from := make([]float32, info.Len()), len(data)
			if err := safetensors.Read(f, info.Name, x); err != nil {
				t.Fatal(err)
			}
			if data, err = binary.Append(data, binary.LittleEndian, x); err != nil {
				t.Fatal(err)
			}
			header += fmt.Sprintf("%q : {\"data_offsets\": [%d, %d],\n\t\"shape\": %s, \"dtype\": %q}, ", info.Name, from, len(data),
				strings.ReplaceAll(fmt.Sprint(info.Shape), " ", ", "), info.DType)
		}
		header += `"__metadata__": {`
		for k, v := range f.Metadata {
			if k != drop {
				header += fmt.Sprintf(`%q: %q, `, k, v)
			}
		}
		header = strings.TrimSuffix(header, ", ") + "} }  "
		again := headed(header, data)
		got, err := engine.ReadNetwork[float32](kernels.Best(), bytes.NewReader(again), int64(len(again)))
		if err != nil {
			t.Errorf("without %q: %v", drop, err)
		} else if !sameNetwork(got, net) {
			t.Errorf("without %q: another network", drop)
		}
	}
}

// TestUnknownKeys wants a key of weft's that nothing here writes refused, since what it
// asks for would be ignored.
func TestUnknownKeys(t *testing.T) {
	var file bytes.Buffer
	if _, err := savedNetwork(t).WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	f, err := safetensors.Open(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var tensors []safetensors.Tensor
	for _, info := range f.Tensors {
		x := make([]float32, info.Len())
		if err := safetensors.Read(f, info.Name, x); err != nil {
			t.Fatal(err)
		}
		tensors = append(tensors, safetensors.Of(info.Name, x, info.Shape...))
	}
	delete(f.Metadata, "weft.checksum")
	for key, want := range map[string]string{"weft.dropout": `"weft.dropout"`, "weft.": `"weft."`, "note": ""} {
		metadata := map[string]string{key: "0"}
		for k, v := range f.Metadata {
			metadata[k] = v
		}
		var b bytes.Buffer
		if err := safetensors.Write(&b, tensors, metadata); err != nil {
			t.Fatal(err)
		}
		_, err := engine.ReadNetwork[float32](kernels.Best(), bytes.NewReader(b.Bytes()), int64(b.Len()))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", key, err, want)
		}
	}
}

// heavyHeaders are headers that say much in few bytes, by what there is so much of, and
// whether a file of such a header opens.
func heavyHeaders(n int) map[string]string {
	layers := func(units, activations string, tensors ...string) string {
		return `{"__metadata__":{"weft.version":"1","weft.dtype":"F32","weft.inputs":"0","weft.units":"` + units[1:] +
			`","weft.activations":"` + activations[1:] + `"}` + strings.Join(tensors, "") + `}`
	}
	tensors := func(n int, one string) string {
		var b strings.Builder
		b.WriteString(`{`)
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, one, i)
		}
		return b.String() + `}`
	}
	list := func(one string) string { return strings.Repeat(one, n/len(one)) }
	other := tensors(n/50, `"%d":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`)
	deep := n / 160
	both := tensors(deep, `"layers.%d.weight":{"dtype":"F32","shape":[0,0],"data_offsets":[0,0]},"layers.%[1]d.bias":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`)
	return map[string]string{
		"layers":          layers(list(",1"), strings.Repeat(",tanh", n/2)),
		"layers, no acts": layers(list(",1"), ",tanh"),
		"deep":            layers(strings.Repeat(",0", deep), strings.Repeat(",relu", deep), ",", both[1:len(both)-1]),
		"other tensors":   layers(strings.Repeat(",0", n/50), strings.Repeat(",relu", n/50), ",", other[1:len(other)-1]),
		"commas":          layers(list(","), list(",")),
		"tensors":         tensors(n/50, `"%d":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`),
		"scalars":         tensors(n/50, `"%d":{"dtype":"","shape":[],"data_offsets":[0,0]}`),
		"sizes":           `{"t":{"dtype":"F32","data_offsets":[0,0],"shape":[0` + list(",0") + `]}}`,
		"no sizes":        `{"t":{"dtype":"F32","data_offsets":[0,0],"shape":[` + list(",") + `]}}`,
		"escapes":         `{"__metadata__":{"note":"` + list(`\u00e9`) + `"}}`,
		"offsets":         `{"t":[` + list(`"data_offsets",`) + `]}`,
		"metadata":        tensors(n/50, `"%d":""`),
		"keys":            `{"__metadata__":` + tensors(n/50, `"%d":""`) + `}`,
		"keys that fit":   `{"__metadata__":` + tensors(min(n/50, 28700), `"%d":""`) + `}`,
		"open":            `{"t":` + list("["),
	}
}

// TestHeavyHeaders wants no header to take more than eight times its length in memory, and
// a mebibyte, whatever it claims, counting all that is allocated.
func TestHeavyHeaders(t *testing.T) {
	n := 1 << 20
	for name, header := range heavyHeaders(n) {
		file := headed(header, nil)
		allocated := func(do func()) uint64 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			do()
			runtime.ReadMemStats(&after)
			return after.TotalAlloc - before.TotalAlloc
		}
		opened := allocated(func() { _, _ = safetensors.Open(bytes.NewReader(file), int64(len(file))) })
		loaded := allocated(func() {
			if _, err := engine.ReadNetwork[float32](kernels.Best(), bytes.NewReader(file), int64(len(file))); err == nil {
				t.Errorf("%s: a network of no tensors", name)
			}
		})
		if most := 8*uint64(len(header)) + 1<<20; opened > most || loaded > most {
			t.Errorf("%s: %d bytes are allocated to open a header of %d, %d to load it, want at most %d", name, opened, len(header), loaded, most)
		}
	}
}

// sparse is a reader of a header and then of zeros, as a file with holes is.
type sparse struct{ head []byte }

func (s sparse) ReadAt(p []byte, off int64) (int, error) {
	clear(p)
	if off < int64(len(s.head)) {
		copy(p, s.head[off:])
	}
	return len(p), nil
}

var _ io.ReaderAt = sparse{}

// TestSparse wants a file that claims more than a machine has refused before there is
// memory for it.
func TestSparse(t *testing.T) {
	const inputs, units int64 = 1 << 18, 1 << 20 // 1 TiB
	header := fmt.Sprintf(`{"__metadata__":{"weft.version":"1","weft.dtype":"F32","weft.inputs":"%d","weft.units":"%d","weft.activations":"relu"},`+
		`"layers.0.bias":{"dtype":"F32","shape":[%d],"data_offsets":[0,%d]},"layers.0.weight":{"dtype":"F32","shape":[%d,%d],"data_offsets":[%d,%d]}}`,
		inputs, units, units, 4*units, units, inputs, 4*units, 4*units+4*inputs*units)
	head := headed(header, nil)
	size := int64(len(head)) + 4*units + 4*inputs*units
	_, err := engine.ReadNetwork[float32](kernels.Best(), sparse{head}, size)
	if err == nil || !strings.Contains(err.Error(), fmt.Sprint(size)) {
		t.Errorf("error %v, want one that has the size %d", err, size)
	}
	path := filepath.Join(t.TempDir(), "sparse")
	if err := os.WriteFile(path, head, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, size); err != nil {
		t.Skipf("no files with holes here: %v", err)
	}
	wantLoadError(t, path, fmt.Sprint(size))
}
