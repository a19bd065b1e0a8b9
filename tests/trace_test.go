//go:build !race

// The race detector makes 1000 updates take a minute.

package tests_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"strconv"
	"testing"

	"weft.example/bench"
	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// trace is testdata/breast_cancer_trace.json, a training run computed in numpy.
type trace struct {
	Updates                     int
	Rate                        float64
	Mean, Std                   []float64       // of each feature of the training examples
	Costs                       map[int]float64 // before update 0, 100, …; the last is after all
	TrainAccuracy, TestAccuracy float64
	Init, Final                 map[string][]float64 // parameters: "W1", "b1", "W2", …
}

func readTrace(t *testing.T) (*trace, *bench.Dataset) {
	t.Helper()
	data, err := bench.BreastCancer()
	if err != nil {
		t.Fatal(err)
	}
	return readJSON[*trace](t, "testdata/breast_cancer_trace.json"), data
}

// TestTraceStandardisation shifts and scales the published values by the trace's
// mean and deviation, and finds the examples that bench has made of them.
func TestTraceStandardisation(t *testing.T) {
	want, data := readTrace(t)
	values, split := readCSV(t, "../bench/data/breast_cancer.csv")[1:], readCSV(t, "../bench/data/breast_cancer_split.csv")
	if len(want.Mean) != data.Features || len(want.Std) != data.Features {
		t.Fatalf("%d means and %d deviations, want %d", len(want.Mean), len(want.Std), data.Features)
	}
	for i, e := range []bench.Examples{data.Train, data.Test} {
		numbers := split[i][1:]
		if len(numbers) != e.N {
			t.Fatalf("%d examples, want %d", e.N, len(numbers))
		}
		for row, number := range numbers {
			n := int(parse(t, number))
			for j, mean := range want.Mean {
				got, w := e.X[row*data.Features+j], (parse(t, values[n][j])-mean)/want.Std[j]
				if !(math.Abs(got-w) <= 1e-12) { // a mean of 426 values, rounded in two ways
					t.Errorf("example %d, feature %d: %v, want %v", n, j, got, w)
				}
			}
		}
	}
}

// TestTrace trains the network of the trace from its first parameters to its
// last, in the same steps. The Go reference, which takes 2 ms for a step, stops
// early unless it is alone.
func TestTrace(t *testing.T) {
	want, data := readTrace(t)
	sets := kernels.Available()
	for i, set := range sets {
		updates := want.Updates
		if i == 0 && len(sets) > 1 {
			updates = 300
		}
		for _, n := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s/workers%d", set.Name, n), func(t *testing.T) {
				t.Parallel()
				net, err := engine.New[float64](set, data.Features, bench.Lecture(16, 8, 1)...)
				if err != nil {
					t.Fatal(err)
				}
				for l := 1; l <= net.Depth(); l++ {
					copy(net.W(l), want.Init[fmt.Sprint("W", l)])
					copy(net.B(l), want.Init[fmt.Sprint("b", l)])
				}
				pass, err := net.NewPass(data.Train.N, engine.Config{Workers: workers.New(n)})
				if err != nil {
					t.Fatal(err)
				}
				want.train(t, net, pass, data, updates)
				if updates == want.Updates {
					want.compareLast(t, net, pass, data)
				}
			})
		}
	}
}

// traceBound is relative: each update rounds, and the next ones carry that on.
const traceBound = 1e-9

// train compares the costs before each update and after the last.
func (want *trace) train(t *testing.T, net *engine.Network[float64], pass *engine.Pass[float64], d *bench.Dataset, updates int) {
	x, y, m := d.Train.X, d.Train.Y, d.Train.N
	run, err := bench.Descend(context.Background(), updates, bench.WeftStep(net, pass, want.Rate, x, y, m), nil)
	if err != nil {
		t.Fatal(err)
	}
	pass.Forward(x, m)
	compared := 0
	for i, got := range append(run.Costs, pass.Cost(y)) {
		if w, ok := want.Costs[i]; ok {
			compared++
			if !(math.Abs(got-w) <= traceBound*w) {
				t.Errorf("cost before update %d: %.17g, want %.17g", i, got, w)
			}
		}
	}
	if wanted := 1 + updates/100; compared != wanted {
		t.Errorf("%d costs to compare, want %d", compared, wanted)
	}
}

// compareLast compares accuracies and parameters after the last update.
func (want *trace) compareLast(t *testing.T, net *engine.Network[float64], pass *engine.Pass[float64], d *bench.Dataset) {
	for _, c := range []struct {
		name string
		e    bench.Examples
		want float64
	}{
		{"training", d.Train, want.TrainAccuracy},
		{"test", d.Test, want.TestAccuracy},
	} {
		if a := bench.Accuracy(pass.Forward(c.e.X, c.e.N), c.e.Y); a != c.want {
			t.Errorf("accuracy %v of the %s examples, want %v", a, c.name, c.want)
		}
	}
	for l := 1; l <= net.Depth(); l++ {
		for name, got := range map[string][]float64{fmt.Sprint("W", l): net.W(l), fmt.Sprint("b", l): net.B(l)} {
			if diff := distance(got, want.Final[name]); !(diff <= traceBound) {
				t.Errorf("%s differs by %g of its largest element, want at most %g", name, diff, traceBound)
			}
		}
	}
}

// distance is the largest difference, relative to the largest element wanted.
func distance(got, want []float64) float64 {
	if len(got) != len(want) {
		return math.Inf(1)
	}
	var most, largest float64
	for i, w := range want {
		most, largest = max(most, math.Abs(got[i]-w)), max(largest, math.Abs(w))
	}
	return most / largest
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return records
}

func parse(t *testing.T, field string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(field, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
