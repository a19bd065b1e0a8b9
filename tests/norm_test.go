package tests_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// norms are the normalisations, each with other numbers than the customary ones too.
func norms() []engine.Layer {
	return []engine.Layer{
		{Norm: engine.BatchNorm},
		{Norm: engine.BatchNorm, NormEpsilon: 0.5, NormMomentum: 0.25},
		{Norm: engine.LayerNorm},
		{Norm: engine.LayerNorm, NormEpsilon: 0.5},
	}
}

// normed is a network whose layers are all normalised but one, with parameters and running means drawn.
func normed[T kernels.Float](t *testing.T, set *kernels.Set, norm engine.Layer, inputs int, units []int, acts ...kernels.Act) *engine.Network[T] {
	t.Helper()
	var layers []engine.Layer
	for i, u := range units {
		l := norm
		if i == 1 {
			l = engine.Layer{}
		}
		l.Units, l.Act = u, acts[i%len(acts)]
		layers = append(layers, l)
	}
	net, err := engine.New[T](set, inputs, layers...)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(uint64(inputs), 7))
	draw := func(x []T, mean float64) {
		for i := range x {
			x[i] = T(mean + rng.NormFloat64()/3)
		}
	}
	for l := 1; l <= net.Depth(); l++ {
		draw(net.W(l), 0)
		draw(net.B(l), 0.5)
		draw(net.Gamma(l), 1)
		draw(net.Beta(l), 0)
		draw(net.RunningMean(l), 0.25)
		for i := range net.RunningVar(l) {
			net.RunningVar(l)[i] = T(0.25 + rng.Float64())
		}
	}
	return net
}

// normReference computes one layer by the formulas of Ioffe and Szegedy (2015) or Ba, Kiros and Hinton (2016), in float64 and
// without a shortcut: U, and the mean and the variance of Z over the examples.
func normReference[T kernels.Float](net *engine.Network[T], l int, a []float64, m int, training bool, epsilon float64) (u, mean, variance []float64) {
	in, out := net.Units(l-1), net.Units(l)
	u, mean, variance = make([]float64, m*out), make([]float64, out), make([]float64, out)
	for i := range m {
		for j := range out {
			u[i*out+j] = float64(net.B(l)[j])
			for p := range in {
				u[i*out+j] += float64(net.W(l)[j*in+p]) * a[i*in+p]
			}
		}
	}
	for j := range out {
		for i := range m {
			mean[j] += u[i*out+j] / float64(m)
		}
		for i := range m {
			variance[j] += (u[i*out+j] - mean[j]) * (u[i*out+j] - mean[j]) / float64(m)
		}
	}
	normalize := func(i, j int, mean, variance float64) {
		hat := (u[i*out+j] - mean) / math.Sqrt(variance+epsilon)
		u[i*out+j] = float64(net.Gamma(l)[j])*hat + float64(net.Beta(l)[j])
	}
	ofRow := make([][2]float64, m) // mean and variance over the units
	for i := range ofRow {
		row, r := u[i*out:(i+1)*out], &ofRow[i]
		for _, z := range row {
			r[0] += z / float64(out)
		}
		for _, z := range row {
			r[1] += (z - r[0]) * (z - r[0]) / float64(out)
		}
	}
	for i := range m {
		for j := range out {
			switch {
			case net.Norm(l) == engine.LayerNorm:
				normalize(i, j, ofRow[i][0], ofRow[i][1])
			case net.Norm(l) == engine.BatchNorm && training:
				normalize(i, j, mean[j], variance[j])
			case net.Norm(l) == engine.BatchNorm:
				normalize(i, j, float64(net.RunningMean(l)[j]), float64(net.RunningVar(l)[j]))
			}
		}
	}
	return u, mean, variance
}

// numbersOf are the ε and momentum that a layer asks for.
func numbersOf(norm engine.Layer) (epsilon, momentum float64) {
	epsilon, momentum = 1e-5, 0.1
	if norm.NormEpsilon != 0 {
		epsilon = norm.NormEpsilon
	}
	if norm.NormMomentum != 0 {
		momentum = norm.NormMomentum
	}
	return epsilon, momentum
}

// TestNormForward holds each layer's output and running means, in training and after, to the formulas.
func TestNormForward(t *testing.T) { forEachSet(t, testNormForward[float32], testNormForward[float64]) }

func testNormForward[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, norm := range norms() {
		epsilon, customary := numbersOf(norm)
		for _, c := range []struct {
			m     int
			units []int
		}{{2, []int{1}}, {7, []int{5, 3, 4}}, {130, []int{131, 3, 9}}, {1100, []int{3, 2}}} {
			for mode, training := range []bool{true, false, true} { // the last beside KeepZ
				net := normed[T](t, set, norm, 3, c.units, kernels.Identity)
				p, err := net.NewPass(c.m+1, engine.Config{KeepZ: mode == 2, Workers: workers.New(2)})
				if err != nil {
					t.Fatal(err)
				}
				if training {
					p.Train(1, 2)
				}
				x := randomOf[T](c.m*3, 9)
				before := net.Clone()
				p.Forward(x, c.m)
				for l := 1; l <= net.Depth(); l++ {
					u, mean, variance := normReference(before, l, widen(p.A(l-1)), c.m, training, epsilon)
					what := fmt.Sprintf("%s, %T, %v, %d examples, training %v, layer %d", set.Name, T(0), norm, c.m, training, l)
					wantNear(t, what+": A", p.A(l), u, 1e-4, 1e-11)
					if mode == 2 {
						wantNear(t, what+": Z", p.Z(l), u, 1e-4, 1e-11)
					}
					if net.Norm(l) != engine.BatchNorm {
						continue
					}
					momentum := customary
					if !training {
						momentum = 0
					}
					for j := range mean {
						mean[j] = (1-momentum)*float64(before.RunningMean(l)[j]) + momentum*mean[j]
						variance[j] = (1-momentum)*float64(before.RunningVar(l)[j]) + momentum*variance[j]*float64(c.m)/float64(c.m-1)
					}
					wantNear(t, what+": RunningMean", net.RunningMean(l), mean, 1e-5, 1e-12)
					wantNear(t, what+": RunningVar", net.RunningVar(l), variance, 1e-5, 1e-12)
				}
			}
		}
	}
}

// wantNear allows an error of a share of the numbers' magnitude, of which 1 is the least.
func wantNear[T kernels.Float](t *testing.T, what string, got []T, want []float64, f32, f64 float64) {
	t.Helper()
	bound := f64
	if _, ok := any(T(0)).(float32); ok {
		bound = f32
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d elements, want %d", what, len(got), len(want))
	}
	for i, w := range want {
		if !(math.Abs(float64(got[i])-w) <= bound*max(1, math.Abs(w))) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got[i], w)
		}
	}
}

func randomOf[T kernels.Float](n int, seed uint64) []T {
	rng, x := rand.New(rand.NewPCG(seed, 1)), make([]T, n)
	for i := range x {
		x[i] = T(rng.NormFloat64())
	}
	return x
}

// TestNormGradients holds every gradient to the central difference of the cost, of fourth order, in training and by the running means,
// with dropout, which each pass draws alike.
func TestNormGradients(t *testing.T) {
	for _, set := range kernels.Available() {
		for _, norm := range norms() {
			for act := range kernels.NumActs {
				for _, training := range []bool{true, false} {
					for _, keep := range []bool{false, true} {
						norm.Dropout = 0
						testNormGradients(t, set, norm, act, training, keep)
					}
				}
			}
		}
	}
}

func testNormGradients(t *testing.T, set *kernels.Set, norm engine.Layer, act kernels.Act, training, keep bool) {
	t.Helper()
	const m, inputs = 6, 3
	net := normed[float64](t, set, norm, inputs, []int{5, 4, 3}, act)
	p, err := net.NewPass(m+1, engine.Config{InputGradient: true, KeepZ: keep})
	if err != nil {
		t.Fatal(err)
	}
	if p.Infer(); training {
		p.Train(3, 4)
	}
	x, y := randomOf[float64](m*inputs, 1), engine.Labels[float64]{Values: randomOf[float64](m*3, 2)}
	cost := func() float64 {
		p.Forward(x, m)
		return p.Loss(engine.MeanSquare, y)
	}
	cost()
	p.BackwardLoss(engine.MeanSquare, y)
	what := fmt.Sprintf("%s, %v, %v, training %v, KeepZ %v", set.Name, norm, act, training, keep)
	check := func(name string, at []float64, got []float64, times float64) {
		t.Helper()
		got = slices.Clone(got)
		for i := range at {
			const h = 2e-5
			v := at[i]
			difference := func(h float64) float64 {
				at[i] = v + h
				above := cost()
				at[i] = v - h
				below := cost()
				at[i] = v
				return (above - below) / (2 * h)
			}
			if want := times * (4*difference(h) - difference(2*h)) / 3; math.Abs(got[i]-want) > 1e-8 {
				t.Errorf("%s: %s[%d] is %v, want %v", what, name, i, got[i], want)
				return
			}
		}
	}
	type pair struct {
		name     string
		at, got  []float64
		constant bool
	}
	var list []pair
	for l := 1; l <= net.Depth(); l++ {
		cancels := training && net.Norm(l) == engine.BatchNorm
		list = append(list, pair{fmt.Sprintf("dW(%d)", l), net.W(l), slices.Clone(p.DW(l)), false},
			pair{fmt.Sprintf("db(%d)", l), net.B(l), slices.Clone(p.DB(l)), cancels},
			pair{fmt.Sprintf("dγ(%d)", l), net.Gamma(l), slices.Clone(p.DGamma(l)), false},
			pair{fmt.Sprintf("dβ(%d)", l), net.Beta(l), slices.Clone(p.DBeta(l)), false})
	}
	dA0 := slices.Clone(p.DA0())
	for _, c := range list {
		check(c.name, c.at, c.got, 1)
		if c.constant && slices.ContainsFunc(c.got, func(g float64) bool { return g != 0 }) {
			t.Errorf("%s: %s is %v, want 0, as it cancels", what, c.name, c.got)
		}
	}
	check("dA[0]", x, dA0, m)
}
