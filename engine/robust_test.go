package engine

import (
	"context"
	"fmt"
	"math"
	"testing"

	"weft.example/kernels"
)

// TestRobustLosses compares costs and gradients with numbers worked out by hand: on both sides of δ, at 0 and at δ itself, with weights.
func TestRobustLosses(t *testing.T) {
	t.Run("float32", testRobustLosses[float32])
	t.Run("float64", testRobustLosses[float64])
}

func testRobustLosses[T kernels.Float](t *testing.T) {
	a, y := []T{1, 1, -3, 2.5, 0, 9}, []T{1, 0.5, 1, 1, 1.5, -1}
	weights := []T{1, 2, 1}
	for _, c := range []struct {
		loss  Loss
		delta float64
		cost  float64 // summed over the outputs, averaged over the examples
		dA    []T
	}{
		{MeanAbsolute, 0, (0 + 0.5 + 2*(4+1.5) + 1.5 + 10) / 3, []T{0, 1, -2, 2, -1, 1}},
		{Huber, 0, (0 + 0.125 + 2*(3.5+1) + 1 + 9.5) / 3, []T{0, 0.5, -2, 2, -1, 1}},
		{Huber, 1.5, (0 + 0.125 + 2*(1.5*3.25+1.125) + 1.125 + 1.5*9.25) / 3, []T{0, 0.5, -3, 3, -1.5, 1.5}},
		{Huber, 0.25, (0 + 0.25*0.375 + 2*0.25*(3.875+1.375) + 0.25*(1.375+9.875)) / 3, []T{0, 0.25, -0.5, 0.5, -0.25, 0.25}},
	} {
		net, err := New[T](kernels.Best(), 2, Layer{Units: 2, Act: kernels.Identity})
		if err != nil {
			t.Fatal(err)
		}
		copy(net.W(1), []T{1, 0, 0, 1})
		p, err := net.NewPass(3, Config{HuberDelta: c.delta})
		if err != nil {
			t.Fatal(err)
		}
		p.Forward(a, 3)
		labels := Labels[T]{Values: y, Weights: weights}
		if got := p.Loss(c.loss, labels); !(math.Abs(got-c.cost) <= 1e-15*c.cost) {
			t.Errorf("%v, δ %v: cost %v, want %v", c.loss, c.delta, got, c.cost)
		}
		p.BackwardLoss(c.loss, labels)
		for i, want := range c.dA {
			if got := p.DZ(1)[i]; got != want {
				t.Errorf("%v, δ %v: dA[%d] = %v, want %v", c.loss, c.delta, i, got, want)
			}
		}
	}
}

// TestFitHuberDelta fits a constant b to five numbers, one of them far off. The mean square goes
// to their mean, 2.8, and the mean absolute to their median, 1. Huber goes to where the slopes add
// up to 0, of which the one far off has -δ: to 1 with δ = 0.4, and with δ = 3 to 4b = 1+1+0+1+3.
func TestFitHuberDelta(t *testing.T) {
	data := Data[float64]{N: 5, X: make([]float64, 5), Labels: Labels[float64]{Values: []float64{1, 1, 0, 11, 1}}}
	for _, c := range []struct {
		loss        Loss
		delta       float64
		want, bound float64
	}{
		{MeanSquare, 0, 2.8, 1e-9},
		{MeanAbsolute, 0, 1, 1e-2}, // a rate of 0.01 goes to and fro
		{Huber, 0.4, 1, 1e-9},
		{Huber, 3, 1.5, 1e-9},
	} {
		net, err := New[float64](kernels.Best(), 1, Layer{Units: 1, Act: kernels.Identity})
		if err != nil {
			t.Fatal(err)
		}
		rate := 0.2
		if c.loss == MeanAbsolute {
			rate = 0.01
		}
		_, err = Fit(context.Background(), net, data, FitConfig[float64]{
			Loss: c.loss, HuberDelta: c.delta, Epochs: 400, Batch: 5, Rate: ConstantRate(rate)})
		if err != nil {
			t.Fatal(err)
		}
		if got := net.B(1)[0]; !(math.Abs(got-c.want) <= c.bound) {
			t.Errorf("%v, δ %v: %v, want %v", c.loss, c.delta, got, c.want)
		}
	}
}

// TestHuberDelta wants a δ that is none refused, in the type that computes with it.
func TestHuberDelta(t *testing.T) {
	net, _ := small(t, kernels.Identity)
	for _, delta := range []float64{-1, math.NaN(), math.Inf(1)} {
		_, err := net.NewPass(1, Config{HuberDelta: delta})
		wantError(t, "NewPass", err, fmt.Sprintf("HuberDelta of %v, want a finite number above 0 in float64", delta))
	}
	narrow, err := New[float32](kernels.Best(), 1, Layer{Units: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, delta := range []float64{1e-60, 1e60} {
		_, err := narrow.NewPass(1, Config{HuberDelta: delta})
		wantError(t, "NewPass", err, fmt.Sprintf("HuberDelta of %v, want a finite number above 0 in float32", delta))
	}
}
