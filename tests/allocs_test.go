//go:build !race

// The race detector allocates by itself.

package tests_test

import (
	"context"
	"iter"
	"testing"

	"weft.example/engine"
	"weft.example/engine/metrics"
	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestAllocatesNothing counts the allocations of each method, alone and with
// work shared among four.
func TestAllocatesNothing(t *testing.T) {
	forEachSet(t, testAllocatesNothing[float32], testAllocatesNothing[float64])
}

func testAllocatesNothing[T kernels.Float](t *testing.T, set *kernels.Set) {
	small := size{m: 3, inputs: 5, units: []int{7, 2}}
	for k, s := range append(sharedSizes, small) {
		layers := chain(s.units, kernels.Act(k)%kernels.NumActs, kernels.Sigmoid)
		p := newProblem[T](t, set, s.m, s.inputs, layers, 5)
		withCPUs(4, func() { p.wantNoAllocations(t, s, workers.New(4), mallocs.PerRun) })
		if k == len(sharedSizes) {
			p.wantNoAllocations(t, s, nil, func(f func()) uint64 { return uint64(testing.AllocsPerRun(10, f)) })
		}
	}
}

func (p *problem[T]) wantNoAllocations(t *testing.T, s size, pool *workers.Pool, count func(f func()) uint64) {
	t.Helper()
	pass := p.pass(t, p.m, true, pool)
	labels, likely := engine.Labels[T]{Values: p.y}, make([]int, p.m)
	predictor, err := p.net.Freeze().NewPredictor(p.m, engine.Config{Workers: pool})
	if err != nil {
		t.Fatal(err)
	}
	type operation struct {
		name string
		do   func()
	}
	own, classes := p.pass(t, p.m, true, pool), engine.Labels[T]{Classes: make([]int, p.m)}
	own.SetLossFunc(func(a, y, dA []T) float64 {
		for j := range dA {
			dA[j] = a[j] - y[j]
		}
		return 1
	})
	own.Forward(p.x, p.m)
	ops := []operation{
		{"Forward", func() { pass.Forward(p.x, p.m) }},
		{"Backward", func() { pass.Backward(p.y) }},
		{"Cost", func() { pass.Cost(p.y) }},
		{"CostGradient", func() { pass.CostGradient(p.dA, p.y) }},
		{"BackwardFrom", func() { pass.BackwardFrom(p.dA) }},
		{"Loss", func() { pass.Loss(engine.CrossEntropy, labels) }},
		{"BackwardLoss", func() { pass.BackwardLoss(engine.CrossEntropy, labels) }},
		{"BackwardUpdate", func() { pass.BackwardUpdate(engine.CrossEntropy, labels, 1e-3) }},
		{"a LossFunc", func() {
			own.Loss(engine.CrossEntropy, classes)
			own.BackwardUpdate(engine.CrossEntropy, classes, 1e-3)
		}},
		{"Predictor.Forward", func() { predictor.Forward(p.x, p.m) }},
		{"Predictor.Predict", func() { predictor.Predict(engine.CrossEntropy, p.dA) }},
		{"Predictor.Classes", func() { predictor.Classes(engine.CrossEntropy, likely) }},
		{"Predict", func() { pass.Predict(engine.CrossEntropy, p.dA) }},
		{"Accuracy", func() { pass.Accuracy(engine.CrossEntropy, labels) }},
		{"ExactMatch", func() { pass.ExactMatch(engine.CrossEntropy, labels) }},
		{"Update", func() { p.net.Update(1e-3, pass) }},
		{"ClipGrads", func() { pass.ClipGrads(1e-3) }},
		{"BackwardLoss to a layer", func() {
			p.net.SetTrainable(1, false)
			pass.BackwardLoss(engine.CrossEntropy, labels)
			p.net.SetTrainable(1, true)
		}},
	}
	for m := range engine.NumMethods {
		rule := m.Rule()
		rule.Decay = 1e-3
		opt, err := engine.NewOptimizer(p.net, rule)
		if err != nil {
			t.Fatal(err)
		}
		rate := engine.Warmup(3, engine.CosineDecay(1e-3, 0, 9))
		ops = append(ops, operation{m.String(), func() { opt.Step(rate(opt.Steps()), pass) }})
	}
	for _, op := range ops {
		if n := count(op.do); n != 0 {
			t.Errorf("%v: %s allocates %d times", s, op.name, n)
		}
	}
}

// TestLossAllocatesNothing does so for each loss and kind of labels.
func TestLossAllocatesNothing(t *testing.T) {
	for _, c := range lossCases[float32](t, kernels.Best(), 40) {
		pass, likely := c.pass(t, c.m, false, nil), make([]int, c.m)
		pass.Forward(c.x, c.m)
		data, loss := engine.Data[float32]{N: c.m, X: c.x, Labels: c.labels}, metrics.NewRegression[float32](c.net.Units(c.net.Depth()))
		if n := testing.AllocsPerRun(5, func() {
			pass.Loss(c.loss, c.labels)
			pass.BackwardLoss(c.loss, c.labels)
			pass.Predict(c.loss, c.dA)
			pass.Classes(c.loss, likely)
			pass.Accuracy(c.loss, c.labels)
			pass.Measure(c.loss, data, loss)
		}); n != 0 {
			t.Errorf("%s: %v allocations", c.name, n)
		}
	}
}

// TestDropoutAllocatesNothing trains with dropout, of the inputs too.
func TestDropoutAllocatesNothing(t *testing.T) {
	p := dropProblem[float32](t, kernels.Best(), 300, kernels.ReLU, 0.5)
	pass, err := p.net.NewPass(p.m, engine.Config{InputDropout: 0.5, InputGradient: true})
	if err != nil {
		t.Fatal(err)
	}
	step := 0
	if n := testing.AllocsPerRun(5, func() {
		pass.Train(1, step)
		p.run(pass, true)
		step++
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestFitAllocates wants as many allocations of a run of 100 steps as of one of 10.
func TestFitAllocates(t *testing.T) {
	count := func(m int) float64 {
		p := newProblem[float32](t, kernels.Best(), m, 3, chain([]int{5, 2}, kernels.ReLU, kernels.Sigmoid), 4)
		data := engine.Data[float32]{N: m, X: p.x, Labels: engine.Labels[float32]{Values: p.y}}
		labels := metrics.NewMultiLabel[float32](2)
		return testing.AllocsPerRun(5, func() {
			if _, err := engine.Fit(context.Background(), p.net, data, engine.FitConfig[float32]{
				Epochs: 3, Batch: 8, Rate: constant(0.1), Validation: data, Patience: 3,
				Metrics: []engine.Metric[float32]{labels}, Monitor: engine.Monitor{Value: labels.Accuracy, Maximize: true},
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := count(80), count(800); few != many {
		t.Errorf("%v allocations in 10 steps an epoch, %v in 100", few, many)
	}
}

// TestFitSourceAllocates wants the same of a source.
func TestFitSourceAllocates(t *testing.T) {
	p := newProblem[float32](t, kernels.Best(), 8, 3, chain([]int{5, 2}, kernels.ReLU, kernels.Sigmoid), 4)
	data := engine.Data[float32]{N: 8, X: p.x, Labels: engine.Labels[float32]{Values: p.y}}
	count := func(steps int) float64 {
		source := engine.Source[float32]{Epoch: func(int) iter.Seq2[engine.Data[float32], error] {
			return func(yield func(engine.Data[float32], error) bool) {
				for range steps {
					if !yield(data, nil) {
						return
					}
				}
			}
		}}
		return testing.AllocsPerRun(5, func() {
			if _, err := engine.FitSource(context.Background(), p.net, source, engine.FitConfig[float32]{
				Epochs: 3, Batch: 8, Rate: constant(0.1)}); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := count(10), count(100); few != many {
		t.Errorf("%v allocations in 10 steps an epoch, %v in 100", few, many)
	}
}
