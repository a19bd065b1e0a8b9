package engine

import (
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestOwnMemory hands a pass and a predictor what they have returned. A layer would be written
// over the input that it is computed of, or the input be gone before the backward pass reads it.
func TestOwnMemory(t *testing.T) { forEachFloat(t, testOwnMemory[float32], testOwnMemory[float64]) }

func testOwnMemory[T kernels.Float](t *testing.T, set *kernels.Set) {
	const units, m, batch = 5, 2, 3
	for depth := 1; depth <= 3; depth++ {
		net, err := New[T](set, units, slices.Repeat([]Layer{{Units: units, Act: kernels.Sigmoid}}, depth)...)
		if err != nil {
			t.Fatal(err)
		}
		net.Init(1)
		p, err := net.NewPass(batch, Config{InputGradient: true, KeepZ: true})
		if err != nil {
			t.Fatal(err)
		}
		q, err := net.Freeze().NewPredictor(batch, Config{})
		if err != nil {
			t.Fatal(err)
		}
		x := make([]T, m*units)
		for name, own := range map[string][]T{
			"A": p.Forward(x, m), "its end": p.A(depth)[units:], "Z": p.Z(1), "DZ": p.DZ(depth), "DA0": p.DA0(), "all": p.Z(depth)[:batch*units],
		} {
			wantPanic(t, "Forward of "+name, func() { p.Forward(own, len(own)/units) }, "x is memory of the pass")
			wantPanic(t, "SetInput of "+name, func() { p.SetInput(own, len(own)/units) }, "x is memory of the pass")
		}
		if &p.A(0)[0] != &x[0] {
			t.Error("an input that is refused has become A[0]")
		}
		y := q.Forward(x, m)
		wantPanic(t, "Predictor.Forward", func() { q.Forward(y, m) }, "x is memory of the predictor")
		q.Forward(p.A(depth), m) // that of another will do, as will none
		p.Forward(p.DA0(), 0)
		p.Forward(y, m)
		p.Forward(p.A(0), m)

		labels := Labels[T]{Values: p.DZ(depth)}
		weights := Labels[T]{Values: x, Weights: p.DZ(depth)[units:]}
		for _, y := range []Labels[T]{labels, weights} {
			wantPanic(t, "BackwardLoss", func() { p.BackwardLoss(CrossEntropy, y) }, "overlap DZ")
			wantPanic(t, "BackwardUpdate", func() { p.BackwardUpdate(CrossEntropy, y, 1) }, "overlap DZ")
			p.Loss(CrossEntropy, y)
		}
		p.BackwardLoss(CrossEntropy, Labels[T]{Values: p.A(depth)})
	}
}
