package tests_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"weft.example/engine"
	"weft.example/internal/long"
	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

// state is all that training changes of a network.
func state[T kernels.Float](net *engine.Network[T]) []T {
	list := slices.Clone(net.Params())
	for l := 1; l <= net.Depth(); l++ {
		list = append(append(list, net.RunningMean(l)...), net.RunningVar(l)...)
	}
	return list
}

// TestNormWorkers trains with one worker and with several, to the same bits, and allocates nothing.
func TestNormWorkers(t *testing.T) {
	forEachSet(t, testNormWorkers[float32], testNormWorkers[float64])
}

func testNormWorkers[T kernels.Float](t *testing.T, set *kernels.Set) {
	counts := []int{1, 3}
	if long.Tests() {
		counts = []int{1, 2, 3}
	}
	for _, size := range []struct{ m, units int }{{30, 1100}, {600, 9}} { // columns in more than 8 parts, sums of halves
		for _, norm := range norms() {
			var want []T
			for _, count := range counts {
				withCPUs(count, func() {
					got, allocations := trainNormed[T](t, set, norm, size.m, size.units, count)
					if want == nil {
						want = got
					}
					if at := firstDifference(got, want); at >= 0 || allocations != 0 {
						t.Errorf("%s, %T, %v, %v: %d workers: element %d differs, %d allocations in a step", set.Name, T(0), norm.Norm, size, count, at, allocations)
					}
				})
			}
		}
	}
}

// trainNormed takes steps of each kind, and returns all that they change.
func trainNormed[T kernels.Float](t *testing.T, set *kernels.Set, norm engine.Layer, m, units, count int) (got []T, allocations uint64) {
	t.Helper()
	const inputs = 5
	norm.Units, norm.Act, norm.Dropout = units, kernels.GELU, 0.25
	net, err := engine.New[T](set, inputs, norm, engine.Layer{Units: 2, Norm: norm.Norm})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	p, err := net.NewPass(m, engine.Config{Workers: workers.New(count)})
	if err != nil {
		t.Fatal(err)
	}
	opt, err := engine.NewOptimizer(net, engine.Adam.Rule())
	if err != nil {
		t.Fatal(err)
	}
	x, y, step := randomOf[T](m*inputs, 1), engine.Labels[T]{Values: randomOf[T](m*2, 2)}, 0
	train := func() {
		p.Train(5, step)
		p.Forward(x, m)
		p.BackwardLoss(engine.MeanSquare, y)
		p.ClipGrads(1)
		opt.Step(0.01, p)
		p.Forward(x, m)
		p.BackwardUpdate(engine.MeanSquare, y, 0.01)
		step++
	}
	train()
	train()
	got = state(net)
	if count == 1 {
		return got, uint64(testing.AllocsPerRun(3, train))
	}
	return got, mallocs.PerRun(train)
}

// TestNormModes wants backward passes to know their mode, and training to have a batch.
func TestNormModes(t *testing.T) {
	net := normed[float64](t, kernels.Best(), engine.Layer{Norm: engine.BatchNorm}, 2, []int{3, 2}, kernels.Tanh)
	p, err := net.NewPass(4, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	x, y := randomOf[float64](8, 1), engine.Labels[float64]{Values: randomOf[float64](8, 2)}
	backward := func() { p.BackwardLoss(engine.MeanSquare, y) }
	p.Forward(x, 4)
	wantPanicText(t, "a backward pass of a network with BatchNorm, and no Train before it", backward)
	p.Infer()
	p.Forward(x, 1)
	backward()
	p.Train(1, 1)
	before := state(net)
	wantPanicText(t, "layer 1 has BatchNorm, and m = 1 in training, want at least 2 examples", func() { p.Forward(x, 1) })
	p.Forward(nil, 0)
	fill(p.Grads(), 7)
	backward()
	if at := slices.IndexFunc(p.DGamma(1), func(g float64) bool { return g != 0 }); at >= 0 {
		t.Errorf("an empty batch has dγ = %v", p.DGamma(1))
	}
	if firstDifference(before, state(net)) >= 0 {
		t.Error("a batch of 1 or none changes running means")
	}
	p.Evaluate(engine.MeanSquare, engine.Data[float64]{N: 4, X: x, Labels: y})
	if firstDifference(before, state(net)) >= 0 {
		t.Error("an evaluation changes running means")
	}
}

func wantPanicText(t *testing.T, want string, do func()) {
	t.Helper()
	defer func() {
		if got := fmt.Sprint(recover()); !strings.Contains(got, want) {
			t.Errorf("panic %q, want %q", got, want)
		}
	}()
	do()
}

// TestNormKept wants a layer that is not trainable to go by its running means, and to keep them.
func TestNormKept(t *testing.T) {
	net := normed[float64](t, kernels.Best(), engine.Layer{Norm: engine.BatchNorm}, 2, []int{3, 2, 4}, kernels.Tanh)
	net.SetTrainable(1, false)
	p, err := net.NewPass(5, engine.Config{InputGradient: true})
	if err != nil {
		t.Fatal(err)
	}
	x, y := randomOf[float64](10, 1), engine.Labels[float64]{Values: randomOf[float64](20, 2)}
	p.Forward(x, 5)
	first := slices.Clone(p.A(1))
	kept := net.Clone()
	p.Train(1, 1)
	opt, err := engine.NewOptimizer(net, engine.AdamW.Rule())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		p.Forward(x, 5)
		if firstDifference(p.A(1), first) >= 0 {
			t.Fatal("a layer that is not trainable has another output in training")
		}
		fill(p.Grads(), 7)
		p.BackwardLoss(engine.MeanSquare, y)
		for _, g := range [][]float64{p.DW(1), p.DB(1), p.DGamma(1), p.DBeta(1)} {
			if slices.Max(g) != 0 || slices.Min(g) != 0 {
				t.Error("a layer that is not trainable has gradients")
			}
		}
		opt.Step(0.1, p)
		net.Update(0.1, p)
		p.Forward(x, 5)
		p.BackwardUpdate(engine.MeanSquare, y, 0.1)
	}
	for _, pair := range [][2][]float64{{net.W(1), kept.W(1)}, {net.B(1), kept.B(1)}, {net.Gamma(1), kept.Gamma(1)},
		{net.Beta(1), kept.Beta(1)}, {net.RunningMean(1), kept.RunningMean(1)}, {net.RunningVar(1), kept.RunningVar(1)}} {
		if firstDifference(pair[0], pair[1]) >= 0 {
			t.Error("training changes a layer that is not trainable")
		}
	}
	for _, pair := range [][2][]float64{{net.Gamma(3), kept.Gamma(3)}, {net.Beta(3), kept.Beta(3)}, {net.RunningMean(3), kept.RunningMean(3)}, {net.RunningVar(3), kept.RunningVar(3)}} {
		if firstDifference(pair[0], pair[1]) != 0 {
			t.Error("training does not change a layer that is")
		}
	}
}

// TestNormDecay wants no decay and no L1 of γ and β: with gradients of 0 they stay, and W does not.
func TestNormDecay(t *testing.T) {
	for method := range engine.NumMethods {
		for _, norm := range norms() {
			net := normed[float64](t, kernels.Best(), norm, 2, []int{3}, kernels.Tanh)
			rule := method.Rule()
			rule.Decay, rule.L1 = 0.1, 0.1
			opt, err := engine.NewOptimizer(net, rule)
			if err != nil {
				t.Fatal(err)
			}
			p, err := net.NewPass(1, engine.Config{})
			if err != nil {
				t.Fatal(err)
			}
			before := net.Clone()
			opt.Step(0.1, p)
			if firstDifference(net.Gamma(1), before.Gamma(1)) >= 0 || firstDifference(net.Beta(1), before.Beta(1)) >= 0 {
				t.Errorf("%v decays γ or β", method)
			}
			if firstDifference(net.W(1), before.W(1)) < 0 {
				t.Errorf("%v does not decay W", method)
			}
			fill(p.DGamma(1), 1)
			fill(p.DBeta(1), -1)
			if norm := p.ClipGrads(math.Inf(1)); math.Abs(norm-math.Sqrt(6)) > 1e-12 {
				t.Errorf("a norm of %v of gradients of γ and β, want √6", norm)
			}
			opt.Step(0.1, p)
			if !(net.Gamma(1)[2] < before.Gamma(1)[2]) || !(net.Beta(1)[2] > before.Beta(1)[2]) {
				t.Errorf("%v does not move γ and β", method)
			}
		}
	}
}

// TestNormFit trains a network that is badly scaled, refuses batches of one example, has the best epoch's running means
// come back, and leaves them where a step is not taken.
func TestNormFit(t *testing.T) {
	newNet := func() *engine.Network[float64] {
		net, err := engine.New[float64](kernels.Best(), 2,
			engine.Layer{Units: 16, Act: kernels.Tanh, Norm: engine.BatchNorm}, engine.Layer{Units: 1, Act: kernels.Sigmoid})
		if err != nil {
			t.Fatal(err)
		}
		net.Init(1)
		return net
	}
	const n = 96
	data := engine.Data[float64]{N: n, X: randomOf[float64](2*n, 1), Labels: engine.Labels[float64]{Values: make([]float64, n)}}
	for i := range n {
		x, y := data.X[2*i], data.X[2*i+1]
		if x*y > 0 {
			data.Labels.Values[i] = 1
		}
		data.X[2*i], data.X[2*i+1] = 1000*x, 1000*y // which Tanh of W·x would not learn from
	}
	cfg := engine.FitConfig[float64]{Loss: engine.CrossEntropy, Epochs: 60, Batch: 16, Rate: engine.ConstantRate(0.5), Validation: data, Patience: 100}
	net := newNet()
	var states [][]float64
	cfg.OnEpoch = func(engine.Epoch) error {
		states = append(states, state(net))
		return nil
	}
	h, err := engine.Fit(context.Background(), net, data, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if accuracy := h.Epochs[h.Best].ValidationAccuracy; accuracy < 0.95 {
		t.Errorf("accuracy %v, want 0.95", accuracy)
	}
	if firstDifference(state(net), states[h.Best]) >= 0 || h.Best == 59 {
		t.Errorf("the network does not have the state of the best epoch, %d", h.Best)
	}

	cfg.OnEpoch = nil
	for _, batch := range []int{1, 19, 5, 95} {
		c := cfg
		c.Batch = batch
		_, err := engine.Fit(context.Background(), newNet(), data, c)
		if bad := batch != 5 || n%5 == 1; (err != nil) != bad {
			t.Errorf("batches of %d from %d: %v", batch, n, err)
		}
	}
	net = newNet()
	before := state(net)
	source := engine.Source[float64]{Epoch: func(int) iter.Seq2[engine.Data[float64], error] {
		return func(yield func(engine.Data[float64], error) bool) {
			one := data
			one.N = 1
			yield(one, nil)
		}
	}}
	if _, err := engine.FitSource(context.Background(), net, source, cfg); err == nil || firstDifference(state(net), before) >= 0 {
		t.Errorf("FitSource of 1 example: %v", err)
	}
	still := newNet()
	still.SetTrainable(1, false) // and so goes by its running means
	c := cfg
	c.Batch, c.Epochs = 19, 1
	if _, err := engine.Fit(context.Background(), still, data, c); err != nil {
		t.Errorf("a last batch of 1 without a layer that goes by the batch: %v", err)
	}
	if _, err := engine.FitSource(context.Background(), still, source, c); err != nil {
		t.Errorf("FitSource of 1 example without a layer that goes by the batch: %v", err)
	}

	fails := cfg
	fails.NonFinite, fails.Patience = false, 0
	fails.LossFunc = func(a, y, dA []float64) float64 { return math.NaN() }
	fails.Validation = engine.Data[float64]{}
	if _, err := engine.Fit(context.Background(), net, data, fails); err == nil || firstDifference(state(net), before) >= 0 {
		t.Errorf("%v, and running means of a step that is not taken", err)
	}
	net.RunningVar(1)[3] = math.Inf(1)
	if _, err := engine.Fit(context.Background(), net, data, cfg); err == nil || !strings.Contains(err.Error(), "RunningVar(1)[3] is +Inf") {
		t.Errorf("%v, want the running variance that is infinite", err)
	}
}

// TestNormResume wants training from a checkpoint to go on to the bit, and [engine.Load] to have the network.
func TestNormResume(t *testing.T) {
	for _, norm := range norms() {
		newNet := func(seed uint64) (*engine.Network[float32], *engine.Optimizer[float32]) {
			net := normed[float32](t, kernels.Best(), norm, 3, []int{7, 5, 2}, kernels.Tanh)
			net.Init(seed)
			opt, err := engine.NewOptimizer(net, engine.Adam.Rule())
			if err != nil {
				t.Fatal(err)
			}
			return net, opt
		}
		data := engine.Data[float32]{N: 40, X: randomOf[float32](120, 1), Labels: engine.Labels[float32]{Values: randomOf[float32](80, 2)}}
		path := filepath.Join(t.TempDir(), "checkpoint")
		stop := errors.New("stop")
		train := func(net *engine.Network[float32], opt *engine.Optimizer[float32], from, to int) {
			_, err := engine.Fit(context.Background(), net, data, engine.FitConfig[float32]{
				Loss: engine.MeanSquare, Epochs: to, From: from, Batch: 8, Rate: engine.ConstantRate(0.01), Stepper: opt, Seed: 3,
			})
			if err != nil && !errors.Is(err, stop) {
				t.Fatal(err)
			}
		}
		through, opt := newNet(1)
		train(through, opt, 0, 5)
		stopped, opt := newNet(1)
		train(stopped, opt, 0, 2)
		if err := engine.SaveCheckpoint(path, stopped, opt, 3); err != nil {
			t.Fatal(err)
		}
		resumed, opt := newNet(2)
		if _, err := engine.LoadCheckpoint(path, resumed, opt); err != nil {
			t.Fatal(err)
		}
		loaded, err := engine.Load[float32](kernels.Best(), path)
		if err != nil {
			t.Fatal(err)
		}
		if firstDifference(state(loaded), state(stopped)) >= 0 || firstDifference(state(resumed), state(stopped)) >= 0 {
			t.Error("a network that is read has other numbers")
		}
		train(resumed, opt, 2, 5)
		if at := firstDifference(state(resumed), state(through)); at >= 0 {
			t.Errorf("%v: element %d is another after a stop", norm, at)
		}
		other := norm
		other.NormEpsilon = 0.125
		net := normed[float32](t, kernels.Best(), other, 3, []int{7, 5, 2}, kernels.Tanh)
		if opt, err = engine.NewOptimizer(net, engine.Adam.Rule()); err != nil {
			t.Fatal(err)
		}
		if _, err := engine.LoadCheckpoint(path, net, opt); err == nil || !strings.Contains(err.Error(), "the network has epsilons") {
			t.Errorf("%v: %v, want another epsilon refused", norm, err)
		}
	}
}

// TestNormFolded holds predictors, and folded networks, to a pass after training.
func TestNormFolded(t *testing.T) {
	forEachSet(t, testNormFolded[float32], testNormFolded[float64])
}

func testNormFolded[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, norm := range norms() {
		for act := range kernels.NumActs {
			net := normed[T](t, set, norm, 9, []int{33, 5, 3}, act)
			if err := net.SetAbout(engine.About{Loss: "mean square"}); err != nil {
				t.Fatal(err)
			}
			net.SetTrainable(2, false)
			const m = 20
			x := randomOf[T](m*9, 1)
			p, err := net.NewPass(m, engine.Config{})
			if err != nil {
				t.Fatal(err)
			}
			want := widen(p.Forward(x, m))
			for _, invariant := range []bool{false, true} {
				predictor, err := net.Freeze().NewPredictor(m, engine.Config{BatchInvariant: invariant})
				if err != nil {
					t.Fatal(err)
				}
				wantNear(t, fmt.Sprintf("%s, %v, %v: a predictor", set.Name, norm, act), predictor.Forward(x, m), want, 1e-5, 1e-13)
			}
			folded := net.Folded()
			if p, err = folded.NewPass(m, engine.Config{}); err != nil {
				t.Fatal(err)
			}
			wantNear(t, fmt.Sprintf("%s, %v, %v: folded", set.Name, norm, act), p.Forward(x, m), want, 1e-5, 1e-13)
			for l := 1; l <= 3; l++ {
				if folded.Norm(l) == engine.BatchNorm || folded.Trainable(l) != net.Trainable(l) {
					t.Errorf("layer %d of a folded network has %v, trainable %v", l, folded.Norm(l), folded.Trainable(l))
				}
			}
			if folded.About().Loss != "mean square" {
				t.Error("a folded network has lost what is known about it")
			}
		}
	}
}
