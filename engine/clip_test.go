package engine

import (
	"math"
	"slices"
	"testing"

	"weft/kernels"
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
