package bench_test

import (
	"math/rand/v2"
	"testing"

	"weft.example/bench"
	"weft.example/engine"
	"weft.example/kernels"
)

// TestNaiveDescent takes steps by both paths, of each loss and rule that have a naive form.
func TestNaiveDescent(t *testing.T) {
	const m, in, out = 7, 5, 3
	rng := rand.New(rand.NewPCG(1, 2))
	for _, method := range []engine.Method{engine.SGD, engine.Momentum, engine.Adam, engine.AdamW} {
		for _, loss := range []engine.Loss{engine.SoftmaxCrossEntropy, engine.MeanSquare} {
			net, err := engine.New[float64](kernels.Best(), in, engine.Layer{Units: 6, Act: kernels.ReLU}, engine.Layer{Units: out, Act: kernels.Identity})
			if err != nil {
				t.Fatal(err)
			}
			net.Init(1)
			rule := method.Rule()
			rule.Decay = 0.1
			opt, err := engine.NewOptimizer(net, rule)
			if err != nil {
				t.Fatal(err)
			}
			naive, err := bench.NewNaiveDescent(bench.NaiveOf(net), loss, rule)
			if err != nil {
				t.Fatal(err)
			}
			pass, err := net.NewPass(m, engine.Config{})
			if err != nil {
				t.Fatal(err)
			}
			for step := range 20 {
				x, y := make([]float64, m*in), make([]float64, m*out)
				for i := range x {
					x[i] = rng.NormFloat64()
				}
				for i := range m {
					y[i*out+rng.IntN(out)] = 1
				}
				pass.Forward(x, m)
				want := pass.Loss(loss, engine.Labels[float64]{Values: y})
				pass.BackwardLoss(loss, engine.Labels[float64]{Values: y})
				opt.Step(0.1, pass)
				if got := naive.Step(0.1, x, y, m); !(bench.Difference([]float64{got}, []float64{want}) <= 1e-10) {
					t.Fatalf("%v, %v, step %d: cost %v, want %v", method, loss, step, got, want)
				}
			}
		}
	}
}

// TestNaiveDescentOf wants an error for what has no naive form.
func TestNaiveDescentOf(t *testing.T) {
	for _, c := range []struct {
		act    kernels.Act
		loss   engine.Loss
		method engine.Method
	}{
		{kernels.GELU, engine.MeanSquare, engine.SGD},
		{kernels.ReLU, engine.Huber, engine.SGD},
		{kernels.ReLU, engine.MeanSquare, engine.RMSProp},
	} {
		net, err := engine.New[float32](kernels.Best(), 1, engine.Layer{Units: 1, Act: c.act})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bench.NewNaiveDescent(bench.NaiveOf(net), c.loss, c.method.Rule()); err == nil {
			t.Errorf("%+v has a naive form", c)
		}
	}
}
