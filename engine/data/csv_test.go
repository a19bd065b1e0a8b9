package data_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"weft.example/engine"
	"weft.example/engine/data"
	"weft.example/kernels"
)

func TestParseCSV(t *testing.T) {
	t.Run("float32", testParseCSV[float32])
	t.Run("float64", testParseCSV[float64])
}

func testParseCSV[T kernels.Float](t *testing.T) {
	for _, c := range []struct {
		name, text string
		csv        data.CSV
		want       data.Table[T]
	}{
		{"plain", "a,b\n1,2\n-3.5,1e3\n", data.CSV{},
			data.Table[T]{Columns: []string{"a", "b"}, Data: engine.Data[T]{N: 2, X: []T{1, 2, -3.5, 1000}}}},
		{"mark, CRLF, spaces, quotes, empty lines, no last line's end", "\xef\xbb\xbf a ,\"b, c\"\r\n\r\n 1 ,\"2\"\r\n\r\n3,4", data.CSV{},
			data.Table[T]{Columns: []string{"a", "b, c"}, Data: engine.Data[T]{N: 2, X: []T{1, 2, 3, 4}}}},
		{"no header, semicolons", "1;2;x\n3;4;y\n", data.CSV{NoHeader: true, Comma: ';', Label: "2"},
			data.Table[T]{Columns: []string{"0", "1"}, Classes: []string{"x", "y"}, Data: engine.Data[T]{N: 2, X: []T{1, 2, 3, 4}, Labels: engine.Labels[T]{Classes: []int{0, 1}}}}},
		{"chosen columns, classes in order", "id,y,a,b\nq,red,1,2\nr,blue,3,4\ns, red ,5,6\n", data.CSV{Label: "y", Columns: []string{"b", "a"}},
			data.Table[T]{Columns: []string{"b", "a"}, Classes: []string{"blue", "red"}, Data: engine.Data[T]{N: 3, X: []T{2, 1, 4, 3, 6, 5}, Labels: engine.Labels[T]{Classes: []int{1, 0, 1}}}}},
		{"numbers as classes", "a,y\n1,10\n1,9\n1,-1\n", data.CSV{Label: "y"},
			data.Table[T]{Columns: []string{"a"}, Classes: []string{"-1", "9", "10"}, Data: engine.Data[T]{N: 3, X: []T{1, 1, 1}, Labels: engine.Labels[T]{Classes: []int{2, 1, 0}}}}},
		{"given classes", "a,y\n1,n\n1,NA\n", data.CSV{Label: "y", Classes: []string{"y", "NA", "n"}},
			data.Table[T]{Columns: []string{"a"}, Classes: []string{"y", "NA", "n"}, Data: engine.Data[T]{N: 2, X: []T{1, 1}, Labels: engine.Labels[T]{Classes: []int{2, 1}}}}},
		{"amounts", "y,a\n2.5,1\n-1,0\n", data.CSV{Label: "y", Amounts: true},
			data.Table[T]{Columns: []string{"a"}, Data: engine.Data[T]{N: 2, X: []T{1, 0}, Labels: engine.Labels[T]{Values: []T{2.5, -1}}}}},
	} {
		got, err := data.ParseCSV[T](strings.NewReader(c.text), c.csv)
		if err != nil || !reflect.DeepEqual(*got, c.want) {
			t.Errorf("%s: %+v, error %v, want %+v", c.name, got, err, c.want)
		}
	}
}

// TestMissing wants each text that stands for a missing value kept as NaN, or refused with its place.
func TestMissing(t *testing.T) {
	for _, text := range []string{"", " ", "NA", "N/A", "NaN", "nan", "null", "?"} {
		file := "a,b\n1,2\n3," + text + "\n"
		got, err := data.ParseCSV[float64](strings.NewReader(file), data.CSV{KeepMissing: true})
		if err != nil || got.Data.N != 2 || !math.IsNaN(got.Data.X[3]) || got.Data.X[2] != 3 {
			t.Errorf("%q: %v, error %v", text, got, err)
		}
		want := fmt.Sprintf("line 3: column \"b\": %q, a missing value", strings.TrimSpace(text))
		if got, err := data.ParseCSV[float64](strings.NewReader(file), data.CSV{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, error %v, want %q", text, got, err, want)
		}
	}
	got, err := data.ParseCSV[float64](strings.NewReader("a\n-\n"), data.CSV{KeepMissing: true, Missing: []string{"-"}})
	if err != nil || !math.IsNaN(got.Data.X[0]) {
		t.Errorf("%v, error %v, want NaN of a text that is given", got, err)
	}
}

func TestCSVErrors(t *testing.T) {
	label := data.CSV{Label: "y"}
	for _, c := range []struct {
		text string
		csv  data.CSV
		want string
	}{
		{"", data.CSV{}, "no lines"},
		{"\n\n", data.CSV{}, "no lines"},
		{"a,b\n", data.CSV{}, "no examples"},
		{"a,b,a\n1,2,3\n", data.CSV{}, `column "a" is both field 1 and field 3`},
		{"a,b\n1,2\n", label, `no column "y", want one of ["a" "b"]`},
		{"a,y\n1,2\n", data.CSV{Label: "y", Columns: []string{"c"}}, `no column "c"`},
		{"a,y\n1,2\n", data.CSV{Label: "y", Columns: []string{"a", "y"}}, `no column "y"`},
		{"a,b\n1,2\n", data.CSV{Columns: []string{"a", "a"}}, `no column "a"`},
		{"y\n1\n", label, "no columns of inputs"},
		{"x;y\n1;2\n", data.CSV{Label: "x;y"}, `beside the label "x;y", want at least 1: is ',' what separates fields?`},
		{"a,b\n1,2\n3\n", data.CSV{}, "line 3: wrong number of fields"},
		{"a,b\n1,2\n3,4,5\n", data.CSV{}, "line 3: wrong number of fields"},
		{"a,b\n1,\"2\n", data.CSV{}, "extraneous or missing \""},
		{"a,b\n\n1,two\n", data.CSV{}, `line 3: column "b": "two", want a finite number in float32`},
		{"a,b\n\"1\n\",2\n1,+Inf\n", data.CSV{}, `line 4: column "b": "+Inf", want a finite number`},
		{"a\n1e39\n", data.CSV{}, `line 2: column "a": "1e39", want a finite number in float32`},
		{"a\n1,5\n", data.CSV{Comma: ';'}, `line 2: column "a": "1,5"`},
		{"a,y\n1,\n", label, `line 2: column "y": "", a missing value, want a class`},
		{"a,y\n1,?\n", data.CSV{Label: "y", KeepMissing: true}, `line 2: column "y": "?", a missing value`},
		{"a,y\n1,?\n", data.CSV{Label: "y", Amounts: true, KeepMissing: true}, `line 2: column "y": "?", a missing value, want a number`},
		{"a,y\n1,c\n", data.CSV{Label: "y", Classes: []string{"a", "b"}}, `line 2: column "y": class "c", want one of ["a" "b"]`},
		{"a,y\n1,a\n", data.CSV{Label: "y", Classes: []string{"a", "a"}}, `class "a" is given twice`},
		{"a\n1\n", data.CSV{Comma: '"'}, "invalid field or comment delimiter"},
		{"\xff\xfea\x00\n\x00", data.CSV{}, "UTF-16"},
		{"\xfe\xff\x00a\x00\n", data.CSV{}, "UTF-16"},
	} {
		got, err := data.ParseCSV[float32](strings.NewReader(c.text), c.csv)
		if err == nil || got != nil || !strings.HasPrefix(err.Error(), "data: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, error %v, want %q", c.text, got, err, c.want)
		}
	}
}

// TestReadCSV wants a file's name in an error.
func TestReadCSV(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.csv")
	if _, err := data.ReadCSV[float32](path, data.CSV{}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want one that names %s", err, path)
	}
	if err := os.WriteFile(path, []byte("a\none\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := data.ReadCSV[float32](path, data.CSV{}); err == nil || !strings.Contains(err.Error(), path+": line 2") {
		t.Errorf("error %v, want one that names %s and line 2", err, path)
	}
	if err := os.WriteFile(path, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := data.ReadCSV[float32](path, data.CSV{}); err != nil || got.Data.N != 1 {
		t.Errorf("%v, error %v", got, err)
	}
}

// FuzzCSV reads any text: it is refused, or the table is of one shape with finite numbers and known classes, and
// with its classes given reads the same.
func FuzzCSV(f *testing.F) {
	f.Add("a,b,y\n1,2,x\n3,NaN,y\n", true, false)
	f.Add("\xef\xbb\xbf0;1;y\r\n\"1\";1e999;0\r\n", false, true)
	f.Add("y,a\n0x1p-2,1_0\nInf,nan\n", true, true)
	f.Add("y,,\n\" \",-0,\n", true, false)
	f.Fuzz(func(t *testing.T, text string, keep, noHeader bool) {
		c := data.CSV{KeepMissing: keep, NoHeader: noHeader, Label: "y"}
		if noHeader {
			c.Label = "0"
		}
		got, err := data.ParseCSV[float32](strings.NewReader(text), c)
		if err != nil {
			if got != nil || !strings.HasPrefix(err.Error(), "data: ") {
				t.Fatalf("%v beside the error %v", got, err)
			}
			return
		}
		d := got.Data
		if d.N < 1 || len(got.Columns) < 1 || len(d.X) != d.N*len(got.Columns) || len(d.Labels.Classes) != d.N || len(d.X) > len(text) {
			t.Fatalf("%d examples of %d columns: %d numbers, %d labels", d.N, len(got.Columns), len(d.X), len(d.Labels.Classes))
		}
		for i, v := range d.X {
			if v := float64(v); math.IsInf(v, 0) || math.IsNaN(v) && !keep {
				t.Fatalf("number %d is %v", i, v)
			}
		}
		for i, class := range d.Labels.Classes {
			if class < 0 || class >= len(got.Classes) {
				t.Fatalf("example %d has class %d of %q", i, class, got.Classes)
			}
		}
		c.Classes = got.Classes
		again, err := data.ParseCSV[float32](strings.NewReader(text), c)
		if err != nil || fmt.Sprint(again) != fmt.Sprint(got) {
			t.Fatalf("%v, error %v, with its classes given; want %v", again, err, got)
		}
	})
}
