package engine

import (
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestClipGrads compares the norm with a plain sum, and the gradients with
// those from before times max/norm.
func TestClipGrads(t *testing.T) { forEachFloat(t, testClipGrads[float32], testClipGrads[float64]) }

func testClipGrads[T kernels.Float](t *testing.T, set *kernels.Set) {
	_, p := optimised[T](t, set, nil)
	// The last two have squares beyond float32's range, both ways.
	for _, scale := range []T{1, 0, 1e-3, 1e25, 1e-25} {
		for i := range p.Grads() {
			p.Grads()[i] *= scale
		}
		before := slices.Clone(p.Grads())
		var sum float64
		for _, g := range before {
			sum += float64(g) * float64(g)
		}
		want := math.Sqrt(sum)
		near := func(got float64) bool { return math.Abs(got-want) <= 200*ulp[T]()*want }
		if got := p.ClipGrads(math.Inf(1)); !near(got) || !slices.Equal(p.Grads(), before) {
			t.Errorf("scale %v: norm %v, want %v, and no change", scale, got, want)
		}
		if got := p.ClipGrads(1.01*want + 1e-300); !near(got) || !slices.Equal(p.Grads(), before) {
			t.Errorf("scale %v: norm %v below the bound, want %v, and no change", scale, got, want)
		}
		if want == 0 {
			drawGrads(p.net, p, 0)
			continue
		}
		if got := p.ClipGrads(want / 4); !near(got) {
			t.Errorf("scale %v: norm %v, want %v", scale, got, want)
		}
		for i, g := range p.Grads() {
			if w := float64(before[i]) / 4; math.Abs(float64(g)-w) > 300*ulp[T]()*math.Abs(w)+1e-40 {
				t.Fatalf("scale %v: gradient %d = %v, want %v", scale, i, g, w)
			}
		}
		drawGrads(p.net, p, 0)
	}
	for _, bad := range []float64{math.NaN(), math.Inf(-1)} {
		drawGrads(p.net, p, 0)
		p.DB(2)[1] = T(bad)
		one := p.DW(1)[0]
		if got := p.ClipGrads(1); finite(got) || math.IsNaN(got) != math.IsNaN(bad) || p.DW(1)[0] != one {
			t.Errorf("norm %v with a gradient %v", got, bad)
		}
	}
	for _, max := range []float64{0, -1, math.NaN()} {
		wantPanic(t, "ClipGrads", func() { p.ClipGrads(max) }, "ClipGrads to a norm of", "want above 0")
	}
}

// TestClipRange clips gradients of any magnitude to norms of any other. Results are
// within a few units in the last place, or below the least normal number, of the
// last place there.
func TestClipRange(t *testing.T) { forEachFloat(t, testClipRange[float32], testClipRange[float64]) }

func testClipRange[T kernels.Float](t *testing.T, set *kernels.Set) {
	largest, least := float64(math.MaxFloat32), float64(math.SmallestNonzeroFloat32)
	if ulp[T]() < 1e-10 {
		largest, least = math.MaxFloat64, math.SmallestNonzeroFloat64
	}
	net := oddNetwork[T](t, set)
	p, err := net.NewPass(1, Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range []float64{largest, 3e38, 1e30, 1, 1e-20, 1e-36, 1e-37, 1e-40, 1e-44, 8 * least, largest / 2, largest / 1e3} {
		for _, max := range []float64{
			1e300, 1e39, 1e38, 1, 1e-6, 1e-7, 1e-30, 1e-37, 1e-38, 1e-40, 1e-44, 1e-45, least, 1e-300, math.SmallestNonzeroFloat64, math.MaxFloat64,
		} {
			// Four elements of ±g have the norm 2g.
			places := []*T{&p.DW(1)[0], &p.DB(1)[6], &p.DW(2)[3], &p.DB(3)[4]}
			for i, x := range places {
				*x = T(g) * T(1-2*(i%2))
			}
			g := float64(*places[0])
			if g == 0 {
				continue
			}
			norm, want := p.ClipGrads(max), g
			if 2*g > max { // also where 2g is infinite
				want = max / 2
			}
			if d := math.Abs(norm - 2*g); math.IsInf(norm, 0) != math.IsInf(2*g, 0) || d > 4*ulp[T]()*norm {
				t.Errorf("%v: norm %v, want %v", g, norm, 2*g)
			}
			for i, x := range places {
				got := float64(*x) * float64(1-2*(i%2))
				if math.Abs(got-want) > math.Max(4*ulp[T]()*want, 1.5*least) {
					t.Errorf("%v to %v: gradient %v, want %v", g, max, got, want)
				}
			}
		}
	}
}

// TestClipLeaves wants every bit of gradients left whose norm is the bound, or which
// are only measured, even where the norm is beyond float64.
func TestClipLeaves(t *testing.T) {
	for _, c := range []struct{ g, max, norm float64 }{
		{3, 6, 6},
		{0.1, 0.2, 0.2},
		{math.MaxFloat64, math.Inf(1), math.Inf(1)},
		{1e308, math.Inf(1), math.Inf(1)},
		{math.SmallestNonzeroFloat64, 2 * math.SmallestNonzeroFloat64, 2 * math.SmallestNonzeroFloat64},
	} {
		net, p := small(t, kernels.Sigmoid)
		clear(p.Grads())
		for i := range 4 {
			p.Grads()[i] = c.g
		}
		before := slices.Clone(p.Grads())
		p.norm.factor = 7
		if norm := p.ClipGrads(c.max); norm != c.norm || !slices.Equal(p.Grads(), before) {
			t.Errorf("%v to %v: norm %v, want %v, gradients %v", c.g, c.max, norm, c.norm, p.Grads()[:4])
		}
		if p.norm.factor != 7 {
			t.Errorf("%v to %v: %d gradients are scaled by %v", c.g, c.max, len(net.Params()), p.norm.factor)
		}
	}
}

// TestEmptyBatch wants gradients of 0 from a batch of no examples after one of some,
// and parameters left by its update.
func TestEmptyBatch(t *testing.T) { forEachFloat(t, testEmptyBatch[float32], testEmptyBatch[float64]) }

func testEmptyBatch[T kernels.Float](t *testing.T, set *kernels.Set) {
	net := oddNetwork[T](t, set)
	net.Init(1)
	p, err := net.NewPass(2, Config{})
	if err != nil {
		t.Fatal(err)
	}
	y := Labels[T]{Values: make([]T, 10)}
	p.Forward([]T{1, 2, 3, 4, 5, 6}, 2)
	p.BackwardLoss(CrossEntropy, y)
	if p.sink.scale != 0.5 || p.ClipGrads(math.Inf(1)) == 0 {
		t.Fatalf("scale %v, want 1/2, and gradients", p.sink.scale)
	}
	p.Forward(nil, 0)
	p.BackwardLoss(CrossEntropy, y)
	if p.sink.scale != 0 || p.ClipGrads(math.Inf(1)) != 0 {
		t.Errorf("no examples: scale %v, gradients of norm %v", p.sink.scale, p.ClipGrads(math.Inf(1)))
	}
	p.Forward([]T{1, 2, 3, 4, 5, 6}, 2)
	p.BackwardUpdate(CrossEntropy, y, 0.5)
	p.Forward(nil, 0)
	before := total(net.Params())
	p.BackwardUpdate(CrossEntropy, y, 0.5)
	if p.sink.scale != 0 || total(net.Params()) != before {
		t.Errorf("no examples: an update scales by %v or changes parameters", p.sink.scale)
	}
}
