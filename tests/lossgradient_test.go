package tests_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// labelKinds draw the labels of m examples of n outputs: in and out of 0 … 1, rows that add up
// to 1 and rows that do not.
var labelKinds = []struct {
	name string
	draw func(rng *rand.Rand, loss engine.Loss, m, n int) engine.Labels[float64]
}{
	{"0 to 1", drawValues(func(rng *rand.Rand, _ int) float64 { return rng.Float64() })},
	{"-2 to 2", drawValues(func(rng *rand.Rand, _ int) float64 { return 4*rng.Float64() - 2 })},
	{"0 or 1", drawValues(func(rng *rand.Rand, _ int) float64 { return float64(rng.IntN(2)) })},
	{"all 0", drawValues(func(*rand.Rand, int) float64 { return 0 })},
	{"all 1", drawValues(func(*rand.Rand, int) float64 { return 1 })},
	{"a distribution", func(rng *rand.Rand, loss engine.Loss, m, n int) engine.Labels[float64] {
		y := drawValues(func(rng *rand.Rand, _ int) float64 { return rng.Float64() })(rng, loss, m, n)
		normalise(y.Values, n)
		return y
	}},
	{"classes", func(rng *rand.Rand, loss engine.Loss, m, n int) engine.Labels[float64] {
		return engine.Labels[float64]{Classes: drawClasses(rng, m, classes(loss, n))}
	}},
}

func drawValues(one func(rng *rand.Rand, i int) float64) func(rng *rand.Rand, loss engine.Loss, m, n int) engine.Labels[float64] {
	return func(rng *rand.Rand, _ engine.Loss, m, n int) engine.Labels[float64] {
		y := make([]float64, m*n)
		for i := range y {
			y[i] = one(rng, i)
		}
		return engine.Labels[float64]{Values: y}
	}
}

// TestLossGradient wants dZ[L] to be the derivative by Z[L] of the cost that is reported, for
// every loss, output, kind of labels and weights.
//
// A step of 1e-5 leaves a truncation error of 1e-10 times the third derivative, below 1
// but for the factors of labels and weights, and a rounding error of 1e-11 of costs near 1.
func TestLossGradient(t *testing.T) {
	const m, h, bound = 4, 1e-5, 1e-8
	for loss := range engine.NumLosses {
		for _, output := range lossOutputs[loss] {
			for _, n := range []int{1, 3} {
				for k, kind := range labelKinds {
					rng := rand.New(rand.NewPCG(uint64(k), uint64(n)))
					y := kind.draw(rng, loss, m, n)
					if n == 1 && loss == engine.SoftmaxCrossEntropy && y.Values != nil {
						continue // which it refuses
					}
					x := make([]float64, m*n)
					drawNormal(rng, x, 2)
					for _, weights := range [][]float64{nil, {2, 0, 0.3, 1}} {
						y.Weights = weights
						pass := throughOutput[float64](t, kernels.Best(), n, m, output, engine.Config{})
						cost := func() float64 {
							pass.Forward(x, m)
							return pass.Loss(loss, y)
						}
						cost()
						pass.BackwardLoss(loss, y)
						dz := slices.Clone(pass.DZ(1))
						what := fmt.Sprintf("%v, %d outputs %v, labels %s, weights %v", loss, n, output, kind.name, weights)
						for i := range x {
							if want := m * slope(&x[i], h, cost); !(math.Abs(dz[i]-want) <= bound) {
								t.Errorf("%s: dZ[%d] = %v, want %v", what, i, dz[i], want)
							}
						}
					}
				}
			}
		}
	}
}

// TestSoftmaxSum has labels that add up to 2, to 0 and to 1: the cost is s·ln Σe^z - Σyz,
// with s their sum, and so dZ is s·softmax(Z) - Y.
func TestSoftmaxSum(t *testing.T) { forEachSet(t, testSoftmaxSum[float32], testSoftmaxSum[float64]) }

func testSoftmaxSum[T kernels.Float](t *testing.T, set *kernels.Set) {
	pass := throughOutput[T](t, set, 3, 1, kernels.Identity, engine.Config{})
	prediction := make([]T, 3)
	for _, y := range [][]T{{1, 1, 0}, {0, 0, 0}, {0, 1, 0}, {0.25, 0.5, 0.25}, {0.5, 0.25, 0}} {
		pass.Forward([]T{0.1, -0.2, 0.3}, 1)
		pass.Predict(engine.SoftmaxCrossEntropy, prediction)
		pass.BackwardLoss(engine.SoftmaxCrossEntropy, engine.Labels[T]{Values: y})
		s := y[0] + y[1] + y[2]
		for j, got := range pass.DZ(1) {
			if want := T(s*prediction[j]) - y[j]; got != want {
				t.Errorf("labels %v: dZ[%d] = %v, want %v", y, j, got, want)
			}
		}
	}
}

// TestOneHot wants the bits of classes from the same labels as values.
func TestOneHot(t *testing.T) { forEachSet(t, testOneHot[float32], testOneHot[float64]) }

func testOneHot[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, c := range lossCases[T](t, set, 40) {
		if c.labels.Classes == nil {
			continue
		}
		n := c.net.Units(c.net.Depth())
		hot := engine.Labels[T]{Values: make([]T, c.m*n), Weights: c.labels.Weights}
		for i := range hot.Values {
			hot.Values[i] = T(c.label(i/n, i%n))
		}
		if c.loss == engine.SoftmaxCrossEntropy && n == 1 {
			continue // which it refuses
		}
		got, want := c.pass(t, c.m, false, nil), c.pass(t, c.m, false, nil)
		got.Forward(c.x, c.m)
		want.Forward(c.x, c.m)
		got.BackwardLoss(c.loss, hot)
		want.BackwardLoss(c.loss, c.labels)
		wantSame(t, c.name, c.results(got), c.results(want))
		if g, w := got.Loss(c.loss, hot), want.Loss(c.loss, c.labels); g != w {
			t.Errorf("%s: %v, of classes %v", c.name, g, w)
		}
	}
}
