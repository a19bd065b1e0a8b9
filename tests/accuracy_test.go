package tests_test

import (
	"math"
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// TestAccuracy has outputs whose labels can be counted by hand.
func TestAccuracy(t *testing.T) { forEachSet(t, testAccuracy[float32], testAccuracy[float64]) }

func testAccuracy[T kernels.Float](t *testing.T, set *kernels.Set) {
	nan := math.NaN()
	third := 1 / 3.
	type list = []float64
	for _, c := range []struct {
		name            string
		loss            engine.Loss
		n               int
		a               list // A[L]
		values          list
		classes         []int
		accuracy, exact float64
	}{
		{"all labels of one", engine.CrossEntropy, 3, list{.8, .9, .1}, list{1, 1, 0}, nil, 1, 1},
		{"a third of one's", engine.CrossEntropy, 3, list{.9, .9, .9}, list{1, 0, 0}, nil, third, 0},
		{"of logits", engine.LogitCrossEntropy, 3, list{2, 1, 1, -1, 0, 5}, list{1, 0, 0, 0, 0, 1}, nil, 4 / 6., 0.5},
		{"a half is no", engine.CrossEntropy, 2, list{.5, .5}, list{.5, 1}, nil, 0.5, 0},
		{"classes of sigmoids", engine.CrossEntropy, 3, list{.8, .9, .1, .1, .2, .3}, nil, []int{1, 0}, 0.5, 0.5},
		{"classes of logits", engine.LogitCrossEntropy, 3, list{-8, -9, -10}, nil, []int{0}, 1, 1},
		{"classes of softmax", engine.SoftmaxCrossEntropy, 3, list{1, 1, 0}, nil, []int{0}, 1, 1},
		{"shares", engine.SoftmaxCrossEntropy, 3, list{2, 1, 0, 0, 1, 2}, list{.4, .3, .3, .4, .3, .3}, nil, 0.5, 0.5},
		{"classes by the square", engine.MeanSquare, 2, list{.1, .2, .2, .1}, nil, []int{1, 1}, 0.5, 0.5},
		{"amounts", engine.MeanSquare, 2, list{.1, .2, .3, .4}, list{.1, .2, .3, .4}, nil, nan, nan},
		{"an amount", engine.MeanSquare, 1, list{7}, list{7}, nil, nan, nan},
		{"NaN for no", engine.CrossEntropy, 1, list{nan, .2, .8, .1}, list{0, 0, 1, 0}, nil, 0.75, 0.75},
		{"NaN for class 0", engine.CrossEntropy, 1, list{nan, .2, .8, .1}, nil, []int{0, 0, 1, 0}, 0.75, 0.75},
		{"NaN among labels", engine.CrossEntropy, 2, list{nan, .2, .8, .1}, list{0, 0, 1, 0}, nil, 0.75, 0.5},
		{"NaN at the class", engine.SoftmaxCrossEntropy, 2, list{nan, 1, 1, 0}, nil, []int{0, 0}, 0.5, 0.5},
		{"NaN beside the class", engine.SoftmaxCrossEntropy, 2, list{1, nan, 1, 0}, nil, []int{0, 0}, 0.5, 0.5},
		{"NaN for a label", engine.CrossEntropy, 2, list{.2, .2}, list{nan, 0}, nil, 0.5, 0},
		{"NaN for a share", engine.SoftmaxCrossEntropy, 2, list{2, 1, 2, 1}, list{nan, 0, 1, 0}, nil, 0.5, 0.5},
	} {
		output := kernels.Identity
		if c.loss == engine.CrossEntropy {
			output = kernels.Sigmoid
		}
		m := len(c.a) / c.n
		pass := throughOutput[T](t, set, c.n, m, output, engine.Config{})
		pass.SetInput(make([]T, len(c.a)), m)
		copy(pass.A(1), narrow[T](c.a))
		y := engine.Labels[T]{Classes: c.classes}
		if c.values != nil {
			y.Values = narrow[T](c.values)
		}
		if got, exact := pass.Accuracy(c.loss, y), pass.ExactMatch(c.loss, y); !near(got, c.accuracy) || !near(exact, c.exact) {
			t.Errorf("%s: accuracy %v, exact match %v, want %v, %v", c.name, got, exact, c.accuracy, c.exact)
		}
	}
}

func narrow[T kernels.Float](x []float64) []T {
	y := make([]T, len(x))
	for i, v := range x {
		y[i] = T(v)
	}
	return y
}

// TestClassesOfNaN wants the place of the first NaN, as PyTorch's argmax has it, and of a
// single NaN the class of what is not above ½.
func TestClassesOfNaN(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		n    int
		a    []float64
		want []int
	}{
		{3, []float64{1, nan, 2, nan, 1, nan, 3, 2, 1}, []int{1, 0, 0}},
		{1, []float64{nan, 1, -1}, []int{0, 1, 0}},
	} {
		pass := saturated(t, reference(), c.n, make([]float64, len(c.a)))
		copy(pass.A(1), c.a)
		got := make([]int, len(c.want))
		if pass.Classes(engine.LogitCrossEntropy, got); !slices.Equal(got, c.want) {
			t.Errorf("classes of %v are %v, want %v", c.a, got, c.want)
		}
	}
}

// TestEvaluateAccuracy wants the accuracy of all examples from batches of some: by label where
// there are several, and NaN of amounts.
func TestEvaluateAccuracy(t *testing.T) {
	const n = 7
	for _, c := range []struct {
		loss   engine.Loss
		output kernels.Act
		want   float64
	}{
		{engine.CrossEntropy, kernels.Sigmoid, 9 / 14.},
		{engine.MeanSquare, kernels.Sigmoid, math.NaN()},
	} {
		pass := throughOutput[float64](t, kernels.Best(), 2, 3, c.output, engine.Config{})
		d := engine.Data[float64]{N: n, X: make([]float64, 2*n), Labels: engine.Labels[float64]{Values: make([]float64, 2*n)}}
		for i := range 2 * n {
			d.X[i] = -1
			if i%3 == 0 {
				d.X[i] = 1 // 5 of 14 say 1, and all labels 0
			}
		}
		if _, got := pass.Evaluate(c.loss, d); !near(got, c.want) {
			t.Errorf("%v: accuracy %v, want %v", c.loss, got, c.want)
		}
	}
}
