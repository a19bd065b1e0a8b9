package engine

import (
	"context"
	"math"
	"testing"

	"weft/kernels"
)

// TestCosineEnds knows the last steps to the bit. The end does not depend on the start.
func TestCosineEnds(t *testing.T) {
	for _, c := range []struct {
		rate, least float64
		steps, step int
		want        float64
	}{
		{1, 0.25, 100, 98, 0.25 + 0.75*(1+math.Cos(math.Pi*98/100))/2},
		{1, 0.25, 100, 99, 0.25 + 0.75*(1+math.Cos(math.Pi*99/100))/2},
		{1, 0.25, 100, 100, 0.25},
		{1, 0.25, 100, 101, 0.25},
		{1, 0.25, 100, math.MaxInt, 0.25},
		{1, 0.25, 1, 0, 1},
		{1, 0.25, 1, 1, 0.25},
		{math.MaxFloat64, -math.MaxFloat64, 3, 3, -math.MaxFloat64},
	} {
		if got := CosineDecay(c.rate, c.least, c.steps)(c.step); math.Abs(got-c.want) > 1e-16 {
			t.Errorf("%+v: rate %v", c, got)
		}
	}
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
		if err != nil || len(h.Epochs) != 2 || h.Best != -1 || !math.IsInf(h.Epochs[1].ValidationCost, 1) {
			t.Errorf("from %d: %v, %+v, want 2 epochs and no best", from, err, h)
		}
	}
}

// TestEmptyBatch wants gradients of 0 from a batch of no examples after one of some,
// and parameters left by its update.
func TestEmptyBatch(t *testing.T) { forEachFloat(t, testEmptyBatch[float32], testEmptyBatch[float64]) }

func testEmptyBatch[T kernels.Float](t *testing.T, set *kernels.Set) {
	net := oddNetwork[T](t, set)
	net.Init(1)
	p, err := net.NewPass(2, Config{})
	if err != nil {
		t.Fatal(err)
	}
	y := Labels[T]{Values: make([]T, 10)}
	p.Forward([]T{1, 2, 3, 4, 5, 6}, 2)
	p.BackwardLoss(CrossEntropy, y)
	if p.sink.scale != 0.5 || p.ClipGrads(math.Inf(1)) == 0 {
		t.Fatalf("scale %v, want 1/2, and gradients", p.sink.scale)
	}
	p.Forward(nil, 0)
	p.BackwardLoss(CrossEntropy, y)
	if p.sink.scale != 0 || p.ClipGrads(math.Inf(1)) != 0 {
		t.Errorf("no examples: scale %v, gradients of norm %v", p.sink.scale, p.ClipGrads(math.Inf(1)))
	}
	before := total(net.Params())
	p.BackwardUpdate(CrossEntropy, y, 0.5)
	if p.sink.scale != 0 || total(net.Params()) != before {
		t.Errorf("no examples: an update scales by %v or changes parameters", p.sink.scale)
	}
}

// TestRulesInT wants numbers of a rule held to their range as they are in float32: what
// is below 1 in float64 may be 1 there.
func TestRulesInT(t *testing.T) {
	near, below := 0.99999999999, 0.9999999
	for _, c := range []struct {
		rule Rule
		want string // of float32; float64 takes all
	}{
		{Rule{Method: Momentum, Beta1: near}, "momentum with Beta1 = 0.99999999999"},
		{Rule{Method: Nesterov, Beta1: near}, "nesterov with Beta1 = 0.99999999999"},
		{Rule{Method: Adam, Beta1: near, Beta2: 0.9, Epsilon: 1e-8}, "adam with Beta1 = 0.99999999999"},
		{Rule{Method: Adam, Beta1: 0.9, Beta2: near, Epsilon: 1e-8}, "adam with Beta2 = 0.99999999999"},
		{Rule{Method: AdamW, Beta1: 0.9, Beta2: near, Epsilon: 1e-8}, "adamw with Beta2 = 0.99999999999"},
		{Rule{Method: RMSProp, Beta2: near, Epsilon: 1e-8}, "rmsprop with Beta2 = 0.99999999999"},
		{Rule{Method: RMSProp, Beta2: 0.9, Epsilon: 1e-46}, "rmsprop with Epsilon = 1e-46"},
		{Rule{Method: RMSProp, Beta2: 0.9, Epsilon: 1e39}, "rmsprop with Epsilon = 1e+39"},
		{Rule{Method: SGD, Decay: 1e39}, "sgd with Decay = 1e+39"},
		{Rule{Method: Adam, Beta1: below, Beta2: below, Epsilon: 1e-45}, ""},
	} {
		if _, err := NewOptimizer(oddNetwork[float64](t, kernels.Best()), c.rule); err != nil {
			t.Errorf("float64: %v", err)
		}
		_, err := NewOptimizer(oddNetwork[float32](t, kernels.Best()), c.rule)
		if c.want != "" {
			wantError(t, "float32", err, c.want)
		} else if err != nil {
			t.Errorf("float32: %v", err)
		}
	}
}
