package tests_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"weft.example/bench"
	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

func constant(rate float64) engine.Schedule { return func(int) float64 { return rate } }

// cancer is the breast-cancer data with classes as labels.
func cancer(t *testing.T) (train, test engine.Data[float64], features int) {
	t.Helper()
	data, err := bench.BreastCancer()
	if err != nil {
		t.Fatal(err)
	}
	of := func(e bench.Examples) engine.Data[float64] {
		classes := make([]int, e.N)
		for i, y := range e.Y {
			classes[i] = int(y)
		}
		return engine.Data[float64]{N: e.N, X: e.X, Labels: engine.Labels[float64]{Classes: classes}}
	}
	return of(data.Train), of(data.Test), data.Features
}

// TestFit trains by each loss that has classes, on every Set, to a known
// accuracy on examples it has not seen.
func TestFit(t *testing.T) {
	train, test, features := cancer(t)
	for _, set := range kernels.Available() {
		for _, c := range []struct {
			loss   engine.Loss
			output engine.Layer
		}{
			{engine.CrossEntropy, engine.Layer{Units: 1, Act: kernels.Sigmoid}},
			{engine.LogitCrossEntropy, engine.Layer{Units: 1, Act: kernels.Identity}},
			{engine.SoftmaxCrossEntropy, engine.Layer{Units: 2, Act: kernels.Identity}},
			{engine.MeanSquare, engine.Layer{Units: 2, Act: kernels.Sigmoid}},
		} {
			net, err := engine.New[float64](set, features, engine.Layer{Units: 16, Act: kernels.ReLU}, c.output)
			if err != nil {
				t.Fatal(err)
			}
			net.Init(1)
			h, err := engine.Fit(context.Background(), net, train, engine.FitConfig[float64]{
				Loss: c.loss, Epochs: 40, Batch: 32, Rate: constant(0.1), Seed: 1, Validation: test,
			})
			if err != nil {
				t.Fatal(err)
			}
			if last := h.Epochs[39]; last.ValidationAccuracy < 0.95 || !(last.Cost < h.Epochs[0].Cost/2) {
				t.Errorf("%s: %v: %+v after %+v", set.Name, c.loss, last, h.Epochs[0])
			}
		}
	}
}

// TestFitWorkers wants the same bits of any number of workers, with batches
// large enough for them to share every step.
func TestFitWorkers(t *testing.T) {
	var alone []float32
	for _, n := range []int{1, 4} {
		p := newProblem[float32](t, kernels.Best(), 3500, 9, chain([]int{67, 10}, kernels.ReLU, kernels.Identity), 5)
		normalise(p.y, 10)
		data := engine.Data[float32]{N: p.m, X: p.x, Labels: engine.Labels[float32]{Values: p.y}}
		withCPUs(n, func() {
			if _, err := engine.Fit(context.Background(), p.net, data, engine.FitConfig[float32]{
				Loss: engine.SoftmaxCrossEntropy, Epochs: 2, Batch: 2000, Rate: constant(0.1), Seed: 1,
				Workers: workers.New(n),
			}); err != nil {
				t.Fatal(err)
			}
		})
		if alone == nil {
			alone = slices.Clone(p.net.Params())
		}
		if i := firstDifference(p.net.Params(), alone); i >= 0 {
			t.Errorf("%d workers: parameter %d differs", n, i)
		}
	}
}

// fitProblem is a small run of steps over 10 examples in batches of 4.
func fitProblem(t *testing.T) (*engine.Network[float64], engine.Data[float64], engine.FitConfig[float64]) {
	t.Helper()
	p := newProblem[float64](t, kernels.Best(), 10, 3, chain([]int{5, 2}, kernels.Sigmoid, kernels.Identity), 4)
	weights := make([]float64, p.m)
	for i := range weights {
		weights[i] = 0.5 + float64(i%3)
	}
	data := engine.Data[float64]{N: p.m, X: p.x, Labels: engine.Labels[float64]{Values: p.y, Weights: weights}}
	return p.net, data, engine.FitConfig[float64]{
		Loss: engine.MeanSquare, Epochs: 5, Batch: 4, Seed: 3,
		Rate: func(step int) float64 { return 0.3 / float64(1+step) },
	}
}

// TestFitSteps compares Fit, step by step, with a loop of the caller's own over
// the same batches, the last of which is not full.
func TestFitSteps(t *testing.T) {
	net, data, cfg := fitProblem(t)
	own, _, _ := fitProblem(t)
	pass, err := own.NewPass(cfg.Batch, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var want []engine.Step
	var params [][]float64
	batches, batch := engine.NewBatches(data.N, cfg.Batch, cfg.Seed), own.NewBatch(cfg.Batch)
	for epoch := range cfg.Epochs {
		for rows := range batches.Epoch(epoch) {
			x, y := batch.Gather(data, rows)
			pass.Forward(x, len(rows))
			s := engine.Step{Number: len(want), Rate: cfg.Rate(len(want)), Cost: pass.Loss(cfg.Loss, y), Examples: len(rows)}
			pass.BackwardUpdate(cfg.Loss, y, s.Rate)
			want, params = append(want, s), append(params, slices.Clone(own.Params()))
		}
	}
	if len(want) != 3*cfg.Epochs || batches.Steps() != 3 {
		t.Fatalf("%d steps of 3 an epoch, %d in all", batches.Steps(), len(want))
	}
	cfg.OnStep = func(s engine.Step) error {
		if s != want[s.Number] || firstDifference(net.Params(), params[s.Number]) >= 0 {
			t.Errorf("step %+v, want %+v and its parameters", s, want[s.Number])
		}
		return nil
	}
	h, err := engine.Fit(context.Background(), net, data, cfg)
	if err != nil || len(h.Epochs) != cfg.Epochs || h.Best != -1 {
		t.Fatalf("%+v, %v", h, err)
	}
	for i, e := range h.Epochs {
		mean := (4*want[3*i].Cost + 4*want[3*i+1].Cost + 2*want[3*i+2].Cost) / 10
		if e.Number != i || !(math.Abs(e.Cost-mean) <= 1e-15) {
			t.Errorf("epoch %+v, want cost %v", e, mean)
		}
	}
}

// TestFitEnds ends training by a context and by either callback: the error comes
// back, and the network is that of the last step.
func TestFitEnds(t *testing.T) {
	stop := errors.New("stop")
	ctx, cancel := context.WithCancel(context.Background())
	for _, c := range []struct {
		name           string
		onStep         func(engine.Step) error
		onEpoch        func(engine.Epoch) error
		want           error
		steps, history int
	}{
		{"context", func(s engine.Step) error {
			if s.Number == 7 {
				cancel()
			}
			return nil
		}, nil, context.Canceled, 8, 2},
		{"OnStep", func(s engine.Step) error {
			if s.Number == 4 {
				return stop
			}
			return nil
		}, nil, stop, 5, 1},
		{"OnEpoch", nil, func(e engine.Epoch) error {
			if e.Number == 2 {
				return stop
			}
			return nil
		}, stop, 9, 3},
		{"done before", nil, nil, context.Canceled, 0, 0},
	} {
		net, data, cfg := fitProblem(t)
		steps, last := 0, slices.Clone(net.Params())
		cfg.OnStep = func(s engine.Step) error {
			steps, last = steps+1, slices.Clone(net.Params())
			if c.onStep != nil {
				return c.onStep(s)
			}
			return nil
		}
		cfg.OnEpoch = c.onEpoch
		in := context.Background()
		if errors.Is(c.want, context.Canceled) {
			in = ctx
		}
		h, err := engine.Fit(in, net, data, cfg)
		if !errors.Is(err, c.want) || steps != c.steps || len(h.Epochs) != c.history {
			t.Errorf("%s: %v after %d steps and %d epochs, want %v, %d, %d", c.name, err, steps, len(h.Epochs), c.want, c.steps, c.history)
		}
		if firstDifference(net.Params(), last) >= 0 {
			t.Errorf("%s: the network is not that of the last step", c.name)
		}
	}
}

// TestFitPatience climbs from epoch 3 on and wants the end two epochs later, and
// the parameters of epoch 2; so too if anything else ends the training.
func TestFitPatience(t *testing.T) {
	const none = -1
	stop := errors.New("stop")
	for _, c := range []struct {
		name                     string
		climb                    float64
		stopEpoch, stopStep, end int // where OnEpoch and OnStep stop, and where they cancel
		nonFinite                bool
		epochs                   int
		want                     string // the error begins so
	}{
		{"done", -0.3, none, none, none, false, 4, ""},
		{"patience", -0.3, none, none, none, false, 5, ""},
		{"OnEpoch", -0.3, 3, none, none, false, 4, "stop"},
		{"OnStep", -0.3, none, 10, none, false, 3, "stop"},
		{"OnStep ends an epoch", -0.3, none, 11, none, false, 3, "stop"},
		{"cancelled in an epoch", -0.3, none, none, 10, false, 3, "context canceled"},
		{"cancelled between epochs", -0.3, none, none, 11, false, 4, "context canceled"},
		{"cost", math.MaxFloat64, none, none, none, false, 3, "engine: epoch 3, step 10: a cost of +Inf, want a finite one"},
		{"rate", math.Inf(1), none, none, none, false, 3, "engine: the rate of step 9 is +Inf, want a finite one"},
		{"NaN goes on", math.MaxFloat64, none, none, none, true, 5, ""}, // to which costs come
	} {
		net, data, cfg := fitProblem(t)
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		var params [][]float64
		cfg.Epochs, cfg.Patience, cfg.Validation, cfg.NonFinite = 20, 2, data, c.nonFinite
		if c.name == "done" {
			cfg.Epochs = 4
		}
		cfg.OnStep = func(s engine.Step) error {
			switch s.Number {
			case c.stopStep:
				return stop
			case c.end:
				cancel()
			}
			return nil
		}
		cfg.Rate = func(step int) float64 {
			if step < 9 {
				return 0.1
			}
			return c.climb
		}
		cfg.OnEpoch = func(e engine.Epoch) error {
			params = append(params, slices.Clone(net.Params()))
			if e.Number == c.stopEpoch {
				return stop
			}
			return nil
		}
		h, err := engine.Fit(ctx, net, data, cfg)
		if (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) || len(h.Epochs) != c.epochs || h.Best != 2 {
			t.Fatalf("%s: %v after %d epochs, best %d; want %v, %d, 2", c.name, err, len(h.Epochs), h.Best, c.want, c.epochs)
		}
		if firstDifference(net.Params(), params[2]) >= 0 {
			t.Errorf("%s: the parameters are not those of the best epoch", c.name)
		}
		pass, err := net.NewPass(data.N, engine.Config{})
		if err != nil {
			t.Fatal(err)
		}
		pass.Forward(data.X, data.N)
		got, want := pass.Loss(cfg.Loss, data.Labels), h.Epochs[2].ValidationCost
		if !(math.Abs(got-want) <= 1e-14*want) {
			t.Errorf("%s: validation cost %v, want %v", c.name, got, want)
		}
	}
}

// stepperFunc is a Stepper.
type stepperFunc func(rate float64, p *engine.Pass[float64])

func (f stepperFunc) Step(rate float64, p *engine.Pass[float64]) { f(rate, p) }

// TestFitStepper wants the caller's own step in the place of gradient descent.
func TestFitStepper(t *testing.T) {
	net, data, cfg := fitProblem(t)
	before, calls := slices.Clone(net.Params()), 0
	cfg.Stepper = stepperFunc(func(rate float64, p *engine.Pass[float64]) {
		if want := cfg.Rate(calls); rate != want || len(p.Grads()) != len(before) {
			t.Errorf("step %d with rate %v, want %v", calls, rate, want)
		}
		calls++
	})
	if _, err := engine.Fit(context.Background(), net, data, cfg); err != nil || calls != 15 {
		t.Errorf("%d steps, %v", calls, err)
	}
	if firstDifference(net.Params(), before) >= 0 {
		t.Error("another step than the caller's")
	}
}

// TestFitXOR learns the exclusive or from logits.
func TestFitXOR(t *testing.T) { forEachSet(t, testFitXOR[float32], testFitXOR[float64]) }

func testFitXOR[T kernels.Float](t *testing.T, set *kernels.Set) {
	net, err := engine.New[T](set, 2, engine.Layer{Units: 8, Act: kernels.Sigmoid}, engine.Layer{Units: 2, Act: kernels.Identity})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	data := engine.Data[T]{N: 4, X: []T{0, 0, 0, 1, 1, 0, 1, 1}, Labels: engine.Labels[T]{Classes: []int{0, 1, 1, 0}}}
	h, err := engine.Fit(context.Background(), net, data, engine.FitConfig[T]{
		Loss: engine.SoftmaxCrossEntropy, Epochs: 2000, Batch: 3, Rate: constant(0.5), Validation: data,
	})
	if last := h.Epochs[len(h.Epochs)-1]; err != nil || last.ValidationAccuracy != 1 || last.ValidationCost > 0.02 {
		t.Errorf("%+v, %v", last, err)
	}
}
