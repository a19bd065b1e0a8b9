package kernels

import (
	"math"
	"testing"
)

// FuzzActivations holds every activation, Exp and Softplus to their accuracy and to their limits
// at any bits, and every Backward at those, or at what the activation makes of them.
func FuzzActivations(f *testing.F) {
	for _, x := range specials[float64]() {
		f.Add(math.Float64bits(x), math.Float32bits(float32(x)))
	}
	for _, x := range []float64{-38.5, -37.6, 709.7, -708.5, -753, 0.1814666499842541} {
		f.Add(math.Float64bits(x), math.Float32bits(float32(x)))
	}
	f.Fuzz(func(t *testing.T, bits64 uint64, bits32 uint32) {
		x64, x32 := math.Float64frombits(bits64), math.Float32frombits(bits32)
		for _, s := range Available() {
			for _, c := range smooths() {
				fuzzForward(t, s.Name+" "+c.name, c.f64(tableOf[float64](s)), x64, c.true, c.ulps64)
				fuzzForward(t, s.Name+" "+c.name, c.f32(tableOf[float32](s)), x32, c.true, c.ulps32)
			}
			fuzzGELUTanh(t, s.Name, tableOf[float64](s), x64, 1000)
			fuzzGELUTanh(t, s.Name, tableOf[float32](s), x32, 250)
			for _, g := range gradients() {
				fuzzBackward(t, s.Name, tableOf[float64](s), g, x64)
				fuzzBackward(t, s.Name, tableOf[float32](s), g, x32)
			}
		}
	})
}

// finite tells whether x is a number, of which there is a true result.
func finite[T Float](x T) bool { return x-x == 0 }

func fuzzForward[T Float](t *testing.T, what string, f func(n int, y, x *T), x T, want func(x float64) truth, ulps float64) {
	var y T
	f(1, &y, &x)
	switch {
	case x != x:
		if y == y {
			t.Errorf("%s: %T: of NaN = %v", what, y, y)
		}
	case finite(x):
		if w := want(float64(x)); !(distance(y, w) <= ulps) {
			t.Errorf("%s: %T: of %v = %v, want %v: off by %.2f units in the last place", what, y, x, y, w.hi, distance(y, w))
		}
	}
	if x == 0 && y == 0 && math.Signbit(float64(x)) != math.Signbit(float64(y)) {
		t.Errorf("%s: %T: of %v = %v", what, y, x, y)
	}
}

func fuzzGELUTanh[T Float](t *testing.T, set string, k *table[T], x T, most float64) {
	if !finite(x) {
		return // see TestSmoothSpecials
	}
	var y T
	k.Act[GELUTanh].Forward(1, &y, &x)
	want := geluTanhTrue(float64(x))
	if x > 0 {
		most = 2
	}
	off := math.Abs(float64(y)-want.hi-want.lo) / eps[T]()
	if ulps := distance(y, want); !(ulps <= most) || x < 0 && !(off <= 0.5) {
		t.Errorf("%s: %T: GELUTanh(%v) = %v, want %v: off by %.2f units in the last place", set, y, x, y, want.hi, ulps)
	}
}

func fuzzBackward[T Float](t *testing.T, set string, k *table[T], g gradient, x T) {
	if g.act == Sigmoid || g.act == Tanh {
		k.Act[g.act].Forward(1, &x, &x)
	}
	if !finite(x) {
		return // see TestGradientLimits
	}
	var dx T
	dy := T(1)
	k.Act[g.act].Backward(1, &dx, &dy, &x)
	want := g.true(float64(x))
	off := distance(dx, want)
	if g.absolute {
		off = math.Abs(float64(dx)-want.hi-want.lo) / eps[T]()
	}
	if !(off <= g.ulps) {
		t.Errorf("%s: %T: %v′ at %v = %v, want %v: off by %.2f", set, dx, g.act, x, dx, want.hi, off)
	}
}
