package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"weft.example/internal/ranks"
	"weft.example/kernels"
)

// taking takes a step of a loop by a rank's share of a mini-batch.
type taking[T kernels.Float] func(d *Descent[T], share Data[T], examples int) (Step, error)

// loop trains with a loop of one's own as on does with Fit, but for validation.
func (r *trial[T]) loop(c Cluster, step taking[T]) (*outcome[T], error) {
	net, err := New[T](kernels.Best(), 5, r.layers...)
	if err != nil {
		return nil, err
	}
	net.Init(3)
	if r.fixed > 0 {
		net.SetTrainable(r.fixed, false)
	}
	cfg := FitConfig[T]{Loss: r.loss, Batch: r.batch, Seed: 11, Rate: Warmup(10, CosineDecay(0.02, 0.001, 90)), Cluster: c}
	opt, err := NewOptimizer(net, r.rule)
	if err != nil {
		return nil, err
	}
	switch {
	case r.plain:
	case r.clip:
		cfg.Stepper = &clipped[T]{Optimizer: opt}
	default:
		cfg.Stepper = opt
	}
	if r.change != nil {
		r.change(&cfg)
	}
	d, err := NewDescent(net, cfg)
	if err != nil {
		return nil, err
	}
	o, data, batch, batches := &outcome[T]{net: net}, r.data(r.n), net.NewBatch(r.batch), NewBatches(r.n, r.batch, 11)
	for epoch := range r.epochs {
		for rows := range batches.Epoch(epoch) {
			from, to := Share(len(rows), c.Rank(), c.Size())
			x, y := batch.Gather(data, rows[from:to])
			s, err := step(d, Data[T]{to - from, x, y}, len(rows))
			if err != nil {
				return o, err
			}
			o.steps = append(o.steps, s)
		}
	}
	return o, nil
}

// loops is loop on n ranks, and wants the bits of Fit.
func (r *trial[T]) loops(t *testing.T, what string, n int, step func(c *ranks.Rank) taking[T]) {
	t.Helper()
	want := r.ranks(t, n, kernels.Best())
	all := make([]*outcome[T], n)
	errs := ranks.Run(n, func(c *ranks.Rank) (err error) {
		all[c.Rank()], err = r.loop(c, step(c))
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(what, err)
	}
	for rank, o := range all {
		if !slices.Equal(o.net.params, want.net.params) || !slices.Equal(o.net.running, want.net.running) {
			t.Errorf("%s: rank %d of %d has other parameters than Fit's", what, rank, n)
		}
		if !slices.Equal(o.steps, want.steps) || len(o.steps) != r.steps() {
			t.Errorf("%s: rank %d of %d has other steps than Fit's:\n%v\n%v", what, rank, n, o.steps, want.steps)
		}
	}
}

// TestDescent wants a loop's steps to be Fit's, of one process and of ranks, also where the ranks tell each other how many
// examples they have.
func TestDescent(t *testing.T) {
	for name, r := range trials[float64]() {
		for n := 1; n <= 3; n++ {
			r.loops(t, name, n, func(*ranks.Rank) taking[float64] { return (*Descent[float64]).Step })
			r.loops(t, name+" by parts", n, func(*ranks.Rank) taking[float64] {
				return func(d *Descent[float64], share Data[float64], _ int) (Step, error) { return d.StepByParts(share) }
			})
		}
	}
}

// TestDescentFail wants a step that a rank fails in to be taken by none, and those behind it to be as if nothing had been.
func TestDescentFail(t *testing.T) {
	for n := 1; n <= 3; n++ {
		trials[float64]()["adam"].loops(t, "failing", n, func(c *ranks.Rank) taking[float64] {
			failing := c.Rank() == n-1
			fail := func(d *Descent[float64], share Data[float64], step func(Data[float64]) (Step, error)) {
				before := slices.Clone(d.net.params)
				if failing {
					share = Data[float64]{}
					d.Fail(errDisk)
					d.Fail(context.Canceled) // too late
				}
				s, err := step(share)
				if n == 1 && err != errDisk || errors.Is(err, errDisk) != failing {
					t.Errorf("rank %d of %d: %v", c.Rank(), n, err)
				}
				if n > 1 {
					wantError(t, "failing", err, fmt.Sprintf("engine: rank %d: the disk is full", n-1))
				}
				if s != (Step{}) || !slices.Equal(d.net.params, before) {
					t.Errorf("rank %d of %d takes the step %+v", c.Rank(), n, s)
				}
			}
			return func(d *Descent[float64], share Data[float64], examples int) (Step, error) {
				if d.step == 6 {
					fail(d, share, func(own Data[float64]) (Step, error) { return d.Step(own, examples) })
					fail(d, share, d.StepByParts)
				}
				d.Fail(nil)
				return d.Step(share, examples)
			}
		})
	}
}

// TestDescentWithout wants no step where no rank has examples, and an error where BatchNorm has one alone.
func TestDescentWithout(t *testing.T) {
	for n := 1; n <= 3; n++ {
		for _, err := range ranks.Run(n, func(c *ranks.Rank) error {
			net, err := New[float64](kernels.Best(), 5, Layer{Units: 3, Norm: BatchNorm})
			if err != nil {
				return err
			}
			net.Init(1)
			d, err := NewDescent(net, FitConfig[float64]{Loss: MeanSquare, Batch: 6, Rate: ConstantRate(0.1), Cluster: c})
			if err != nil {
				return err
			}
			if s, err := d.StepByParts(Data[float64]{}); err != nil || s != (Step{}) {
				return fmt.Errorf("%+v, %v without examples", s, err)
			}
			var one Data[float64]
			if c.Rank() == 0 {
				one = Data[float64]{N: 1, X: make([]float64, 5), Labels: Labels[float64]{Values: make([]float64, 3)}}
			}
			const want = "engine: step 0 of 1 example, want at least 2 for BatchNorm"
			_, err = d.Step(one, 1)
			wantError(t, "Step", err, want)
			_, err = d.StepByParts(one)
			wantError(t, "StepByParts", err, want)
			return nil
		}) {
			if err != nil {
				t.Errorf("%d ranks: %v", n, err)
			}
		}
	}
}

// TestDescentBegins wants steps to go on from rank 0's optimizer, with its state, parameters and seed, and errors that name the rank.
func TestDescentBegins(t *testing.T) {
	nets := make([]*Network[float64], 2)
	errs := ranks.Run(2, func(c *ranks.Rank) error {
		net, err := New[float64](kernels.Best(), 5, Layer{Units: 3, Dropout: 0.5, Act: kernels.Tanh}, Layer{Units: 2})
		if err != nil {
			return err
		}
		net.Init(uint64(c.Rank()))
		nets[c.Rank()] = net
		opt, err := NewOptimizer(net, Adam.Rule())
		if err != nil {
			return err
		}
		opt.SetSteps(7 - 7*c.Rank())
		cfg := FitConfig[float64]{Loss: MeanSquare, Batch: 6, Rate: ConstantRate(0.1), Cluster: c, Stepper: opt, Seed: uint64(c.Rank())}
		other := cfg
		other.Batch += c.Rank()
		_, err = NewDescent(net, other)
		wantError(t, "another Batch", err, "engine: rank 1: it has Batch 7, and rank 0 Batch 6, want the same")
		if other = cfg; c.Rank() == 1 {
			other.Rate = nil
		}
		_, err = NewDescent(net, other)
		wantError(t, "no Rate", err, "engine: rank 1: Fit without a Rate")
		if other = cfg; c.Rank() == 1 {
			other.HuberDelta = -1
		}
		_, err = NewDescent(net, other)
		wantError(t, "HuberDelta", err, "engine: rank 1: it has HuberDelta -1")
		d, err := NewDescent(net, cfg)
		if err != nil {
			return err
		}
		data := Data[float64]{N: 3, X: make([]float64, 15), Labels: Labels[float64]{Values: make([]float64, 6)}}
		for i := range data.X {
			data.X[i] = float64(i + 15*c.Rank())
		}
		s, err := d.Step(data, 6)
		if s.Number != 7 || s.Examples != 6 || opt.Steps() != 8 {
			t.Errorf("rank %d takes the step %+v, and its optimizer has %d", c.Rank(), s, opt.Steps())
		}
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(nets[0].params, nets[1].params) {
		t.Error("rank 1 has other parameters than rank 0")
	}
}

// TestDescentPanics wants a mini-batch or a share of another size to be told, and a configuration that is none to be an error.
func TestDescentPanics(t *testing.T) {
	net, data, cfg := finiteRun[float64](t, kernels.Best())
	for want, change := range map[string]func(c *FitConfig[float64]){
		"batches of 0":            func(c *FitConfig[float64]) { c.Batch = 0 },
		"without a Rate":          func(c *FitConfig[float64]) { c.Rate = nil },
		"loss 9":                  func(c *FitConfig[float64]) { c.Loss = 9 },
		"a Plateau with Factor":   func(c *FitConfig[float64]) { c.Plateau = &Plateau{} },
		"an input with dropout 2": func(c *FitConfig[float64]) { c.InputDropout = 2 },
	} {
		other := cfg
		change(&other)
		d, err := NewDescent(net, other)
		if wantError(t, "NewDescent", err, want); d != nil {
			t.Errorf("%s: a Descent", want)
		}
	}
	d, err := NewDescent(net, cfg)
	if err != nil {
		t.Fatal(err)
	}
	wantPanic(t, "Step", func() { d.Step(data, 0) }, "a step by 0 examples", "Batch = 2")
	wantPanic(t, "Step", func() { d.Step(data, 3) }, "a step by 3 examples")
	data.N = 1
	wantPanic(t, "Step", func() { d.Step(data, 2) }, "1 examples on rank 0 of 1", "Share of 2, 2")
	if d.Pass().net != net {
		t.Error("the pass of another network")
	}
}

// TestDescentAllocations wants a step, also one by parts, to allocate nothing.
func TestDescentAllocations(t *testing.T) {
	net, data, cfg := finiteRun[float32](t, kernels.Best())
	for _, method := range []Method{SGD, Adam} {
		opt, err := NewOptimizer(net, method.Rule())
		if err != nil {
			t.Fatal(err)
		}
		if cfg.Stepper = opt; method == SGD {
			cfg.Stepper = nil
		}
		d, err := NewDescent(net, cfg)
		if err != nil {
			t.Fatal(err)
		}
		data.N = 2
		if n := testing.AllocsPerRun(10, func() {
			_, err = d.Step(data, 2)
			_, again := d.StepByParts(data)
			err = firstError(err, again)
		}); n != 0 || err != nil {
			t.Errorf("%v: %v allocations, %v", method, n, err)
		}
	}
}
