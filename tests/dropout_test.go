package tests_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// dropProblem has two hidden layers with the given dropout.
func dropProblem[T kernels.Float](t *testing.T, set *kernels.Set, m int, first kernels.Act, rate float64) *problem[T] {
	t.Helper()
	layers := chain([]int{9, 7, 2}, first, kernels.Sigmoid)
	layers[0].Dropout, layers[1].Dropout = rate, rate
	return newProblem[T](t, set, m, 4, layers, 12)
}

// TestDropout wants the outputs of a hidden layer in training to be 0 or those
// of inference over 1-r, a share r of them 0 within five standard deviations, and those
// of the output layer all there.
func TestDropout(t *testing.T) { forEachSet(t, testDropout[float32], testDropout[float64]) }

func testDropout[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, rate := range []float64{0.1, 0.5, 0.9} {
		p := dropProblem[T](t, set, 1500, kernels.Sigmoid, rate)
		plain, pass := p.pass(t, p.m, false, nil), p.pass(t, p.m, false, nil)
		plain.Infer()
		plain.Forward(p.x, p.m)
		pass.Train(1, 2)
		pass.Forward(p.x, p.m)
		dropped, n := 0, len(pass.A(1))
		for i, a := range pass.A(1) {
			if a == 0 {
				dropped++
			} else if want := plain.A(1)[i] * T(1/(1-rate)); a != want {
				t.Fatalf("dropout %v: A[1][%d] = %v, want %v", rate, i, a, want)
			}
		}
		if d := float64(dropped) - rate*float64(n); !(math.Abs(d) <= 5*math.Sqrt(rate*(1-rate)*float64(n))) {
			t.Errorf("dropout %v: %d of %d outputs dropped", rate, dropped, n)
		}
		if slices.Contains(pass.A(3), 0) {
			t.Errorf("dropout %v of the output", rate)
		}
		pass.Infer()
		p.run(pass, true)
		p.run(plain, true)
		wantSame(t, "a pass that has trained", p.results(pass), p.results(plain))
	}
}

// mask is where layer l has dropped.
func mask[T kernels.Float](pass *engine.Pass[T], l int) []bool {
	var m []bool
	for _, a := range pass.A(l) {
		m = append(m, a == 0)
	}
	return m
}

// TestDropoutMask wants one mask of the same seed, step and layer, whatever else
// is computed and by however many workers, and others of any other.
func TestDropoutMask(t *testing.T) {
	layers := []engine.Layer{{Units: 150, Dropout: 0.5}, {Units: 150, Dropout: 0.5}, {Units: 1, Act: kernels.Sigmoid}}
	p := newProblem[float32](t, kernels.Best(), 100, 4, layers, 12)
	pass := p.pass(t, p.m, false, nil)
	masks := func(seed uint64, step int) [][]bool {
		pass.Train(seed, step)
		pass.Forward(p.x, p.m)
		return [][]bool{mask(pass, 1), mask(pass, 2)}
	}
	first := masks(1, 0)
	var all [][]bool
	for _, m := range [][][]bool{first, masks(1, 1), masks(0, 1), masks(2, 0)} {
		all = append(all, m...)
	}
	for i := range all {
		for j := range i { // half of the elements are alike by chance
			same := 0
			for k := range all[i] {
				if all[i][k] == all[j][k] {
					same++
				}
			}
			n := float64(len(all[i]))
			if d := float64(same) - n/2; math.Abs(d) > 5*math.Sqrt(n/4) {
				t.Errorf("masks %d and %d are alike in %d of %v elements", i, j, same, n)
			}
		}
	}
	pass.Train(1, 0)
	p.run(pass, true)
	withCPUs(4, func() {
		shared := p.pass(t, p.m, true, workers.New(4))
		shared.Train(1, 0)
		p.run(shared, true)
		if !slices.Equal(mask(shared, 1), first[0]) || !slices.Equal(mask(shared, 2), first[1]) {
			t.Error("another mask a second time")
		}
		if firstDifference(shared.Grads(), pass.Grads()) >= 0 {
			t.Error("other gradients with four workers")
		}
	})
}

// TestDropoutGradients compares the gradients under one mask with central
// differences, as TestLoss does. The backward pass comes after Infer, which
// must not matter to it.
func TestDropoutGradients(t *testing.T) {
	const h, bound = 1e-5, 1e-8
	for _, set := range kernels.Available() {
		for first := range kernels.NumActs {
			for _, keepZ := range []bool{false, true} {
				p := dropProblem[float64](t, set, 5, first, 0.4)
				y := engine.Labels[float64]{Values: p.y}
				pass := p.pass(t, p.m, keepZ, nil)
				cost := func() float64 {
					pass.Train(3, 1)
					pass.Forward(p.x, p.m)
					return pass.Loss(engine.CrossEntropy, y)
				}
				cost()
				pass.Infer()
				pass.BackwardLoss(engine.CrossEntropy, y)
				grads := slices.Clone(pass.Grads())
				for i, g := range grads {
					if want := slope(&p.net.Params()[i], h, cost); !(math.Abs(g-want) <= bound) {
						t.Errorf("%s: first %v, keepZ %v: gradient %d = %v, want %v", set.Name, first, keepZ, i, g, want)
					}
				}
			}
		}
	}
}

// TestDropoutForgotten wants a backward pass of which nobody has said whether it drops to panic and
// change nothing, one after Train or Infer to go on, and one of a network without dropout too.
func TestDropoutForgotten(t *testing.T) {
	p := dropProblem[float64](t, kernels.Best(), 5, kernels.ReLU, 0.5)
	y := engine.Labels[float64]{Values: p.y}
	before := slices.Clone(p.net.Params())
	backward := map[string]func(pass *engine.Pass[float64]){
		"Backward":       func(pass *engine.Pass[float64]) { pass.Backward(p.y) },
		"BackwardFrom":   func(pass *engine.Pass[float64]) { pass.BackwardFrom(p.dA) },
		"BackwardLoss":   func(pass *engine.Pass[float64]) { pass.BackwardLoss(engine.CrossEntropy, y) },
		"BackwardLayer":  func(pass *engine.Pass[float64]) { pass.BackwardLayer(3) },
		"BackwardUpdate": func(pass *engine.Pass[float64]) { pass.BackwardUpdate(engine.CrossEntropy, y, 0) },
	}
	for name, do := range backward {
		panics := func(mode func(pass *engine.Pass[float64])) (text any) {
			pass := p.pass(t, p.m, false, nil)
			mode(pass)
			pass.Forward(p.x, p.m)
			defer func() { text = recover() }()
			do(pass)
			return nil
		}
		text, _ := panics(func(pass *engine.Pass[float64]) {
			pass.Evaluate(engine.CrossEntropy, engine.Data[float64]{N: p.m, X: p.x, Labels: y})
		}).(string)
		if !strings.Contains(text, "no Train before it") || firstDifference(p.net.Params(), before) >= 0 {
			t.Errorf("%s without Train: panic %q", name, text)
		}
		if text := panics(func(pass *engine.Pass[float64]) { pass.Train(1, 1) }); text != nil {
			t.Errorf("%s after Train: panic %q", name, text)
		}
		if text := panics(func(pass *engine.Pass[float64]) { pass.Infer() }); text != nil {
			t.Errorf("%s after Infer: panic %q", name, text)
		}
	}
}

// TestDropoutEvaluate wants the evaluation to drop nothing and training to go
// on dropping after it.
func TestDropoutEvaluate(t *testing.T) {
	p := dropProblem[float32](t, kernels.Best(), 30, kernels.ReLU, 0.5)
	d := engine.Data[float32]{N: p.m, X: p.x, Labels: engine.Labels[float32]{Values: p.y}}
	pass := p.pass(t, p.m, false, nil)
	pass.Forward(p.x, p.m)
	want := pass.Loss(engine.CrossEntropy, d.Labels)
	pass.Train(1, 1)
	pass.Forward(p.x, p.m)
	trained := slices.Clone(pass.A(3))
	if got, _ := pass.Evaluate(engine.CrossEntropy, d); got != want {
		t.Errorf("Evaluate: %v, want %v", got, want)
	}
	if !slices.Equal(pass.Forward(p.x, p.m), trained) {
		t.Error("Evaluate ends the training")
	}
}

// TestDropoutFit trains with dropout, twice to the same bits, and by another seed
// or without to others.
func TestDropoutFit(t *testing.T) {
	train, test, features := cancer(t)
	run := func(rate float64, seed uint64) []float64 {
		net, err := engine.New[float64](kernels.Best(), features,
			engine.Layer{Units: 32, Act: kernels.ReLU, Dropout: rate}, engine.Layer{Units: 2, Act: kernels.Identity})
		if err != nil {
			t.Fatal(err)
		}
		net.Init(1)
		h, err := engine.Fit(context.Background(), net, train, engine.FitConfig[float64]{
			Loss: engine.SoftmaxCrossEntropy, Epochs: 40, Batch: train.N, Rate: constant(0.3), Seed: seed, Validation: test,
		})
		if last := h.Epochs[39]; err != nil || last.ValidationAccuracy < 0.95 {
			t.Errorf("dropout %v: %+v, %v", rate, last, err)
		}
		return net.Params()
	}
	first := run(0.3, 1)
	if !slices.Equal(first, run(0.3, 1)) {
		t.Error("other parameters a second time")
	}
	if slices.Equal(first, run(0.3, 2)) || slices.Equal(first, run(0, 1)) {
		t.Error("the same parameters by another seed, or without dropout")
	}
}
