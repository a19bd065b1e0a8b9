package tests_test

import (
	"math"
	"slices"
	"testing"
	"unsafe"

	"weft.example/engine"
	"weft.example/kernels"
)

// batchProblem has more examples than a block of the sums over them.
func batchProblem[T kernels.Float](t *testing.T, set *kernels.Set, first, output kernels.Act) *problem[T] {
	t.Helper()
	return newProblem[T](t, set, 67, 9, chain([]int{37, 11, 3}, first, output), 3)
}

// TestExamplesAlone passes examples one at a time. To rounding, what belongs to an
// example is what it is in a batch, and dW and db are the means over the examples.
// The bits are others, since products of another shape may be summed in another order.
func TestExamplesAlone(t *testing.T) {
	forEachSet(t, testExamplesAlone[float32], testExamplesAlone[float64])
}

func testExamplesAlone[T kernels.Float](t *testing.T, set *kernels.Set) {
	for first := range kernels.NumActs {
		starts(first, func(output kernels.Act, labels bool) {
			s := size{m: 67, batch: 67, inputs: 9, units: []int{131, 5, 3}} // more than one part of a step
			if labels && first == 0 {
				s.inputs, s.units = 521, []int{5, 3} // more than one block of the depth
			}
			c := newExactCase(t, s, first, output, labels, epsilon[T]())
			p := caseProblem[T](t, set, c)
			together, alone := p.pass(t, p.m, true, nil), p.pass(t, 1, true, nil)
			p.run(together, labels)
			batch := widened(p.results(together))
			means := make([][]float64, len(batch))
			for i := range p.m {
				one := p.example(i)
				one.run(alone, labels)
				for k, r := range widened(one.results(alone)) {
					if r.cols == 0 {
						means[k] = addScaled(means[k], 1/float64(p.m), r.x)
						continue
					}
					from, to := i*r.cols, (i+1)*r.cols
					// Each of the two is within the bound of the exact result.
					wantWithin(t, r.name, r.x, batch[k].x[from:to], 2, c.want[k].bound[from:to])
				}
			}
			for k, r := range batch {
				if r.cols == 0 { // the mean rounds too
					wantWithin(t, r.name, r.x, means[k], 3, c.want[k].bound)
				}
			}
		})
	}
}

// example is the problem of one example.
func (p *problem[T]) example(i int) *problem[T] {
	in, out := p.net.Units(0), p.net.Units(p.net.Depth())
	return &problem[T]{p.net, 1, p.x[i*in:][:in], p.y[i*out:][:out], p.dA[i*out:][:out]}
}

// addScaled adds scale times x to sum, which it makes if it is nil.
func addScaled(sum []float64, scale float64, x []float64) []float64 {
	if sum == nil {
		sum = make([]float64, len(x))
	}
	for i, v := range x {
		sum[i] += scale * v
	}
	return sum
}

func wantWithin(t *testing.T, name string, got, want []float64, times float64, bound []float64) {
	t.Helper()
	for i, v := range got {
		if !(math.Abs(v-want[i]) <= times*bound[i]) {
			t.Fatalf("%s: element %d is %v, want %v within %.2g", name, i, v, want[i], times*bound[i])
		}
	}
}

// TestExamplesTurned wants an example to have the same bits at another place in a
// batch: the order of a sum depends on the shape of the product and on no place in it.
func TestExamplesTurned(t *testing.T) {
	forEachSet(t, testExamplesTurned[float32], testExamplesTurned[float64])
}

func testExamplesTurned[T kernels.Float](t *testing.T, set *kernels.Set) {
	for first := range kernels.NumActs {
		starts(first, func(output kernels.Act, labels bool) {
			p := batchProblem[T](t, set, first, output)
			q := *p
			q.x, q.y, q.dA = turned(p.x, p.m), turned(p.y, p.m), turned(p.dA, p.m)
			straight, back := p.pass(t, p.m, true, nil), p.pass(t, p.m, true, nil)
			p.run(straight, labels)
			q.run(back, labels)
			got := q.results(back)
			for k, want := range p.results(straight) {
				if want.cols > 0 && firstDifference(turned(got[k].x, p.m), want.x) >= 0 {
					t.Errorf("%s differs in a batch turned round", want.name)
				}
			}
		})
	}
}

// turned returns m rows in the opposite order.
func turned[T kernels.Float](x []T, m int) []T {
	cols := len(x) / m
	var y []T
	for i := range m {
		y = append(y, x[(m-1-i)*cols:][:cols]...)
	}
	return y
}

// TestSmallerBatch wants a pass that is not full, and has been, to give what a
// pass of the batch's size gives, and slices beyond the batch not to matter.
func TestSmallerBatch(t *testing.T) {
	forEachSet(t, testSmallerBatch[float32], testSmallerBatch[float64])
}

func testSmallerBatch[T kernels.Float](t *testing.T, set *kernels.Set) {
	for first := range kernels.NumActs {
		for _, keepZ := range []bool{false, true} {
			p := batchProblem[T](t, set, first, kernels.Sigmoid)
			large, small := p.pass(t, p.m+5, keepZ, nil), p.pass(t, 23, keepZ, nil)
			p.run(large, true)
			p.m = 23
			p.run(large, true)
			cost := large.Cost(p.y)
			p.x = p.x[:p.m*p.net.Units(0)]
			p.y = p.y[:p.m*p.net.Units(p.net.Depth())]
			p.run(small, true)
			wantSame(t, "a pass of a larger batch", p.results(large), p.results(small))
			if want := small.Cost(p.y); cost != want {
				t.Errorf("Cost = %v in a pass of a larger batch, want %v", cost, want)
			}
			if large.Examples() != p.m {
				t.Errorf("Examples() = %d, want %d", large.Examples(), p.m)
			}
		}
	}
}

// TestEmptyBatch wants no gradients, not even those of the batch before.
func TestEmptyBatch(t *testing.T) {
	forEachSet(t, testEmptyBatch[float32], testEmptyBatch[float64])
}

func testEmptyBatch[T kernels.Float](t *testing.T, set *kernels.Set) {
	p := batchProblem[T](t, set, kernels.ReLU, kernels.Sigmoid)
	empty := &problem[T]{net: p.net}
	for _, keepZ := range []bool{false, true} {
		pass := p.pass(t, p.m, keepZ, nil)
		for _, labels := range []bool{true, false} {
			p.run(pass, labels)
			empty.run(pass, labels)
			if cost := pass.Cost(nil); cost != 0 {
				t.Errorf("Cost = %v", cost)
			}
			pass.CostGradient(nil, nil)
			for _, r := range p.results(pass) {
				if r.cols > 0 && len(r.x) > 0 {
					t.Errorf("%s has %d elements", r.name, len(r.x))
				}
				if slices.ContainsFunc(r.x, func(v T) bool { return v != 0 }) {
					t.Errorf("%s is not zero", r.name)
				}
			}
			before := slices.Clone(p.net.Params())
			p.net.Update(1, pass)
			if firstDifference(before, p.net.Params()) >= 0 {
				t.Error("an update by nothing changes parameters")
			}
		}
	}
}

// TestViews wants every array to be the pass's, the network's or the caller's
// own memory at each call, and a batch to be any rows of a larger array.
func TestViews(t *testing.T) { forEachSet(t, testViews[float32], testViews[float64]) }

func testViews[T kernels.Float](t *testing.T, set *kernels.Set) {
	p := batchProblem[T](t, set, kernels.ReLU, kernels.Sigmoid)
	pass := p.pass(t, p.m, true, nil)
	p.run(pass, true)
	first := append(p.results(pass), parameters(p.net, pass)...)
	out := pass.Forward(p.x, p.m)
	pass.Backward(p.y)
	for k, r := range append(p.results(pass), parameters(p.net, pass)...) {
		if unsafe.SliceData(r.x) != unsafe.SliceData(first[k].x) || len(r.x) != len(first[k].x) {
			t.Errorf("%s is elsewhere at a second call", r.name)
		}
	}
	if &out[0] != &pass.A(p.net.Depth())[0] {
		t.Error("Forward returns a copy of A[L]")
	}
	for _, i := range []int{0, 1, 3} {
		one := p.example(i)
		pass.Forward(one.x, 1)
		if &pass.A(0)[0] != &p.x[i*p.net.Units(0)] {
			t.Errorf("A[0] is a copy of row %d", i)
		}
	}
	plain, err := p.net.NewPass(1, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if plain.Z(1) != nil || plain.DA0() != nil {
		t.Error("a pass that keeps neither has Z or dA[0]")
	}
}

// parameters lists the network's parameters and where their gradients are.
func parameters[T kernels.Float](net *engine.Network[T], pass *engine.Pass[T]) []array[T] {
	list := []array[T]{{"Params", net.Params(), 0}, {"Grads", pass.Grads(), 0}}
	for l := 1; l <= net.Depth(); l++ {
		list = append(list, array[T]{"W", net.W(l), 0}, array[T]{"b", net.B(l), 0})
	}
	return list
}
