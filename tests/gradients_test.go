package tests_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/internal/long"
	"weft.example/kernels"
)

// size is a size of network, of batch and of pass.
type size struct {
	m, batch int
	inputs   int
	units    []int
}

func (s size) String() string {
	return fmt.Sprintf("%d of %d examples, %d-%v", s.m, s.batch, s.inputs, s.units)
}

// TestGradients holds every element of dW, db and dA[0] to the central
// difference of the cost by the parameter or the input.
func TestGradients(t *testing.T) {
	sizes := []size{
		{m: 1, batch: 1, inputs: 1, units: []int{1}},
		{m: 3, batch: 8, inputs: 1, units: []int{17, 1}},
		{m: 1, batch: 3, inputs: 5, units: []int{1, 3}},
		{m: 7, batch: 7, inputs: 3, units: []int{5, 7, 2}},
		{m: 2, batch: 5, inputs: 2, units: []int{3, 2, 5, 1}},
		{m: 5, batch: 8, inputs: 7, units: []int{17, 11, 3}},
		{m: 3, batch: 3, inputs: 1, units: []int{131, 1}}, // db in more than one part
	}
	if !long.Tests() {
		sizes = sizes[:5]
	}
	for _, set := range kernels.Available() {
		for _, s := range sizes {
			t.Run(fmt.Sprintf("%s/%v", set.Name, s), func(t *testing.T) {
				for first := range kernels.NumActs {
					starts(first, func(output kernels.Act, labels bool) {
						testGradients(t, set, s, chain(s.units, first, output), labels)
					})
				}
			})
		}
	}
}

func testGradients(t *testing.T, set *kernels.Set, s size, layers []engine.Layer, labels bool) {
	t.Helper()
	p := newProblem[float64](t, set, s.m, s.inputs, layers, 0)
	with, without := p.pass(t, s.batch, true, nil), p.pass(t, s.batch, false, nil)
	d := newDifference(t, p, with, labels)
	p.run(without, labels)
	for l := 1; l <= p.net.Depth(); l++ {
		d.check(t, fmt.Sprintf("dW[%d]", l), p.net.W(l), 1, with.DW(l), without.DW(l))
		d.check(t, fmt.Sprintf("db[%d]", l), p.net.B(l), 1, with.DB(l), without.DB(l))
	}
	// dA[0] has no 1/m.
	d.check(t, "dA[0]", p.x, float64(p.m), with.DA0(), without.DA0())
	if t.Failed() {
		t.Fatalf("layers %v, from labels %v", layers, labels)
	}
}

// step is the smaller of the two steps taken, near to where the bounds of
// truncation and of rounding meet.
const step = 0x1p-15

// awayFromKinks draws from the first seed that keeps Z, wherever an activation
// may have a kink at 0, far from it for the step.
func awayFromKinks(t *testing.T, p *problem[float64], pass *engine.Pass[float64]) {
	t.Helper()
	for seed := range uint64(1000) {
		p.draw(seed)
		pass.Forward(p.x, p.m)
		least := math.Inf(1)
		for l := 1; l <= p.net.Depth(); l++ {
			for _, z := range pass.Z(l) {
				least = min(least, math.Abs(z))
			}
		}
		if least > 200*step {
			return
		}
	}
	t.Fatal("no seed keeps away from the kinks")
}

// difference takes differences of the cost: Cost from labels, or else Σ dA·A/m,
// whose derivative by A[L] is the caller's dA, per example.
type difference struct {
	p       *problem[float64]
	labels  bool
	pass    *engine.Pass[float64] // its gradients stay
	z       [][]float64           // before any step
	rounded float64               // bounds the rounding of a cost
	floor   float64               // bounds the rounding of a gradient
}

// newDifference draws p and runs pass, which keeps Z.
func newDifference(t *testing.T, p *problem[float64], pass *engine.Pass[float64], labels bool) *difference {
	t.Helper()
	awayFromKinks(t, p, pass)
	d := &difference{p: p, labels: labels, pass: pass}
	p.run(pass, labels)
	for l := 1; l <= p.net.Depth(); l++ {
		d.z = append(d.z, slices.Clone(pass.Z(l)))
	}
	eps := epsilon[float64]()
	b := boundsOf(p, pass, labels, eps)
	for _, list := range b.list(p) {
		d.floor = max(d.floor, slices.Max(list))
	}
	dA := slices.Clone(p.dA)
	if labels {
		pass.CostGradient(dA, p.y)
	}
	last := p.net.Depth()
	var terms float64
	for i, a := range pass.A(last) {
		d.rounded += math.Abs(dA[i]) * b.a[last][i]
		if labels {
			terms += math.Abs(math.Log(a)) + math.Abs(math.Log(1-a))
		} else {
			terms += math.Abs(dA[i] * a)
		}
	}
	d.rounded = (d.rounded + gamma(len(dA), eps)*terms) / float64(p.m)
	return d
}

func (d *difference) cost(t *testing.T) float64 {
	t.Helper()
	p := d.p
	out := d.pass.Forward(p.x, p.m)
	for l, z := range d.z {
		for i, v := range d.pass.Z(l + 1) {
			if math.Abs(v-z[i]) > math.Abs(z[i])/2 {
				t.Fatalf("a step moves Z[%d][%d] = %v to %v, too near to a kink", l+1, i, z[i], v)
			}
		}
	}
	if d.labels {
		return d.pass.Cost(p.y)
	}
	var sum float64
	for i, a := range out {
		sum += p.dA[i] * a
	}
	return sum / float64(p.m)
}

// check compares gradients with scale times the difference by each of params.
//
// Halving a step h takes three quarters off the truncation error, c·h² and
// smaller terms: what that changes is three times what is left, and the bound.
// Rounding adds what it can be in two costs, over 2h, and in the gradient.
func (d *difference) check(t *testing.T, name string, params []float64, scale float64, gradients ...[]float64) {
	t.Helper()
	for i := range params {
		near, far := scale*d.by(t, &params[i], step), scale*d.by(t, &params[i], 2*step)
		bound := math.Abs(far-near) + scale*d.rounded/step + d.floor
		if bound > 1e-6*max(1, math.Abs(near)) {
			t.Errorf("%s[%d] is %v: the bound %.2g says nothing", name, i, near, bound)
		}
		for _, g := range gradients {
			if !(math.Abs(g[i]-near) <= bound) {
				t.Errorf("%s[%d] = %v, want %v within %.2g", name, i, g[i], near, bound)
			}
		}
	}
}

// by is the central difference of the cost by x.
func (d *difference) by(t *testing.T, x *float64, h float64) float64 {
	t.Helper()
	at := *x
	up, down := at+h, at-h
	*x = up
	high := d.cost(t)
	*x = down
	low := d.cost(t)
	*x = at
	return (high - low) / (up - down)
}
