package tests_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"weft.example/engine"
	"weft.example/engine/metrics"
	"weft.example/kernels"
)

// TestFitMonitor trains with a monitor whose numbers are given, and wants the end, the best epoch,
// the numbers in the history and the best epoch's parameters.
func TestFitMonitor(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name         string
		numbers      []float64
		maximize     bool
		delta        float64
		nonFinite    bool
		epochs, best int
		want         string // the error
	}{
		{"least", []float64{3, 2, 4, 5}, false, 0, false, 4, 1, ""},
		{"largest", []float64{-3, -2, -4, -2}, true, 0, false, 4, 1, ""},
		{"equal is not better", []float64{1, 1, 1}, true, 0, false, 3, 0, ""},
		{"all epochs", []float64{6, 5, 4, 3, 2, 1}, false, 0, false, 6, 5, ""},
		{"small steps end it, and the best is kept", []float64{1, 1.25, 1.5, 9}, true, 1, false, 3, 2, ""},
		{"small steps count together", []float64{1, 1.5, 2.5, 3, 3.25, 9}, true, 1, false, 5, 4, ""},
		{"small steps down", []float64{3, 2.5, 2.25, 0}, false, 1, false, 3, 2, ""},
		{"a step of MinDelta is none", []float64{1, 2, 3, 9}, true, 2, false, 3, 2, ""},
		{"NaN", []float64{1, 2, nan, 9}, true, 0, false, 3, 1, "engine: epoch 2: the monitor's number is NaN, want a finite one"},
		{"infinite", []float64{1, inf, 9}, true, 0, false, 2, 0, "engine: epoch 1: the monitor's number is +Inf, want a finite one"},
		{"NaN goes on", []float64{nan, 1, nan, nan, 9}, true, 0, true, 4, 1, ""},
		{"NaN alone", []float64{nan, nan, 9}, false, 0, true, 2, -1, ""},
	} {
		net, data, cfg := fitProblem(t)
		var params [][]float64
		var r recorder[float64]
		cfg.OnEpoch = func(e engine.Epoch) error {
			params = append(params, slices.Clone(net.Params()))
			return nil
		}
		cfg.Epochs, cfg.Patience, cfg.Validation, cfg.NonFinite = len(c.numbers), 2, data, c.nonFinite
		if c.name == "all epochs" {
			cfg.Patience = 0
		}
		calls := 0
		cfg.Metrics = []engine.Metric[float64]{&r}
		cfg.Monitor = engine.Monitor{Maximize: c.maximize, MinDelta: c.delta, Value: func() float64 {
			if got := len(r.y.Weights); got != data.N || r.resets != calls+1 {
				t.Errorf("%s: %d examples after %d resets at epoch %d, want %d", c.name, got, r.resets, calls, data.N)
			}
			calls++
			return c.numbers[calls-1]
		}}
		h, err := engine.Fit(context.Background(), net, data, cfg)
		if fmt.Sprint(err) != cmpOr(c.want, "<nil>") || len(h.Epochs) != c.epochs || h.Best != c.best {
			t.Errorf("%s: %v after %d epochs, best %d; want %q, %d, %d", c.name, err, len(h.Epochs), h.Best, c.want, c.epochs, c.best)
			continue
		}
		for i, e := range h.Epochs {
			if want := c.numbers[i]; e.Monitored != want && want == want {
				t.Errorf("%s: epoch %d has %v, want %v", c.name, i, e.Monitored, want)
			}
		}
		if c.best >= 0 && cfg.Patience > 0 && firstDifference(net.Params(), params[c.best]) >= 0 {
			t.Errorf("%s: the parameters are not those of the best epoch", c.name)
		}
	}
}

func cmpOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// TestFitMinDelta wants the validation cost to be what is watched by itself.
func TestFitMinDelta(t *testing.T) {
	net, data, cfg := fitProblem(t)
	cfg.Validation, cfg.Epochs, cfg.Patience, cfg.Monitor.MinDelta = data, 20, 3, 1e9
	h, err := engine.Fit(context.Background(), net, data, cfg)
	if err != nil || len(h.Epochs) != 4 { // the first is better than infinity
		t.Errorf("%d epochs, %v; want 4", len(h.Epochs), err)
	}
	for i, e := range h.Epochs {
		if e.Monitored != e.ValidationCost || e.ValidationCost < h.Epochs[h.Best].ValidationCost {
			t.Errorf("epoch %d: %+v, best %d", i, e, h.Best)
		}
	}
}

// TestFitMetricErrors wants what does not fit to end a run before its first step.
func TestFitMetricErrors(t *testing.T) {
	confusion := metrics.NewConfusion[float64](3) // and the network has 2 outputs
	value := func() float64 { return 1 }
	for _, c := range []struct {
		want   string
		change func(c *engine.FitConfig[float64])
	}{
		{"a MinDelta of -1, want", func(c *engine.FitConfig[float64]) { c.Monitor.MinDelta = -1 }},
		{"a MinDelta of NaN, want", func(c *engine.FitConfig[float64]) { c.Monitor.MinDelta = math.NaN() }},
		{"a MinDelta of +Inf, want", func(c *engine.FitConfig[float64]) { c.Monitor.MinDelta = math.Inf(1) }},
		{"maximize a Monitor without a Value", func(c *engine.FitConfig[float64]) { c.Monitor.Maximize = true }},
		{"0 examples for validation", func(c *engine.FitConfig[float64]) { c.Monitor.Value, c.Validation.N = value, 0 }},
		{"0 examples for validation", func(c *engine.FitConfig[float64]) {
			c.Metrics, c.Validation.N = []engine.Metric[float64]{confusion}, 0
		}},
		{"metrics: len(prediction) = 2, want a multiple of the Confusion's 3 outputs", func(c *engine.FitConfig[float64]) {
			c.Metrics = []engine.Metric[float64]{confusion}
		}},
	} {
		net, data, cfg := fitProblem(t)
		before := slices.Clone(net.Params())
		cfg.Validation = data
		c.change(&cfg)
		text := func() (text string) {
			defer func() {
				if p := recover(); p != nil {
					text = fmt.Sprint(p)
				}
			}()
			_, err := engine.Fit(context.Background(), net, data, cfg)
			return fmt.Sprint(err)
		}()
		if !strings.Contains(text, c.want) || firstDifference(net.Params(), before) >= 0 {
			t.Errorf("%q, want %q, and no step", text, c.want)
		}
	}
}

// TestFitMetrics trains on real data by the area under the curve, and wants that of the best epoch
// to be the network's, and what metrics tell to be what the pass tells.
func TestFitMetrics(t *testing.T) {
	train, test, features := cancer(t)
	net, err := engine.New[float64](kernels.Best(), features,
		engine.Layer{Units: 16, Act: kernels.ReLU}, engine.Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	roc, confusion, labels := metrics.NewROC[float64](1, test.N), metrics.NewConfusion[float64](1), metrics.NewMultiLabel[float64](1)
	h, err := engine.Fit(context.Background(), net, train, engine.FitConfig[float64]{
		Loss: engine.CrossEntropy, Epochs: 30, Batch: 32, Rate: constant(0.1), Seed: 1, Validation: test,
		Metrics: []engine.Metric[float64]{roc, confusion, labels}, Patience: 30,
		Monitor: engine.Monitor{Value: roc.AUC, Maximize: true},
		OnEpoch: func(e engine.Epoch) error {
			for _, got := range []float64{confusion.Accuracy(), labels.Accuracy(), labels.ExactMatch()} {
				if math.Abs(got-e.ValidationAccuracy) > 1e-15 {
					t.Errorf("epoch %d: accuracy %v, want %v", e.Number, got, e.ValidationAccuracy)
				}
			}
			return nil
		},
	})
	if err != nil || h.Best < 0 {
		t.Fatalf("%v, best %d", err, h.Best)
	}
	best := slices.MaxFunc(h.Epochs, func(x, y engine.Epoch) int {
		if x.Monitored < y.Monitored {
			return -1
		}
		return 1
	})
	pass, err := net.NewPass(test.N, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	roc.Reset()
	pass.Measure(engine.CrossEntropy, test, roc)
	if got := roc.AUC(); got != best.Monitored || h.Epochs[h.Best].Monitored != got || got < 0.98 {
		t.Errorf("area %v, want the best of the history, %v at %d", got, best.Monitored, h.Best)
	}
}
