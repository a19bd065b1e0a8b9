package tests_test

import (
	"math"
	"slices"
	"testing"

	"weft/kernels"
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
