package engine

import (
	"math"
	"testing"
)

// TestSchedules knows each schedule at a few steps.
func TestSchedules(t *testing.T) {
	for _, c := range []struct {
		name  string
		rate  Schedule
		rates map[int]float64
	}{
		{"constant", ConstantRate(0.1), map[int]float64{0: 0.1, 1000: 0.1}},
		{"step decay", StepDecay(8, 0.5, 10), map[int]float64{0: 8, 9: 8, 10: 4, 19: 4, 20: 2, 31: 1}},
		{"cosine", CosineDecay(1, 0.2, 100), map[int]float64{0: 1, 50: 0.6, 100: 0.2, 1000: 0.2, 25: 0.2 + 0.4*(1+math.Sqrt2/2)}},
		{"warm-up", Warmup(4, StepDecay(8, 0.5, 10)), map[int]float64{0: 2, 1: 4, 2: 6, 3: 8, 4: 8, 13: 8, 14: 4}},
		{"warm-up of one step", Warmup(1, ConstantRate(3)), map[int]float64{0: 3, 1: 3}},
	} {
		for step, want := range c.rates {
			if got := c.rate(step); math.Abs(got-want) > 1e-15*want {
				t.Errorf("%s: rate %v at step %d, want %v", c.name, got, step, want)
			}
		}
	}
	wantPanic(t, "StepDecay", func() { StepDecay(1, 0.5, 0) }, "StepDecay every 0", "at least 1")
	wantPanic(t, "CosineDecay", func() { CosineDecay(1, 0, -3) }, "CosineDecay over -3", "at least 1")
	wantPanic(t, "Warmup", func() { Warmup(0, ConstantRate(1)) }, "Warmup over 0", "at least 1")
}

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
		if got := CosineDecay(c.rate, c.least, c.steps)(c.step); !(math.Abs(got-c.want) <= 1e-16) {
			t.Errorf("%+v: rate %v", c, got)
		}
	}
}
