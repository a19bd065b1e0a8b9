package engine

import (
	"io"
	"path/filepath"
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestCopies assigns one struct over another. A network, a pass, an optimizer and a
// predictor know their place in memory, and a copy of one panics before it computes
// anything: its arrays and those of what belongs to it would be of different sizes, or one
// array would be that of two.
func TestCopies(t *testing.T) {
	of := func(units int) (*Network[float64], *Pass[float64], *Optimizer[float64]) {
		net, err := New[float64](kernels.Best(), 2, Layer{Units: units, Act: kernels.Tanh}, Layer{Units: units, Act: kernels.Sigmoid})
		if err != nil {
			t.Fatal(err)
		}
		net.Init(1)
		p, err := net.NewPass(4, Config{})
		if err != nil {
			t.Fatal(err)
		}
		p.Forward(make([]float64, 2), 1)
		p.Backward(make([]float64, units))
		return net, p, newOptimizer(t, net, Adam.Rule())
	}
	x, y := make([]float64, 8), Labels[float64]{Values: make([]float64, 4*9)}
	const ofNetwork, ofPass = "a copy of a network, want the one that New", "a copy of a pass, want the one that NewPass"
	for _, units := range []int{1, 9} {
		calls := func(net *Network[float64], p *Pass[float64], o *Optimizer[float64], want string) {
			t.Helper()
			for name, do := range map[string]func(){
				"Forward":        func() { p.Forward(x, 4) },
				"ForwardLayer":   func() { p.ForwardLayer(2) },
				"Backward":       func() { p.Backward(y.Values) },
				"BackwardFrom":   func() { p.BackwardFrom(y.Values) },
				"BackwardLoss":   func() { p.BackwardLoss(CrossEntropy, y) },
				"BackwardLayer":  func() { p.BackwardLayer(2) },
				"BackwardUpdate": func() { p.BackwardUpdate(CrossEntropy, y, 1) },
				"Loss":           func() { p.Loss(CrossEntropy, y) },
				"Predict":        func() { p.Predict(CrossEntropy, y.Values) },
				"Update":         func() { net.Update(1, p) },
				"Step":           func() { o.Step(1, p) },
			} {
				wantPanic(t, name, do, want)
			}
		}
		other, _, _ := of(units)
		net, p, o := of(5)
		*net = *other
		calls(net, p, o, ofNetwork)
		wantPanic(t, "NewPass", func() { _, _ = net.NewPass(1, Config{}) }, ofNetwork)
		wantPanic(t, "NewOptimizer", func() { _, _ = NewOptimizer(net, SGD.Rule()) }, ofNetwork)
		wantPanic(t, "Freeze", func() { net.Freeze() }, ofNetwork)
		path := filepath.Join(t.TempDir(), "net")
		if err := SaveCheckpoint(path, other, newOptimizer(t, other, Adam.Rule()), 1); err != nil {
			t.Fatal(err)
		}
		for _, copied := range []*Network[float64]{net, {}} {
			for name, do := range map[string]func(){
				"Save":           func() { _ = copied.Save(path) },
				"WriteTo":        func() { _, _ = copied.WriteTo(io.Discard) },
				"SaveCheckpoint": func() { _ = SaveCheckpoint(path, copied, o, 1) },
				"LoadParams":     func() { _ = copied.LoadParams(path, nil) },
				"LoadCheckpoint": func() { _, _ = LoadCheckpoint(path, copied, o) },
			} {
				wantPanic(t, name, do, ofNetwork)
			}
		}

		net, p, o = of(units)
		before := slices.Clone(net.Params())
		q := *p
		calls(net, &q, o, ofPass)
		wantPanic(t, "ClipGrads", func() { q.ClipGrads(1) }, ofPass)
		if !slices.Equal(net.Params(), before) {
			t.Error("a copy of a pass changes parameters")
		}
		p.Forward(x, 4) // which the copy does nothing to
		p.BackwardUpdate(CrossEntropy, y, 1)
	}
	net, _, _ := of(5)
	wide, _, _ := of(9)
	frozen := net.Freeze()
	p, err := frozen.NewPredictor(4, Config{})
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Clone(p.Forward(x, 3))
	*frozen = *wide.Freeze()
	if got := p.Forward(x, 3); !slices.Equal(got, want) {
		t.Errorf("a predictor of %d outputs after its frozen network has become another, want %d", len(got), len(want))
	}
	q := *p // which would write where p does
	for name, do := range map[string]func(){
		"Forward": func() { q.Forward(x, 3) },
		"Predict": func() { q.Predict(CrossEntropy, make([]float64, 15)) },
		"Classes": func() { q.Classes(CrossEntropy, make([]int, 3)) },
	} {
		wantPanic(t, name, do, "a copy of a predictor, want the one that NewPredictor")
	}
}
