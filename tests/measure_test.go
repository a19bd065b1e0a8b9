package tests_test

import (
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// recorder is a metric that keeps what it is given.
type recorder[T kernels.Float] struct {
	resets     int
	prediction []T
	y          engine.Labels[T]
}

func (r *recorder[T]) Reset() { *r = recorder[T]{resets: r.resets + 1} }

func (r *recorder[T]) Add(prediction []T, y engine.Labels[T]) {
	r.prediction = append(r.prediction, prediction...)
	r.y.Values = append(r.y.Values, y.Values...)
	r.y.Classes = append(r.y.Classes, y.Classes...)
	r.y.Weights = append(r.y.Weights, y.Weights...)
}

// TestMeasure wants a metric to get what Predict has of all examples, in batches, with their labels,
// and what Evaluate tells to stay as it is.
func TestMeasure(t *testing.T) { forEachSet(t, testMeasure[float32], testMeasure[float64]) }

func testMeasure[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, c := range lossCases[T](t, set, 40) {
		whole := c.pass(t, c.m, false, nil)
		whole.Forward(c.x, c.m)
		want := make([]T, len(c.y))
		whole.Predict(c.loss, want)
		data := engine.Data[T]{N: c.m, X: c.x, Labels: c.labels}
		pass := c.pass(t, 7, false, nil)
		cost, accuracy := pass.Evaluate(c.loss, data)
		var r, second recorder[T]
		pass.Measure(c.loss, data, &r, &second)
		n := c.net.Units(c.net.Depth())
		wantWithin(t, c.name, widen(r.prediction), widen(want[:c.m*n]), 20*epsilon[T](), fillNew(c.m*n, 1+float64(slices.Max(want))))
		y := c.labels
		if !same(r.y.Values, y.Values, c.m*n) || !same(r.y.Classes, y.Classes, c.m) || !same(r.y.Weights, y.Weights, c.m) {
			t.Errorf("%s: labels %v, want %v", c.name, r.y, y)
		}
		if r.resets != 0 || !slices.Equal(r.prediction, second.prediction) {
			t.Errorf("%s: %d resets, %d and %d predictions", c.name, r.resets, len(r.prediction), len(second.prediction))
		}
		if again, a := pass.Evaluate(c.loss, data); again != cost || a != accuracy && a == a {
			t.Errorf("%s: cost %v and accuracy %v after Measure, want %v and %v", c.name, again, a, cost, accuracy)
		}
	}
}

// same reports whether got is the first n of want, or both are none.
func same[E comparable](got, want []E, n int) bool {
	return slices.Equal(got, want[:min(n, len(want))])
}
