package engine

import (
	"context"
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
	"weft.example/workers"
)

// ownSquare is the mean square as a loss of one's own.
func ownSquare[T kernels.Float](a, y, dA []T) (cost float64) {
	for j, a := range a {
		d := float64(a) - float64(y[j])
		cost += d * d / 2
		if dA != nil {
			dA[j] = a - y[j]
		}
	}
	return cost
}

// TestLossFunc trains by the mean square as a loss of one's own, and wants the bits of the Loss: of
// values and of classes, with weights, ignored examples, validation and workers.
func TestLossFunc(t *testing.T) { forEachFloat(t, testLossFunc[float32], testLossFunc[float64]) }

func testLossFunc[T kernels.Float](t *testing.T, set *kernels.Set) {
	const m, n = 600, 30 // enough for workers to share
	for _, output := range []kernels.Act{kernels.Identity, kernels.Sigmoid} {
		for _, classes := range []bool{false, true} {
			data := Data[T]{N: m, X: make([]T, 4*m)}
			for i := range data.X {
				data.X[i] = T(math.Sin(float64(i * i)))
			}
			for i := range m {
				data.Labels.Weights = append(data.Labels.Weights, T(i%3))
				if classes {
					data.Labels.Classes = append(data.Labels.Classes, i%(n+1)-1)
				}
			}
			if !classes {
				data.Labels.Values = make([]T, n*m)
				for i := range data.Labels.Values {
					data.Labels.Values[i] = T(math.Cos(float64(i)))
				}
			}
			var want []T
			var history History
			for k, f := range []LossFunc[T]{nil, ownSquare[T], ownSquare[T]} {
				net, err := New[T](set, 4, Layer{Units: 6, Act: kernels.Tanh}, Layer{Units: n, Act: output})
				if err != nil {
					t.Fatal(err)
				}
				net.Init(1)
				h, err := Fit(context.Background(), net, data, FitConfig[T]{
					Loss: MeanSquare, LossFunc: f, Epochs: 2, Batch: 400, Rate: ConstantRate(0.1),
					Validation: data, Workers: workers.New(1 + k),
				})
				if err != nil {
					t.Fatal(err)
				}
				if f == nil {
					want, history = net.Params(), h
				}
				for i, e := range h.Epochs {
					w := history.Epochs[i]
					if e.Cost != w.Cost || e.ValidationCost != w.ValidationCost {
						t.Errorf("%v, classes %v: %+v, want %+v", output, classes, e, w)
					}
				}
				if !slices.Equal(net.Params(), want) {
					t.Errorf("%v, classes %v, %d workers: other parameters", output, classes, 1+k)
				}
			}
		}
	}
}

// TestSetLossFunc wants the function to be of costs and gradients alone: not of predictions and
// accuracies, nor of Cost; its gradient to be dA, where that of the Loss is dZ; and the Loss to be
// back with nil.
func TestSetLossFunc(t *testing.T) {
	net, _ := small(t, kernels.Sigmoid)
	net.Init(1)
	x, y := []float64{1, 2, 3, -1}, Labels[float64]{Values: []float64{0, 1}}
	p := passOf(t, net, x, 2)
	cost, accuracy := p.Evaluate(CrossEntropy, Data[float64]{N: 2, X: x, Labels: y})
	p.BackwardLoss(CrossEntropy, y)
	grads := slices.Clone(p.Grads())
	p.SetLossFunc(func(a, y, dA []float64) float64 {
		for j := range dA {
			if dA[j] != 0 {
				t.Errorf("dA[%d] = %v before, want 0", j, dA[j])
			}
			dA[j] = 3
		}
		return 7
	})
	c, a := p.Evaluate(CrossEntropy, Data[float64]{N: 2, X: x, Labels: y})
	if c != 7 || a != accuracy || p.Loss(CrossEntropy, y) != 7 {
		t.Errorf("cost %v, accuracy %v, want 7, %v", c, a, accuracy)
	}
	if got := p.Cost(y.Values); got != cost {
		t.Errorf("Cost %v, want %v", got, cost)
	}
	p.BackwardLoss(CrossEntropy, y)
	own := slices.Clone(p.Grads())
	p.BackwardFrom([]float64{3, 3})
	if !slices.Equal(own, p.Grads()) {
		t.Errorf("gradients %v, want those of dA", own)
	}
	p.SetLossFunc(nil)
	p.BackwardLoss(CrossEntropy, y)
	if got := p.Loss(CrossEntropy, y); got != cost || !slices.Equal(p.Grads(), grads) {
		t.Errorf("cost %v, want the Loss again, %v", got, cost)
	}
}
