package bench_test

import (
	"context"
	"math"
	"testing"

	"weft.example/bench"
	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestTraining trains the breast-cancer network by both paths, on every Set:
// the costs agree, and the test accuracy is what it should be.
func TestTraining(t *testing.T) {
	const updates, rate = 210, 0.1
	data, err := bench.BreastCancer()
	if err != nil {
		t.Fatal(err)
	}
	x, y, m := data.Train.X, data.Train.Y, data.Train.N
	var want bench.Run
	for _, set := range kernels.Available() {
		net, err := engine.New[float64](set, data.Features, bench.Lecture(16, 8, 1)...)
		if err != nil {
			t.Fatal(err)
		}
		net.Init(1)
		pass, err := net.NewPass(m, engine.Config{Workers: workers.New(2)})
		if err != nil {
			t.Fatal(err)
		}
		if want.Costs == nil { // from the same parameters for every Set
			if want, err = bench.Descend(context.Background(), 200, bench.NaiveStep(bench.NaiveOf(net), rate, x, y, m), nil); err != nil {
				t.Fatal(err)
			}
		}
		got, err := bench.Descend(context.Background(), updates, bench.WeftStep(net, pass, rate, x, y, m), nil)
		if err != nil {
			t.Fatal(err)
		}
		if d := bench.Difference(got.Costs, want.Costs); !(d <= 1e-10) {
			t.Errorf("%s: costs differ by %g, want at most 1e-10", set.Name, d)
		}
		if a := bench.Accuracy(pass.Forward(data.Test.X, data.Test.N), data.Test.Y); a < 0.95 {
			t.Errorf("%s: test accuracy %g, want at least 0.95", set.Name, a)
		}
	}
}

func TestDifference(t *testing.T) {
	if got := bench.Difference([]float64{1, 2, 5}, []float64{1, 4}); got != 0.5 {
		t.Errorf("%v, want 0.5", got)
	}
	if got := bench.Difference([]float64{math.NaN(), 1}, []float64{1, 1}); !math.IsNaN(got) {
		t.Errorf("%v, want NaN", got)
	}
}

// TestNaiveSaturates shows why training starts from dZ = A - Y: where a sigmoid
// is exactly 1, the literal chain is not a number.
func TestNaiveSaturates(t *testing.T) {
	net, err := engine.New[float64](kernels.Best(), 1, bench.Lecture(1)...)
	if err != nil {
		t.Fatal(err)
	}
	net.W(1)[0] = 1
	v := bench.NaiveOf(net)
	x, y := []float64{100}, []float64{1}
	if got := v.Backward(v.Forward(x, 1), y).W[1][0]; !math.IsNaN(got) {
		t.Errorf("naive dW = %v, want NaN", got)
	}
	pass, err := net.NewPass(1, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	pass.Forward(x, 1)
	pass.Backward(y)
	if got := pass.DW(1)[0]; got != 0 {
		t.Errorf("weft's dW = %v, want 0", got)
	}
}
