package engine

import (
	"context"
	"testing"

	"weft/kernels"
)

// TestFitErrors wants errors that name the numbers, and no step taken.
func TestFitErrors(t *testing.T) {
	of := func(n int) []float64 { return make([]float64, n) }
	good := Data[float64]{N: 4, X: of(8), Labels: Labels[float64]{Values: of(4)}}
	for _, c := range []struct {
		want   string
		change func(d *Data[float64], c *FitConfig[float64])
	}{
		{"on 0 examples, want at least 1", func(d *Data[float64], _ *FitConfig[float64]) { d.N = 0 }},
		{"0 epochs, want at least 1", func(_ *Data[float64], c *FitConfig[float64]) { c.Epochs = 0 }},
		{"batches of -2, want at least 1", func(_ *Data[float64], c *FitConfig[float64]) { c.Batch = -2 }},
		{"without a Rate", func(_ *Data[float64], c *FitConfig[float64]) { c.Rate = nil }},
		{"patience of -1 epochs, want at least 0", func(_ *Data[float64], c *FitConfig[float64]) { c.Patience = -1 }},
		{"patience of 3 epochs and 0 examples", func(_ *Data[float64], c *FitConfig[float64]) { c.Patience = 3 }},
		{"len(X) = 8, want at least N·n0 = 10", func(d *Data[float64], _ *FitConfig[float64]) { d.N = 5 }},
		{"len(Values) = 3, want at least m·nL = 4", func(d *Data[float64], _ *FitConfig[float64]) { d.Labels.Values = of(3) }},
		{"loss 9, want 0 to 3", func(_ *Data[float64], c *FitConfig[float64]) { c.Loss = 9 }},
		{"softmax cross-entropy loss with output activation sigmoid, want identity",
			func(_ *Data[float64], c *FitConfig[float64]) { c.Loss = SoftmaxCrossEntropy }},
		{"example 1 has class 2, want 0 to 1",
			func(d *Data[float64], _ *FitConfig[float64]) { d.Labels = Labels[float64]{Classes: []int{0, 2, 0, 0}} }},
		{"for validation: engine: len(X) = 8, want at least N·n0 = 12",
			func(d *Data[float64], c *FitConfig[float64]) { c.Validation = *d; c.Validation.N = 6 }},
		{"for validation: engine: -1 examples", func(_ *Data[float64], c *FitConfig[float64]) { c.Validation.N = -1 }},
	} {
		net, _ := small(t, kernels.Sigmoid)
		data, cfg := good, FitConfig[float64]{Epochs: 1, Batch: 2, Rate: func(int) float64 { return 1 }}
		c.change(&data, &cfg)
		h, err := Fit(context.Background(), net, data, cfg)
		wantError(t, "Fit", err, c.want)
		if total(net.Params()) != 0 || len(h.Epochs) != 0 || h.Best != -1 {
			t.Errorf("%s: %+v, and parameters change", c.want, h)
		}
	}
}

// TestDataPanics wants what does not fit named, with both numbers.
func TestDataPanics(t *testing.T) {
	net, p := small(t, kernels.Sigmoid)
	d := Data[float64]{N: 4, X: make([]float64, 7), Labels: Labels[float64]{Classes: make([]int, 4)}}
	wantPanic(t, "Evaluate", func() { p.Evaluate(CrossEntropy, d) }, "len(X) = 7", "n0 = 8")
	wantPanic(t, "Gather", func() { net.NewBatch(2).Gather(d, []int{0, 1, 2}) }, "3 rows", "batch's 2")
	wantPanic(t, "NewBatches of none", func() { NewBatches(4, 0, 1) }, "batches of 0", "from 4")
	wantPanic(t, "NewBatches from below none", func() { NewBatches(-4, 1, 1) }, "batches of 1", "from -4")
}
