package tests_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"unsafe"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// forEachSet runs f32 and f64, which are one test in two element types, on
// every Set that this CPU runs.
func forEachSet(t *testing.T, f32, f64 func(t *testing.T, set *kernels.Set)) {
	for _, set := range kernels.Available() {
		t.Run(set.Name+"/float32", func(t *testing.T) { f32(t, set) })
		t.Run(set.Name+"/float64", func(t *testing.T) { f64(t, set) })
	}
}

// reference is the Go Set, the specification of the others.
func reference() *kernels.Set { return kernels.Available()[0] }

// epsilon is the distance from 1 to the next number, twice the most that
// rounding a result near 1 costs.
func epsilon[T kernels.Float]() float64 {
	if unsafe.Sizeof(T(0)) == 4 {
		return 0x1p-23
	}
	return 0x1p-52
}

// chain is layers of the given units whose activations take turns, from first
// on and over all there are, but for that of the output.
func chain(units []int, first, output kernels.Act) []engine.Layer {
	var layers []engine.Layer
	for i, n := range units {
		layers = append(layers, engine.Layer{Units: n, Act: (first + kernels.Act(i)) % kernels.NumActs})
	}
	layers[len(layers)-1].Act = output
	return layers
}

// problem is a network and a batch for it.
type problem[T kernels.Float] struct {
	net      *engine.Network[T]
	m        int
	x, y, dA []T // m × n_0, m × n_L, m × n_L
}

// newProblem returns a problem drawn from a seed.
func newProblem[T kernels.Float](t *testing.T, set *kernels.Set, m, inputs int, layers []engine.Layer, seed uint64) *problem[T] {
	t.Helper()
	net, err := engine.New[T](set, inputs, layers...)
	if err != nil {
		t.Fatal(err)
	}
	outputs := m * net.Units(net.Depth())
	p := &problem[T]{net, m, make([]T, m*inputs), make([]T, outputs), make([]T, outputs)}
	p.draw(seed)
	return p
}

// draw fills the problem with float32 numbers, so that a seed draws the same
// for both element types. Labels lie between 0 and 1.
func (p *problem[T]) draw(seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for l := 1; l <= p.net.Depth(); l++ {
		drawNormal(rng, p.net.W(l), math.Sqrt(2/float64(p.net.Units(l-1))))
		drawNormal(rng, p.net.B(l), 0.5)
	}
	drawNormal(rng, p.x, 1)
	drawNormal(rng, p.dA, 1)
	for i := range p.y {
		p.y[i] = T(rng.Float32())
	}
}

func drawNormal[T kernels.Float](rng *rand.Rand, x []T, deviation float64) {
	for i := range x {
		x[i] = T(float32(deviation * rng.NormFloat64()))
	}
}

// pass returns a pass for the problem's network that computes dA[0] too.
func (p *problem[T]) pass(t *testing.T, batch int, keepZ bool, pool *workers.Pool) *engine.Pass[T] {
	t.Helper()
	pass, err := p.net.NewPass(batch, engine.Config{KeepZ: keepZ, InputGradient: true, Workers: pool})
	if err != nil {
		t.Fatal(err)
	}
	return pass
}

// run does a forward and a backward pass, from the labels if labels says so,
// else from dA.
func (p *problem[T]) run(pass *engine.Pass[T], labels bool) {
	pass.Forward(p.x, p.m)
	if labels {
		pass.Backward(p.y)
	} else {
		pass.BackwardFrom(p.dA)
	}
}

// starts calls f for outputs that go with a network's first activation: Sigmoid,
// with a backward pass from labels, and two others, from dA. With every first
// activation every one is an output twice.
func starts(first kernels.Act, f func(output kernels.Act, labels bool)) {
	f(kernels.Sigmoid, true)
	f(first, false)
	f((first+3)%kernels.NumActs, false)
}

// array is one result of a pass. cols is the length of a row where there is
// one per example, else 0.
type array[T kernels.Float] struct {
	name string
	x    []T
	cols int
}

// results lists all results of a pass.
func (p *problem[T]) results(pass *engine.Pass[T]) []array[T] {
	var list []array[T]
	add := func(name string, l int, x []T, cols int) {
		list = append(list, array[T]{fmt.Sprintf("%s[%d]", name, l), x, cols})
	}
	for l := 1; l <= p.net.Depth(); l++ {
		n := p.net.Units(l)
		add("A", l, pass.A(l), n)
		if z := pass.Z(l); z != nil {
			add("Z", l, z, n)
		}
		add("dZ", l, pass.DZ(l), n)
		add("dW", l, pass.DW(l), 0)
		add("db", l, pass.DB(l), 0)
	}
	add("dA", 0, pass.DA0(), p.net.Units(0))
	return list
}

// firstDifference returns the index of the first element whose bits differ, or
// -1; any NaN is like any other, for which one comes out of two is the CPU's choice.
func firstDifference[T kernels.Float](x, y []T) int {
	if len(x) != len(y) {
		return min(len(x), len(y))
	}
	for i := range x {
		a, b := float64(x[i]), float64(y[i])
		if math.Float64bits(a) != math.Float64bits(b) && !(a != a && b != b) {
			return i
		}
	}
	return -1
}

// wantSame compares the results of two passes bit by bit.
func wantSame[T kernels.Float](t *testing.T, what string, got, want []array[T]) {
	t.Helper()
	for k, w := range want {
		if i := firstDifference(got[k].x, w.x); i >= 0 {
			t.Errorf("%s: %s differs, first at element %d", what, w.name, i)
		}
	}
}

func withCPUs(n int, f func()) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
	f()
}
