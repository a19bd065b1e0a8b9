package tests_test

import (
	"math"
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// TestPredict wants probabilities that add up, and the classes and the accuracies that
// counting gives, of a pass and of a predictor.
func TestPredict(t *testing.T) { forEachSet(t, testPredict[float32], testPredict[float64]) }

func testPredict[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, c := range lossCases[T](t, set, 40) {
		n := c.net.Units(c.net.Depth())
		pass := c.pass(t, c.m, false, nil)
		a := slices.Clone(pass.Forward(c.x, c.m))
		got := make([]T, c.m*n)
		pass.Predict(c.loss, got)
		want := slices.Clone(a)
		for i, row := range slices.Collect(slices.Chunk(a, n)) {
			var powers float64
			for _, z := range row {
				powers += math.Exp(float64(z))
			}
			for j, z := range row {
				switch c.loss {
				case engine.LogitCrossEntropy:
					want[i*n+j] = T(1 / (1 + math.Exp(-float64(z))))
				case engine.SoftmaxCrossEntropy:
					want[i*n+j] = T(math.Exp(float64(z)) / powers)
				}
			}
		}
		wantWithin(t, c.name, widen(got), widen(want), 4*epsilon[T](), fillNew(len(want), 1+float64(slices.Max(want))))
		likely := make([]int, c.m)
		pass.Classes(c.loss, likely)
		right, whole := 0, 0
		for i := range c.m {
			row, y := got[i*n:(i+1)*n], make([]T, n)
			for j := range y {
				y[j] = T(c.label(i, j))
			}
			if likely[i] != pick(row, classes(c.loss, n)) {
				t.Errorf("%s: class %d of %v", c.name, likely[i], row)
			}
			r, of := 0, 1
			switch {
			case c.labels.Classes != nil || c.loss == engine.SoftmaxCrossEntropy:
				if likely[i] == pick(y, classes(c.loss, n)) {
					r = 1
				}
			default:
				for of = n; of > 0; of-- {
					if (row[of-1] > 0.5) == (y[of-1] > 0.5) {
						r++
					}
				}
				of = n
			}
			right += r
			if r == of {
				whole++
			}
		}
		accuracy, exact := float64(right)/float64(c.m), float64(whole)/float64(c.m)
		if c.labels.Classes == nil && c.loss != engine.SoftmaxCrossEntropy {
			accuracy /= float64(n)
		}
		if c.labels.Classes == nil && c.loss >= engine.MeanSquare { // amounts
			accuracy, exact = math.NaN(), math.NaN()
		}
		if got, match := pass.Accuracy(c.loss, c.labels), pass.ExactMatch(c.loss, c.labels); !near(got, accuracy) || !near(match, exact) {
			t.Errorf("%s: accuracy %v, exact match %v, want %v, %v", c.name, got, match, accuracy, exact)
		}
		if firstDifference(pass.A(c.net.Depth()), a) >= 0 {
			t.Errorf("%s: a prediction changes A[L]", c.name)
		}
		wantAnswersAlike(t, c, pass)
	}
}

// near compares to the rounding of two quotients; NaN is near NaN.
func near(x, y float64) bool { return math.Abs(x-y) <= 1e-15 || x != x && y != y }

// wantAnswersAlike wants the predictions of a predictor and of a pass that has the predictor's
// A[L] to be the same bits.
func wantAnswersAlike[T kernels.Float](t *testing.T, c lossCase[T], pass *engine.Pass[T]) {
	t.Helper()
	p, err := c.net.Freeze().NewPredictor(c.m+3, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	n := c.net.Units(c.net.Depth())
	for _, m := range []int{c.m, 1, 0} {
		a := p.Forward(c.x, m)
		pass.SetInput(c.x, m)
		copy(pass.A(c.net.Depth()), a)
		before := slices.Clone(a)
		got, want := make([]T, m*n), make([]T, m*n)
		likely, wantLikely := make([]int, m), make([]int, m)
		p.Predict(c.loss, got)
		pass.Predict(c.loss, want)
		p.Classes(c.loss, likely)
		pass.Classes(c.loss, wantLikely)
		if firstDifference(got, want) >= 0 || !slices.Equal(likely, wantLikely) {
			t.Errorf("%s: the predictor has %v and %v, the pass %v and %v", c.name, got, likely, want, wantLikely)
		}
		if firstDifference(a, before) >= 0 {
			t.Errorf("%s: a prediction changes the predictor's A[L]", c.name)
		}
	}
}

// pick is the index of the largest or, for one number and two classes, whether
// it is above a half.
func pick[T kernels.Float](y []T, classes int) int {
	if classes > len(y) {
		return map[bool]int{true: 1}[y[0] > 0.5]
	}
	return slices.Index(y, slices.Max(y))
}

func widen[T kernels.Float](x []T) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

func fillNew(n int, v float64) []float64 { return slices.Repeat([]float64{v}, n) }

// TestPredictNothing predicts for no examples at all.
func TestPredictNothing(t *testing.T) {
	for _, c := range lossCases[float32](t, kernels.Best(), 4) {
		pass := c.pass(t, 4, false, nil)
		pass.Forward(nil, 0)
		pass.Predict(c.loss, nil)
		pass.Classes(c.loss, nil)
	}
}
