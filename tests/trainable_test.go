package tests_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestTrainable has every choice of layers learn, under every method with decay and clipping. Layers
// that do not learn keep their parameters and their part of the optimizer's state to the bit and
// have gradients of 0. The others have the bits of gradients that they always have.
func TestTrainable(t *testing.T) { forEachSet(t, testTrainable[float32], testTrainable[float64]) }

func testTrainable[T kernels.Float](t *testing.T, set *kernels.Set) {
	p := newProblem[T](t, set, 40, 30, chain([]int{70, 9, 3}, kernels.Tanh, kernels.Sigmoid), 6)
	labels := engine.Labels[T]{Values: p.y}
	start := slices.Clone(p.net.Params())
	all, err := p.net.NewPass(p.m, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	all.Forward(p.x, p.m)
	all.BackwardLoss(engine.CrossEntropy, labels)
	for choice := range 8 {
		learns := func(l int) bool { return choice>>(l-1)&1 == 1 }
		for l := 1; l <= 3; l++ {
			p.net.SetTrainable(l, learns(l))
		}
		pass, err := p.net.NewPass(p.m, engine.Config{Workers: workers.New(2)})
		if err != nil {
			t.Fatal(err)
		}
		fill(pass.Grads(), 7) // of another batch
		pass.Forward(p.x, p.m)
		pass.BackwardLoss(engine.CrossEntropy, labels)
		for l := 1; l <= 3; l++ {
			dw, db := all.DW(l), all.DB(l)
			if !learns(l) {
				dw, db = make([]T, len(dw)), make([]T, len(db))
			}
			if firstDifference(pass.DW(l), dw) >= 0 || firstDifference(pass.DB(l), db) >= 0 {
				t.Errorf("layers %03b: gradients of layer %d differ", choice, l)
			}
			if p.net.Trainable(l) != learns(l) {
				t.Errorf("layers %03b: Trainable(%d) = %v", choice, l, p.net.Trainable(l))
			}
		}
		wantKept := func(what string, slab []T, before []T) {
			t.Helper()
			at := 0
			for l := 1; l <= 3; l++ {
				for _, size := range []int{len(p.net.W(l)), len(p.net.B(l))} {
					changed := firstDifference(slab[at:at+size], before[at:at+size]) >= 0
					if changed != learns(l) {
						t.Errorf("layers %03b: %s: layer %d changes: %v", choice, what, l, changed)
					}
					at += lines[T](size)
				}
			}
		}
		for method := range engine.NumMethods {
			rule := method.Rule()
			rule.Decay = 0.25
			opt, err := engine.NewOptimizer(p.net, rule)
			if err != nil {
				t.Fatal(err)
			}
			fill(pass.Grads(), 3) // a loop's own, of layers that do not learn too
			pass.ClipGrads(1)
			opt.Step(0.1, pass)
			wantKept(method.String(), p.net.Params(), start)
			for _, s := range opt.State() {
				wantKept(method.String()+" "+s.Name, s.Data, make([]T, len(s.Data)))
			}
			copy(p.net.Params(), start)
		}
		p.net.Update(0.1, pass)
		wantKept("Update", p.net.Params(), start)
		copy(p.net.Params(), start)
		pass.Forward(p.x, p.m)
		pass.BackwardUpdate(engine.CrossEntropy, labels, 0.1)
		wantKept("BackwardUpdate", p.net.Params(), start)
		copy(p.net.Params(), start)
	}
}

// lines is n elements and those up to the end of their cache line.
func lines[T kernels.Float](n int) int {
	perLine := 16
	if epsilon[T]() < 1e-10 {
		perLine = 8
	}
	return (n + perLine - 1) / perLine * perLine
}

// TestTrainableClone wants a clone to have the layers that do not learn, and changes of either to
// leave the other as it is.
func TestTrainableClone(t *testing.T) {
	p := newProblem[float64](t, kernels.Best(), 1, 4, chain([]int{5, 3}, kernels.Tanh, kernels.Sigmoid), 6)
	p.net.SetTrainable(1, false)
	c := p.net.Clone()
	if c.Trainable(1) || !c.Trainable(2) {
		t.Errorf("a clone's layers learn: %v, %v", c.Trainable(1), c.Trainable(2))
	}
	c.SetTrainable(1, true)
	p.net.SetTrainable(2, false)
	if p.net.Trainable(1) || !c.Trainable(2) {
		t.Error("clones share which layers learn")
	}
}

// TestTrainableEnds wants backward passes to end at the lowest layer that learns: DZ of those below
// is left alone, and dA[0] is computed where it is wanted, and as ever.
func TestTrainableEnds(t *testing.T) {
	p := newProblem[float64](t, kernels.Best(), 6, 4, chain([]int{5, 7, 3}, kernels.Tanh, kernels.Sigmoid), 6)
	labels := engine.Labels[float64]{Values: p.y}
	for lowest := 1; lowest <= 4; lowest++ { // with 4 none learns
		for _, wanted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d, dA[0] %v", lowest, wanted), func(t *testing.T) {
				for l := 1; l <= 3; l++ {
					p.net.SetTrainable(l, true)
				}
				pass, err := p.net.NewPass(p.m, engine.Config{InputGradient: wanted})
				if err != nil {
					t.Fatal(err)
				}
				pass.Forward(p.x, p.m)
				pass.BackwardLoss(engine.CrossEntropy, labels)
				dA0 := slices.Clone(pass.DA0())
				for l := 1; l <= 3; l++ {
					p.net.SetTrainable(l, l >= lowest)
				}
				for l := 1; l < 3; l++ {
					fill(pass.DZ(l), 7)
				}
				fill(pass.DA0(), 7)
				pass.BackwardLoss(engine.CrossEntropy, labels)
				for l := 1; l < 3; l++ {
					if reached := pass.DZ(l)[0] != 7; reached != (wanted || l >= lowest) {
						t.Errorf("dZ[%d] is computed: %v", l, reached)
					}
				}
				if firstDifference(pass.DA0(), dA0) >= 0 {
					t.Error("dA[0] differs")
				}
			})
		}
	}
}

// TestTrainableFit wants Fit, by plain descent and by AdamW, to change the last layer alone, with the
// same bits for any workers.
func TestTrainableFit(t *testing.T) {
	for _, method := range []engine.Method{engine.SGD, engine.AdamW} {
		var alone []float32
		for _, n := range []int{1, 4} {
			p := newProblem[float32](t, kernels.Best(), 300, 40, chain([]int{90, 3}, kernels.ReLU, kernels.Sigmoid), 5)
			p.net.SetTrainable(1, false)
			cfg := engine.FitConfig[float32]{Epochs: 2, Batch: 150, Rate: constant(0.1), Workers: workers.New(n)}
			if method == engine.AdamW {
				opt, err := engine.NewOptimizer(p.net, method.Rule())
				if err != nil {
					t.Fatal(err)
				}
				cfg.Stepper = opt
			}
			w, b, last := slices.Clone(p.net.W(1)), slices.Clone(p.net.B(1)), slices.Clone(p.net.W(2))
			data := engine.Data[float32]{N: p.m, X: p.x, Labels: engine.Labels[float32]{Values: p.y}}
			withCPUs(n, func() {
				if _, err := engine.Fit(context.Background(), p.net, data, cfg); err != nil {
					t.Fatal(err)
				}
			})
			if firstDifference(p.net.W(1), w) >= 0 || firstDifference(p.net.B(1), b) >= 0 {
				t.Errorf("%v: layer 1 changes", method)
			}
			if firstDifference(p.net.W(2), last) < 0 {
				t.Errorf("%v: layer 2 does not change", method)
			}
			if alone == nil {
				alone = slices.Clone(p.net.Params())
			}
			if firstDifference(p.net.Params(), alone) >= 0 {
				t.Errorf("%v: %d workers: other bits", method, n)
			}
		}
	}
}
