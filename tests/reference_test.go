package tests_test

import (
	"fmt"
	"math"
	"testing"

	"weft.example/kernels"
)

// TestReference compares every result of a pass, on every Set and in both
// element types, with the Go reference in float64.
func TestReference(t *testing.T) {
	cases32, cases64 := exactCases(t, epsilon[float32]()), exactCases(t, epsilon[float64]())
	forEachSet(t,
		func(t *testing.T, set *kernels.Set) { compareAll[float32](t, set, cases32) },
		func(t *testing.T, set *kernels.Set) { compareAll[float64](t, set, cases64) })
}

// exactCase is a network with the reference's results for it.
type exactCase struct {
	size          size
	first, output kernels.Act
	labels        bool
	want          []exactArray
}

type exactArray struct {
	array[float64]
	bound []float64
}

// exactCases are networks and backward passes of all kinds, with bounds for
// numbers of the given eps.
func exactCases(t *testing.T, eps float64) []*exactCase {
	t.Helper()
	var cases []*exactCase
	for _, s := range []size{
		{m: 1, batch: 1, inputs: 1, units: []int{1}},
		{m: 23, batch: 32, inputs: 37, units: []int{67, 17, 10}},
		{m: 71, batch: 71, inputs: 5, units: []int{1, 37, 3, 2}},
		{m: 3, batch: 4, inputs: 600, units: []int{13, 1}},  // more than one block of the depth
		{m: 131, batch: 131, inputs: 2, units: []int{3, 1}}, // of the examples
		{m: 67, batch: 67, inputs: 3, units: []int{131, 2}}, // more than one part of a step
	} {
		for first := range kernels.NumActs {
			starts(first, func(output kernels.Act, labels bool) {
				cases = append(cases, newExactCase(t, s, first, output, labels, eps))
			})
		}
	}
	return cases
}

func newExactCase(t *testing.T, s size, first, output kernels.Act, labels bool, eps float64) *exactCase {
	t.Helper()
	c := &exactCase{size: s, first: first, output: output, labels: labels}
	p := caseProblem[float64](t, reference(), c)
	pass := p.pass(t, s.m, true, nil)
	p.run(pass, labels)
	eps += epsilon[float64]() // the reference rounds too
	bounds := boundsOf(p, pass, labels, eps).list(p)
	for k, r := range p.results(pass) {
		if total(bounds[k]) > 0.1*max(total(r.x), 1) {
			t.Errorf("%v: the bound of %s says nothing", s, r.name)
		}
		c.want = append(c.want, exactArray{r, bounds[k]})
	}
	return c
}

func caseProblem[T kernels.Float](t *testing.T, set *kernels.Set, c *exactCase) *problem[T] {
	t.Helper()
	return newProblem[T](t, set, c.size.m, c.size.inputs, chain(c.size.units, c.first, c.output), 1)
}

func compareAll[T kernels.Float](t *testing.T, set *kernels.Set, cases []*exactCase) {
	for _, c := range cases {
		p := caseProblem[T](t, set, c)
		for _, keepZ := range []bool{false, true} {
			pass := p.pass(t, c.size.batch, keepZ, nil)
			p.run(pass, c.labels)
			if err := c.compare(keepZ, widened(p.results(pass))); err != nil {
				t.Errorf("%v, first %v, output %v, from labels %v, keepZ %v: %v", c.size, c.first, c.output, c.labels, keepZ, err)
			}
		}
	}
}

// compare returns an error unless got is within the bounds. Without keepZ there
// need be no Z to compare.
func (c *exactCase) compare(keepZ bool, got []array[float64]) error {
	k := 0
	for _, want := range c.want {
		if !keepZ && want.name[0] == 'Z' && got[k].name != want.name {
			continue
		}
		if got[k].name != want.name || len(got[k].x) != len(want.x) {
			return fmt.Errorf("%d elements of %s, want %d of %s", len(got[k].x), got[k].name, len(want.x), want.name)
		}
		for i, v := range got[k].x {
			if !(math.Abs(v-want.x[i]) <= want.bound[i]) {
				return fmt.Errorf("element %d of %s is %v, want %v within %.2g", i, want.name, v, want.x[i], want.bound[i])
			}
		}
		k++
	}
	return nil
}

func total(x []float64) (sum float64) {
	for _, v := range x {
		sum += math.Abs(v)
	}
	return sum
}

func widened[T kernels.Float](list []array[T]) []array[float64] {
	wide := make([]array[float64], len(list))
	for k, r := range list {
		wide[k] = array[float64]{r.name, make([]float64, len(r.x)), r.cols}
		for i, v := range r.x {
			wide[k].x[i] = float64(v)
		}
	}
	return wide
}
