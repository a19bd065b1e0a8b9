package kernels

import (
	"math"
	"math/big"
	"testing"

	"weft.example/internal/long"
)

// gradient is a g′ that is held to the true value: its product with dy to so many units in
// the last place of it or, if absolute, of dy.
type gradient struct {
	act      Act
	true     func(x float64) truth // of what Backward is given
	absolute bool
	ulps     float64 // where dy is a power of 2
	more     float64 // elsewhere
}

func gradients() []gradient {
	exactly := func(g float64) func(float64) truth {
		return func(x float64) truth {
			if x <= 0 {
				return truth{hi: g}
			}
			return truth{hi: 1}
		}
	}
	return []gradient{
		{Identity, exactly(1), false, 0, 0},
		{ReLU, exactly(0), false, 0, 0},
		{LeakyReLU, hundredth, false, 1, 0},
		{Sigmoid, sigmoidSlope, false, 2, 0},
		{Tanh, tanhSlope, true, 0.5, 0.5},
		{GELU, geluSlope, true, 1, 0.6},
		{GELUTanh, geluTanhSlope, true, 1, 0.6},
		{SiLU, siluSlope, true, 1, 0.6},
	}
}

// TestGradients holds every Backward to its accuracy, for dy of different sizes.
func TestGradients(t *testing.T) {
	for _, g := range gradients() {
		t.Run(g.act.String(), func(t *testing.T) {
			testGradient[float32](t, g)
			testGradient[float64](t, g)
		})
	}
}

func testGradient[T Float](t *testing.T, g gradient) {
	x, slopes := slopeInputs[T](g), []truth(nil)
	for _, x := range x {
		slopes = append(slopes, g.true(float64(x)))
	}
	forEach(t, func(t *testing.T, s *Set) {
		act := FunctionsOf[T](s).Act[g.act]
		for _, dy := range []T{1, -3, 0x1p-100, 1.9} {
			dys, dx := make([]T, len(x)), make([]T, len(x))
			fill(dys, dy)
			act.Backward(len(x), &dx[0], &dys[0], &x[0])
			worst, at := 0., 0
			for i, got := range dx {
				want := slopes[i].times(float64(dy))
				off := distance(got, want)
				if g.absolute {
					off = math.Abs(float64(got)-want.hi-want.lo) / eps[T]() / math.Abs(float64(dy))
				}
				if !(off <= worst) {
					worst, at = off, i
				}
			}
			most := g.ulps
			if frac, _ := math.Frexp(float64(dy)); frac != 0.5 {
				most += g.more
			}
			if !(worst <= most) {
				t.Errorf("%T: %v·%v′ at %v = %v, want %v: off by %.2f", dy, dy, g.act, x[at], dx[at], slopes[at].hi*float64(dy), worst)
			}
			t.Logf("%T: dy = %v: the worst error is %.2f, at %v", dy, dy, worst, x[at])
		}
	})
}

// slopeInputs are what Backward may be given: inputs, or outputs of the activation.
func slopeInputs[T Float](g gradient) []T {
	n := 1000
	if !long.Tests() {
		n = 500
	}
	x := smoothInputs[T](n)
	switch g.act {
	case Sigmoid, Tanh:
		y := make([]T, len(x))
		FunctionsOf[T](reference()).Act[g.act].Forward(len(x), &y[0], &x[0])
		return y
	case GELU, GELUTanh:
		x = append(x, within[T](interval{-40, 40}, n)...)
	}
	return x
}

// times is x·y, to twice float64's precision.
func (x truth) times(y float64) truth {
	p := x.hi * y
	return truth{p, math.FMA(x.hi, y, -p) + x.lo*y}
}

// hundredth is LeakyReLU's slope.
func hundredth(x float64) truth {
	if x > 0 {
		return truth{hi: 1}
	}
	return leakyTrue(-1).times(-1)
}

// sigmoidSlope is y·(1-y).
func sigmoidSlope(y float64) truth {
	b := real200(y)
	return truthOf(b.Mul(b, new(big.Float).Sub(real200(1), b)))
}

// tanhSlope is 1-y².
func tanhSlope(y float64) truth {
	b := real200(y)
	return truthOf(b.Sub(real200(1), b.Mul(b, b)))
}

// geluSlope is Φ(x) + x·φ(x).
func geluSlope(x float64) truth {
	density, tail := normal(min(math.Abs(x), 40))
	slope := density.Mul(density, real200(math.Abs(x)))
	slope.Sub(tail, slope)
	if x > 0 {
		slope.Sub(real200(1), slope)
	}
	return truthOf(slope)
}

// siluSlope is (x·σ(x))′.
func siluSlope(x float64) truth { return truthOf(gatedSlope(x, real200(x), real200(x))) }

// geluTanhSlope is (x·σ(v))′ with v = √(8/π)·(x + 0.044715x³).
func geluTanhSlope(x float64) truth {
	x = max(-40, min(x, 40))
	v, w := geluTanhV(x)
	return truthOf(gatedSlope(x, v, w))
}

// geluTanhV is v = √(8/π)·(x + 0.044715x³) and v′·x.
func geluTanhV(x float64) (v, w *big.Float) {
	scale, _ := new(big.Float).SetPrec(200).SetString("2.546479089470325372302140213960229792551354331847316804497")
	scale.Sqrt(scale)
	c := new(big.Float).Quo(real200(44715), real200(1e6))
	cubic := real200(x)
	cubic.Mul(cubic, real200(x)).Mul(cubic, c).Mul(cubic, real200(x))
	v = new(big.Float).Add(real200(x), cubic)
	w = new(big.Float).Add(v, cubic.Add(cubic, cubic))
	return v.Mul(v, scale), w.Mul(w, scale)
}

// gatedSlope is σ(v)·(1 + w·(1-σ(v))), the slope of x·σ(v) where w = v′·x.
func gatedSlope(x float64, v, w *big.Float) *big.Float {
	gate := gateOf(v)
	rest := new(big.Float).Sub(real200(1), gate)
	slope := rest.Mul(rest, w)
	return slope.Mul(slope.Add(slope, real200(1)), gate)
}

// gateOf is σ(v).
func gateOf(v *big.Float) *big.Float {
	hi, _ := v.Float64()
	lo, _ := new(big.Float).Sub(v, real200(hi)).Float64()
	e := expBig(-hi)
	e.Mul(e, expBig(-lo))
	return e.Quo(real200(1), e.Add(e, real200(1)))
}

// geluTanhTrue is x·σ(v).
func geluTanhTrue(x float64) truth {
	if math.Abs(x) > 40 {
		return truth{hi: max(x, 0)}
	}
	v, _ := geluTanhV(x)
	v = gateOf(v)
	return truthOf(v.Mul(v, real200(x)))
}

// TestGELUTanh holds GELUTanh, the worse the larger its exponent, to half a unit in the last
// place of 1 and, where x < 0, 250 of the result in float32 and 1000 in float64, and to 2 elsewhere.
func TestGELUTanh(t *testing.T) {
	x32 := append(smoothInputs[float32](2_000), within[float32](interval{-11, 10}, 4_000)...)
	x64 := append(smoothInputs[float64](1_000), within[float64](interval{-22, 10}, 4_000)...)
	testGELUTanh(t, x32, 250)
	testGELUTanh(t, x64, 1000)
}

func testGELUTanh[T Float](t *testing.T, x []T, most float64) {
	var wants []truth
	for _, x := range x {
		wants = append(wants, geluTanhTrue(float64(x)))
	}
	forEach(t, func(t *testing.T, s *Set) {
		act := FunctionsOf[T](s).Act[GELUTanh]
		var absolute, below, above float64
		for i, x := range x {
			var got T
			want := wants[i]
			act.Forward(1, &got, &x)
			ulps := distance(got, want)
			if x < 0 {
				absolute, below = max(absolute, math.Abs(float64(got)-want.hi-want.lo)/eps[T]()), max(below, ulps)
			} else {
				above = max(above, ulps)
			}
		}
		report := t.Logf
		if !(absolute <= 0.5 && below <= most && above <= 2) {
			report = t.Errorf
		}
		report("%T: the worst error is %.2f of 1's and %.1f of the result's units in the last place below 0, %.2f above", x[0], absolute, below, above)
	})
}
