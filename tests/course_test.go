package tests_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// matrix is a matrix of testdata/course.json, as a list of rows.
type matrix [][]float64

// courseCase is a case of testdata/course.json; testdata/README.md explains the
// names of its figures.
type courseCase struct {
	Name, Op string
	Units    []int // n_0 … n_L
	Acts     []string
	Examples int
	Rate     float64
	Updates  int
	In       map[string]matrix
	Want     map[string]struct {
		Published matrix
		Decimals  int
		Full      matrix
	}
}

// courseWay is a way to do one of the course's functions with weft.
type courseWay struct {
	name string
	do   func(r *courseRun)
}

var courseWays = map[string][]courseWay{
	"linear_forward":             {{"forward", (*courseRun).forward}},
	"linear_activation_forward":  {{"forward", (*courseRun).forward}},
	"L_model_forward":            {{"forward", (*courseRun).forward}},
	"compute_cost":               {{"cost", (*courseRun).cost}},
	"linear_backward":            {{"layer", (*courseRun).oneLayer}},
	"linear_activation_backward": {{"layer", (*courseRun).oneLayer}},
	"L_model_backward":           {{"literal", (*courseRun).layersThenLiteral}},
	"update_parameters":          {{"update", (*courseRun).update}},
	"grad":                       {{"literal", gradients((*courseRun).literal)}, {"fused", gradients((*courseRun).fused)}},
	"train":                      {{"literal", train((*courseRun).literal)}, {"fused", train((*courseRun).fused)}},
}

// TestCourse compares weft with the course's published figures, to the decimals
// that are printed, and with the same figures in full.
func TestCourse(t *testing.T) {
	cases := readJSON[[]*courseCase](t, "testdata/course.json")
	for op := range courseWays {
		if !slices.ContainsFunc(cases, func(c *courseCase) bool { return c.Op == op }) {
			t.Errorf("no case of %s", op)
		}
	}
	for _, set := range kernels.Available() {
		for _, c := range cases {
			if courseWays[c.Op] == nil {
				t.Errorf("%s: no way to do %s", c.Name, c.Op)
			}
			for _, way := range courseWays[c.Op] {
				t.Run(strings.Join([]string{set.Name, c.Op, c.Name, way.name}, "/"), func(t *testing.T) {
					r := newCourseRun(t, set, c)
					way.do(r)
					r.compare(t)
				})
			}
		}
	}
}

// courseRun is a case under way.
type courseRun struct {
	*courseCase
	net  *engine.Network[float64]
	pass *engine.Pass[float64]
	y    []float64
	got  map[string][]float64 // what is not in the network or pass at the end
}

// newCourseRun makes the case's network and writes what the case gives: the
// parameters, and the cache and the gradients too. The course's caches are
// random, so that Z and A fit neither each other nor the layer before.
func newCourseRun(t *testing.T, set *kernels.Set, c *courseCase) *courseRun {
	t.Helper()
	var layers []engine.Layer
	for i, name := range c.Acts {
		layers = append(layers, engine.Layer{Units: c.Units[i+1], Act: actNamed(t, name)})
	}
	net, err := engine.New[float64](set, c.Units[0], layers...)
	if err != nil {
		t.Fatal(err)
	}
	pass, err := net.NewPass(c.Examples, engine.Config{KeepZ: true, InputGradient: true})
	if err != nil {
		t.Fatal(err)
	}
	r := &courseRun{c, net, pass, make([]float64, c.Examples*c.Units[len(layers)]), map[string][]float64{}}
	pass.SetInput(make([]float64, c.Examples*c.Units[0]), c.Examples)
	for name, x := range c.In {
		view, given := r.view(t, name), asStored(name, x)
		if len(view) != len(given) {
			t.Fatalf("%s has %d elements, want %d", name, len(given), len(view))
		}
		copy(view, given)
	}
	return r
}

func actNamed(t *testing.T, name string) kernels.Act {
	t.Helper()
	for act := range kernels.NumActs {
		if act.String() == name {
			return act
		}
	}
	t.Fatalf("no activation %q", name)
	return 0
}

// asStored returns a matrix in the order of weft's memory. The course's examples
// are columns and weft's are rows; the parameters are alike.
func asStored(name string, x matrix) []float64 {
	if !strings.ContainsAny(name, "AZY") {
		return slices.Concat(x...)
	}
	var s []float64
	for j := range x[0] {
		for i := range x {
			s = append(s, x[i][j])
		}
	}
	return s
}

// view returns where a figure is, "dW2" in the gradients of layer 2.
func (r *courseRun) view(t *testing.T, name string) []float64 {
	t.Helper()
	if got, ok := r.got[name]; ok {
		return got
	}
	kind, l := name[:len(name)-1], int(name[len(name)-1]-'0')
	switch {
	case name == "Y":
		return r.y
	case name == "dA0":
		return r.pass.DA0()
	case kind == "A":
		return r.pass.A(l)
	case kind == "Z":
		return r.pass.Z(l)
	case kind == "dA", kind == "dZ": // dA before BackwardLayer(l), dZ after it
		return r.pass.DZ(l)
	case kind == "W":
		return r.net.W(l)
	case kind == "b":
		return r.net.B(l)
	case kind == "dW":
		return r.pass.DW(l)
	case kind == "db":
		return r.pass.DB(l)
	}
	t.Fatalf("no figure %q", name)
	return nil
}

// compare compares all figures that the case wants. The full ones carry the
// rounding of up to 101 updates, with sums of 10 terms. The published ones are
// rounded or cut; those of more than 12 decimals are full.
func (r *courseRun) compare(t *testing.T) {
	t.Helper()
	if len(r.Want) == 0 {
		t.Error("nothing to compare")
	}
	for name, want := range r.Want {
		got := r.view(t, name)
		within(t, name, got, asStored(name, want.Full), 1e-12, 0)
		if want.Published != nil {
			within(t, name+" as published", got, asStored(name, want.Published), 0, math.Pow10(-min(want.Decimals, 12)))
		}
	}
}

func within(t *testing.T, name string, got, want []float64, relative, absolute float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s has %d elements, want %d", name, len(got), len(want))
	}
	for i, w := range want {
		if !(math.Abs(got[i]-w) <= relative*math.Abs(w)+absolute) {
			t.Errorf("%s: element %d is %.17g, want %.17g", name, i, got[i], w)
		}
	}
}

func (r *courseRun) forward() { r.pass.Forward(r.pass.A(0), r.Examples) }

func (r *courseRun) cost() { r.got["cost"] = []float64{r.pass.Cost(r.y)} }

func (r *courseRun) oneLayer() { r.pass.BackwardLayer(1) }

// literal is the lecture's backward pass, which starts at dA[L].
func (r *courseRun) literal() {
	dA := make([]float64, len(r.y))
	r.pass.CostGradient(dA, r.y)
	r.pass.BackwardFrom(dA)
}

// layersThenLiteral goes back layer by layer for the dA between layers, which
// dZ then overwrites, and at once for the rest.
func (r *courseRun) layersThenLiteral() {
	last := r.net.Depth()
	r.pass.CostGradient(r.pass.DZ(last), r.y)
	for l := last; l > 1; l-- {
		r.pass.BackwardLayer(l)
		r.got[fmt.Sprint("dA", l-1)] = slices.Clone(r.pass.DZ(l - 1))
	}
	r.literal()
}

// fused starts at dZ[L] = A[L] - Y. That holds for any labels, and some of the
// course's are neither 0 nor 1.
func (r *courseRun) fused() { r.pass.Backward(r.y) }

func (r *courseRun) update() { r.net.Update(r.Rate, r.pass) }

func gradients(backward func(*courseRun)) func(*courseRun) {
	return func(r *courseRun) {
		r.forward()
		r.cost()
		backward(r)
	}
}

func train(backward func(*courseRun)) func(*courseRun) {
	step := gradients(backward)
	return func(r *courseRun) {
		for i := range r.Updates {
			step(r)
			if i == 0 {
				r.got["cost_first"] = r.got["cost"]
			}
			r.got["cost_last"] = r.got["cost"]
			r.update()
		}
	}
}

func readJSON[T any](t *testing.T, path string) T {
	t.Helper()
	var v T
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return v
}
