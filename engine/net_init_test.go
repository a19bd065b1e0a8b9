package engine

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestInitMoments holds the weights to a normal distribution of the documented
// variance, that of each activation and those of choice.
func TestInitMoments(t *testing.T) {
	const in, out = 300, 700
	he := map[kernels.Act]bool{
		kernels.ReLU: true, kernels.LeakyReLU: true, kernels.GELU: true, kernels.GELUTanh: true, kernels.SiLU: true,
	}
	for act := range kernels.NumActs {
		net, err := New[float64](kernels.Best(), in, Layer{Units: out, Act: act}, Layer{Units: in, Act: act})
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			draw func()
			he   bool
		}{
			"Init":            {func() { net.Init(1) }, he[act]},
			"InitWith He":     {func() { net.InitWith(2, He) }, true},
			"InitWith Glorot": {func() { net.InitWith(3, Glorot) }, false},
		} {
			c.draw()
			for l := 1; l <= 2; l++ {
				variance := 2 / float64(in+out)
				if c.he {
					variance = 2 / float64(net.Units(l-1))
				}
				if err := normal(net.W(l), variance); err != nil {
					t.Errorf("%v, %s, layer %d: %v", act, name, l, err)
				}
			}
		}
	}
}

// normal returns an error unless w are draws of a normal distribution. In n draws
// the mean, the mean square and the mean fourth power of z, normal with variance
// 1, deviate from 0, 1 and 3 by √(1/n), √(2/n) and √(96/n); five times that,
// about 0.01, 0.02 and 0.1 here, leaves each a chance of 6e-7 and tells 2/n_{l-1}
// from 2/(n_{l-1}+n_l) and normal from any other distribution.
func normal(w []float64, variance float64) error {
	var sums [3]float64
	for _, w := range w {
		z := w / math.Sqrt(variance)
		sums[0] += z
		sums[1] += z * z
		sums[2] += z * z * z * z
	}
	n := float64(len(w))
	for k, want := range []struct{ moment, variance float64 }{{0, 1}, {1, 2}, {3, 96}} {
		got, bound := sums[k]/n, 5*math.Sqrt(want.variance/n)
		if math.Abs(got-want.moment) > bound {
			return fmt.Errorf("moment %d is %.4f, want %v within %.2g", k, got, want.moment, bound)
		}
	}
	return nil
}

// TestInitSeed wants a seed to draw the same weights again, whatever was there,
// in float32 those of float64 rounded, and other seeds and layers to draw others.
func TestInitSeed(t *testing.T) {
	layers := []Layer{{Units: 5, Act: kernels.ReLU}, {Units: 5, Act: kernels.ReLU}, {Units: 3, Act: kernels.Sigmoid}}
	net32, err32 := New[float32](kernels.Best(), 5, layers...)
	net64, err64 := New[float64](kernels.Best(), 5, layers...)
	if err32 != nil || err64 != nil {
		t.Fatal(err32, err64)
	}
	net64.Init(7)
	first := slices.Clone(net64.Params())
	net64.Init(8)
	if slices.Equal(net64.W(1), first[:len(net64.W(1))]) {
		t.Error("seeds 7 and 8 draw the same")
	}
	for l := 1; l <= net64.Depth(); l++ {
		for i := range net64.B(l) {
			net64.B(l)[i] = 1
		}
	}
	net64.Init(7)
	if !slices.Equal(net64.Params(), first) {
		t.Error("seed 7 draws otherwise a second time, or leaves biases")
	}
	if slices.Equal(net64.W(1), net64.W(2)) {
		t.Error("layers 1 and 2 have the same weights")
	}
	net32.Init(7)
	for l := 1; l <= net64.Depth(); l++ {
		for i, w := range net64.W(l) {
			if net32.W(l)[i] != float32(w) {
				t.Fatalf("W[%d][%d] = %v in float32, %v in float64", l, i, net32.W(l)[i], w)
			}
		}
		for i, b := range net64.B(l) {
			if b != 0 || net32.B(l)[i] != 0 {
				t.Errorf("B[%d][%d] = %v and %v, want 0", l, i, b, net32.B(l)[i])
			}
		}
	}
}

// TestInitVariance wants no weights of a variance that has none.
func TestInitVariance(t *testing.T) {
	forEachFloat(t, testInitVariance[float32], testInitVariance[float64])
}

func testInitVariance[T kernels.Float](t *testing.T, set *kernels.Set) {
	net, err := New[T](set, 2, Layer{Units: 2, Act: kernels.Tanh}, Layer{Units: 3})
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []float64{-1, math.NaN(), math.Inf(1)} {
		wantPanic(t, "InitWith", func() {
			net.InitWith(1, func(in, out int) float64 {
				if out == 3 {
					return bad
				}
				return 1
			})
		}, fmt.Sprint("a variance of ", bad), "layer 2")
		if !net.blank() {
			t.Errorf("a variance of %v has changed the weights of another layer", bad)
		}
	}
	net.InitWith(1, func(_, _ int) float64 { return 0 })
}
