package safetensors_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"weft.example/engine/safetensors"
)

// TestSum wants one sum of what is written and of the file, whatever the order, and
// another of whatever differs.
func TestSum(t *testing.T) {
	x, y := []float32{1, 2}, []float64{3}
	a, b := safetensors.Of("a", x, 2), safetensors.Of("b", y, 1)
	type tensors = []safetensors.Tensor
	metadata := map[string]string{"k": "v", "sum": "?"}
	want := safetensors.Sum(tensors{a, b}, metadata, "sum")

	for _, same := range []tensors{{a, b}, {b, a}} {
		var file bytes.Buffer
		if err := safetensors.Write(&file, same, map[string]string{"sum": "!", "k": "v"}); err != nil {
			t.Fatal(err)
		}
		f, err := open(file.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := f.Sum("sum"); got != want || err != nil {
			t.Errorf("the file's sum is %#x, %v, want %#x", got, err, want)
		}
		if got := safetensors.Sum(same, metadata, "sum"); got != want {
			t.Errorf("the sum is %#x, want %#x", got, want)
		}
	}

	seen := map[uint64]string{want: "what it was"}
	for name, c := range map[string]struct {
		tensors  tensors
		metadata map[string]string
	}{
		"a name":              {tensors{safetensors.Of("A", x, 2), b}, metadata},
		"a shape":             {tensors{safetensors.Of("a", x, 2, 1), b}, metadata},
		"a type":              {tensors{a, safetensors.Of("b", []float32{0, 2.125}, 1)}, metadata},
		"a number":            {tensors{safetensors.Of("a", []float32{1, -2}, 2), b}, metadata},
		"swapped data":        {tensors{safetensors.Of("a", []float32{2, 1}, 2), b}, metadata},
		"one tensor less":     {tensors{a}, metadata},
		"a text":              {tensors{a, b}, map[string]string{"k": "V"}},
		"a key":               {tensors{a, b}, map[string]string{"K": "v"}},
		"a border in between": {tensors{a, b}, map[string]string{"kv": ""}},
		"one key less":        {tensors{a, b}, nil},
		"one key more":        {tensors{a, b}, map[string]string{"k": "v", "l": ""}},
	} {
		sum := safetensors.Sum(c.tensors, c.metadata, "sum")
		if other, ok := seen[sum]; ok {
			t.Errorf("the sum with %s is that with %s", name, other)
		}
		seen[sum] = name
	}
}

// TestSumOtherTypes wants the data of a type that is not read here summed too, over more
// than one piece.
func TestSumOtherTypes(t *testing.T) {
	const n = 1<<17 + 5
	b := file(fmt.Sprintf(`{"t":{"dtype":"U8","shape":[%d],"data_offsets":[0,%[1]d]}}`, n), n)
	sums := map[uint64]int{}
	for _, i := range []int{0, 1, 1 << 16, 1<<16 + 1, n} {
		b[len(b)-max(i, 1)] ^= byte(min(i, 1))
		f, err := open(b)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := f.Sum("")
		if err != nil {
			t.Fatal(err)
		}
		if j, ok := sums[sum]; ok {
			t.Errorf("flips of the bytes %d and %d from the end have one sum", i, j)
		}
		sums[sum] = i
	}
}

// TestAligned wants the data to begin on a multiple of 8 bytes, behind spaces, whatever
// the length of what the header says.
func TestAligned(t *testing.T) {
	for n := range 17 {
		var b bytes.Buffer
		note := strings.Repeat("x", n)
		if err := safetensors.Write(&b, []safetensors.Tensor{safetensors.Of("a", []float64{1})}, map[string]string{"note": note}); err != nil {
			t.Fatal(err)
		}
		header := strings.TrimRight(string(b.Bytes()[8:b.Len()-8]), " ")
		if start := b.Len() - 8; start%8 != 0 || start-8-len(header) > 7 || !strings.HasSuffix(header, "}}") {
			t.Errorf("a note of %d: the data begin at byte %d, after a header %q", n, start, header)
		}
		if f, err := open(b.Bytes()); err != nil || f.Metadata["note"] != note {
			t.Errorf("a note of %d: %v, %v", n, f, err)
		}
	}
}

// TestEscapes wants names and texts as they were written, and as another program may
// escape them.
func TestEscapes(t *testing.T) {
	const odd = "\"\\/\b\f\n\r\t\x00\x7fé\u2028😀<&>"
	var b bytes.Buffer
	if err := safetensors.Write(&b, []safetensors.Tensor{safetensors.Of(odd, []float64{1})}, map[string]string{odd: odd}); err != nil {
		t.Fatal(err)
	}
	escaped := `"\"\\\/\b\f\n\r\t\u0000\u007F\u00e9\u2028\ud83D\uDE00\u003c&\u003E"`
	for _, f := range [][]byte{b.Bytes(), file(`{"__metadata__":{`+escaped+`:`+escaped+`},`+escaped+`:{"\u0064type":"F64","shape":[ ],"data_offsets":[0,8]}}`, 8)} {
		got, err := open(f)
		if err != nil {
			t.Errorf("%q: %v", f, err)
		} else if _, ok := got.Lookup(odd); !ok || len(got.Metadata) != 1 || got.Metadata[odd] != odd {
			t.Errorf("%q: metadata %q, tensors %q", f, got.Metadata, got.Tensors)
		}
	}
}

// TestMetadataLimit wants as many texts as there may be, and no more.
func TestMetadataLimit(t *testing.T) {
	metadata := map[string]string{}
	for i := range safetensors.MaxMetadata {
		metadata[fmt.Sprint(i)] = ""
	}
	var b bytes.Buffer
	if err := safetensors.Write(&b, nil, metadata); err != nil {
		t.Fatal(err)
	}
	if f, err := open(b.Bytes()); err != nil || len(f.Metadata) != safetensors.MaxMetadata {
		t.Errorf("Open: %v", err)
	}
	metadata["one more"] = ""
	if err := safetensors.Write(&b, nil, metadata); err == nil || !strings.Contains(err.Error(), "50001 texts, want at most 50000") {
		t.Errorf("Write: error %v", err)
	}
	more := strings.Replace(b.String(), `{"__metadata__":{`, `{"__metadata__":{"x":"",`, 1)
	if _, err := open(file(more[8:], 0)); err == nil || !strings.Contains(err.Error(), "50001 texts, want at most 50000") {
		t.Errorf("Open: error %v", err)
	}
}
