package engine

import (
	"context"
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestIgnored has examples of the class Ignored, and of weight 0, among others, with outputs of NaN.
// Costs, gradients and accuracies are those of the others alone, the mean over all.
func TestIgnored(t *testing.T) { forEachFloat(t, testIgnored[float32], testIgnored[float64]) }

func testIgnored[T kernels.Float](t *testing.T, set *kernels.Set) {
	nan := T(math.NaN())
	for loss := range NumLosses {
		output := loss.output()
		if output == anyOutput {
			output = kernels.Identity
		}
		for _, n := range []int{1, 3} {
			if n == 1 && loss == SoftmaxCrossEntropy {
				continue // whose cost is 0
			}
			net, err := New[T](set, n, Layer{Units: n, Act: output})
			if err != nil {
				t.Fatal(err)
			}
			for j := range n {
				net.W(1)[j*n+j] = 1
			}
			x := []T{nan, nan, nan, 1, -2, 0.5, nan, 3, 1, -1, 2, 0.25}
			if n == 1 {
				x = []T{nan, 1, nan, -2}
			}
			for _, ignored := range []Labels[T]{
				{Classes: []int{Ignored, 1, Ignored, 0}},
				{Classes: []int{Ignored, 1, Ignored, 0}, Weights: []T{1, 1, 1, 1}},
				{Classes: []int{0, 1, 1, 0}, Weights: []T{0, 1, 0, 1}},
			} {
				some, few := passOf(t, net, x, 4), passOf(t, net, append(slices.Clone(x[n:2*n]), x[3*n:]...), 2)
				rest := Labels[T]{Classes: []int{1, 0}}
				if got, want := some.Loss(loss, ignored), few.Loss(loss, rest)/2; !(math.Abs(got-want) <= 1e-15*want) {
					t.Errorf("%v of %d, %+v: cost %v, want %v", loss, n, ignored, got, want)
				}
				some.BackwardLoss(loss, ignored)
				few.BackwardLoss(loss, rest)
				want := slices.Concat(make([]T, n), few.DZ(1)[:n], make([]T, n), few.DZ(1)[n:])
				if output == kernels.Identity && !slices.Equal(some.DZ(1), want) { // σ′ of NaN is NaN
					t.Errorf("%v of %d, %+v: dZ %v, want %v", loss, n, ignored, some.DZ(1), want)
				}
				if ignored.Classes[0] != Ignored {
					continue // accuracies are without weights
				}
				if got, want := some.Accuracy(loss, ignored), few.Accuracy(loss, rest); got != want {
					t.Errorf("%v of %d: accuracy %v, want %v", loss, n, got, want)
				}
				if got, want := some.ExactMatch(loss, ignored), few.ExactMatch(loss, rest); got != want {
					t.Errorf("%v of %d: exact match %v, want %v", loss, n, got, want)
				}
			}
			none := passOf(t, net, make([]T, n), 1)
			if got := none.Accuracy(loss, Labels[T]{Classes: []int{Ignored}}); got == got {
				t.Errorf("%v of %d: accuracy %v of nothing, want NaN", loss, n, got)
			}
		}
	}
}

// passOf is a pass that has passed m examples forward.
func passOf[T kernels.Float](t *testing.T, net *Network[T], x []T, m int) *Pass[T] {
	t.Helper()
	p, err := net.NewPass(m, Config{})
	if err != nil {
		t.Fatal(err)
	}
	p.Forward(x, m)
	return p
}

// TestFitIgnored wants Fit to learn the same from examples with others among them that are ignored
// as from those with weights of 0 in their places, and to validate by what has labels.
func TestFitIgnored(t *testing.T) {
	var params [][]float64
	for _, y := range []Labels[float64]{
		{Classes: []int{0, Ignored, 1, 1, Ignored, 0}},
		{Classes: []int{0, 1, 1, 1, 0, 0}, Weights: []float64{1, 0, 1, 1, 0, 1}},
	} {
		net, _ := small(t, kernels.Sigmoid)
		net.Init(3)
		data := Data[float64]{N: 6, X: []float64{1, 2, -1, 0, 3, 1, 2, 2, 0, 0, -2, 1}, Labels: y}
		h, err := Fit(context.Background(), net, data, FitConfig[float64]{
			Epochs: 5, Batch: 4, Rate: ConstantRate(0.5), Validation: data})
		if err != nil {
			t.Fatal(err)
		}
		if a := h.Epochs[4].ValidationAccuracy; y.Weights == nil && a*4 != math.Trunc(a*4) {
			t.Errorf("accuracy %v, want one of 4 examples", a)
		}
		params = append(params, net.Params())
	}
	if !slices.Equal(params[0], params[1]) {
		t.Errorf("parameters %v, want %v", params[0], params[1])
	}
}

// TestBalancedWeights has scikit-learn's numbers for compute_class_weight("balanced").
func TestBalancedWeights(t *testing.T) {
	for _, c := range []struct {
		y       []int
		classes int
		want    []float64
	}{
		{[]int{1, 1, 1, 1, 0, 0}, 2, []float64{1.5, 0.75}},
		{[]int{1, Ignored, 1, 1, 1, 0, 0, Ignored}, 2, []float64{1.5, 0.75}},
		{[]int{0, 0, 0, 2}, 4, []float64{4. / 6, 0, 2, 0}},
		{nil, 2, []float64{0, 0}},
	} {
		if got, err := BalancedWeights(c.y, c.classes); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, %v, want %v", c.y, got, err, c.want)
		}
	}
	_, err := BalancedWeights([]int{0, 2}, 2)
	wantError(t, "BalancedWeights", err, "example 1 has class 2, want 0 to 1, or -1 for none")
	_, err = BalancedWeights([]int{0, -2}, 2)
	wantError(t, "BalancedWeights", err, "example 1 has class -2")
	_, err = BalancedWeights(nil, 0)
	wantError(t, "BalancedWeights", err, "0 classes, want 1 to")
}

// TestWeighClasses wants weights by class, times those of the examples, which stay as they are.
func TestWeighClasses(t *testing.T) {
	old := []float32{1, 2, 3, 4}
	y := Labels[float32]{Classes: []int{1, 0, Ignored, 1}, Weights: old}
	if err := y.WeighClasses([]float64{0.5, 3}); err != nil || !slices.Equal(y.Weights, []float32{3, 1, 0, 12}) {
		t.Errorf("%v, %v", y.Weights, err)
	}
	if !slices.Equal(old, []float32{1, 2, 3, 4}) {
		t.Errorf("the list that was there is %v", old)
	}
	plain := Labels[float32]{Classes: []int{1, 0}}
	if err := plain.WeighClasses([]float64{0.5, 3}); err != nil || !slices.Equal(plain.Weights, []float32{3, 0.5}) {
		t.Errorf("%v, %v", plain.Weights, err)
	}
	for _, c := range []struct {
		y       Labels[float32]
		weights []float64
		want    string
	}{
		{Labels[float32]{Values: old}, []float64{1}, "weights of 1 classes for labels without Classes"},
		{Labels[float32]{Classes: []int{0, 2}}, []float64{1, 1}, "example 1 has class 2, want 0 to 1, or -1 for none"},
		{Labels[float32]{Classes: []int{0}, Weights: []float32{}}, []float64{1}, "len(Weights) = 0, want at least the 1 Classes"},
		{Labels[float32]{Classes: []int{0}}, []float64{1, -1}, "class 1 has weight -1, want a finite number"},
		{Labels[float32]{Classes: []int{0}}, []float64{1e300}, "class 0 has weight 1e+300, want a finite number of at least 0 in float32"},
	} {
		before := c.y.Weights
		wantError(t, "WeighClasses", c.y.WeighClasses(c.weights), c.want)
		if len(c.y.Weights) != len(before) {
			t.Errorf("%s: weights change", c.want)
		}
	}
}
