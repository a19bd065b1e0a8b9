package engine

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/kernels"
)

// reduceOnPlateau is the rule as PyTorch's documentation words it, for mode min and an absolute
// threshold: a scale for each number, after it has been seen.
func reduceOnPlateau(numbers []float64, factor, threshold, least float64, patience, cooldown int) (scales []float64) {
	scale, best, bad, resting := 1.0, math.Inf(1), 0, 0
	for _, x := range numbers {
		if x < best-threshold {
			best, bad = x, 0
		} else {
			bad++
		}
		if resting > 0 {
			resting--
			bad = 0
		}
		if bad > patience {
			scale, bad, resting = max(scale*factor, least), 0, cooldown
		}
		scales = append(scales, scale)
	}
	return scales
}

// TestPlateau compares scales with PyTorch's rule, over numbers that fall and stay, and goes on
// from a state that has been through JSON.
func TestPlateau(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		numbers := make([]float64, 40)
		for i := range numbers {
			numbers[i] = math.Exp(-float64(i)/5) + 0.05*rng.Float64()
			if rng.IntN(20) == 0 {
				numbers[i] = math.NaN()
			}
		}
		patience, cooldown := rng.IntN(4), rng.IntN(4)
		p := Plateau{Factor: 0.5, Patience: patience + 1, MinDelta: 0.01 * float64(rng.IntN(3)), Cooldown: cooldown, LeastScale: 0.1 * float64(rng.IntN(3))}
		want := reduceOnPlateau(numbers, p.Factor, p.MinDelta, p.LeastScale, patience, cooldown)
		before := 1.0
		for i, x := range numbers {
			lowers := p.See(x)
			if got := p.Scale(); got != want[i] || lowers != (got < before) {
				t.Fatalf("%+v: scale %v after %v, lowered %v, want %v", p, got, numbers[:i+1], lowers, want[i])
			}
			before = p.Scale()
			kept, err := json.Marshal(p.State)
			if err != nil {
				t.Fatal(err)
			}
			p.State = PlateauState{}
			if err := json.Unmarshal(kept, &p.State); err != nil {
				t.Fatal(err)
			}
		}
		if p.State.Seen != len(numbers) {
			t.Errorf("%d numbers seen, want %d", p.State.Seen, len(numbers))
		}
	}
}

// plateauFit trains from epoch to epoch with numbers that the test makes up, and returns the rate of
// each epoch's last step and the parameters.
func plateauFit(t *testing.T, net *Network[float64], p *Plateau, maximize bool, from, epochs int) []float64 {
	t.Helper()
	data := Data[float64]{N: 4, X: []float64{0, 1, 2, 3, 4, 5, 6, 7}, Labels: Labels[float64]{Values: []float64{0, 1, 0, 1}}}
	numbers := []float64{5, 4, 4, 4, 4, 3, 3, 3, 3, 3} // better in the epochs 0, 1, 5
	epoch := from - 1
	rates := make([]float64, 0, epochs)
	_, err := Fit(context.Background(), net, data, FitConfig[float64]{
		Epochs: epochs, From: from, Batch: 2, Rate: func(step int) float64 { return 1 / float64(step+1) }, Validation: data, Plateau: p,
		Monitor: Monitor{Maximize: maximize, Value: func() float64 {
			epoch++
			if maximize {
				return -numbers[epoch]
			}
			return numbers[epoch]
		}},
		OnStep: func(s Step) error {
			if s.Number%2 == 1 {
				rates = append(rates, s.Rate*float64(s.Number+1))
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return rates
}

// TestFitPlateau wants Fit's rates to be the schedule's times the scale, whichever way is better, and
// a run from a state to go on to the same bits.
func TestFitPlateau(t *testing.T) {
	want := []float64{1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25} // two epochs, 2 and 3, are no better
	through, _ := small(t, kernels.Sigmoid)
	for _, maximize := range []bool{false, true} {
		net, _ := small(t, kernels.Sigmoid)
		net.Init(1)
		if got := plateauFit(t, net, &Plateau{Factor: 0.5, Patience: 2}, maximize, 0, 10); !slices.Equal(got, want) {
			t.Errorf("rates %v, want %v", got, want)
		}
		through = net
	}
	net, _ := small(t, kernels.Sigmoid)
	net.Init(1)
	p := &Plateau{Factor: 0.5, Patience: 2}
	plateauFit(t, net, p, false, 0, 3) // with one of two bad epochs
	resumed := &Plateau{Factor: 0.5, Patience: 2, State: p.State}
	if got := plateauFit(t, net, resumed, false, 3, 10); !slices.Equal(got, want[3:]) {
		t.Errorf("resumed: rates %v, want %v", got, want[3:])
	}
	if !slices.Equal(net.Params(), through.Params()) {
		t.Error("resumed: other parameters")
	}
}

// TestPlateauErrors wants fields out of their range named.
func TestPlateauErrors(t *testing.T) {
	for _, c := range []struct {
		p    Plateau
		want string
	}{
		{Plateau{Patience: 1}, "Factor = 0, want above 0 and below 1"},
		{Plateau{Patience: 1, Factor: math.NaN()}, "Factor = NaN"},
		{Plateau{Factor: 1, Patience: 1}, "Factor = 1"},
		{Plateau{Factor: 0.5}, "Patience = 0, want at least 1"},
		{Plateau{Factor: 0.5, Patience: 1, MinDelta: -1}, "MinDelta = -1"},
		{Plateau{Factor: 0.5, Patience: 1, MinDelta: math.Inf(1)}, "MinDelta = +Inf"},
		{Plateau{Factor: 0.5, Patience: 1, Cooldown: -1}, "Cooldown = -1"},
		{Plateau{Factor: 0.5, Patience: 1, LeastScale: 1.5}, "LeastScale = 1.5, want 0 to 1"},
		{Plateau{Factor: 0.5, Patience: 1, State: PlateauState{Lowers: -1}}, "a count below 0"},
	} {
		net, _ := small(t, kernels.Sigmoid)
		net.Init(1)
		data := Data[float64]{N: 1, X: make([]float64, 2), Labels: Labels[float64]{Values: make([]float64, 1)}}
		cfg := FitConfig[float64]{Epochs: 1, Batch: 1, Rate: ConstantRate(1), Validation: data, Plateau: &c.p}
		_, err := Fit(context.Background(), net, data, cfg)
		wantError(t, "Fit", err, c.want)
		wantPanic(t, "See", func() { c.p.See(1) }, c.want)
	}
	net, _ := small(t, kernels.Sigmoid)
	net.Init(1)
	data := Data[float64]{N: 1, X: make([]float64, 2), Labels: Labels[float64]{Values: make([]float64, 1)}}
	_, err := Fit(context.Background(), net, data, FitConfig[float64]{Epochs: 1, Batch: 1, Rate: ConstantRate(1), Plateau: &Plateau{Factor: 0.5, Patience: 1}})
	wantError(t, "Fit", err, "a Plateau and 0 examples for validation")
}
