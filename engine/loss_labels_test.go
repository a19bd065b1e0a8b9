package engine

import (
	"context"
	"math"
	"testing"

	"weft.example/kernels"
)

// TestFitLabels wants labels and weights that a loss cannot learn from named, with example and
// value, before a step is taken, in the data for validation too. AnyLabels lets pass what
// the formulas take.
func TestFitLabels(t *testing.T) {
	testFitLabels[float32](t)
	testFitLabels[float64](t)
}

func testFitLabels[T kernels.Float](t *testing.T) {
	nan, inf, most := math.NaN(), math.Inf(1), float64(math.MaxFloat32)
	type list = []float64
	for _, c := range []struct {
		loss            Loss
		values, weights list   // of three examples of two outputs
		want            string // or "" for none
		any             string // with AnyLabels
	}{
		{CrossEntropy, list{0, 1, 0.5, 0.25, 1, 0}, nil, "", ""},
		{CrossEntropy, list{0, 1, 0, -1, 1, 0}, nil, "example 1 has label -1 of output 1, want 0 to 1", ""},
		{CrossEntropy, list{0, 1, 0, 1, 2, 0}, nil, "example 2 has label 2 of output 0, want 0 to 1", ""},
		{CrossEntropy, list{nan, 1, 0, 1, 1, 0}, nil, "example 0 has label NaN of output 0, want 0 to 1", "label NaN of output 0, want a finite number"},
		{CrossEntropy, list{0, inf, 0, 1, 1, 0}, nil, "example 0 has label +Inf of output 1, want 0 to 1", "label +Inf of output 1, want a finite number"},
		{LogitCrossEntropy, list{0, 1, 0, 1, 1, 1.5}, nil, "example 2 has label 1.5 of output 1, want 0 to 1", ""},
		{LogitCrossEntropy, list{0, 1, -2, 1, 1, 0}, nil, "example 1 has label -2 of output 0, want 0 to 1", ""},
		{SoftmaxCrossEntropy, list{0, 3, 0.5, 0.5, 0, 0}, nil, "", ""},
		{SoftmaxCrossEntropy, list{0, 1, 1.5, -0.5, 1, 0}, nil, "example 1 has label -0.5 of output 1, want a finite number of at least 0", ""},
		{SoftmaxCrossEntropy, list{0, 1, nan, 1, 1, 0}, nil, "example 1 has label NaN of output 0, want a finite", "label NaN of output 0, want a finite number"},
		{SoftmaxCrossEntropy, list{0, 1, 0, 1, 1, inf}, nil, "example 2 has label +Inf of output 1, want a finite", "label +Inf of output 1, want a finite number"},
		{MeanSquare, list{-7, most, -most, 1e-30, 1, 0}, nil, "", ""},
		{MeanSquare, list{0, 1, 0, nan, 1, 0}, nil, "example 1 has label NaN of output 1, want a finite number", "label NaN"},
		{MeanSquare, list{0, 1, 0, -inf, 1, 0}, nil, "example 1 has label -Inf of output 1, want a finite number", "label -Inf"},

		{MeanSquare, make(list, 6), list{0, 1, most}, "", ""},
		{MeanSquare, make(list, 6), list{0, -1, 1}, "example 1 has weight -1, want a finite number of at least 0", "weight -1"},
		{CrossEntropy, make(list, 6), list{nan, 1, 1}, "example 0 has weight NaN, want a finite", "weight NaN"},
		{SoftmaxCrossEntropy, nil, list{1, 1, inf}, "example 2 has weight +Inf, want a finite", "weight +Inf"},
		{SoftmaxCrossEntropy, nil, list{1, 1, 0.5}, "", ""},
	} {
		output := c.loss.output()
		if output == anyOutput {
			output = kernels.Identity
		}
		bad := Data[T]{N: 3, X: make([]T, 3), Labels: Labels[T]{Values: narrow[T](c.values), Weights: narrow[T](c.weights)}}
		good := Data[T]{N: 3, X: make([]T, 3), Labels: Labels[T]{Classes: []int{0, 1, 1}}}
		if c.values == nil {
			bad.Labels.Classes = good.Labels.Classes
		}
		for _, anyLabels := range []bool{false, true} {
			want := map[bool]string{false: c.want, true: c.any}[anyLabels]
			for _, d := range []struct{ train, validation Data[T] }{{train: bad}, {good, bad}} {
				net, err := New[T](kernels.Best(), 1, Layer{Units: 2, Act: output})
				if err != nil {
					t.Fatal(err)
				}
				_, err = Fit(context.Background(), net, d.train, FitConfig[T]{
					Loss: c.loss, Epochs: 1, Batch: 2, Rate: ConstantRate(1e-3), Validation: d.validation, AnyLabels: anyLabels,
				})
				if want == "" && err != nil {
					t.Errorf("%v of %v, weights %v, AnyLabels %v: %v", c.loss, c.values, c.weights, anyLabels, err)
				}
				if want != "" {
					wantError(t, "Fit", err, want)
					if total(net.Params()) != 0 {
						t.Errorf("%v of %v, weights %v: a step is taken", c.loss, c.values, c.weights)
					}
				}
			}
		}
	}
}

// TestFitSoftmaxOfOne wants no training by values of the one output that softmax makes 1, and
// none by a second class of it.
func TestFitSoftmaxOfOne(t *testing.T) {
	net, _ := small(t, kernels.Identity)
	cfg := FitConfig[float64]{Loss: SoftmaxCrossEntropy, Epochs: 1, Batch: 2, Rate: ConstantRate(1), AnyLabels: true}
	for _, c := range []struct {
		y    Labels[float64]
		want string
	}{
		{Labels[float64]{Values: []float64{0, 1}}, "softmax cross-entropy loss of 1 output with Values, want at least 2 outputs"},
		{Labels[float64]{Classes: []int{0, 1}}, "example 1 has class 1, want 0 to 0"},
	} {
		_, err := Fit(context.Background(), net, Data[float64]{N: 2, X: make([]float64, 4), Labels: c.y}, cfg)
		wantError(t, "Fit", err, c.want)
	}
}

// TestFitLabelsBehind wants no look at what lies behind the N examples.
func TestFitLabelsBehind(t *testing.T) {
	net, _ := small(t, kernels.Sigmoid)
	net.Init(1)
	data := Data[float64]{N: 2, X: make([]float64, 6), Labels: Labels[float64]{
		Values: []float64{0, 1, 2}, Weights: []float64{1, 1, -1},
	}}
	cfg := FitConfig[float64]{Epochs: 1, Batch: 2, Rate: ConstantRate(1)}
	if _, err := Fit(context.Background(), net, data, cfg); err != nil {
		t.Error(err)
	}
	data.N = 3
	_, err := Fit(context.Background(), net, data, cfg)
	wantError(t, "Fit", err, "example 2 has label 2 of output 0")
}

// narrow returns the numbers as T, or nil for nil.
func narrow[T kernels.Float](x []float64) []T {
	var y []T
	for _, v := range x {
		y = append(y, T(v))
	}
	return y
}
