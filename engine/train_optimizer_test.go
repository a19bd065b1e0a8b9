package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"weft.example/kernels"
	"weft.example/workers"
)

// rules are the methods with their customary numbers, and with decay.
func rules() []Rule {
	var list []Rule
	for m := range NumMethods {
		for _, decay := range []float64{0, 0.05} {
			r := m.Rule()
			r.Decay = decay
			list = append(list, r)
		}
	}
	return list
}

// scalar is one parameter under one rule in plain float64.
type scalar struct{ w, m, v float64 }

// step is the rule as the documentation of Method has it.
func (s *scalar) step(r Rule, rate, dw, decay float64, t int) {
	d := dw + decay*s.w
	switch r.Method {
	case SGD:
		s.w -= rate * d
	case Momentum:
		s.m = r.Beta1*s.m + d
		s.w -= rate * s.m
	case Nesterov:
		s.m = r.Beta1*s.m + d
		s.w -= rate * (d + r.Beta1*s.m)
	case RMSProp:
		s.v = r.Beta2*s.v + (1-r.Beta2)*d*d
		s.w -= rate * d / (math.Sqrt(s.v) + r.Epsilon)
	case Adam, AdamW:
		if r.Method == AdamW {
			s.w -= rate * decay * s.w
			d = dw
		}
		s.m = r.Beta1*s.m + (1-r.Beta1)*d
		s.v = r.Beta2*s.v + (1-r.Beta2)*d*d
		mHat := s.m / (1 - math.Pow(r.Beta1, float64(t)))
		vHat := s.v / (1 - math.Pow(r.Beta2, float64(t)))
		s.w -= rate * mHat / (math.Sqrt(vHat) + r.Epsilon)
	}
}

// optimised returns a network with drawn weights and biases, more than one
// part of them, and a pass with drawn gradients.
func optimised[T kernels.Float](t *testing.T, set *kernels.Set, pool *workers.Pool) (*Network[T], *Pass[T]) {
	t.Helper()
	net, err := New[T](set, 301, Layer{Units: 257, Act: kernels.ReLU}, Layer{Units: 3, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	p, err := net.NewPass(1, Config{Workers: pool})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(7, 0))
	for l := 1; l <= net.Depth(); l++ {
		for _, x := range [][]T{net.W(l), net.B(l)} {
			for i := range x {
				x[i] = T(rng.NormFloat64())
			}
		}
	}
	drawGrads(net, p, 0)
	return net, p
}

// drawGrads makes gradients for step t, all but the padding.
func drawGrads[T kernels.Float](net *Network[T], p *Pass[T], t int) {
	rng := rand.New(rand.NewPCG(8, uint64(t)))
	for l := 1; l <= net.Depth(); l++ {
		for _, x := range [][]T{p.DW(l), p.DB(l)} {
			for i := range x {
				x[i] = T(rng.NormFloat64())
			}
		}
	}
}

func newOptimizer[T kernels.Float](t *testing.T, net *Network[T], r Rule) *Optimizer[T] {
	t.Helper()
	o, err := NewOptimizer(net, r)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// forEachFloat runs a test for each Set and element type.
func forEachFloat(t *testing.T, f32, f64 func(t *testing.T, set *kernels.Set)) {
	for _, set := range kernels.Available() {
		t.Run(set.Name+"/float32", func(t *testing.T) { f32(t, set) })
		t.Run(set.Name+"/float64", func(t *testing.T) { f64(t, set) })
	}
}

// TestOptimizer compares every parameter with the formulas, step by step.
func TestOptimizer(t *testing.T) { forEachFloat(t, testOptimizer[float32], testOptimizer[float64]) }

func testOptimizer[T kernels.Float](t *testing.T, set *kernels.Set) {
	const rate = 0.01
	for _, r := range rules() {
		net, p := optimised[T](t, set, nil)
		o := newOptimizer(t, net, r)
		want := make([]scalar, len(net.Params()))
		for i, w := range net.Params() {
			want[i].w = float64(w)
		}
		for step := 1; step <= 4; step++ {
			drawGrads(net, p, step)
			o.Step(rate, p)
			for i, e := range want {
				e.step(r, rate, float64(p.Grads()[i]), decayAt(net, r, i), step)
				want[i] = e
				// A step is of some rate·|d| or, in the methods of mean squares, of up to 10
				// rates, with a dozen roundings of itself. W is rounded twice, as is what decay
				// leaves of it, here and, in float64, in the formulas.
				tol := float64(step) * ulp[T]() * (3*math.Abs(e.w) + 100*rate)
				if got := float64(net.Params()[i]); !(math.Abs(got-e.w) <= tol) {
					t.Fatalf("%+v: step %d: parameter %d = %v, want %v within %.2g", r, step, i, got, e.w, tol)
				}
			}
		}
		if o.Steps() != 4 || o.Rule() != r {
			t.Errorf("%+v: %d steps of %+v, want 4", r, o.Steps(), o.Rule())
		}
		wantZeroPadding(t, net, p, o)
	}
}

// decayAt is λ for parameter i: none for biases and padding.
func decayAt[T kernels.Float](net *Network[T], r Rule, i int) float64 {
	for _, e := range net.layout.weights {
		if i >= e.from && i < e.to {
			return r.Decay
		}
	}
	return 0
}

func ulp[T kernels.Float]() float64 {
	x := T(1)
	for 1+x/2 != 1 {
		x /= 2
	}
	return float64(x)
}

func wantZeroPadding[T kernels.Float](t *testing.T, net *Network[T], p *Pass[T], o *Optimizer[T]) {
	t.Helper()
	slabs := [][]T{net.Params(), p.Grads()}
	for _, s := range o.State() {
		slabs = append(slabs, s.Data)
	}
	for _, x := range slabs {
		x = slices.Clone(x)
		for l := range net.Depth() {
			clear(net.layout.weights[l].of(x))
			clear(net.layout.biases[l].of(x))
		}
		if i := slices.IndexFunc(x, func(v T) bool { return v != 0 }); i >= 0 {
			t.Errorf("%+v: padding at element %d is %v", o.Rule(), i, x[i])
		}
	}
}

// TestFirstSteps knows the first step of each method from zero state.
func TestFirstSteps(t *testing.T) { forEachFloat(t, testFirstSteps[float32], testFirstSteps[float64]) }

func testFirstSteps[T kernels.Float](t *testing.T, set *kernels.Set) {
	const rate = 0.5
	for _, c := range []struct {
		method   Method
		dw, want float64 // -want is the step
	}{
		{SGD, 3, 1.5},
		{Momentum, 3, 1.5},
		{Nesterov, 3, 0.5 * 1.9 * 3},
		{RMSProp, -1e6, -0.5 / 0.1}, // α/√(1-β₂), whatever dW
		{Adam, 1e6, 0.5},            // α·sign(dW)
		{Adam, -1e6, -0.5},
		{AdamW, -1e-3, -0.5},
		{Adam, 0, 0},
	} {
		net, p := optimised[T](t, set, nil)
		r := c.method.Rule()
		r.Decay = 0
		o := newOptimizer(t, net, r)
		clear(net.Params())
		for i := range p.DW(1) {
			p.DW(1)[i] = T(c.dw)
		}
		o.Step(rate, p)
		for i, got := range net.W(1) {
			if tol := 1e-4 * math.Abs(c.want); !(math.Abs(float64(got)+c.want) <= tol) {
				t.Fatalf("%v: W[1][%d] = %v after dW = %v, want %v", c.method, i, got, c.dw, -c.want)
			}
		}
	}
}

// TestOptimizerWorkers wants the same bits from any number of workers.
func TestOptimizerWorkers(t *testing.T) {
	forEachFloat(t, testOptimizerWorkers[float32], testOptimizerWorkers[float64])
}

func testOptimizerWorkers[T kernels.Float](t *testing.T, set *kernels.Set) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(5))
	for _, r := range rules() {
		var want []T
		for _, n := range []int{1, 2, 5} {
			net, p := optimised[T](t, set, workers.New(n))
			o := newOptimizer(t, net, r)
			var got []T
			for step := range 3 {
				drawGrads(net, p, step)
				got = append(got, T(p.ClipGrads(10)))
				o.Step(0.01, p)
			}
			got = append(got, net.Params()...)
			if want == nil {
				want = got
			} else if !slices.Equal(got, want) {
				t.Errorf("%+v: other bits from %d workers", r, n)
			}
		}
	}
}

// TestOptimizerResumes moves the state to another optimizer halfway.
func TestOptimizerResumes(t *testing.T) {
	forEachFloat(t, testOptimizerResumes[float32], testOptimizerResumes[float64])
}

func testOptimizerResumes[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, r := range rules() {
		net, p := optimised[T](t, set, nil)
		first := newOptimizer(t, net, r)
		run := func(net *Network[T], p *Pass[T], o *Optimizer[T], from, to int) {
			for step := from; step < to; step++ {
				drawGrads(net, p, step)
				o.Step(0.01, p)
			}
		}
		run(net, p, first, 0, 3)
		other, q := optimised[T](t, set, nil)
		copy(other.Params(), net.Params())
		second := newOptimizer(t, other, r)
		second.SetSteps(first.Steps())
		for k, s := range second.State() {
			if from := first.State()[k]; from.Name != s.Name || copy(s.Data, from.Data) != len(other.Params()) {
				t.Errorf("%+v: state %q of %d elements, want %q of %d", r, s.Name, len(s.Data), from.Name, len(other.Params()))
			}
		}
		run(net, p, first, 3, 6)
		run(other, q, second, 3, 6)
		if !slices.Equal(other.Params(), net.Params()) || second.Steps() != 6 {
			t.Errorf("%+v: other bits after resuming", r)
		}
	}
}

// TestRuleErrors wants every number that serves no rule named.
func TestRuleErrors(t *testing.T) {
	net, _ := small(t, kernels.Sigmoid)
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		rule Rule
		want string
	}{
		{Rule{Method: -1}, "method -1, want 0 to 5"},
		{Rule{Method: NumMethods}, "method 6, want 0 to 5"},
		{Rule{Method: SGD, Beta1: 0.9}, "sgd with Beta1 = 0.9, which it does not have"},
		{Rule{Method: SGD, Decay: -1}, "sgd with Decay = -1"},
		{Rule{Method: SGD, Decay: inf}, "sgd with Decay = +Inf"},
		{Rule{Method: SGD, L1: -1}, "sgd with L1 = -1, want a finite number of at least 0"},
		{Rule{Method: Momentum, L1: nan}, "momentum with L1 = NaN"},
		{Rule{Method: Momentum, Beta1: 1}, "momentum with Beta1 = 1, want 0 to below 1"},
		{Rule{Method: Momentum, Beta1: nan}, "momentum with Beta1 = NaN"},
		{Rule{Method: Momentum, Epsilon: 1e-8}, "momentum with Epsilon = 1e-08, which"},
		{Rule{Method: Nesterov, Beta1: -0.1}, "nesterov with Beta1 = -0.1"},
		{Rule{Method: RMSProp, Beta2: 0.99}, "rmsprop with Epsilon = 0, want a finite number above 0"},
		{Rule{Method: RMSProp, Beta2: 2, Epsilon: 1}, "rmsprop with Beta2 = 2"},
		{Rule{Method: Adam, Beta1: 0.9, Beta2: 1, Epsilon: 1}, "adam with Beta2 = 1"},
		{Rule{Method: AdamW, Beta1: 0.9, Beta2: 0.9, Epsilon: inf}, "adamw with Epsilon = +Inf"},
		{Rule{Method: AdamW, Beta1: 0.9, Beta2: 0.9, Epsilon: 1, Decay: nan}, "adamw with Decay = NaN"},
	} {
		o, err := NewOptimizer(net, c.rule)
		wantError(t, fmt.Sprintf("NewOptimizer(%+v)", c.rule), err, c.want)
		if o != nil {
			t.Errorf("NewOptimizer(%+v) returns an optimizer with its error", c.rule)
		}
	}
	single, err := New[float32](kernels.Best(), 1, Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	_, err = NewOptimizer(single, Rule{Method: Momentum, Beta1: 1 - 1e-12})
	wantError(t, "NewOptimizer of float32", err, "Beta1 = 0.999999999999")
	o := newOptimizer(t, net, Momentum.Rule())
	_, pass := small(t, kernels.ReLU)
	wantPanic(t, "Step with another network's pass", func() { o.Step(1, pass) }, "another network")
	wantPanic(t, "SetSteps below 0", func() { o.SetSteps(-2) }, "SetSteps(-2)", "at least 0")
	for m := Method(-1); m <= NumMethods; m++ {
		if known := m >= 0 && m < NumMethods; known == (m.String() == "unknown") || m.Rule().Method != m {
			t.Errorf("method %d is named %v, its rule %+v", int(m), m, m.Rule())
		}
	}
}

// TestSGDIsUpdate wants the bits of Network.Update from SGD without decay, and
// with it those after W has shrunk by α·λ.
func TestSGDIsUpdate(t *testing.T) {
	forEachFloat(t, testSGDIsUpdate[float32], testSGDIsUpdate[float64])
}

func testSGDIsUpdate[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, decay := range []float64{0, 0.25} {
		net, p := optimised[T](t, set, nil)
		other, q := optimised[T](t, set, nil)
		newOptimizer(t, net, Rule{Method: SGD, Decay: decay}).Step(0.5, p)
		for l := 1; l <= other.Depth(); l++ {
			for i := range other.W(l) {
				other.W(l)[i] *= T(1 - 0.5*decay)
			}
		}
		other.Update(0.5, q)
		if !slices.Equal(net.Params(), other.Params()) {
			t.Errorf("decay %v: other bits than those of Update", decay)
		}
	}
}

// TestRulesInT wants numbers of a rule held to their range as they are in float32: what
// is below 1 in float64 may be 1 there.
func TestRulesInT(t *testing.T) {
	near, below := 0.99999999999, 0.9999999
	for _, c := range []struct {
		rule Rule
		want string // of float32; float64 takes all
	}{
		{Rule{Method: Momentum, Beta1: near}, "momentum with Beta1 = 0.99999999999"},
		{Rule{Method: Nesterov, Beta1: near}, "nesterov with Beta1 = 0.99999999999"},
		{Rule{Method: Adam, Beta1: near, Beta2: 0.9, Epsilon: 1e-8}, "adam with Beta1 = 0.99999999999"},
		{Rule{Method: Adam, Beta1: 0.9, Beta2: near, Epsilon: 1e-8}, "adam with Beta2 = 0.99999999999"},
		{Rule{Method: AdamW, Beta1: 0.9, Beta2: near, Epsilon: 1e-8}, "adamw with Beta2 = 0.99999999999"},
		{Rule{Method: RMSProp, Beta2: near, Epsilon: 1e-8}, "rmsprop with Beta2 = 0.99999999999"},
		{Rule{Method: RMSProp, Beta2: 0.9, Epsilon: 1e-46}, "rmsprop with Epsilon = 1e-46"},
		{Rule{Method: RMSProp, Beta2: 0.9, Epsilon: 1e39}, "rmsprop with Epsilon = 1e+39"},
		{Rule{Method: SGD, Decay: 1e39}, "sgd with Decay = 1e+39"},
		{Rule{Method: Adam, Beta1: below, Beta2: below, Epsilon: 1e-45}, ""},
	} {
		if _, err := NewOptimizer(oddNetwork[float64](t, kernels.Best()), c.rule); err != nil {
			t.Errorf("float64: %v", err)
		}
		_, err := NewOptimizer(oddNetwork[float32](t, kernels.Best()), c.rule)
		if c.want != "" {
			wantError(t, "float32", err, c.want)
		} else if err != nil {
			t.Errorf("float32: %v", err)
		}
	}
}
