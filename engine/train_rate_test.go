package engine

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestStepRates wants each number that a rate comes to in T held to be finite: a
// step with any other panics, with nothing changed.
func TestStepRates(t *testing.T) {
	type stepCase struct {
		rule  Rule
		steps int
		rate  float64
		want  []string // of the panic, or nothing where the step is taken
	}
	of := func(m Method, decay float64) Rule {
		r := m.Rule()
		r.Decay = decay
		return r
	}
	slow := Adam.Rule()
	slow.Beta1 = 1 - 1e-7
	common := func(largest float64, kind string) (list []stepCase) {
		for m := range NumMethods {
			for _, rate := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				list = append(list, stepCase{of(m, 0), 0, rate, []string{fmt.Sprintf("a rate of %v, want a finite one in %s", rate, kind)}})
			}
			list = append(list, stepCase{of(m, 0), math.MaxInt, 0.1, []string{fmt.Sprintf("a step after %d", math.MaxInt)}})
		}
		return append(list,
			stepCase{of(SGD, 0), 0, largest, nil},
			stepCase{of(SGD, largest), 0, largest, []string{"sgd at a rate of", "-Inf in step 1", "finite ones in " + kind}},
			stepCase{of(AdamW, largest), 4, largest, []string{"adamw at a rate of", "-Inf in step 5"}},
			stepCase{of(Adam, 0), 0, largest, []string{"adam at a rate of", "factors +Inf and 1 in step 1"}},
			stepCase{slow, 0, largest / 1e6, []string{"factors +Inf and 1 in step 1"}},
			stepCase{of(Adam, 0), 400, largest, nil}, // 1-β₁ᵗ is 1 there
		)
	}
	narrow := common(math.MaxFloat32, "float32")
	for m := range NumMethods {
		narrow = append(narrow, stepCase{of(m, 0), 0, -1e39, []string{"a rate of -1e+39, want a finite one in float32"}})
	}
	for _, c := range narrow {
		testStepRate[float32](t, c.rule, c.steps, c.rate, c.want)
	}
	for _, c := range append(common(math.MaxFloat64, "float64"), stepCase{of(Adam, 0), 0, 1e39, nil}) {
		testStepRate[float64](t, c.rule, c.steps, c.rate, c.want)
	}
}

func testStepRate[T kernels.Float](t *testing.T, rule Rule, steps int, rate float64, want []string) {
	t.Helper()
	net := oddNetwork[T](t, kernels.Best())
	net.Init(1)
	p, err := net.NewPass(1, Config{})
	if err != nil {
		t.Fatal(err)
	}
	o := newOptimizer(t, net, rule)
	o.SetSteps(steps)
	before := slices.Clone(net.Params())
	if want == nil {
		o.Step(rate, p)
		return
	}
	wantPanic(t, fmt.Sprintf("%+v at %v in %T", rule, rate, T(0)), func() { o.Step(rate, p) }, want...)
	if o.Steps() != steps || !slices.Equal(net.Params(), before) {
		t.Errorf("%+v at %v: the step is counted or taken", rule, rate)
	}
}

// TestFitRates wants errors of Fit for the same, which name the step.
func TestFitRates(t *testing.T) {
	adam, descent := Adam.Rule(), SGD.Rule()
	descent.Decay = 1e38
	for _, c := range []struct {
		rule *Rule
		rate float64
		want string
	}{
		{nil, 1e39, "the rate of step 1 is 1e+39, want a finite one in float32"},
		{&adam, 1e39, "the rate of step 1 is 1e+39, want a finite one in float32"},
		{&adam, 3e38, "step 1: adam at a rate of 3e+38"},
		{&descent, 1e38, "step 1: sgd at a rate of 1e+38"},
	} {
		net := oddNetwork[float32](t, kernels.Best())
		net.Init(1)
		var opt *Optimizer[float32]
		cfg := FitConfig[float32]{Epochs: 1, Batch: 1, Rate: func(step int) float64 { return []float64{0, c.rate}[step] }}
		if c.rule != nil {
			opt = newOptimizer(t, net, *c.rule)
			cfg.Stepper = opt
		}
		before := slices.Clone(net.Params())
		data := Data[float32]{N: 2, X: []float32{1, 2, 3, 4, 5, 6}, Labels: Labels[float32]{Values: make([]float32, 10)}}
		_, err := Fit(context.Background(), net, data, cfg)
		wantError(t, "Fit", err, c.want)
		if !slices.Equal(net.Params(), before) || opt != nil && opt.Steps() != 1 {
			t.Errorf("%s: the step is taken", c.want)
		}
	}
	net := oddNetwork[float32](t, kernels.Best())
	net.Init(1)
	data := Data[float32]{N: 1, X: make([]float32, 3), Labels: Labels[float32]{Values: make([]float32, 5)}}
	for _, c := range []struct {
		stepper *Optimizer[float32]
		want    string
	}{
		{nil, "step 0: the optimizer is nil"},
		{newOptimizer(t, oddNetwork[float32](t, kernels.Best()), Adam.Rule()), "step 0: Step with a pass of another network"},
	} {
		_, err := Fit(context.Background(), net, data, FitConfig[float32]{Epochs: 1, Batch: 1, Rate: ConstantRate(0.1), Stepper: c.stepper})
		wantError(t, "Fit", err, c.want)
	}
}

// TestOptimizerCopy wants the copy of an optimizer's struct, whose steps would be the
// other's, told.
func TestOptimizerCopy(t *testing.T) {
	net, p := small(t, kernels.Sigmoid)
	o := newOptimizer(t, net, Adam.Rule())
	o.Step(0.1, p)
	other := *o
	wantPanic(t, "Step of a copy", func() { other.Step(0.1, p) }, "copy of an optimizer", "NewOptimizer")
}
