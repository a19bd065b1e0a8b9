package engine

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
	"weft.example/workers"
)

// inputProblem is m examples of 50 inputs, none of them 0, and a network for them.
func inputProblem[T kernels.Float](t *testing.T, m int) (*Network[T], Data[T]) {
	t.Helper()
	net, err := New[T](kernels.Best(), 50, Layer{Units: 6, Act: kernels.Tanh}, Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	d := Data[T]{N: m, X: make([]T, 50*m), Labels: Labels[T]{Classes: make([]int, m)}}
	for i := range d.X {
		d.X[i] = T(1.5 + math.Sin(float64(i*i)))
	}
	for i := range m {
		d.Labels.Classes[i] = i % 2
	}
	return net, d
}

// TestInputDropout wants a quarter of the inputs dropped and the others scaled, by masks that step and
// seed draw and workers do not, in training alone; and the caller's X as it was.
func TestInputDropout(t *testing.T) {
	t.Run("float32", testInputDropout[float32])
	t.Run("float64", testInputDropout[float64])
}

func testInputDropout[T kernels.Float](t *testing.T) {
	const m, rate = 900, 0.25
	net, d := inputProblem[T](t, m)
	x := slices.Clone(d.X)
	var first []T
	for _, n := range []int{1, 3} {
		p, err := net.NewPass(m, Config{InputDropout: rate, Workers: workers.New(n)})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			p.Train(5, 8)
			p.Forward(d.X, m)
			if first == nil {
				first = slices.Clone(p.A(0))
			}
			if !slices.Equal(p.A(0), first) {
				t.Errorf("%d workers: other inputs", n)
			}
			p.Train(5, 9)
			p.Forward(d.X, m)
			if slices.Equal(p.A(0), first) {
				t.Error("another step has the same mask")
			}
		}
		p.Infer()
		p.Forward(d.X, m)
		if !slices.Equal(p.A(0), x) {
			t.Error("Infer drops")
		}
	}
	dropped := 0
	for i, a := range first {
		if a == 0 {
			dropped++
		} else if want := x[i] * T(1/(1-rate)); a != want {
			t.Fatalf("A[0][%d] = %v of %v, want %v", i, a, x[i], want)
		}
	}
	// The deviation of a share of 45 000 is 0.002.
	if share := float64(dropped) / float64(len(first)); !(math.Abs(share-rate) < 0.01) {
		t.Errorf("a share of %v dropped, want %v", share, rate)
	}
	if !slices.Equal(d.X, x) {
		t.Error("X changes")
	}
}

// TestInputDropoutGradient compares dA[0] and dW[1] with central differences under one mask.
func TestInputDropoutGradient(t *testing.T) {
	const m, h = 3, 1e-5
	net, d := inputProblem[float64](t, m)
	p, err := net.NewPass(m, Config{InputDropout: 0.5, InputGradient: true})
	if err != nil {
		t.Fatal(err)
	}
	cost := func() float64 {
		p.Train(1, 2)
		p.Forward(d.X, m)
		return p.Loss(CrossEntropy, d.Labels)
	}
	cost()
	p.BackwardLoss(CrossEntropy, d.Labels)
	dA0, dW := slices.Clone(p.DA0()), slices.Clone(p.DW(1))
	compare := func(what string, x, got []float64, times float64) {
		for i := range x {
			at := x[i]
			x[i] = at + h
			high := cost()
			x[i] = at - h
			low := cost()
			x[i] = at
			if want := times * (high - low) / (2 * h); !(math.Abs(got[i]-want) <= 1e-8) {
				t.Errorf("%s[%d] = %v, want %v", what, i, got[i], want)
			}
		}
	}
	compare("dA[0]", d.X, dA0, m) // which is not averaged
	compare("dW[1]", net.W(1), dW, 1)
}

// TestFitInputDropout wants Fit's steps to be those of a loop of one's own, validated without
// dropout.
func TestFitInputDropout(t *testing.T) {
	const m = 12
	own, d := inputProblem[float64](t, m)
	p, err := own.NewPass(m, Config{InputDropout: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	batches, batch := NewBatches(m, m, 3), own.NewBatch(m)
	step := func(epoch int) {
		for rows := range batches.Epoch(epoch) {
			x, y := batch.Gather(d, rows)
			p.Train(3, epoch)
			p.Forward(x, m)
			p.BackwardUpdate(CrossEntropy, y, 0.1)
		}
	}
	for epoch := range 4 {
		step(epoch)
	}
	net, _ := inputProblem[float64](t, m)
	h, err := Fit(context.Background(), net, d, FitConfig[float64]{
		InputDropout: 0.5, Epochs: 4, Batch: m, Seed: 3, Rate: ConstantRate(0.1), Validation: d})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(net.Params(), own.Params()) {
		t.Error("other parameters")
	}
	if cost, _ := p.Evaluate(CrossEntropy, d); h.Epochs[3].ValidationCost != cost || passOf(t, own, d.X, m).Loss(CrossEntropy, d.Labels) != cost {
		t.Errorf("validation cost %v, want %v", h.Epochs[3].ValidationCost, cost)
	}
}

// TestInputDropoutPanics wants a share that is none refused, a loop that forgets Train stopped, and
// A[0] not taken for an input.
func TestInputDropoutPanics(t *testing.T) {
	net, d := inputProblem[float64](t, 2)
	for _, rate := range []float64{-0.1, 1, math.NaN()} {
		_, err := net.NewPass(2, Config{InputDropout: rate})
		wantError(t, "NewPass", err, fmt.Sprintf("input with dropout %v, want at least 0 and below 1", rate))
	}
	p, err := net.NewPass(2, Config{InputDropout: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	p.Forward(d.X, 2)
	wantPanic(t, "BackwardLoss", func() { p.BackwardLoss(CrossEntropy, d.Labels) }, "dropout of the input, and no Train before it")
	p.Train(1, 1)
	p.Forward(d.X, 2)
	wantPanic(t, "Forward", func() { p.Forward(p.A(0), 2) }, "x is memory of the pass")
}
