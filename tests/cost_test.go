package tests_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// TestFusedIsLiteral compares the backward pass that starts at dZ[L] = A[L] - Y
// with the one that starts at dA[L], away from the ends of the sigmoid.
func TestFusedIsLiteral(t *testing.T) {
	forEachSet(t, testFusedIsLiteral[float32], testFusedIsLiteral[float64])
}

func testFusedIsLiteral[T kernels.Float](t *testing.T, set *kernels.Set) {
	const m, inputs = 37, 7
	for _, units := range [][]int{{1}, {5, 1}, {17, 9, 3}} {
		for first := range kernels.NumActs {
			p := newProblem[T](t, set, m, inputs, chain(units, first, kernels.Sigmoid), 1)
			for _, labels := range []string{"between 0 and 1", "0 or 1"} {
				compareFused(t, fmt.Sprintf("units %v, first %v, labels %s", units, first, labels), p)
				for i, y := range p.y {
					p.y[i] = T(math.Round(float64(y)))
				}
			}
		}
	}
}

// compareFused compares to rounding. The literal dZ[L] is Y·(1-A) and (1-Y)·A with 7
// roundings and the fused one has another; eps is two of them. To the gradients
// both ways add one for each term of a sum, and 8 in a layer for g′ and 1/m.
func compareFused[T kernels.Float](t *testing.T, what string, p *problem[T]) {
	t.Helper()
	last := p.net.Depth()
	fused, literal := p.pass(t, p.m, false, nil), p.pass(t, p.m, false, nil)
	p.run(fused, true)
	literal.Forward(p.x, p.m)
	dA := slices.Clone(p.y)
	literal.CostGradient(dA, dA) // which it allows
	literal.BackwardFrom(dA)
	roundings := 4 + p.m
	for l := 1; l <= last; l++ {
		roundings += p.net.Units(l) + 8
	}
	terms := absoluteTerms(t, p, literal)
	for _, c := range []struct {
		name             string
		got, want, terms []T
		eps              int
	}{
		{"dZ[L]", fused.DZ(last), literal.DZ(last), terms.DZ(last), 4},
		{"the gradients", fused.Grads(), literal.Grads(), terms.Grads(), roundings},
		{"dA[0]", fused.DA0(), literal.DA0(), terms.DA0(), roundings},
	} {
		for i, term := range c.terms {
			bound := float64(c.eps) * epsilon[T]() * float64(term)
			if d := math.Abs(float64(c.got[i] - c.want[i])); !(d <= bound) {
				t.Errorf("%s: element %d of %s is %v, literally %v, which differ by %.2g and not at most %.2g",
					what, i, c.name, c.got[i], c.want[i], d, bound)
			}
		}
	}
}

// absoluteTerms returns a pass whose gradients are sums of what those of pass are
// sums of, but of absolute values: a backward pass is linear in dZ[L].
func absoluteTerms[T kernels.Float](t *testing.T, p *problem[T], pass *engine.Pass[T]) *engine.Pass[T] {
	t.Helper()
	last := p.net.Depth()
	var layers []engine.Layer
	for l := 1; l <= last; l++ {
		layers = append(layers, engine.Layer{Units: p.net.Units(l), Act: p.net.Act(l)})
	}
	layers[last-1].Act = kernels.Identity // to start at dZ[L]
	q := newProblem[T](t, reference(), p.m, p.net.Units(0), layers, 0)
	setAbsolute(q.net.Params(), p.net.Params())
	setAbsolute(q.x, p.x)
	terms := q.pass(t, p.m, false, nil)
	terms.SetInput(q.x, q.m)
	for l := 1; l < last; l++ {
		setAbsolute(terms.A(l), pass.A(l)) // which leaves g′: the negative ones are Identity's
	}
	for i, a := range pass.A(last) {
		q.dA[i] = p.y[i]*(1-a) + (1-p.y[i])*a
	}
	terms.BackwardFrom(q.dA)
	return terms
}

func setAbsolute[T kernels.Float](dst, src []T) {
	for i, v := range src {
		dst[i] = T(math.Abs(float64(v)))
	}
}

// TestFusedSaturated takes the sigmoid to exactly 1 and exactly 0, where dA[L] is
// infinite or not a number, and dZ[L] = A[L] - Y is exact.
func TestFusedSaturated(t *testing.T) {
	forEachSet(t, testFusedSaturated[float32], testFusedSaturated[float64])
}

func testFusedSaturated[T kernels.Float](t *testing.T, set *kernels.Set) {
	// Z[2] = x, by way of max(x, 0) and max(-x, 0).
	net, err := engine.New[T](set, 1, engine.Layer{Units: 2, Act: kernels.ReLU}, engine.Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	copy(net.W(1), []T{1, -1})
	copy(net.W(2), []T{1, -1})
	x, y := []T{1000, 1000, -1000, -1000}, []T{0, 1, 0, 1}
	for _, keepZ := range []bool{false, true} {
		pass, err := net.NewPass(len(x), engine.Config{KeepZ: keepZ, InputGradient: true})
		if err != nil {
			t.Fatal(err)
		}
		check := func(name string, got []T, want ...float64) {
			t.Helper()
			if !slices.EqualFunc(got, want, func(g T, w float64) bool { return float64(g) == w || g != g && w != w }) {
				t.Errorf("keepZ %v: %s = %v, want %v", keepZ, name, got, want)
			}
		}
		check("A[2]", pass.Forward(x, len(x)), 1, 1, 0, 0)
		pass.Backward(y)
		check("dZ[2]", pass.DZ(2), 1, 0, 0, -1)
		check("dW[2]", pass.DW(2), 250, -250)
		check("db[2]", pass.DB(2), 0)
		check("dZ[1]", pass.DZ(1), 1, 0, 0, 0, 0, 0, 0, 1)
		check("dW[1]", pass.DW(1), 250, -250)
		check("db[1]", pass.DB(1), 0.25, 0.25)
		check("dA[0]", pass.DA0(), 1, 0, 0, -1)

		inf, nan := math.Inf(1), math.NaN()
		dA := make([]T, len(x))
		pass.CostGradient(dA, y)
		check("literal dA[2]", dA, inf, nan, nan, -inf)
		pass.BackwardFrom(dA)
		check("literal dZ[2]", pass.DZ(2), nan, nan, nan, nan)
		check("literal dW[2]", pass.DW(2), nan, nan)
	}
}

// TestCost checks what the formula leaves open, and that it is float64's, of a sigmoid's output
// and of another that the caller has made probabilities.
func TestCost(t *testing.T) {
	forEachSet(t, testCost[float32], testCost[float64])
}

func testCost[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, output := range []kernels.Act{kernels.Sigmoid, kernels.Identity} {
		testCostOf[T](t, set, output)
	}
}

func testCostOf[T kernels.Float](t *testing.T, set *kernels.Set, output kernels.Act) {
	net, err := engine.New[T](set, 1, engine.Layer{Units: 3, Act: output})
	if err != nil {
		t.Fatal(err)
	}
	pass, err := net.NewPass(4, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	inf, nan := math.Inf(1), math.NaN()
	tenth := float64(T(0.1))
	for _, c := range []struct{ a, y, want float64 }{
		{0, 0, 0}, {1, 1, 0}, // 0·ln 0 = 0
		{0, 1, inf}, {1, 0, inf}, {0, 0.5, inf}, {1, 0.5, inf},
		{0.5, 0, math.Ln2}, {0.5, 1, math.Ln2}, {0.5, 0.25, math.Ln2},
		{0.1, 1, -math.Log(tenth)}, {0.1, 0, -math.Log(1 - tenth)},
		{0.1, -1, math.Log(tenth) - 2*math.Log(1-tenth)}, // labels may be any numbers
		{nan, 0, nan}, {nan, 1, nan}, {0.5, nan, nan},
	} {
		// Two of four possible examples, whose other terms are 0, ln 2, ln 4, ln 2 and ln 4.
		pass.SetInput(make([]T, 2), 2)
		copy(pass.A(1), []T{1, 0.5, 0.25, T(c.a), 0.5, 0.75})
		got := pass.Cost([]T{1, 0, 1, T(c.y), 1, 0})
		const bound = 16 * 0x1p-53 // logarithms and sums
		if want := (c.want + 6*math.Ln2) / 2; math.Abs(got-want) > bound*want || math.IsNaN(got) != math.IsNaN(want) {
			t.Errorf("%v, a %v, y %v: %v, want %v", output, c.a, c.y, got, want)
		}
	}
	pass.SetInput(nil, 0)
	if got := pass.Cost(nil); got != 0 {
		t.Errorf("an empty batch costs %v, want 0", got)
	}
}
