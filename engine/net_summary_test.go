package engine

import (
	"context"
	"fmt"
	"testing"

	"weft.example/kernels"
	"weft.example/workers"
)

// TestStrings wants a line for what would print all its memory otherwise.
func TestStrings(t *testing.T) {
	set := kernels.Best()
	net, err := New[float32](set, 784, Layer{Units: 128, Act: kernels.ReLU, Dropout: 0.25}, Layer{Units: 64, Act: kernels.ReLU}, Layer{Units: 10})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	small, err := New[float64](set, 2, Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	pass, err := net.NewPass(32, Config{Workers: workers.New(2)})
	if err != nil {
		t.Fatal(err)
	}
	pass.Forward(make([]float32, 7*784), 7)
	opt := newOptimizer(t, net, Adam.Rule())
	opt.Step(1e-3, pass)
	frozen := net.Freeze()
	predictor, err := frozen.NewPredictor(5, Config{})
	if err != nil {
		t.Fatal(err)
	}
	narrow, err := net.FreezeNarrow(Int8)
	if err != nil {
		t.Fatal(err)
	}
	narrowPredictor, err := narrow.NewPredictor(3, Config{})
	if err != nil {
		t.Fatal(err)
	}
	const line = "784-128-64-10 relu relu identity, float32, 109386 parameters"
	for _, c := range []struct {
		x    any
		want string
	}{
		{net, line},
		{small, "2-1 sigmoid, float64, 3 parameters"},
		{pass, "pass of " + line + ": 7 of up to 32 examples"},
		{opt, "adam of " + line + ": 1 step"},
		{newOptimizer(t, small, SGD.Rule()), "sgd of 2-1 sigmoid, float64, 3 parameters: 0 steps"},
		{frozen, "frozen " + line},
		{predictor, "predictor of " + line + ": up to 5 examples"},
		{narrow, "frozen in int8 " + line},
		{narrowPredictor, "predictor in int8 of " + line + ": up to 3 examples"},
		{net.NewBatch(9), "batch of up to 9 examples, 784 inputs, 10 outputs"},
		{NewBatches(10, 4, 1), "3 batches of up to 4 of 10 examples"},
		{NewBatches(4, 9, 1), "1 batch of up to 4 of 4 examples"},
	} {
		for _, verb := range []string{"%v", "%s", "%+v"} {
			if got := fmt.Sprintf(verb, c.x); got != c.want {
				t.Errorf("%s: %.200q, want %q", verb, got, c.want)
			}
		}
	}
	const table = "" +
		"layer  shape      norm   activation       dropout  parameters  trainable\n" +
		"1      128 × 784  batch  relu             0.25         100736          0\n" +
		"2      64 × 128   layer  leaky-relu(0.2)  0              8384       8384\n" +
		"3      10 × 64    none   identity         0               650        650\n" +
		"total                    float32                       109770       9034\n"
	layers := net.layers()
	layers[0].Norm, layers[1].Norm, layers[1].Act, layers[1].Slope = BatchNorm, LayerNorm, kernels.LeakyReLU, 0.2
	if net, err = New[float32](set, 784, layers...); err != nil {
		t.Fatal(err)
	}
	net.SetTrainable(1, false)
	if got := net.Summary(); got != table {
		t.Errorf("Summary:\n%swant\n%s", got, table)
	}
}

// TestEvaluateExact wants the share of right answers rounded once, and the mean of equal
// costs to be that cost, whatever the batches.
func TestEvaluateExact(t *testing.T) {
	net, err := New[float64](kernels.Best(), 1, Layer{Units: 1})
	if err != nil {
		t.Fatal(err)
	}
	net.W(1)[0] = 1
	for _, n := range []int{1000, 997, 10, 1} {
		wrong := n * 78 / 1000
		data := Data[float64]{N: n, X: make([]float64, n), Labels: Labels[float64]{Classes: make([]int, n)}}
		for i := range wrong {
			data.X[i] = 1 // and 0 elsewhere, which costs nothing
		}
		want := float64(n-wrong) / float64(n)
		for _, batch := range []int{1, 3, 7, 32, 33, 1000} {
			p, err := net.NewPass(batch, Config{})
			if err != nil {
				t.Fatal(err)
			}
			cost, accuracy := p.Evaluate(MeanSquare, data)
			if accuracy != want || cost != float64(wrong)/2/float64(n) {
				t.Errorf("%d examples in batches of %d: accuracy %v, want %v; cost %v, want %v", n, batch, accuracy, want, cost, float64(wrong)/2/float64(n))
			}
		}
		h, err := Fit(context.Background(), net, data, FitConfig[float64]{
			Loss: MeanSquare, Epochs: 1, Batch: 7, Rate: ConstantRate(0), Validation: data})
		if err != nil || h.Epochs[0].ValidationAccuracy != want || h.Epochs[0].Cost != h.Epochs[0].ValidationCost {
			t.Errorf("%d examples: %v, %+v, want accuracy %v", n, err, h, want)
		}
	}
	p, err := net.NewPass(2, Config{})
	if err != nil {
		t.Fatal(err)
	}
	if cost, accuracy := p.Evaluate(MeanSquare, Data[float64]{Labels: Labels[float64]{Classes: []int{}}}); cost != 0 || accuracy != 0 {
		t.Errorf("no examples: cost %v, accuracy %v", cost, accuracy)
	}
}
