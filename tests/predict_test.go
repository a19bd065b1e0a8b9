package tests_test

import (
	"math"
	"slices"
	"testing"

	"weft/engine"
	"weft/kernels"
)

// TestPredict wants probabilities that add up, to A[L] itself too, and the
// accuracy that counting gives.
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
		likely, right := make([]int, c.m), 0
		pass.Classes(c.loss, likely)
		for i := range c.m {
			row, y := got[i*n:(i+1)*n], make([]T, n)
			for j := range y {
				y[j] = T(c.label(i, j))
			}
			if likely[i] != pick(row, classes(c.loss, n)) {
				t.Errorf("%s: class %d of %v", c.name, likely[i], row)
			}
			if likely[i] == pick(y, classes(c.loss, n)) {
				right++
			}
		}
		if got, want := pass.Accuracy(c.loss, c.labels), float64(right)/float64(c.m); got != want {
			t.Errorf("%s: accuracy %v, want %v", c.name, got, want)
		}
		pass.Predict(c.loss, pass.A(c.net.Depth()))
		if firstDifference(pass.A(c.net.Depth()), got) >= 0 {
			t.Errorf("%s: the prediction in place differs", c.name)
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
