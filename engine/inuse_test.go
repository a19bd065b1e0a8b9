package engine

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestInUse calls every method of a pass, a predictor and an optimizer while another runs, but for
// those that return what is fixed, or a view.
func TestInUse(t *testing.T) {
	net, p := small(t, kernels.Sigmoid)
	predictor, err := net.Freeze().NewPredictor(4, Config{})
	if err != nil {
		t.Fatal(err)
	}
	opt, err := NewOptimizer(net, Adam.Rule())
	if err != nil {
		t.Fatal(err)
	}
	busy := newOptimizer(t, net, Adam.Rule())
	views := []string{"A", "DA0", "DB", "DBeta", "DGamma", "DW", "DZ", "Examples", "Grads", "Rule", "State", "Steps", "String", "Z"}
	if !p.inUse.Enter() || !predictor.inUse.Enter() || !busy.inUse.Enter() {
		t.Fatal("in use from the start")
	}
	for who, want := range map[any]string{
		p: "the pass is in use", predictor: "the predictor is in use", busy: "the optimizer is in use",
	} {
		v := reflect.ValueOf(who)
		for i := range v.NumMethod() {
			if name := v.Type().Method(i).Name; !slices.Contains(views, name) {
				wantPanic(t, name, func() { call(v.Method(i)) }, want, "another goroutine")
			}
		}
	}
	wantPanic(t, "Update", func() { net.Update(1, p) }, "the pass is in use")
	wantPanic(t, "Step", func() { opt.Step(1, p) }, "the pass is in use")
	if opt.Steps() != 0 || busy.Steps() != 0 {
		t.Errorf("a step that panics is counted")
	}
}

// call calls a method with zero values.
func call(f reflect.Value) {
	var in []reflect.Value
	for i := range f.Type().NumIn() {
		in = append(in, reflect.Zero(f.Type().In(i)))
	}
	if f.Type().IsVariadic() {
		f.CallSlice(in)
		return
	}
	f.Call(in)
}

// TestFreeAfterPanic wants a method that panics to leave the pass, the predictor and the
// optimizer free.
func TestFreeAfterPanic(t *testing.T) {
	net, p := small(t, kernels.Sigmoid)
	predictor, err := net.Freeze().NewPredictor(4, Config{})
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float64, 4*net.Units(0))
	for range 2 {
		wantPanic(t, "Pass.Forward", func() { p.Forward(x[:1], 2) }, "len(x) = 1")
		wantPanic(t, "Predictor.Forward", func() { predictor.Forward(x[:1], 2) }, "len(x) = 1")
	}
	p.Forward(x, 2)
	predictor.Forward(x, 2)
	opt := newOptimizer(t, net, Adam.Rule())
	wantPanic(t, "Step", func() { opt.Step(math.NaN(), p) }, "a rate of NaN")
	wantPanic(t, "SetSteps", func() { opt.SetSteps(-1) }, "SetSteps(-1)")
	opt.Step(1, p)
}
