package engine

import (
	"context"
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
	"weft.example/workers"
)

// TestL1 wants a step of any method, with decay, to be that without L1 and then the proximal map of
// the weights, with the same bits for any workers. Biases and the state are as they are without it.
func TestL1(t *testing.T) { forEachFloat(t, testL1[float32], testL1[float64]) }

func testL1[T kernels.Float](t *testing.T, set *kernels.Set) {
	const rate, l1 = 0.5, 0.25
	zeros := 0
	for method := range NumMethods {
		rule := method.Rule()
		rule.Decay = 0.125
		plain, pass := optimised[T](t, set, nil)
		o, err := NewOptimizer(plain, rule)
		if err != nil {
			t.Fatal(err)
		}
		o.Step(rate, pass)
		rule.L1 = l1
		for _, pool := range []*workers.Pool{nil, workers.New(3)} {
			net, pass := optimised[T](t, set, pool)
			shrunk, err := NewOptimizer(net, rule)
			if err != nil {
				t.Fatal(err)
			}
			shrunk.Step(rate, pass)
			for l := 1; l <= net.Depth(); l++ {
				if !slices.Equal(net.B(l), plain.B(l)) {
					t.Errorf("%v: biases of layer %d differ", method, l)
				}
				for i, w := range plain.W(l) {
					want := T(math.Copysign(float64(max(T(math.Abs(float64(w)))-rate*l1, 0)), float64(w)))
					if got := net.W(l)[i]; got != want {
						t.Fatalf("%v: W(%d)[%d] = %v, want %v of %v", method, l, i, got, want, w)
					}
					if want == 0 {
						zeros++
					}
				}
			}
			for i, s := range shrunk.State() {
				if !slices.Equal(s.Data, o.State()[i].Data) {
					t.Errorf("%v: slab %q differs", method, s.Name)
				}
			}
		}
	}
	if zeros == 0 {
		t.Error("no weight is 0")
	}
}

// TestL1Lasso trains to the least of ½Σ(aᵢ-yᵢ)²/m + λ₁·Σ|W| over inputs that are orthogonal, which the
// lasso is known for: Wⱼ is the least squares' cⱼ, brought nearer to 0 by λ₁, or 0 (Tibshirani, 1996).
func TestL1Lasso(t *testing.T) {
	const l1 = 0.25
	x := []float64{
		1, 1, 1,
		1, -1, -1,
		-1, 1, -1,
		-1, -1, 1,
	}
	c := []float64{2, -0.1, -0.75} // without L1
	y := make([]float64, 4)
	for i := range y {
		for j, c := range c {
			y[i] += c * x[i*3+j]
		}
	}
	net, err := New[float64](kernels.Best(), 3, Layer{Units: 1, Act: kernels.Identity})
	if err != nil {
		t.Fatal(err)
	}
	opt, err := NewOptimizer(net, Rule{Method: SGD, L1: l1})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Fit(context.Background(), net, Data[float64]{N: 4, X: x, Labels: Labels[float64]{Values: y}}, FitConfig[float64]{
		Loss: MeanSquare, Epochs: 300, Batch: 4, Rate: ConstantRate(0.125), Stepper: opt})
	if err != nil {
		t.Fatal(err)
	}
	for j, want := range []float64{1.75, 0, -0.5} {
		if got := net.W(1)[j]; !(math.Abs(got-want) <= 1e-9) || (want == 0) != (got == 0) {
			t.Errorf("W[%d] = %v, want %v", j, got, want)
		}
	}
}

// TestL1Edges wants NaN to stay, a negative rate to shrink nothing, and a threshold that is not
// finite refused.
func TestL1Edges(t *testing.T) {
	x := []float64{math.NaN(), math.Inf(1), 0.5, -0.5, 0, 2, -2}
	shrink(x, 0.5)
	if want := []float64{0, math.Inf(1), 0, 0, 0, 1.5, -1.5}; x[0] == x[0] || !slices.Equal(x[1:], want[1:]) {
		t.Errorf("%v, want NaN and %v", x, want[1:])
	}
	net, pass := small(t, kernels.Sigmoid)
	net.Init(1)
	clear(pass.Grads())
	opt, err := NewOptimizer(net, Rule{Method: SGD, L1: 1e300})
	if err != nil {
		t.Fatal(err)
	}
	before := slices.Clone(net.Params())
	opt.Step(-1, pass)
	wantPanic(t, "Step", func() { opt.Step(1e300, pass) }, "L1 = 1e+300 takes +Inf off weights")
	if !slices.Equal(net.Params(), before) {
		t.Error("parameters change")
	}
}
