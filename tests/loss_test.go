package tests_test

import (
	"math"
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestLoss compares every loss with the textbook's, which is within some
// roundings of it away from saturation, and every gradient by the parameters and
// the inputs with a central difference.
//
// The network is smooth but for a ReLU output, whose kinks are far from these
// examples. A step of 1e-5 leaves a truncation error of 1e-10 and a rounding
// error of 1e-11 of numbers near 1.
func TestLoss(t *testing.T) {
	const h, bound = 1e-5, 2e-9
	for _, set := range kernels.Available() {
		for _, c := range lossCases[float64](t, set, 6) {
			pass := c.pass(t, c.m, false, nil)
			pass.Forward(c.x, c.m)
			got, want := pass.Loss(c.loss, c.labels), c.literal(pass)
			if !(math.Abs(got-want) <= 1e-13*max(1, want)) {
				t.Errorf("%s: %s: %v, want %v", set.Name, c.name, got, want)
			}
			pass.BackwardLoss(c.loss, c.labels)
			grads, dA0 := slices.Clone(pass.Grads()), slices.Clone(pass.DA0())
			cost := func() float64 {
				pass.Forward(c.x, c.m)
				return pass.Loss(c.loss, c.labels)
			}
			for i := range grads {
				if want := slope(&c.net.Params()[i], h, cost); !(math.Abs(grads[i]-want) <= bound) {
					t.Errorf("%s: %s: gradient %d = %v, want %v", set.Name, c.name, i, grads[i], want)
				}
			}
			for i := range dA0 { // dA[0] is not averaged
				if want := float64(c.m) * slope(&c.x[i], h, cost); !(math.Abs(dA0[i]-want) <= float64(c.m)*bound) {
					t.Errorf("%s: %s: dA[0][%d] = %v, want %v", set.Name, c.name, i, dA0[i], want)
				}
			}
		}
	}
}

// TestLossIsFloat64 wants the costs of float32's outputs to be those that float64
// has, on every Set.
func TestLossIsFloat64(t *testing.T) {
	for _, set := range kernels.Available() {
		for _, c := range lossCases[float32](t, set, 300) {
			pass := c.pass(t, c.m, true, nil)
			pass.Forward(c.x, c.m)
			got, want := pass.Loss(c.loss, c.labels), c.literal(pass)
			if !(math.Abs(got-want) <= 1e-13*max(1, want)) {
				t.Errorf("%s: %s: %v, want %v", set.Name, c.name, got, want)
			}
		}
	}
}

// TestLossWide has more outputs than one call of a kernel may take, and wants the
// gradient to be Ŷ - Y times the weight to the bit, or s·Ŷ - Y of softmax.
func TestLossWide(t *testing.T) {
	const n = kernels.MaxElements + 1000
	layer := engine.Layer{Units: n, Act: kernels.Identity}
	p := newProblem[float64](t, kernels.Best(), 2, 1, []engine.Layer{layer}, 8)
	normalise(p.y, n)
	weights, prediction := []float64{2, 0.5}, make([]float64, 2*n)
	sums := []float64{0, 0} // 1 but for roundings
	for i, y := range p.y {
		sums[i/n] += y
	}
	for _, loss := range []engine.Loss{engine.LogitCrossEntropy, engine.SoftmaxCrossEntropy, engine.MeanSquare} {
		for _, y := range []engine.Labels[float64]{{Values: p.y, Weights: weights}, {Classes: []int{5, n - 1}, Weights: weights}} {
			c := lossCase[float64]{p, "", loss, y}
			pass := p.pass(t, p.m, false, nil)
			pass.Forward(p.x, p.m)
			if got, want := pass.Loss(loss, y), c.literal(pass); !(math.Abs(got-want) <= 1e-12*want) {
				t.Errorf("%v: %v, want %v", loss, got, want)
			}
			pass.Predict(loss, prediction)
			pass.BackwardLoss(loss, y)
			for i, got := range pass.DZ(1) {
				s := 1.
				if y.Values != nil && loss == engine.SoftmaxCrossEntropy {
					s = sums[i/n]
				}
				if want := weights[i/n] * (float64(s*prediction[i]) - c.label(i/n, i%n)); got != want {
					t.Fatalf("%v: dZ[%d] = %v, want %v", loss, i, got, want)
				}
			}
		}
	}
}

// TestLossIsCost wants the bits of Backward and of Cost.
func TestLossIsCost(t *testing.T) { forEachSet(t, testLossIsCost[float32], testLossIsCost[float64]) }

func testLossIsCost[T kernels.Float](t *testing.T, set *kernels.Set) {
	p := newProblem[T](t, set, 37, 7, chain([]int{5, 3}, kernels.ReLU, kernels.Sigmoid), 9)
	got, want := p.pass(t, p.m, false, nil), p.pass(t, p.m, false, nil)
	p.run(want, true)
	got.Forward(p.x, p.m)
	y := engine.Labels[T]{Values: p.y}
	got.BackwardLoss(engine.CrossEntropy, y)
	wantSame(t, "BackwardLoss", p.results(got), p.results(want))
	if g, w := got.Loss(engine.CrossEntropy, y), want.Cost(p.y); g != w {
		t.Errorf("Loss %v, Cost %v", g, w)
	}
}

// saturated is a pass whose output is its input, of n numbers an example.
func saturated[T kernels.Float](t *testing.T, set *kernels.Set, n int, z []T) *engine.Pass[T] {
	t.Helper()
	net, err := engine.New[T](set, n, engine.Layer{Units: n, Act: kernels.Identity})
	if err != nil {
		t.Fatal(err)
	}
	for j := range n {
		net.W(1)[j*n+j] = 1
	}
	pass, err := net.NewPass(len(z)/n, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	pass.Forward(z, len(z)/n)
	return pass
}

// TestLossSaturated takes logits to ±1000, where e^z and ln of a probability overflow.
func TestLossSaturated(t *testing.T) {
	forEachSet(t, testLossSaturated[float32], testLossSaturated[float64])
}

func testLossSaturated[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, c := range []struct {
		loss   engine.Loss
		z      []T
		class  int
		cost   float64
		dz     []T
		likely int
	}{
		{engine.LogitCrossEntropy, []T{1000}, 1, 0, []T{0}, 1},
		{engine.LogitCrossEntropy, []T{1000}, 0, 1000, []T{1}, 1},
		{engine.LogitCrossEntropy, []T{-1000}, 1, 1000, []T{-1}, 0},
		{engine.LogitCrossEntropy, []T{-1000}, 0, 0, []T{0}, 0},
		{engine.LogitCrossEntropy, []T{0}, 1, math.Ln2, []T{-0.5}, 0},
		{engine.SoftmaxCrossEntropy, []T{1000, -1000, 0}, 0, 0, []T{0, 0, 0}, 0},
		{engine.SoftmaxCrossEntropy, []T{1000, -1000, 0}, 1, 2000, []T{1, -1, 0}, 0},
		{engine.SoftmaxCrossEntropy, []T{-1000, -1000, 1000}, 1, 2000, []T{0, -1, 1}, 2},
		{engine.SoftmaxCrossEntropy, []T{1000, 1000}, 1, math.Ln2, []T{0.5, -0.5}, 0},
		{engine.SoftmaxCrossEntropy, []T{-1000, -1000}, 0, math.Ln2, []T{-0.5, 0.5}, 0},
		{engine.SoftmaxCrossEntropy, []T{1000}, 0, 0, []T{0}, 0},
	} {
		pass := saturated(t, set, len(c.z), c.z)
		y := engine.Labels[T]{Classes: []int{c.class}}
		if got := pass.Loss(c.loss, y); !(math.Abs(got-c.cost) <= 1e-15*c.cost) {
			t.Errorf("%v of %v, class %d: %v, want %v", c.loss, c.z, c.class, got, c.cost)
		}
		pass.BackwardLoss(c.loss, y)
		if !slices.Equal(pass.DZ(1), c.dz) {
			t.Errorf("%v of %v, class %d: dZ = %v, want %v", c.loss, c.z, c.class, pass.DZ(1), c.dz)
		}
		got := []int{-1}
		if pass.Classes(c.loss, got); got[0] != c.likely {
			t.Errorf("%v of %v: class %d, want %d", c.loss, c.z, got[0], c.likely)
		}
	}
}

// TestLossNaN wants a NaN among the logits to come through.
func TestLossNaN(t *testing.T) {
	nan := math.NaN()
	for _, loss := range []engine.Loss{engine.LogitCrossEntropy, engine.SoftmaxCrossEntropy, engine.MeanSquare, engine.MeanAbsolute, engine.Huber} {
		pass := saturated(t, reference(), 3, []float64{1, nan, 2})
		y := engine.Labels[float64]{Classes: []int{0}}
		if got := pass.Loss(loss, y); got == got {
			t.Errorf("%v: %v, want NaN", loss, got)
		}
		pass.BackwardLoss(loss, y)
		if got := pass.DZ(1)[1]; got == got {
			t.Errorf("%v: dZ = %v, want NaN", loss, got)
		}
	}
}

// TestLossEmpty wants nothing of an empty batch.
func TestLossEmpty(t *testing.T) {
	for _, c := range lossCases[float32](t, kernels.Best(), 2) {
		pass := c.pass(t, c.m, false, nil)
		c.run(pass, false)
		pass.Forward(nil, 0)
		pass.BackwardLoss(c.loss, engine.Labels[float32]{})
		if got := pass.Loss(c.loss, engine.Labels[float32]{}); got != 0 {
			t.Errorf("%s: %v, want 0", c.name, got)
		}
		if got := pass.Accuracy(c.loss, engine.Labels[float32]{}); got != 0 {
			t.Errorf("%s: accuracy %v, want 0", c.name, got)
		}
		if slices.ContainsFunc(pass.Grads(), func(v float32) bool { return v != 0 }) {
			t.Errorf("%s: gradients are not zero", c.name)
		}
	}
}

// TestLossWorkers wants the same bits of any number of workers, with three outputs
// in enough parts to be shared.
func TestLossWorkers(t *testing.T) {
	for _, c := range lossCases[float32](t, kernels.Best(), 25_000) {
		alone := c.pass(t, c.m, false, nil)
		alone.Forward(c.x, c.m)
		alone.BackwardLoss(c.loss, c.labels)
		withCPUs(4, func() {
			shared := c.pass(t, c.m, false, workers.New(4))
			shared.Forward(c.x, c.m)
			shared.BackwardLoss(c.loss, c.labels)
			wantSame(t, c.name, c.results(shared), c.results(alone))
			if got, want := shared.Loss(c.loss, c.labels), alone.Loss(c.loss, c.labels); got != want {
				t.Errorf("%s: %v, alone %v", c.name, got, want)
			}
		})
	}
}
