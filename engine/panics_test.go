package engine

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"weft.example/kernels"
)

// small returns a network of 2 inputs, layers of 3 and 1 units with the given
// output activation, and a pass of it for 5 examples that holds 4.
func small(t *testing.T, output kernels.Act) (*Network[float64], *Pass[float64]) {
	t.Helper()
	net, err := New[float64](kernels.Best(), 2, Layer{Units: 3, Act: kernels.ReLU}, Layer{Units: 1, Act: output})
	if err != nil {
		t.Fatal(err)
	}
	p, err := net.NewPass(5, Config{KeepZ: true, InputGradient: true})
	if err != nil {
		t.Fatal(err)
	}
	p.Forward(make([]float64, 8), 4)
	return net, p
}

// TestPanics wants every argument that does not fit named, with both numbers.
func TestPanics(t *testing.T) {
	net, p := small(t, kernels.Sigmoid)
	_, relu := small(t, kernels.ReLU)
	opt, err := NewOptimizer(net, Momentum.Rule())
	if err != nil {
		t.Fatal(err)
	}
	of := func(n int) []float64 { return make([]float64, n) }
	for _, c := range []struct {
		call string
		do   func()
		want []string
	}{
		{"Forward of a batch too large", func() { p.Forward(of(12), 6) }, []string{"m = 6", "batch 5"}},
		{"Forward of m < 0", func() { p.Forward(of(12), -1) }, []string{"m = -1", "0 to", "batch 5"}},
		{"Forward of x too short", func() { p.Forward(of(7), 4) }, []string{"len(x) = 7", "n0 = 8"}},
		{"Forward of nil", func() { p.Forward(nil, 1) }, []string{"len(x) = 0", "n0 = 2"}},
		{"SetInput of a batch too large", func() { p.SetInput(of(12), 6) }, []string{"m = 6", "batch 5"}},
		{"SetInput of m < 0", func() { p.SetInput(of(12), -3) }, []string{"m = -3", "batch 5"}},
		{"SetInput of x too short", func() { p.SetInput(of(9), 5) }, []string{"len(x) = 9", "n0 = 10"}},
		{"Backward from y too short", func() { p.Backward(of(3)) }, []string{"len(y) = 3", "nL = 4"}},
		{"Backward from nil", func() { p.Backward(nil) }, []string{"len(y) = 0", "nL = 4"}},
		{"Backward after another output", func() { relu.Backward(of(4)) }, []string{"relu", "sigmoid", "BackwardFrom"}},
		{"BackwardFrom dA too short", func() { p.BackwardFrom(of(3)) }, []string{"len(dA) = 3", "nL = 4"}},
		{"BackwardFrom nil", func() { p.BackwardFrom(nil) }, []string{"len(dA) = 0", "nL = 4"}},
		{"Cost of y too short", func() { p.Cost(of(3)) }, []string{"len(y) = 3", "nL = 4"}},
		{"Cost of nil", func() { p.Cost(nil) }, []string{"len(y) = 0", "nL = 4"}},
		{"CostGradient to dA too short", func() { p.CostGradient(of(3), of(4)) }, []string{"len(dA) = 3", "nL = 4"}},
		{"CostGradient of y too short", func() { p.CostGradient(of(4), of(3)) }, []string{"len(y) = 3", "nL = 4"}},
		{"CostGradient of nil", func() { p.CostGradient(of(4), nil) }, []string{"len(y) = 0", "nL = 4"}},
		{"Update by NaN", func() { net.Update(math.NaN(), p) }, []string{"rate of NaN", "finite"}},
		{"BackwardUpdate by infinity", func() { p.BackwardUpdate(CrossEntropy, Labels[float64]{Values: of(4)}, math.Inf(1)) }, []string{"rate of +Inf", "finite"}},
		{"Step by NaN", func() { opt.Step(math.NaN(), p) }, []string{"rate of NaN", "finite"}},
		{"Update with another network's pass", func() { net.Update(1, relu) }, []string{"another network"}},
	} {
		wantPanic(t, c.call, c.do, c.want...)
	}
	if p.Examples() != 4 || len(p.A(0)) != 8 {
		t.Errorf("after panics the pass holds %d examples, %d inputs; want 4, 8", p.Examples(), len(p.A(0)))
	}
}

// TestLayerPanics asks for layers below the first and above the last.
func TestLayerPanics(t *testing.T) {
	net, p := small(t, kernels.Sigmoid)
	for _, c := range []struct {
		call  string
		do    func(l int)
		first int
	}{
		{"Units", func(l int) { net.Units(l) }, 0},
		{"Act", func(l int) { net.Act(l) }, 1},
		{"Dropout", func(l int) { net.Dropout(l) }, 1},
		{"Layer", func(l int) { net.Layer(l) }, 1},
		{"W", func(l int) { net.W(l) }, 1},
		{"B", func(l int) { net.B(l) }, 1},
		{"A", func(l int) { p.A(l) }, 0},
		{"Z", func(l int) { p.Z(l) }, 1},
		{"DZ", func(l int) { p.DZ(l) }, 1},
		{"DW", func(l int) { p.DW(l) }, 1},
		{"DB", func(l int) { p.DB(l) }, 1},
		{"ForwardLayer", p.ForwardLayer, 1},
		{"BackwardLayer", p.BackwardLayer, 1},
	} {
		want := fmt.Sprintf("want %d to 2", c.first)
		for _, l := range []int{c.first - 1, 3, -7} {
			wantPanic(t, fmt.Sprintf("%s(%d)", c.call, l), func() { c.do(l) }, fmt.Sprintf("layer %d,", l), want)
		}
		for l := c.first; l <= 2; l++ {
			c.do(l)
		}
	}
}

// wantPanic wants a panic of this package whose message has all the parts.
func wantPanic(t *testing.T, call string, do func(), parts ...string) {
	t.Helper()
	text := panicText(do)
	for _, part := range append(parts, "engine: ") {
		if !strings.Contains(text, part) {
			t.Errorf("%s: panic %q lacks %q", call, text, part)
		}
	}
}

func panicText(f func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	f()
	return ""
}

// TestErrors wants errors, and no network or pass, where no program could
// have meant what it asks for.
func TestErrors(t *testing.T) {
	set := kernels.Best()
	relu := Layer{Units: 3, Act: kernels.ReLU}
	for _, c := range []struct {
		set    *kernels.Set
		inputs int
		layers []Layer
		want   string
	}{
		{nil, 2, []Layer{relu}, "set of kernels is nil"},
		{set, 0, []Layer{relu}, "0 inputs, want at least 1"},
		{set, -4, []Layer{relu}, "-4 inputs, want at least 1"},
		{set, 2, nil, "no layers, want at least 1"},
		{set, 2, []Layer{{Units: 0, Act: kernels.ReLU}}, "layer 1 has 0 units, want at least 1"},
		{set, 2, []Layer{relu, {Units: -1, Act: kernels.ReLU}}, "layer 2 has -1 units, want at least 1"},
		{set, 2, []Layer{{Units: 1, Dropout: -0.5}}, "layer 1 has dropout -0.5, want at least 0 and below 1"},
		{set, 2, []Layer{relu, {Units: 1, Dropout: 1}, relu}, "layer 2 has dropout 1, want at least 0 and below 1"},
		{set, 2, []Layer{{Units: 1, Dropout: math.NaN()}, relu}, "layer 1 has dropout NaN, want"},
		{set, 2, []Layer{relu, {Units: 1, Dropout: 0.2}}, "layer 2, the output, has dropout 0.2, want 0"},
		{set, math.MaxInt / 8, []Layer{{Units: 9, Act: kernels.ReLU}}, "layer 1 has 9 units, want at most"},
		{set, 2, []Layer{{Units: 1, Act: -1}}, "layer 1 has activation -1, want 0 to"},
		{set, 2, []Layer{relu, relu, {Units: 1, Act: kernels.NumActs}},
			fmt.Sprintf("layer 3 has activation %d, want 0 to %d", kernels.NumActs, kernels.NumActs-1)},
	} {
		net, err := New[float32](c.set, c.inputs, c.layers...)
		wantError(t, fmt.Sprintf("New(%d, %v)", c.inputs, c.layers), err, c.want)
		if net != nil {
			t.Errorf("New(%d, %v) returns a network with its error", c.inputs, c.layers)
		}
	}
	net, _ := small(t, kernels.Sigmoid)
	for _, batch := range []int{0, -1} {
		p, err := net.NewPass(batch, Config{})
		wantError(t, "NewPass", err, fmt.Sprintf("batch of %d, want at least 1", batch))
		if p != nil {
			t.Errorf("NewPass(%d) returns a pass with its error", batch)
		}
	}
}

func wantError(t *testing.T, call string, err error, want string) {
	t.Helper()
	if err == nil || strings.LastIndex(err.Error(), "engine: ") != 0 || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: error %v, want %q", call, err, want)
	}
}
