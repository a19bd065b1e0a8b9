package tests_test

import (
	"math"
	"slices"
	"testing"
	"unsafe"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
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
// to the roundings of a product and of its sums, and the gradients left alone.
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
		bounds := updateBounds(p, pass, rate)
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
				if !(math.Abs(float64(got)-float64(want[i])) <= bounds[i]) {
					t.Fatalf("%v: parameter %d = %v, want %v within %.2g", s, i, got, want[i], bounds[i])
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

// updateBounds bounds how far two updates of the parameters may lie apart that differ in what is
// rounded after an example, or a few of them, is added to a sum.
//
//   - A product adds VecMatRows examples or more at a time to a weight, whose sum in between may
//     be as large as the absolute values of all its terms.
//   - A bias has one example added at a time.
//   - Two more roundings are those of the rate and of the step.
func updateBounds[T kernels.Float](p *problem[T], pass *engine.Pass[T], rate float64) []float64 {
	var bounds []float64
	fill := func() { // what is between the layers' parameters stays as it is
		for len(bounds)*int(unsafe.Sizeof(T(0)))%64 != 0 {
			bounds = append(bounds, 0)
		}
	}
	const updateRows = 8 // that the longest update adds up before it adds them to C
	for l := 1; l <= p.net.Depth(); l++ {
		a, dz, in, out := pass.A(l-1), pass.DZ(l), p.net.Units(l-1), p.net.Units(l)
		bound := func(w T, additions int, term func(example int) T) {
			sum := 0.0
			for i := range p.m {
				sum += math.Abs(float64(term(i))) / float64(p.m)
			}
			bounds = append(bounds, float64(2+additions)*epsilon[T]()*(math.Abs(float64(w))+rate*sum))
		}
		for i, w := range p.net.W(l) {
			bound(w, (p.m+updateRows-1)/updateRows, func(e int) T { return dz[e*out+i/in] * a[e*in+i%in] })
		}
		fill()
		for j, b := range p.net.B(l) {
			bound(b, p.m, func(e int) T { return dz[e*out+j] })
		}
		fill()
	}
	return bounds
}
