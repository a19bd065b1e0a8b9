package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"weft.example/engine/safetensors"
)

// file is a file of the given header and bytes of data.
func file(header string, data int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, data)...)
}

// lies are files in which something is wrong, and what an error says of them.
func lies() []struct {
	file []byte
	want string
} {
	one := func(fields string, data int) []byte { return file(`{"t":{`+fields+`}}`, data) }
	length := func(n uint64) []byte { return binary.LittleEndian.AppendUint64(nil, n) }
	return []struct {
		file []byte
		want string
	}{
		{nil, "header: 0 bytes of file"},
		{length(0), "begin with {"},
		{length(1), "length 1, but 0 bytes follow"},
		{length(safetensors.MaxHeader), "length 100000000, but 0 bytes follow"},
		{length(safetensors.MaxHeader + 1), "length 100000001, want at most 100000000"},
		{length(math.MaxUint64), "want at most"},
		{file("{", 0), "unexpected EOF"},
		{file(" {}", 0), "begin with {"},
		{file("[]", 0), "begin with {"},
		{file("{}}", 0), "after the closing"},
		{file("{}x", 0), "after the closing"},
		{file("{\"\xff\":1}", 0), "UTF-8"},
		{file(`{"t":1}`, 0), `tensor "t": want {`},
		{file(`{"t":null}`, 0), `tensor "t": want {`},
		{file(`{"t":{}}`, 0), `tensor "t": want dtype, shape and data_offsets`},
		{file(`{"t":{},"t":{}}`, 0), `tensor "t"`},
		{file(`{"t":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\u0074":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}`, 0), `"t" comes twice`},
		{file(`{"__metadata__":{"a":1}}`, 0), `metadata "a": not a string`},
		{file(`{"__metadata__":{"a":"1","a":"2"}}`, 0), `"a" comes twice`},
		{file(`{"__metadata__":[]}`, 0), "want {"},
		{file(`{"__metadata__":nul}`, 0), "want {"},
		{file(`{"__metadata__":nulll}`, 0), "want }"},
		{file(`{"__metadata__":null,"__metadata__":null}`, 0), "comes twice"},
		{file(`{"__metadata__":{"a":null}}`, 0), `metadata "a": not a string`},
		{file(`{"__metadata__":{"a":"1",}}`, 0), "not a string"},
		{file(`{"__metadata__":{"a" "1"}}`, 0), "want :"},
		{file(`{"__metadata__":{"a":"1" "b":"1"}}`, 0), "want }"},
		{file(`{"__metadata__":{"a":"\x"}}`, 0), `unknown escape \x`},
		{file(`{"__metadata__":{"a":"\u12"}}`, 0), `escape \u12"}, want four`},
		{file(`{"__metadata__":{"a":"\u+123"}}`, 0), `want four`},
		{file(`{"__metadata__":{"a":"\ud83d"}}`, 0), "half a surrogate pair"},
		{file(`{"__metadata__":{"a":"\ud83d\u0041"}}`, 0), "half a surrogate pair"},
		{file(`{"__metadata__":{"a":"\ude00\ud83d"}}`, 0), "half a surrogate pair"},
		{file("{\"__metadata__\":{\"a\":\"\n\"}}", 0), "control character"},
		{file("{\"__metadata__\":{\"a\":\"\\t\n\"}}", 0), "control character"},
		{file(`{"__metadata__":{"a":"`, 0), "unexpected EOF"},
		{file(`{"__metadata__":{"a":"\`, 0), "unexpected EOF"},
		{file(`{"__metadata__":{"a":"\n`, 0), "unexpected EOF"},
		{file(`{"__metadata__":{"a":"\ud83d\u`, 0), "want four"},
		{file(`{"__metadata__":{},"__metadata__":{}}`, 0), "comes twice"},
		{file(`{}`, 1), "the tensors have 0 bytes, the file 1"},
		{one(`"dtype":"BF16","shape":[1],"data_offsets":[0,4]`, 4), `tensor "t": 4 bytes of data, want 2 for BF16`},
		{one(`"dtype":"BOOL","shape":[8],"data_offsets":[0,1]`, 1), "1 bytes of data, want 8"},
		{one(`"dtype":"C64","shape":[1],"data_offsets":[0,16]`, 16), "16 bytes of data, want 8"},
		{one(`"dtype":"F4","shape":[3],"data_offsets":[0,2]`, 2), "shape [3] of F4 is 12 bits, want whole bytes"},
		{one(`"dtype":"F6_E2M3","shape":[2,3],"data_offsets":[0,5]`, 5), "shape [2 3] of F6_E2M3 is 36 bits"},
		{one(`"dtype":"F6_E3M2","shape":[4],"data_offsets":[0,4]`, 4), "4 bytes of data, want 3"},
		{one(`"dtype":"X","shape":[1],"data_offsets":[0,5]`, 4), "the file has 4 bytes of data"},
		{one(`"dtype":"X","shape":[1],"data_offsets":[1,4]`, 4), "leaves a hole"},
		{one(`"dtype":"X","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]`, 4), "too many elements"},
		{one(`"dtype":null,"shape":[1],"data_offsets":[0,4]`, 4), "dtype is not a string"},
		{one(`"dtype":4,"shape":[1],"data_offsets":[0,4]`, 4), "dtype is not a string"},
		{one(`"dtype":"F32","shape":[1]`, 4), "want dtype, shape and data_offsets"},
		{one(`"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]`, 4), `"dtype" comes twice`},
		{one(`"dtype":"F32","Shape":[1],"data_offsets":[0,4]`, 4), `unknown field "Shape"`},
		{one(`"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":{}`, 4), `unknown field "x"`},
		{one(`"dtype":"F32","shape":1,"data_offsets":[0,4]`, 4), "shape: want ["},
		{one(`"dtype":"F32","shape":["1"],"data_offsets":[0,4]`, 4), "not a number"},
		{one(`"dtype":"F32","shape":[[1]],"data_offsets":[0,4]`, 4), "not a number"},
		{one(`"dtype":"F32","shape":[-1],"data_offsets":[0,4]`, 4), `shape has "-1"`},
		{one(`"dtype":"F32","shape":[1.0],"data_offsets":[0,4]`, 4), `shape has "1.0"`},
		{one(`"dtype":"F32","shape":[01],"data_offsets":[0,4]`, 4), `shape has "01"`},
		{one(`"dtype":"F32","shape":[1e0],"data_offsets":[0,4]`, 4), `shape has "1e0"`},
		{one(`"dtype":"F32","shape":[1,],"data_offsets":[0,4]`, 4), "not a number"},
		{one(`"dtype":"F32","shape":[,1],"data_offsets":[0,4]`, 4), "not a number"},
		{one(`"dtype":"F32","shape":[1 1],"data_offsets":[0,4]`, 4), "want ]"},
		{one(`"dtype":"F32","shape":[18446744073709551617],"data_offsets":[0,4]`, 4), "shape has"},
		{one(`"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]`, 4), "too many elements"},
		{one(`"dtype":"F32","shape":[2],"data_offsets":[0,4]`, 4), `tensor "t": 4 bytes of data, want 8`},
		{one(`"dtype":"F64","shape":[],"data_offsets":[0,4]`, 4), `tensor "t": 4 bytes of data, want 8`},
		{one(`"dtype":"F32","shape":[1],"data_offsets":[0]`, 4), "1 data_offsets, want 2"},
		{one(`"dtype":"F32","shape":[1],"data_offsets":[0,4,4]`, 4), "3 data_offsets, want 2"},
		{one(`"dtype":"F32","shape":[1],"data_offsets":[4,0]`, 4), "backwards"},
		{one(`"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775808]`, 4), "data_offsets has"},
		{one(`"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]`, 4), "the file has 4 bytes of data"},
		{one(`"dtype":"F32","shape":[1],"data_offsets":[4,8]`, 8), `tensor "t": data from 4 on leaves a hole after that of the header`},
		{one(`"dtype":"F32","shape":[1],"data_offsets":[0,4]`, 5), "the tensors have 4 bytes, the file 5"},
		{one(`"dtype":"F32","shape":[1],"data_offsets":[0,4]`, 3), "the file has 3 bytes of data"},
		{file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 8),
			`tensor "b": data from 0 on overlaps that of "a"`},
		{file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}`, 12),
			`tensor "b": data from 8 on leaves a hole after that of "a"`},
		{file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}`, 8),
			`tensor "b": data from 4 on overlaps that of "a"`},
		{file(`{"a":`+strings.Repeat("[", 20000), 0), "want {"},
	}
}

func TestLies(t *testing.T) {
	for _, c := range lies() {
		f, err := open(c.file)
		if err == nil || !strings.HasPrefix(err.Error(), "safetensors: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.200q: error %v, want %q", c.file, err, c.want)
		}
		if f != nil {
			t.Errorf("%.200q: a file with its error", c.file)
		}
	}
}

// TestTruncated cuts a file at every byte, both where its size says so and
// where the file ends before the size it was said to have.
func TestTruncated(t *testing.T) {
	whole := golden()
	for n := range len(whole) {
		if _, err := open(whole[:n]); err == nil {
			t.Errorf("no error for the first %d bytes", n)
		}
		f, err := safetensors.Open(bytes.NewReader(whole[:n]), int64(len(whole)))
		if err == nil {
			err = errors.Join(safetensors.Read(f, "scalar", make([]float64, 1)), safetensors.Read(f, "matrix", make([]float32, 6)))
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("error %v for a file that ends at %d", err, n)
		}
	}
}

// TestSmallFilesAllocateLittle wants no lie to cost memory.
func TestSmallFilesAllocateLittle(t *testing.T) {
	for _, c := range lies() {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = open(c.file)
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
			t.Errorf("%.100q: %d bytes allocated", c.file, n)
		}
	}
}

// TestReadErrors wants what does not fit named.
func TestReadErrors(t *testing.T) {
	f, err := open(golden())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{safetensors.Read(f, "other", []float32{}), `no tensor "other"`},
		{safetensors.Read(f, "matrix", make([]float32, 5)), `"matrix" has 6 elements, want 5`},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error %v, want %q", c.err, c.want)
		}
	}
}

// TestShapesChanged changes the shapes that a caller has been given, or has given, behind the call.
func TestShapesChanged(t *testing.T) {
	shape, first, second := []int{2, 3}, []float32{1, 2, 3, 4, 5, 6}, make([]float32, 6)
	tensors := []safetensors.Tensor{safetensors.Of("a", first, shape...), safetensors.Of("b", second, shape...)}
	shape[0], shape[1] = 3, 2
	var b bytes.Buffer
	if err := safetensors.Write(&b, tensors, nil); err != nil {
		t.Fatal(err)
	}
	f, err := open(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	a, _ := f.Lookup("a")
	if !slices.Equal(a.Shape, []int{2, 3}) {
		t.Errorf("shape %d, want that at the time of the call, 2 3", a.Shape)
	}
	for _, own := range [][]int{a.Shape, f.Tensors[0].Shape} {
		own[0] = 4
		if err := safetensors.Read(f, "a", make([]float32, 12)); err == nil || !strings.Contains(err.Error(), "has 6 elements, want 12") {
			t.Errorf("both tensors are read as one: error %v", err)
		}
		got := make([]float32, 6)
		if err := safetensors.Read(f, "a", got); err != nil || !slices.Equal(got, first) {
			t.Errorf("%v, %v; want %v", err, got, first)
		}
	}
}

// FuzzOpen wants a file either refused or all that it lists read to its last byte; its
// metadata to be those that encoding/json finds; what of it can be written, written again,
// to be the same tensors; and memory in proportion to the file.
func FuzzOpen(f *testing.F) {
	f.Add(golden())
	f.Add(file("{}", 0))
	f.Add(file(`{"b":{"shape":[1],"dtype":"F32","data_offsets":[4,8]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}  `, 8))
	f.Add(file(`{"__metadata__":null,"b":{"shape":[2],"dtype":"F4","data_offsets":[4,5]},"\ud83d\ude00":{"dtype":"new","shape":[7],"data_offsets":[0,4]}}`, 5))
	for _, c := range lies() {
		f.Add(c.file)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		first, err := open(b)
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20+8*uint64(len(b)) {
			t.Errorf("%d bytes allocated for a file of %d", n, len(b))
		}
		if err != nil {
			return
		}
		var header map[string]json.RawMessage
		var metadata map[string]string
		text := b[8 : 8+binary.LittleEndian.Uint64(b)]
		err = json.Unmarshal(text, &header)
		if m, ok := header["__metadata__"]; ok && err == nil {
			err = json.Unmarshal(m, &metadata)
		}
		if err != nil || !maps.Equal(metadata, first.Metadata) {
			t.Errorf("%q: metadata %q, want %q, %v", text, first.Metadata, metadata, err)
		}
		size := int64(0)
		for _, info := range first.Tensors {
			size += info.Size
		}
		if most := int64(len(b)) - 10; size > most {
			t.Errorf("%d bytes of data, want at most %d", size, most)
		}
		if _, err := first.Sum(""); err != nil {
			t.Error(err)
		}
		var again bytes.Buffer
		tensors := contents(t, first)
		if err := safetensors.Write(&again, tensors, first.Metadata); err != nil {
			t.Fatal(err)
		}
		second, err := open(again.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		var third bytes.Buffer
		if err := safetensors.Write(&third, contents(t, second), second.Metadata); err != nil {
			t.Fatal(err)
		}
		if len(second.Tensors) != len(tensors) || !bytes.Equal(again.Bytes(), third.Bytes()) {
			t.Errorf("%q becomes %q", again.Bytes(), third.Bytes())
		}
	})
}

// contents are the tensors of a file that can be read.
func contents(t *testing.T, f *safetensors.File) []safetensors.Tensor {
	var list []safetensors.Tensor
	for _, info := range f.Tensors {
		switch info.DType {
		case safetensors.F32:
			list = append(list, content[float32](t, f, info))
		case safetensors.F64:
			list = append(list, content[float64](t, f, info))
		default:
			if err := safetensors.Read(f, info.Name, []float32{}); err == nil {
				t.Errorf("%s is read as F32", info.DType)
			}
		}
	}
	return list
}

func content[T safetensors.Float](t *testing.T, f *safetensors.File, info safetensors.Info) safetensors.Tensor {
	data := make([]T, info.Len())
	if err := safetensors.Read(f, info.Name, data); err != nil {
		t.Fatal(err)
	}
	return safetensors.Of(info.Name, data, info.Shape...)
}

// TestWriteErrors wants no byte written of what makes no file.
func TestWriteErrors(t *testing.T) {
	x := []float32{1, 2}
	for _, c := range []struct {
		tensors  []safetensors.Tensor
		metadata map[string]string
		want     string
	}{
		{[]safetensors.Tensor{{}}, nil, "not made by Of"},
		{[]safetensors.Tensor{safetensors.Of("__metadata__", x, 2)}, nil, "name is that of the metadata"},
		{[]safetensors.Tensor{safetensors.Of("\xff", x, 2)}, nil, "not UTF-8"},
		{[]safetensors.Tensor{safetensors.Of("a", x, 2), safetensors.Of("a", []float64{1}, 1)}, nil, `tensor "a": another has its name`},
		{[]safetensors.Tensor{safetensors.Of("a", x, 3)}, nil, `tensor "a": 2 elements, want 3`},
		{[]safetensors.Tensor{safetensors.Of("a", x)}, nil, "2 elements, want 1"},
		{[]safetensors.Tensor{safetensors.Of("a", x, -1, -2)}, nil, "negative"},
		{[]safetensors.Tensor{safetensors.Of("a", x, math.MaxInt, 4)}, nil, "too many elements"},
		{nil, map[string]string{"k": "\xff"}, `metadata "k" is not UTF-8`},
	} {
		var b bytes.Buffer
		err := safetensors.Write(&b, c.tensors, c.metadata)
		if err == nil || !strings.Contains(err.Error(), c.want) || b.Len() > 0 {
			t.Errorf("error %v after %d bytes, want %q after none", err, b.Len(), c.want)
		}
	}
}

// TestLarge moves tensors of more than one piece, in both types.
func TestLarge(t *testing.T) {
	a, b := make([]float32, 1<<15+3), make([]float64, 1<<14+1)
	for i := range a {
		a[i] = float32(i)
	}
	for i := range b {
		b[i] = -float64(i)
	}
	var w bytes.Buffer
	if err := safetensors.Write(&w, []safetensors.Tensor{safetensors.Of("a", a, len(a)), safetensors.Of("b", b, 1, len(b))}, nil); err != nil {
		t.Fatal(err)
	}
	f, err := open(w.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	gotA, gotB := make([]float32, len(a)), make([]float64, len(b))
	if err := errors.Join(safetensors.Read(f, "a", gotA), safetensors.Read(f, "b", gotB)); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a, gotA) || !slices.Equal(b, gotB) {
		t.Error("tensors change on their way")
	}
}

// limited fails after n bytes.
type limited struct{ n int }

func (l *limited) Write(p []byte) (int, error) {
	if l.n -= len(p); l.n < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

// TestFailingWriter wants the writer's error and the tensor's name.
func TestFailingWriter(t *testing.T) {
	tensors, metadata := goldenTensors()
	for n, want := range map[int]string{0: "header", len(golden()) - 32: `tensor "scalar"`, len(golden()) - 1: `tensor "matrix"`} {
		err := safetensors.Write(&limited{n}, tensors, metadata)
		if !errors.Is(err, io.ErrShortWrite) || !strings.Contains(err.Error(), want) {
			t.Errorf("after %d bytes: error %v, want %q", n, err, want)
		}
	}
}
