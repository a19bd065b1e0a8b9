package engine

import (
	"context"
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
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
		{"from epoch -1 of 1, want 0 to 0", func(_ *Data[float64], c *FitConfig[float64]) { c.From = -1 }},
		{"from epoch 1 of 1, want 0 to 0", func(_ *Data[float64], c *FitConfig[float64]) { c.From = 1 }},
		{"rate of step 0 is NaN, want a finite one", func(_ *Data[float64], c *FitConfig[float64]) { c.Rate = ConstantRate(math.NaN()) }},
		{"batches of -2, want at least 1", func(_ *Data[float64], c *FitConfig[float64]) { c.Batch = -2 }},
		{"without a Rate", func(_ *Data[float64], c *FitConfig[float64]) { c.Rate = nil }},
		{"patience of -1 epochs, want at least 0", func(_ *Data[float64], c *FitConfig[float64]) { c.Patience = -1 }},
		{"patience of 3 epochs and 0 examples", func(_ *Data[float64], c *FitConfig[float64]) { c.Patience = 3 }},
		{"len(X) = 8, want at least N·n0 = 10", func(d *Data[float64], _ *FitConfig[float64]) { d.N = 5 }},
		{"len(Values) = 3, want at least m·nL = 4", func(d *Data[float64], _ *FitConfig[float64]) { d.Labels.Values = of(3) }},
		{"loss 9, want 0 to 5", func(_ *Data[float64], c *FitConfig[float64]) { c.Loss = 9 }},
		{"softmax cross-entropy loss with output activation sigmoid, want identity",
			func(_ *Data[float64], c *FitConfig[float64]) { c.Loss = SoftmaxCrossEntropy }},
		{"example 1 has class 2, want 0 to 1",
			func(d *Data[float64], _ *FitConfig[float64]) { d.Labels = Labels[float64]{Classes: []int{0, 2, 0, 0}} }},
		{"for validation: len(X) = 8, want at least N·n0 = 12",
			func(d *Data[float64], c *FitConfig[float64]) { c.Validation = *d; c.Validation.N = 6 }},
		{"HuberDelta of -1, want a finite number above 0", func(_ *Data[float64], c *FitConfig[float64]) { c.HuberDelta = -1 }},
		{"for validation: -1 examples", func(_ *Data[float64], c *FitConfig[float64]) { c.Validation.N = -1 }},
	} {
		net, _ := small(t, kernels.Sigmoid)
		net.Init(1)
		before := slices.Clone(net.Params())
		data, cfg := good, FitConfig[float64]{Epochs: 1, Batch: 2, Rate: func(int) float64 { return 1 }}
		c.change(&data, &cfg)
		h, err := Fit(context.Background(), net, data, cfg)
		wantError(t, "Fit", err, c.want)
		if !slices.Equal(net.Params(), before) || len(h.Epochs) != 0 || h.Best != -1 {
			t.Errorf("%s: %+v, and parameters change", c.want, h)
		}
	}
}

// TestFitFrom goes on from any epoch of a run with dropout, a schedule and an optimiser
// that remembers, with a last batch that is short, to the bits that the run came to.
func TestFitFrom(t *testing.T) {
	const epochs, n = 5, 23
	data := Data[float64]{N: n, X: make([]float64, 2*n), Labels: Labels[float64]{Classes: make([]int, n)}}
	for i := range data.X {
		data.X[i] = math.Sin(float64(i * i))
	}
	for i := range data.Labels.Classes {
		data.Labels.Classes[i] = i % 3
	}
	run := func(from int, to int, net *Network[float64], opt *Optimizer[float64]) History {
		h, err := Fit(context.Background(), net, data, FitConfig[float64]{
			Loss: SoftmaxCrossEntropy, Epochs: to, From: from, Batch: 5, Seed: 9,
			Rate: CosineDecay(0.1, 0.01, 20), Stepper: opt, Validation: data,
		})
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	fresh := func() (*Network[float64], *Optimizer[float64]) {
		net, err := New[float64](kernels.Best(), 2, Layer{Units: 7, Act: kernels.Tanh, Dropout: 0.3}, Layer{Units: 3})
		if err != nil {
			t.Fatal(err)
		}
		net.Init(4)
		opt, err := NewOptimizer(net, Adam.Rule())
		if err != nil {
			t.Fatal(err)
		}
		return net, opt
	}
	whole, opt := fresh()
	want := run(0, epochs, whole, opt)
	for from := 1; from < epochs; from++ {
		net, opt := fresh()
		run(0, from, net, opt)
		h := run(from, epochs, net, opt)
		if !slices.Equal(net.Params(), whole.Params()) {
			t.Errorf("from epoch %d: other parameters than without a stop", from)
		}
		if !slices.Equal(h.Epochs, want.Epochs[from:]) {
			t.Errorf("from epoch %d: %+v, want %+v", from, h.Epochs, want.Epochs[from:])
		}
		if h.Best < 0 || h.Best >= len(h.Epochs) || h.Epochs[h.Best].ValidationCost > h.Epochs[0].ValidationCost {
			t.Errorf("from epoch %d: Best = %d of %+v", from, h.Best, h.Epochs)
		}
	}
}

// TestFitPatienceFrom goes on from an epoch by steps too small to lower the cost: patience
// begins anew there.
func TestFitPatienceFrom(t *testing.T) {
	net, _ := small(t, kernels.Sigmoid)
	net.Init(1)
	data := Data[float64]{N: 2, X: make([]float64, 2*2), Labels: Labels[float64]{Values: make([]float64, 2)}}
	for i := range data.X {
		data.X[i] = math.Cos(float64(i))
	}
	h, err := Fit(context.Background(), net, data, FitConfig[float64]{
		Loss: CrossEntropy, Epochs: 20, From: 3, Patience: 2, Batch: 1, Seed: 1, Rate: ConstantRate(1e-300), Validation: data,
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(h.Epochs); n != 3 || h.Best != 0 || h.Epochs[n-1].Number != 5 {
		t.Errorf("best %d of %+v, want the first of epochs 3 to 5", h.Best, h.Epochs)
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

// TestPatienceFromEpoch goes on from epoch 3 with costs of validation that are never
// finite: patience counts from there, not from the run's first epoch.
func TestPatienceFromEpoch(t *testing.T) {
	for _, from := range []int{0, 3} {
		net, data, cfg := finiteRun[float64](t, kernels.Best())
		cfg.From, cfg.Epochs, cfg.Patience = from, 20, 2
		cfg.Loss, data.Labels = MeanSquare, Labels[float64]{Values: make([]float64, 10)}
		cfg.Validation = Data[float64]{N: 1, X: make([]float64, 2), Labels: Labels[float64]{Values: []float64{math.MaxFloat64, 0}}}
		h, err := Fit(context.Background(), net, data, cfg)
		if wantError(t, "Fit", err, "a validation cost of +Inf"); len(h.Epochs) != 1 || h.Best != -1 {
			t.Errorf("from %d: %+v, want the epoch whose cost is not finite, and no best", from, h)
		}
		cfg.NonFinite = true
		h, err = Fit(context.Background(), net, data, cfg)
		if err != nil || len(h.Epochs) != 2 || h.Best != -1 || !math.IsInf(h.Epochs[1].ValidationCost, 1) {
			t.Errorf("from %d: %v, %+v, want 2 epochs and no best", from, err, h)
		}
	}
}
