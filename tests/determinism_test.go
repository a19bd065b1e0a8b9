package tests_test

import (
	"fmt"
	"slices"
	"testing"

	"weft.example/internal/long"
	"weft.example/kernels"
	"weft.example/workers"
)

// sharedSizes have between them each step of a pass and the update divided among
// workers: products of 3·2¹⁸ multiply-adds or more, and other steps of more than 8
// parts, of 8192 elements or, for a sum over the examples, 128 columns.
var sharedSizes = []size{
	{m: 120, batch: 120, inputs: 1, units: []int{1100, 7}}, // rows and columns
	{m: 1, batch: 1, inputs: 61, units: []int{1100}},       // parameters
}

// TestAnyWorkers wants the same bits from any number of workers, each time.
func TestAnyWorkers(t *testing.T) {
	forEachSet(t, testAnyWorkers[float32], testAnyWorkers[float64])
}

func testAnyWorkers[T kernels.Float](t *testing.T, set *kernels.Set) {
	for k, s := range sharedSizes {
		layers := chain(s.units, kernels.Act(k)%kernels.NumActs, kernels.Sigmoid)
		p := newProblem[T](t, set, s.m, s.inputs, layers, 4)
		start := slices.Clone(p.net.Params())
		counts := []int{1, 2, 3, 8, 1, 8}
		if !long.Tests() {
			counts = []int{1, 3}
		}
		var want []array[T]
		for _, n := range counts {
			copy(p.net.Params(), start)
			withCPUs(n, func() {
				got := p.train(t, workers.New(n))
				if want == nil {
					want = got
				}
				wantSame(t, fmt.Sprintf("%v, %d workers", s, n), got, want)
			})
		}
		if firstDifference(start, p.net.Params()) < 0 {
			t.Error("training changes nothing")
		}
	}
}

// train takes two steps, from labels and from dA, and returns all there is.
func (p *problem[T]) train(t *testing.T, pool *workers.Pool) []array[T] {
	t.Helper()
	pass := p.pass(t, p.m, true, pool)
	for i := range 2 {
		p.run(pass, i == 0)
		p.net.Update(0.1, pass)
	}
	list := append(p.results(pass), array[T]{"Params", p.net.Params(), 0})
	for k := range list {
		list[k].x = slices.Clone(list[k].x)
	}
	return list
}
