package tests_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// uniform has two hidden layers of one activation.
func uniform[T kernels.Float](t *testing.T, set *kernels.Set, m, wide int, act kernels.Act, dropout float64) *problem[T] {
	t.Helper()
	return newProblem[T](t, set, m, 4, []engine.Layer{
		{Units: wide, Act: act, Dropout: dropout}, {Units: 5, Act: act, Dropout: dropout}, {Units: 2, Act: kernels.Identity},
	}, 12)
}

// TestActivationGradients compares the gradients through each activation, by the
// output and by the input, with and without dropout, with central differences. The
// bound is that of TestLoss for an activation that is smooth or whose kinks are
// far from these examples.
func TestActivationGradients(t *testing.T) {
	const h, bound = 1e-5, 1e-8
	for _, set := range kernels.Available() {
		for act := range kernels.NumActs {
			for k := range 4 {
				keepZ, dropout := k&1 != 0, 0.4*float64(k>>1)
				p := uniform[float64](t, set, 5, 7, act, dropout)
				y := engine.Labels[float64]{Classes: []int{0, 1, 1, 0, 1}}
				pass := p.pass(t, p.m, keepZ, nil)
				pass.Train(3, 1)
				cost := func() float64 {
					pass.Forward(p.x, p.m)
					return pass.Loss(engine.SoftmaxCrossEntropy, y)
				}
				cost()
				pass.BackwardLoss(engine.SoftmaxCrossEntropy, y)
				what := fmt.Sprintf("%s: %v, keepZ %v, dropout %v", set.Name, act, keepZ, dropout)
				wantSlopes(t, what, slices.Clone(pass.Grads()), p.net.Params(), h, bound, 1, cost)
				wantSlopes(t, what, slices.Clone(pass.DA0()), p.x, h, bound, float64(p.m), cost) // which has no 1/m
			}
		}
	}
}

// wantSlopes compares gradients with scale times the slopes of cost by x.
func wantSlopes(t *testing.T, what string, got, x []float64, h, bound, scale float64, cost func() float64) {
	t.Helper()
	want := make([]float64, len(x))
	for i := range x {
		want[i] = scale * slope(&x[i], h, cost)
	}
	wantWithin(t, what, got, want, scale*bound, fillNew(len(x), 1))
}

// TestActivationWorkers wants the same bits of one worker and of four through each
// activation, where there is enough of it to share.
func TestActivationWorkers(t *testing.T) {
	for act := range kernels.NumActs {
		for _, keepZ := range []bool{false, true} {
			p := uniform[float32](t, kernels.Best(), 200, 500, act, 0.3)
			alone := p.pass(t, p.m, keepZ, nil)
			alone.Train(1, 1)
			p.run(alone, false)
			withCPUs(4, func() {
				shared := p.pass(t, p.m, keepZ, workers.New(4))
				shared.Train(1, 1)
				p.run(shared, false)
				wantSame(t, fmt.Sprintf("%v, keepZ %v", act, keepZ), p.results(shared), p.results(alone))
			})
		}
	}
}

// TestActivationFiles wants a network of each activation to come back from a file
// with its name, and to answer with the same bits.
func TestActivationFiles(t *testing.T) {
	t.Run("float32", testActivationFiles[float32])
	t.Run("float64", testActivationFiles[float64])
}

func testActivationFiles[T kernels.Float](t *testing.T) {
	for act := range kernels.NumActs {
		path := filepath.Join(t.TempDir(), act.String())
		p := uniform[T](t, kernels.Best(), 9, 7, act, 0.25)
		if err := p.net.Save(path); err != nil {
			t.Fatal(err)
		}
		net, err := engine.Load[T](kernels.Best(), path)
		if err != nil {
			t.Fatal(err)
		}
		q := *p
		q.net = net
		for l := 1; l <= net.Depth(); l++ {
			if net.Act(l) != p.net.Act(l) || net.Dropout(l) != p.net.Dropout(l) || net.Units(l) != p.net.Units(l) {
				t.Errorf("layer %d is %d units of %v, dropout %v; want %d of %v, %v", l,
					net.Units(l), net.Act(l), net.Dropout(l), p.net.Units(l), p.net.Act(l), p.net.Dropout(l))
			}
		}
		want, got := p.pass(t, p.m, false, nil), q.pass(t, p.m, false, nil)
		want.Train(1, 1)
		got.Train(1, 1)
		p.run(want, false)
		q.run(got, false)
		wantSame(t, act.String(), q.results(got), p.results(want))
	}
}
