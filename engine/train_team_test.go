package engine

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"weft.example/internal/ranks"
	"weft.example/kernels"
)

// changed runs a trial on n ranks, each with a change of its own, and returns what they come to.
func changed(r *trial[float64], n int, change func(c *ranks.Rank, cfg *FitConfig[float64])) ([]*outcome[float64], []error) {
	all := make([]*outcome[float64], n)
	errs := ranks.Run(n, func(c *ranks.Rank) (err error) {
		own := *r
		own.change = func(cfg *FitConfig[float64]) {
			if r.change != nil {
				r.change(cfg)
			}
			change(c, cfg)
		}
		all[c.Rank()], err = own.on(c, kernels.Best())
		return err
	})
	return all, errs
}

var errDisk = errors.New("the disk is full")

// atStep is an OnStep with an error behind a step.
func atStep(number int, err error) func(Step) error {
	return func(s Step) error {
		if s.Number == number {
			return err
		}
		return nil
	}
}

// TestTeamErrors wants an error of rank 1 to end all at the same step, with its rank and text, and that step taken by none.
func TestTeamErrors(t *testing.T) {
	for name, c := range map[string]struct {
		trial  string
		change func(cfg *FitConfig[float64]) // of rank 1
		want   string
		steps  int // that all take
		is     error
	}{
		"NaN": {"own loss", func(cfg *FitConfig[float64]) {
			loss, bad := cfg.LossFunc, false
			cfg.OnStep = func(s Step) error { bad = s.Number == 3; return nil }
			cfg.LossFunc = func(a, y, dA []float64) float64 {
				if bad {
					return math.NaN()
				}
				return loss(a, y, dA)
			}
		}, "epoch 0, step 4: a cost of NaN, want a finite one", 4, nil},
		"OnStep":    {"adam", func(cfg *FitConfig[float64]) { cfg.OnStep = atStep(6, errDisk) }, "the disk is full", 7, errDisk},
		"the last":  {"adam", func(cfg *FitConfig[float64]) { cfg.OnStep = atStep(99, errDisk) }, "the disk is full", 100, errDisk},
		"last step": {"adam", func(cfg *FitConfig[float64]) { cfg.OnStep = atStep(4, errDisk) }, "the disk is full", 5, errDisk},
		"OnEpoch": {"adam", func(cfg *FitConfig[float64]) {
			cfg.OnEpoch = func(e Epoch) error {
				if e.Number == 2 {
					return fmt.Errorf("engine: saving: %w", errDisk)
				}
				return nil
			}
		}, "saving: the disk is full", 15, errDisk},
		"end": {"adam", func(cfg *FitConfig[float64]) {
			cfg.OnEpoch = func(e Epoch) error {
				if e.Number == 19 {
					return errDisk
				}
				return nil
			}
		}, "the disk is full", 100, errDisk},
		"no rate": {"adam", func(cfg *FitConfig[float64]) { cfg.Rate = other(cfg.Rate, 3, math.Inf(1)) }, "the rate of step 3 is +Inf", 3, nil},
		"other rate": {"adam", func(cfg *FitConfig[float64]) { cfg.Rate = other(cfg.Rate, 3, 0.02) },
			"the rate of step 3 is 0.02, and rank 0's 0.008, want the same Schedule", 3, nil},
		"optimizer": {"adam", func(cfg *FitConfig[float64]) {
			state := cfg.Stepper.(*Optimizer[float64]).State()
			cfg.OnStep = func(s Step) error {
				if s.Number == 2 {
					state[0].Data = nil
				}
				return nil
			}
		}, `step 3: slab "m" has 0 elements`, 3, nil},
		"parameters": {"adam", nil, "epoch 0: the parameters are not those of rank 0", 5, nil},
	} {
		r := trials[float64]()[c.trial]
		own := *r
		own.change = func(cfg *FitConfig[float64]) {
			if r.change != nil {
				r.change(cfg)
			}
			cfg.OnStep = atStep(c.steps-1, errDisk)
		}
		want, _ := own.on(nil, kernels.Best())
		for n := 2; n <= 3; n++ {
			all, errs := changed(r, n, func(rank *ranks.Rank, cfg *FitConfig[float64]) {
				if name == "parameters" {
					cfg.Stepper = drifting{cfg.Stepper.(*Optimizer[float64]), rank.Rank() == 1}
				} else if rank.Rank() == 1 {
					c.change(cfg)
				}
			})
			for rank, o := range all {
				wantError(t, name, errs[rank], "engine: rank 1: "+c.want)
				if rank == 1 && c.is != nil && !errors.Is(errs[rank], c.is) {
					t.Errorf("%s: %v on rank 1 is not its own error", name, errs[rank])
				}
				if len(o.steps) != c.steps {
					t.Errorf("%s: rank %d of %d takes %d steps, want %d", name, rank, n, len(o.steps), c.steps)
				}
				if off := distance(o.net.params, want.net.params); name != "parameters" && !(off <= 1e-12) {
					t.Errorf("%s: parameters of rank %d of %d are off by %v from those after %d steps", name, rank, n, off, c.steps)
				}
			}
		}
	}
}

// other is a schedule with another rate of a step.
func other(of Schedule, step int, rate float64) Schedule {
	return func(s int) float64 {
		if s == step {
			return rate
		}
		return of(s)
	}
}

// drifting is an optimizer that may change a parameter more.
type drifting struct {
	*Optimizer[float64]
	spoils bool
}

func (s drifting) Step(rate float64, p *Pass[float64]) {
	s.Optimizer.Step(rate, p)
	if s.spoils {
		p.net.params[1] *= 1 + 0x1p-52
	}
}

// TestTeamContext ends the context of one rank: all end behind the same step with that error.
func TestTeamContext(t *testing.T) {
	for _, c := range []struct {
		make func() (context.Context, context.CancelFunc)
		want error
	}{
		{func() (context.Context, context.CancelFunc) { return context.WithCancel(context.Background()) }, context.Canceled},
		{func() (context.Context, context.CancelFunc) { return context.WithTimeout(context.Background(), 0) }, context.DeadlineExceeded},
	} {
		r := trials[float64]()["adam"]
		steps := make([]int, 3)
		errs := ranks.Run(3, func(rank *ranks.Rank) error {
			ctx, cancel := context.Background(), func() {}
			if rank.Rank() == 2 {
				ctx, cancel = c.make()
				defer cancel()
			}
			net, _ := New[float64](kernels.Best(), 5, r.layers...)
			net.Init(1)
			cfg := FitConfig[float64]{Loss: r.loss, Epochs: 2, Batch: 10, Rate: ConstantRate(0.1), Cluster: rank}
			cfg.OnStep = func(s Step) error {
				if steps[rank.Rank()]++; s.Number == 1 && errors.Is(c.want, context.Canceled) {
					cancel()
				}
				return nil
			}
			_, err := Fit(ctx, net, r.data(50), cfg)
			return err
		})
		for rank, err := range errs {
			if wantError(t, "Fit", err, "engine: rank 2: "+c.want.Error()); !errors.Is(err, c.want) {
				t.Errorf("rank %d: %v is not %v", rank, err, c.want)
			}
			if steps[rank] != steps[2] {
				t.Errorf("rank %d takes %d steps, and rank 2 %d", rank, steps[rank], steps[2])
			}
		}
	}
}

// TestTeamAlike wants a rank whose network, options or data are other than rank 0's named, with both.
func TestTeamAlike(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(r *trial[float64], cfg *FitConfig[float64])
	}{
		{"it has Epochs 7, and rank 0 Epochs 20", func(_ *trial[float64], cfg *FitConfig[float64]) { cfg.Epochs = 7 }},
		{"it has Batch 13, and rank 0 Batch 12", func(_ *trial[float64], cfg *FitConfig[float64]) { cfg.Batch = 13 }},
		{"Loss mean square, and rank 0 Loss softmax cross-entropy", func(_ *trial[float64], cfg *FitConfig[float64]) { cfg.Loss = MeanSquare }},
		{"a LossFunc true, and rank 0 a LossFunc false", func(_ *trial[float64], cfg *FitConfig[float64]) {
			cfg.LossFunc = func(_, _, _ []float64) float64 { return 0 }
		}},
		{"InputDropout 0.5", func(_ *trial[float64], cfg *FitConfig[float64]) { cfg.InputDropout = 0.5 }},
		{"HuberDelta 2", func(_ *trial[float64], cfg *FitConfig[float64]) { cfg.HuberDelta = 2 }},
		{"AnyLabels true", func(_ *trial[float64], cfg *FitConfig[float64]) { cfg.AnyLabels = true }},
		{"NonFinite true", func(_ *trial[float64], cfg *FitConfig[float64]) { cfg.NonFinite = true }},
		{"Patience 3, and rank 0 Patience 0", func(_ *trial[float64], cfg *FitConfig[float64]) { cfg.Patience = 3 }},
		{"MinDelta 0.5", func(_ *trial[float64], cfg *FitConfig[float64]) { cfg.Monitor.MinDelta = 0.5 }},
		{`Series ["x"], and rank 0 Series []`, func(_ *trial[float64], cfg *FitConfig[float64]) {
			cfg.Series = map[string]func() float64{"x": func() float64 { return 0 }}
		}},
		{"it has 1 Metrics, and rank 0 0 Metrics", func(_ *trial[float64], cfg *FitConfig[float64]) {
			cfg.Metrics = []Metric[float64]{&summing{}}
		}},
		{"a Plateau with Factor 0.5, Patience 2", func(_ *trial[float64], cfg *FitConfig[float64]) {
			cfg.Plateau = &Plateau{Factor: 0.5, Patience: 2}
		}},
		{"a Stepper <nil>, and rank 0 a Stepper *engine.Optimizer", func(_ *trial[float64], cfg *FitConfig[float64]) { cfg.Stepper = nil }},
		{"an Optimizer with {Method:adam Beta1:0.5", func(r *trial[float64], _ *FitConfig[float64]) { r.rule.Beta1 = 0.5 }},
		{"units [5 9 8 2 3], and rank 0 units [5 9 8 3]", func(r *trial[float64], _ *FitConfig[float64]) {
			r.layers = slices.Insert(slices.Clone(r.layers), 2, Layer{Units: 2})
		}},
		{"layer 2 of {Units:8 Act:tanh", func(r *trial[float64], _ *FitConfig[float64]) {
			r.layers = slices.Clone(r.layers)
			r.layers[1].Act = kernels.Tanh
		}},
		{"trainable false", func(r *trial[float64], _ *FitConfig[float64]) { r.fixed = 1 }},
		{"data of 49 examples", func(r *trial[float64], _ *FitConfig[float64]) { r.n = 49 }},
		{"data of 50 examples, inputs of checksum", func(r *trial[float64], _ *FitConfig[float64]) { r.weights = true }},
		{"Validation of 0 examples", func(_ *trial[float64], cfg *FitConfig[float64]) { cfg.Validation = Data[float64]{} }},
	} {
		all := make([]*outcome[float64], 3)
		errs := ranks.Run(3, func(rank *ranks.Rank) (err error) {
			own := *trials[float64]()["adam"]
			if rank.Rank() == 2 {
				var cfg FitConfig[float64]
				c.change(&own, &cfg) // of the trial
				own.change = func(cfg *FitConfig[float64]) { c.change(trials[float64]()["adam"], cfg) }
			}
			all[rank.Rank()], err = own.on(rank, kernels.Best())
			return err
		})
		for rank, err := range errs {
			wantError(t, "Fit", err, "engine: rank 2: it has ")
			wantError(t, "Fit", err, c.want)
			if len(all[rank].steps) > 0 {
				t.Errorf("%s: a step is taken", c.want)
			}
		}
	}
	for want, change := range map[string]func(cfg *FitConfig[float64]){
		"Fit for 0 epochs, want at least 1": func(cfg *FitConfig[float64]) { cfg.Epochs = 0 },
		"metric 0, *engine.lonely, cannot be put together": func(cfg *FitConfig[float64]) {
			cfg.Metrics = []Metric[float64]{&lonely{}}
		},
	} {
		_, errs := changed(trials[float64]()["adam"], 2, func(rank *ranks.Rank, cfg *FitConfig[float64]) {
			if rank.Rank() == 1 {
				change(cfg)
			}
		})
		for _, err := range errs {
			wantError(t, "Fit", err, "engine: rank 1: Fit")
			wantError(t, "Fit", err, want)
		}
	}
}

// lonely is a metric that cannot be put together.
type lonely struct{ n int }

func (c *lonely) Reset()                             { c.n = 0 }
func (c *lonely) Add(_ []float64, _ Labels[float64]) { c.n++ }

// summing is one that can: the mean prediction of the right class.
type summing struct{ sum, n float64 }

func (c *summing) Reset() { *c = summing{} }

func (c *summing) Add(prediction []float64, y Labels[float64]) {
	n := len(prediction) / len(y.Classes)
	for i, class := range y.Classes {
		c.sum += prediction[i*n+class]
		c.n++
	}
}

func (c *summing) mean() float64 { return c.sum / c.n }

func (c *summing) AppendState(x []float64) []float64 { return append(x, c.sum, c.n) }

func (c *summing) MergeState(x []float64) error {
	c.sum, c.n = c.sum+x[0], c.n+x[1]
	return nil
}

// TestTeamBroken wants an end of all ranks, with an error, where one is gone in the middle, or its network fails at any call.
func TestTeamBroken(t *testing.T) {
	r := *trials[float64]()["batch norm"]
	r.epochs = 2
	all, errs := changed(&r, 3, func(rank *ranks.Rank, cfg *FitConfig[float64]) {
		if rank.Rank() == 1 {
			cfg.OnStep = func(s Step) error {
				if s.Number == 2 {
					runtime.Goexit()
				}
				return nil
			}
		}
	})
	for _, rank := range []int{0, 2} {
		wantError(t, "Fit", errs[rank], "rank 1, which has left")
		if len(all[rank].steps) != 3 {
			t.Errorf("rank %d takes %d steps, want 3", rank, len(all[rank].steps))
		}
	}
	calls := 0
	_, errs = changed(&r, 2, func(rank *ranks.Rank, _ *FitConfig[float64]) {
		if rank.Rank() == 1 {
			rank.Before = func(string, int) error { calls++; return nil }
		}
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	cut := errors.New("the cable is cut")
	for at := range calls {
		_, errs := changed(&r, 2, func(rank *ranks.Rank, _ *FitConfig[float64]) {
			if rank.Rank() == 1 {
				rank.Before = func(_ string, number int) error {
					if number == at {
						return cut
					}
					return nil
				}
			}
		})
		if wantError(t, "Fit", errs[1], "rank 1"); !errors.Is(errs[1], cut) {
			t.Errorf("%v is not the network's", errs[1])
		}
		if at < calls-1 && errs[0] != nil {
			wantError(t, "Fit", errs[0], "rank 1, which has left")
		}
	}
}

// TestTeamSlow wants the same of ranks that are slow in turn.
func TestTeamSlow(t *testing.T) {
	r := *trials[float64]()["batch norm"]
	r.epochs = 2
	want := r.ranks(t, 3, kernels.Best())
	all, errs := changed(&r, 3, func(rank *ranks.Rank, _ *FitConfig[float64]) {
		rank.Before = func(_ string, number int) error {
			if number%(5+rank.Rank()) == 0 {
				time.Sleep(100 * time.Microsecond)
			}
			return nil
		}
	})
	for rank, o := range all {
		if errs[rank] != nil || !slices.Equal(o.net.params, want.net.params) {
			t.Errorf("rank %d: %v, or other parameters", rank, errs[rank])
		}
	}
}

// TestTeamLongError wants the text of an error cut off and not the run.
func TestTeamLongError(t *testing.T) {
	_, errs := changed(trials[float64]()["sgd"], 2, func(rank *ranks.Rank, cfg *FitConfig[float64]) {
		cfg.OnStep = atStep(rank.Rank(), errors.New(strings.Repeat("é", 2000)))
	})
	for _, err := range errs {
		wantError(t, "Fit", err, "engine: rank 0: éééé")
		if n := len(err.Error()); n > 1100 {
			t.Errorf("%d bytes of an error", n)
		}
	}
}
