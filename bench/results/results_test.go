package results

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func example() *Report {
	return &Report{Schema: Schema, Rows: []Row{
		{Group: "gemm", ISA: "avx2", Type: "float32", Case: "square-64", Shape: "64x64x64", Impl: "weft", Workers: 2, Seconds: []float64{2e-6, 1e-6, 3e-6}, Work: 4e3, Unit: "FLOP", Peak: 1e9, Allocs: -1},
		{Group: "elementwise", Case: "copy", Shape: "L1", Impl: "naive", Seconds: []float64{1}, Work: 8e6, Unit: "B", Allocs: 2},
		{Group: "train", Case: "iris", Shape: "4-3", Impl: "weft", Seconds: []float64{2, 1}, Work: 120, Unit: "examples", Allocs: -1, Series: []Series{
			{Name: "loss", By: "epoch", At: []int{3, 4}, Values: []float64{0.5, 0.25}},
			{Name: "validation loss", By: "epoch", At: []int{3, 4}, Values: []float64{0.625, 0.75}},
			{Name: "cost", By: "update", At: []int{1}, Values: []float64{7}},
		}},
	}}
}

func TestName(t *testing.T) {
	r := example().Rows[0]
	if got, want := r.Name(), "gemm/isa=avx2/type=float32/case=square-64/shape=64x64x64/impl=weft/workers=2"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := r.Rate(); got != 4e3/2e-6 {
		t.Errorf("rate %g", got)
	}
}

// TestSpread wants the whole range of seven rounds, and no end to that of three.
func TestSpread(t *testing.T) {
	seven := Row{Seconds: []float64{5, 1, 2, 3, 4, 6, 8}}.Spread()
	if seven.Center != 4 || seven.Lo != 1 || seven.Hi != 8 || Percent(seven) != 100 {
		t.Errorf("%+v, %g %%", seven, Percent(seven))
	}
	if p := Percent(example().Rows[0].Spread()); !math.IsInf(p, 1) {
		t.Errorf("three rounds: %g %%", p)
	}
}

func TestSteadiness(t *testing.T) {
	peaks := func(peaks ...float64) (rows []Row) {
		for _, p := range peaks {
			rows = append(rows, Row{Type: "float32", Peak: p * 1e9})
		}
		return rows
	}
	if got := Steadiness(peaks(100, 96, 0, 98)); len(got) != 0 || got == nil {
		t.Errorf("4 %%: %#v", got)
	}
	if got := Steadiness(peaks(98, 100, 94)); len(got) != 1 || !strings.Contains(got[0], "6 %") || !strings.Contains(got[0], "from 94 to 100") {
		t.Errorf("6 %%: %q", got)
	}
	if got := Steadiness([]Row{{Type: "float32", Peak: 90e9, PeakBest: 100e9}}); len(got) != 1 || !strings.Contains(got[0], "10 %") {
		t.Errorf("one row: %q", got)
	}
	rows := slices.Repeat([]Row{{Seconds: []float64{1, 1, 1, 1, 1, 1, 1}}, {Seconds: []float64{1, 9}}}, 10)
	rows[0].Seconds, rows[2].Seconds = []float64{1, 1, 1, 1, 1, 1, 2}, []float64{1, 1, 1, 1, 1, 1, 2}
	if got := Steadiness(rows); len(got) != 0 {
		t.Errorf("a tenth of unsure rows: %q", got)
	}
	rows[4].Seconds = rows[0].Seconds
	if got := Steadiness(rows); len(got) != 1 || !strings.Contains(got[0], "3 of 20 medians") {
		t.Errorf("more than a tenth of unsure rows: %q", got)
	}
	other := append(peaks(100), Row{Type: "float64", Peak: 50e9})
	if got := Steadiness(other); len(got) != 0 {
		t.Errorf("two types: %q", got)
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	want := example()
	if err := want.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	got, err := ReadJSON(&b)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, error %v", got, err)
	}
	if _, err := ReadJSON(strings.NewReader(`{"schema":"weft-bench/0"}`)); err != nil {
		t.Errorf("another version: %v", err)
	}
	for _, text := range []string{"", "{", "[]", `{"schema":"weft"}`, `{"schema":"weft-benchmark/1"}`, `{"schema":"weft-bench/1","rows":[{"seconds":[1,0]}]}`, `{"schema":"weft-bench/1","rows":1}`} {
		if _, err := ReadJSON(strings.NewReader(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

// TestBenchstat wants a line for each round, with units that benchstat knows.
func TestBenchstat(t *testing.T) {
	var b bytes.Buffer
	if err := example().WriteBenchstat(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"BenchmarkGemm/isa=avx2/type=float32/case=square-64/shape=64x64x64/impl=weft/workers=2 1 2000 ns/op 2 GFLOPS\n",
		" 1 1e+09 ns/op 8 MB/s 2 allocs/op\n",
		"/workers=0 1 2e+09 ns/op 60 examples/s 0.5 loss 0.625 validation-loss\n",
		" 1 1e+09 ns/op 120 examples/s 0.25 loss 0.75 validation-loss\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

// TestCSV wants a line for each row, and one for each point of its series.
func TestCSV(t *testing.T) {
	var b bytes.Buffer
	if err := example().WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, line := range lines {
		got = append(got, strings.Join(append([]string{line[0]}, line[len(columns):]...), " "))
	}
	want := []string{"group series by at value", "gemm    ", "elementwise    ", "train    ", "train loss epoch 3 0.5", "train loss epoch 4 0.25",
		"train validation loss epoch 3 0.625", "train validation loss epoch 4 0.75", "train cost update 1 7"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestDocument wants each field of JSON and each column of CSV described.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/bench-results.md")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, v := range []any{Report{}, Machine{}, Cache{}, Peer{}, Row{}, Series{}, Comparison{}, Change{}} {
		for i := range reflect.TypeOf(v).NumField() {
			if name, _, _ := strings.Cut(reflect.TypeOf(v).Field(i).Tag.Get("json"), ","); name != "-" {
				names = append(names, name)
			}
		}
	}
	for _, c := range columns {
		names = append(names, c.name)
	}
	for _, c := range pointColumns {
		names = append(names, c.name)
	}
	for _, name := range append(names, Schema) {
		if !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("docs/bench-results.md does not describe %s", name)
		}
	}
}
