package tests_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
)

// Where a special value is put: example 5's, of 13.
const (
	special       = 5
	specialInput  = 2
	specialOutput = 1
)

func robustProblem[T kernels.Float](t *testing.T, set *kernels.Set, first, output kernels.Act) *problem[T] {
	t.Helper()
	return newProblem[T](t, set, 13, 7, chain([]int{19, 5, 3}, first, output), 6)
}

// specialPlaces are where a special value may come into a pass.
var specialPlaces = []string{"x", "y", "dA", "W", "b"}

func (p *problem[T]) place(name string, v T) {
	in, out := p.net.Units(0), p.net.Units(p.net.Depth())
	switch name {
	case "x":
		p.x[special*in+specialInput] = v
	case "y":
		p.y[special*out+specialOutput] = v
	case "dA":
		p.dA[special*out+specialOutput] = v
	case "W":
		p.net.W(2)[3] = v
	case "b":
		p.net.B(2)[3] = v
	}
}

// TestSpecialAlike puts NaN and infinities everywhere and wants NaN, infinities
// and finite results in the places where the reference has them.
func TestSpecialAlike(t *testing.T) {
	forEachSet(t, testSpecialAlike[float32], testSpecialAlike[float64])
}

func testSpecialAlike[T kernels.Float](t *testing.T, set *kernels.Set) {
	for first := range kernels.NumActs {
		starts(first, func(output kernels.Act, labels bool) {
			got, want := robustProblem[T](t, set, first, output), robustProblem[T](t, reference(), first, output)
			for _, keepZ := range []bool{false, true} {
				gotPass, wantPass := got.pass(t, got.m, keepZ, nil), want.pass(t, want.m, keepZ, nil)
				for _, name := range specialPlaces {
					for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
						got.draw(6)
						want.draw(6)
						got.place(name, T(v))
						want.place(name, T(v))
						got.run(gotPass, labels)
						want.run(wantPass, labels)
						got.net.Update(0.1, gotPass)
						want.net.Update(0.1, wantPass)
						what := fmt.Sprintf("first %v, output %v, labels %v, %v in %s", first, output, labels, v, name)
						wantSame(t, what, append(kinds(got.results(gotPass)), kinds(parameters(got.net, gotPass))...),
							append(kinds(want.results(wantPass)), kinds(parameters(want.net, wantPass))...))
					}
				}
			}
		})
	}
}

// kinds leaves of every number whether it is NaN, an infinity or, as 0, finite.
func kinds[T kernels.Float](list []array[T]) []array[T] {
	list = slices.Clone(list)
	for k := range list {
		list[k].x = slices.Clone(list[k].x)
		for i, v := range list[k].x {
			if isFinite(v) {
				list[k].x[i] = 0
			}
		}
	}
	return list
}

func isFinite[T kernels.Float](v T) bool { return v-v == 0 }

// TestSpecialExample wants an example that holds a special value to spoil its
// own results and the gradients, and no other example's results.
func TestSpecialExample(t *testing.T) {
	forEachSet(t, testSpecialExample[float32], testSpecialExample[float64])
}

func testSpecialExample[T kernels.Float](t *testing.T, set *kernels.Set) {
	for first := range kernels.NumActs {
		starts(first, func(output kernels.Act, labels bool) {
			p := robustProblem[T](t, set, first, output)
			clean, pass := p.pass(t, p.m, true, nil), p.pass(t, p.m, true, nil)
			p.run(clean, labels)
			for _, name := range []string{"x", "y", "dA"} {
				for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
					p.draw(6)
					p.place(name, T(v))
					p.run(pass, labels)
					got, want := p.results(pass), p.results(clean)
					what := fmt.Sprintf("%v, from labels %v, %v in %s", output, labels, v, name)
					wantOthersSame(t, what, got, want)
					switch {
					case name == "x":
						p.wantInputSpoils(t, what, got, v != v, labels)
					case name == "y" && labels:
						p.wantLabelSpoils(t, what, got, want)
					}
				}
			}
			p.draw(6)
			p.run(pass, labels)
			wantSame(t, "a pass that has seen NaN", p.results(pass), p.results(clean))
		})
	}
}

// wantOthersSame compares the rows of all examples but the special one.
func wantOthersSame[T kernels.Float](t *testing.T, what string, got, want []array[T]) {
	t.Helper()
	for k, r := range want {
		from, to := special*r.cols, (special+1)*r.cols
		if r.cols > 0 && (firstDifference(got[k].x[:from], r.x[:from]) >= 0 || firstDifference(got[k].x[to:], r.x[to:]) >= 0) {
			t.Errorf("%s: %s differs for another example", what, r.name)
		}
	}
}

// wantInputSpoils wants the gradients by the weights of a special input not to
// be finite: even zero times an infinity is not. NaN reaches more: all A and Z of the
// example and so all gradients by later weights, and through A[L] - Y everything.
func (p *problem[T]) wantInputSpoils(t *testing.T, what string, got []array[T], isNaN, labels bool) {
	t.Helper()
	for _, r := range got {
		x := r.x
		if r.name == "dW[1]" {
			for j := specialInput; j < len(x); j += p.net.Units(0) {
				if isFinite(x[j]) {
					t.Errorf("%s: element %d of dW[1] is %v", what, j, x[j])
				}
			}
		}
		later := r.name[0] == 'A' || r.name[0] == 'Z' || r.name[:2] == "dW" && r.name != "dW[1]"
		if !isNaN || !labels && !later {
			continue
		}
		if r.cols > 0 {
			x = x[special*r.cols:][:r.cols]
		}
		if i := slices.IndexFunc(x, func(v T) bool { return v == v }); i >= 0 {
			t.Errorf("%s: element %d of %s is %v", what, i, r.name, x[i])
		}
	}
}

// wantLabelSpoils wants a label that is not finite to leave A and Z alone, and
// of layer L's gradients those of the other units.
func (p *problem[T]) wantLabelSpoils(t *testing.T, what string, got, want []array[T]) {
	t.Helper()
	last := p.net.Depth()
	for k, r := range want {
		switch r.name {
		case fmt.Sprintf("dW[%d]", last), fmt.Sprintf("db[%d]", last):
			row := len(r.x) / p.net.Units(last)
			for i, v := range got[k].x {
				if i/row == specialOutput && isFinite(v) || i/row != specialOutput && v != r.x[i] {
					t.Errorf("%s: element %d of %s is %v, was %v", what, i, r.name, v, r.x[i])
				}
			}
		default:
			if (r.name[0] == 'A' || r.name[0] == 'Z') && firstDifference(got[k].x, r.x) >= 0 {
				t.Errorf("%s: %s changes", what, r.name)
			}
		}
	}
}

// TestUnread puts NaN where nothing should read: beyond the batch, and into
// what a pass computes anew.
func TestUnread(t *testing.T) { forEachSet(t, testUnread[float32], testUnread[float64]) }

func testUnread[T kernels.Float](t *testing.T, set *kernels.Set) {
	nan := T(math.NaN())
	for first := range kernels.NumActs {
		starts(first, func(output kernels.Act, labels bool) {
			p := robustProblem[T](t, set, first, output)
			clean, pass := p.pass(t, p.m, true, nil), p.pass(t, p.m+3, true, nil)
			p.run(clean, labels)
			long := *p
			for _, s := range []*[]T{&long.x, &long.y, &long.dA} {
				*s = append(slices.Clone(*s), make([]T, 3*19)...)
				fill((*s)[len(*s)-3*19:], nan)
			}
			long.m += 3
			long.run(pass, labels)
			for _, r := range long.results(pass) {
				fill(r.x, nan)
			}
			long.m = p.m
			long.run(pass, labels)
			wantSame(t, "NaN beyond the batch", p.results(pass), p.results(clean))
		})
	}
}

func fill[T kernels.Float](x []T, v T) {
	for i := range x {
		x[i] = v
	}
}
