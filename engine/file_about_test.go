package engine

import (
	"bytes"
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"weft.example/engine/safetensors"
	"weft.example/kernels"
)

// aboutNetwork is 2-3 with everything told, among it what lists and JSON could mistake.
func aboutNetwork[T kernels.Float](t *testing.T) (*Network[T], About) {
	t.Helper()
	net, err := New[T](kernels.Best(), 2, Layer{Units: 3, Act: kernels.Identity})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	about := About{
		Loss:       SoftmaxCrossEntropy.String(),
		Classes:    []string{"a, b", `"<é>"`, ""},
		Columns:    []string{"x\ny", "]"},
		InputShift: []float64{0.1, -1e300},
		InputScale: []float64{math.SmallestNonzeroFloat64, 1.0 / 3},
		Keys:       map[string]string{"note": "mine", "": "", "weft": "no prefix"},
	}
	if err := net.SetAbout(about); err != nil {
		t.Fatal(err)
	}
	return net, about
}

// TestAboutFiles wants all that is told back from a model file and from a checkpoint, of a
// network saved again too.
func TestAboutFiles(t *testing.T) {
	t.Run("float32", testAboutFiles[float32])
	t.Run("float64", testAboutFiles[float64])
}

func testAboutFiles[T kernels.Float](t *testing.T) {
	net, want := aboutNetwork[T](t)
	path := filepath.Join(t.TempDir(), "net.safetensors")
	for range 2 {
		if err := net.Save(path); err != nil {
			t.Fatal(err)
		}
		var err error
		if net, err = Load[T](kernels.Best(), path); err != nil {
			t.Fatal(err)
		}
		if got := net.About(); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
	}
	if err := SaveCheckpoint(path, net, newOptimizer(t, net, Rule{Method: Momentum, Beta1: 0.9}), 7); err != nil {
		t.Fatal(err)
	}
	other, err := New[T](kernels.Best(), 2, Layer{Units: 3, Act: kernels.Identity})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := LoadCheckpoint(path, other, newOptimizer(t, other, Rule{Method: Momentum, Beta1: 0.9})); err != nil {
		t.Fatal(err)
	}
	if got := other.About(); !reflect.DeepEqual(got, want) {
		t.Errorf("from a checkpoint %+v, want %+v", got, want)
	}
}

// TestAboutIsCopied changes what was given and what is returned, and finds the network's as it was.
func TestAboutIsCopied(t *testing.T) {
	net, given := aboutNetwork[float32](t)
	_, want := aboutNetwork[float32](t)
	for _, a := range []About{given, net.About(), net.Clone().About()} {
		a.Classes[0], a.Columns[0], a.InputShift[0], a.InputScale[0], a.Keys["note"] = "other", "other", 9, 9, "other"
	}
	if got := net.About(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestAboutErrors wants what does not fit refused, by what it is, and nothing changed.
func TestAboutErrors(t *testing.T) {
	net, want := aboutNetwork[float32](t)
	for _, c := range []struct {
		about About
		want  string
	}{
		{About{Loss: "hinge"}, `loss "hinge", want cross-entropy, `},
		{About{Loss: CrossEntropy.String()}, "output activation identity, want sigmoid"},
		{About{Classes: []string{"a", "b"}}, "names of 2 classes, want 3"},
		{About{Columns: []string{"a"}}, "names of 1 columns, want 2"},
		{About{Columns: []string{"a", "\xff"}}, `"\xff" is not UTF-8`},
		{About{InputShift: []float64{1, 2}}, "shifts of 2 inputs and scales of 0, want 2"},
		{About{InputShift: []float64{1, math.NaN()}, InputScale: []float64{1, 1}}, "input 1 has shift NaN"},
		{About{InputShift: []float64{1, 2}, InputScale: []float64{1, 0}}, "input 1 has scale 0"},
		{About{InputShift: []float64{1, 2}, InputScale: []float64{math.Inf(1), 1}}, "input 0 has scale +Inf"},
		{About{Keys: map[string]string{"weft.note": ""}}, `key "weft.note", want`},
		{About{Keys: map[string]string{"format": "pt"}}, `key "format", want`},
		{About{Keys: map[string]string{"note": "\xff"}}, `key "note" or its text is not UTF-8`},
	} {
		err := net.SetAbout(c.about)
		if err == nil || !strings.HasPrefix(err.Error(), "engine: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want %q", c.about, err, c.want)
		}
		if got := net.About(); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v after an error, want %+v", got, want)
		}
	}
}

// TestAboutBadFiles puts other texts in the place of a file's, each of which is an error that names
// its key.
func TestAboutBadFiles(t *testing.T) {
	net, _ := aboutNetwork[float32](t)
	for _, c := range []struct{ key, text, want string }{
		{"weft.loss", "hinge", `loss "hinge"`},
		{"weft.classes", `["a","b"]`, "names of 2 classes"},
		{"weft.classes", `["a","b","c","d"]`, `"weft.classes" have`},
		{"weft.classes", `{"a":"b"}`, `"weft.classes" have`},
		{"weft.classes", `["a","b",1]`, `"weft.classes" have`},
		{"weft.columns", `["a",["b"]]`, `"weft.columns" have`},
		{"weft.columns", `["a","b"] []`, `"weft.columns" have`},
		{"weft.columns", `["a","b"`, `"weft.columns" have`},
		{"weft.columns", `[]`, `"weft.columns" have`},
		{"weft.columns", "[`a`,\"b\"]", `"weft.columns" have`},
		{"weft.columns", `["a","b",]`, `"weft.columns" have`},
		{"weft.columns", `["a" "b"]`, `"weft.columns" have`},
		{"weft.columns", `"a","b"`, `"weft.columns" have`},
		{"weft.shift", "1", `"weft.shift" have 1 numbers, want 2`},
		{"weft.shift", "1,two", `"weft.shift" have "two"`},
		{"weft.shift", "1,NaN", "input 1 has shift NaN"},
		{"weft.scale", "1,0", "input 1 has scale 0"},
	} {
		metadata := net.describe()
		metadata[c.key] = c.text
		var b bytes.Buffer
		if err := safetensors.Write(&b, net.tensors(safetensors.DTypeOf[float32]()), metadata); err != nil {
			t.Fatal(err)
		}
		_, err := ReadNetwork[float32](kernels.Best(), bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s of %s: error %v, want %q", c.key, c.text, err, c.want)
		}
	}
}

// TestAboutSpaced reads lists that have spaces, as other programs write them.
func TestAboutSpaced(t *testing.T) {
	net, want := aboutNetwork[float32](t)
	metadata := net.describe()
	metadata[keyColumns] = " [ \"x\\ny\" ,\n\"\\u005d\" ] "
	var b bytes.Buffer
	if err := writeSummed(&b, net.tensors(safetensors.DTypeOf[float32]()), metadata); err != nil {
		t.Fatal(err)
	}
	got, err := ReadNetwork[float32](kernels.Best(), bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil || !reflect.DeepEqual(got.About(), want) {
		t.Errorf("%v, error %v, want %v", got, err, want)
	}
}

// TestAboutSummed changes a letter of a class's name in a file: the checksum finds it.
func TestAboutSummed(t *testing.T) {
	net, _ := aboutNetwork[float32](t)
	var b bytes.Buffer
	if _, err := net.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	file := bytes.Replace(b.Bytes(), []byte("a, b"), []byte("a, c"), 1)
	_, err := ReadNetwork[float32](kernels.Best(), bytes.NewReader(file), int64(len(file)))
	if err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("error %v, want that the file is damaged", err)
	}
}

// TestParseLoss wants the loss of each name, and of no other.
func TestParseLoss(t *testing.T) {
	for l := range NumLosses {
		if got, err := ParseLoss(l.String()); err != nil || got != l {
			t.Errorf("%q: %v, %v", l.String(), got, err)
		}
	}
	for _, name := range []string{"", "unknown", "Mean square"} {
		if got, err := ParseLoss(name); err == nil {
			t.Errorf("%q is %v, want an error", name, got)
		}
	}
}

// TestAboutHeavy has files whose lists are long in few bytes: reading one takes memory in proportion.
func TestAboutHeavy(t *testing.T) {
	const inputs = 1 << 17
	net, err := New[float32](kernels.Best(), inputs, Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	names := "[" + strings.Repeat(`"",`, inputs)[:3*inputs-1] + "]"
	numbers := strings.Repeat("1,", inputs)[:2*inputs-1]
	for what, told := range map[string]map[string]string{
		"names":         {keyColumns: names},
		"commas":        {keyColumns: `["` + strings.Repeat(",", 4*inputs) + `"`},
		"lists":         {keyColumns: strings.Repeat("[", 4*inputs)},
		"others' names": {keyClasses: names},
		"scaling":       {keyShift: numbers, keyScale: numbers},
		"more numbers":  {keyShift: numbers + strings.Repeat(",1", 4*inputs)},
	} {
		metadata := net.describe()
		for key, text := range told {
			metadata[key] = text
		}
		var b bytes.Buffer
		if err := safetensors.Write(&b, net.tensors(safetensors.DTypeOf[float32]()), metadata); err != nil {
			t.Fatal(err)
		}
		good := what == "names" || what == "scaling"
		wantProportion(t, b.Bytes(), func() {
			if _, err := ReadNetwork[float32](kernels.Best(), bytes.NewReader(b.Bytes()), int64(b.Len())); (err == nil) != good {
				t.Errorf("%s: error %v", what, err)
			}
		})
	}
}

// TestAboutRunes has a name of all runes up to U+3000 and one beyond 16 bits, and finds it in the file.
func TestAboutRunes(t *testing.T) {
	net, about := aboutNetwork[float32](t)
	name := "\U0001f600"
	for r := range rune(0x3000) {
		name += string(r)
	}
	about.Columns[1] = name
	if err := net.SetAbout(about); err != nil {
		t.Fatal(err)
	}
	file := contents(t, net)
	got, err := ReadNetwork[float32](kernels.Best(), bytes.NewReader(file), int64(len(file)))
	if err != nil || got.About().Columns[1] != name {
		t.Errorf("another name, error %v", err)
	}
}
