package tests_test

import (
	"math"
	"slices"
	"testing"

	"weft/engine"
	"weft/kernels"
	"weft/workers"
)

// TestUpdate wants every parameter moved by rate times its gradient, with two
// roundings or, with a fused multiply-add, one.
func TestUpdate(t *testing.T) { forEachSet(t, testUpdate[float32], testUpdate[float64]) }

func testUpdate[T kernels.Float](t *testing.T, set *kernels.Set) {
	const rate = 0.3
	for _, s := range sharedSizes {
		p := newProblem[T](t, set, s.m, s.inputs, chain(s.units, kernels.Identity, kernels.Sigmoid), 7)
		pass := p.pass(t, s.batch, false, nil)
		p.run(pass, true)
		before, grads := slices.Clone(p.net.Params()), slices.Clone(pass.Grads())
		p.net.Update(rate, pass)
		if i := firstDifference(grads, pass.Grads()); i >= 0 {
			t.Errorf("%v: gradient %d changes", s, i)
		}
		for i, got := range p.net.Params() {
			w, step := float64(before[i]), float64(T(rate))*float64(grads[i])
			bound := epsilon[T]() * (math.Abs(w) + math.Abs(step))
			if !(math.Abs(float64(got)-(w-step)) <= bound) {
				t.Fatalf("%v: parameter %d = %v, want %v within %.2g", s, i, got, w-step, bound)
			}
		}
	}
}

// TestBackwardUpdate wants the parameters that Update after BackwardLoss gives, up
// to the roundings of a product and a sum, and the gradients left alone.
func TestBackwardUpdate(t *testing.T) {
	forEachSet(t, testBackwardUpdate[float32], testBackwardUpdate[float64])
}

func testBackwardUpdate[T kernels.Float](t *testing.T, set *kernels.Set) {
	const rate = 0.3
	for _, s := range sharedSizes {
		p := newProblem[T](t, set, s.m, s.inputs, chain(s.units, kernels.ReLU, kernels.Sigmoid), 7)
		labels := engine.Labels[T]{Values: p.y}
		pass := p.pass(t, s.batch, false, nil)
		before := slices.Clone(p.net.Params())
		pass.Forward(p.x, p.m)
		pass.BackwardLoss(engine.CrossEntropy, labels)
		p.net.Update(rate, pass)
		want, grads := slices.Clone(p.net.Params()), slices.Clone(pass.Grads())

		var first []T
		for _, pool := range []*workers.Pool{nil, workers.New(4)} {
			copy(p.net.Params(), before)
			pass := p.pass(t, s.batch, false, pool)
			copy(pass.Grads(), grads)
			withCPUs(4, func() {
				pass.Forward(p.x, p.m)
				pass.BackwardUpdate(engine.CrossEntropy, labels, rate)
			})
			if i := firstDifference(grads, pass.Grads()); i >= 0 {
				t.Errorf("%v: gradient %d changes", s, i)
			}
			for i, got := range p.net.Params() {
				bound := 4 * epsilon[T]() * (math.Abs(float64(before[i])) + rate*math.Abs(float64(grads[i])))
				if !(math.Abs(float64(got)-float64(want[i])) <= bound) {
					t.Fatalf("%v: parameter %d = %v, want %v within %.2g", s, i, got, want[i], bound)
				}
			}
			if first == nil {
				first = slices.Clone(p.net.Params())
			}
			if i := firstDifference(first, p.net.Params()); i >= 0 {
				t.Errorf("%v: parameter %d has other bits with workers", s, i)
			}
		}
	}
}
