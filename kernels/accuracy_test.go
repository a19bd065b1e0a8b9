package kernels

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"weft.example/internal/long"
)

// smooth is a function that is held to the true value everywhere, in units in
// the last place, of which a subnormal result's are the smallest subnormal.
type smooth struct {
	name string
	f32  func(k *table[float32]) func(n int, y, x *float32)
	f64  func(k *table[float64]) func(n int, y, x *float64)
	near func(x float64) float64 // true enough for float32: float64 has 29 bits more
	true func(x float64) truth

	ulps32, ulps64 float64
	tail32, tail64 interval // where the result becomes subnormal, or is about to overflow
}

type interval struct{ from, to float64 }

func smooths() []smooth {
	logistic32, logistic64 := interval{-104.5, -87}, interval{-746, -707}
	return []smooth{
		{"sigmoid", forwardOf[float32](Sigmoid), forwardOf[float64](Sigmoid), sigmoid64, sigmoidBig, 3, 2.5, logistic32, logistic64},
		{"tanh", forwardOf[float32](Tanh), forwardOf[float64](Tanh), math.Tanh, tanhBig, 3, 2.5, interval{-1e-37, 1e-37}, interval{-4e-308, 4e-308}},
		{"exp", expOf[float32], expOf[float64], exp64, expTrue, 2, 2, logistic32, logistic64},
		{"exp at most", expOf[float32], expOf[float64], exp64, expTrue, 2, 2, interval{88, 88.73}, interval{708.5, 709.79}},
		{"softplus", softplusOf[float32], softplusOf[float64], softplus64, softplusBig, 3, 2.5, logistic32, logistic64},
		{"silu", forwardOf[float32](SiLU), forwardOf[float64](SiLU), silu64, siluBig, 4, 4, interval{-110, -87}, interval{-754, -699}},
		{"leaky-relu", forwardOf[float32](LeakyReLU), forwardOf[float64](LeakyReLU), func(x float64) float64 { return leakyTrue(x).hi }, leakyTrue, 1, 1, interval{-1e-36, 0}, interval{-1e-306, 0}},
		{"gelu", forwardOf[float32](GELU), forwardOf[float64](GELU), gelu64, geluTrue, 8, 4, interval{-14.6, -12.8}, interval{-38.8, -36.8}},
		{"gelu, negative", forwardOf[float32](GELU), forwardOf[float64](GELU), gelu64, geluTrue, 8, 4, interval{-13, 0}, interval{-37, 0}},
	}
}

func expTrue(x float64) truth { return truthOf(expBig(x)) }

func forwardOf[T Float](a Act) func(k *table[T]) func(n int, y, x *T) {
	return func(k *table[T]) func(n int, y, x *T) { return k.Act[a].Forward }
}

// leakyTrue is LeakyReLU, to twice float64's precision.
func leakyTrue(x float64) truth {
	if x > 0 {
		return truth{hi: x}
	}
	y := x / 100
	return truth{hi: y, lo: math.FMA(-100, y, x) / 100}
}

func expOf[T Float](k *table[T]) func(n int, y, x *T)      { return k.Exp }
func softplusOf[T Float](k *table[T]) func(n int, y, x *T) { return k.Softplus }

func TestAccuracy(t *testing.T) {
	common32, common64 := smoothInputs[float32](100_000), append(smoothInputs[float64](3_000), steps64()...)
	for _, f := range smooths() {
		x32, x64 := append(within[float32](f.tail32, 50_000), common32...), append(within[float64](f.tail64, 8_000), common64...)
		true32, true64 := make([]truth, len(x32)), make([]truth, len(x64))
		for i, x := range x32 {
			true32[i] = truth{hi: f.near(float64(x))}
		}
		for i, x := range x64 {
			true64[i] = f.true(x)
		}
		t.Run(f.name, func(t *testing.T) {
			forEach(t, func(t *testing.T, s *Set) {
				testAccuracy(t, f.f32(tableOf[float32](s)), x32, true32, f.ulps32)
				testAccuracy(t, f.f64(tableOf[float64](s)), x64, true64, f.ulps64)
			})
		})
	}
}

func testAccuracy[T Float](t *testing.T, f func(n int, y, x *T), x []T, want []truth, ulps float64) {
	t.Helper()
	y := make([]T, len(x))
	f(len(x), &y[0], &x[0])
	var worst float64
	var at int
	for i, got := range y {
		off := distance(got, want[i]) / ulps // 1 is the bound
		if off > worst {
			worst, at = off, i
		}
	}
	if !(worst <= 1) {
		t.Errorf("%T: of %v = %v, want %v: off by %.2f units in the last place", y[at], x[at], y[at], want[at].hi, worst*ulps)
	}
	t.Logf("%T: the worst error is %.2f units in the last place, at %v", y[at], worst*ulps, x[at])
}

// TestSmoothSpecials wants the limits to the bit.
func TestSmoothSpecials(t *testing.T) {
	forEach(t, func(t *testing.T, s *Set) {
		testSmoothSpecials(t, tableOf[float32](s))
		testSmoothSpecials(t, tableOf[float64](s))
	})
}

func testSmoothSpecials[T Float](t *testing.T, k *table[T]) {
	t.Helper()
	nan, inf, zero, small := T(math.NaN()), T(math.Inf(1)), T(math.Copysign(0, -1)), T(tiny[T]())
	for _, c := range []struct {
		name string
		f    func(n int, y, x *T)
		y    []T
	}{
		{"sigmoid", k.Act[Sigmoid].Forward, []T{0.5, 0.5, 1, 0, nan, 1, 0, 0.5, 0.5}},
		{"tanh", k.Act[Tanh].Forward, []T{0, zero, 1, -1, nan, 1, -1, small, -small}},
		{"exp", k.Exp, []T{1, 1, inf, 0, nan, inf, 0, 1, 1}},
		{"softplus", k.Softplus, []T{T(math.Ln2), T(math.Ln2), inf, 0, nan, 1000, 0}},
		{"gelu", k.Act[GELU].Forward, []T{0, zero, inf, zero, nan, 1000, zero}},
		{"gelu-tanh", k.Act[GELUTanh].Forward, []T{0, zero, inf, zero, nan, 1000, zero}},
		{"silu", k.Act[SiLU].Forward, []T{0, zero, inf, zero, nan, 1000, zero}},
	} {
		x := [9]T{0, zero, inf, -inf, nan, 1000, -1000, small, -small}
		for i, want := range c.y {
			var y T
			c.f(1, &y, &x[i])
			if !same(y, want) {
				t.Errorf("%T: %s(%v) = %v, want %v", y, c.name, x[i], y, want)
			}
		}
	}
}

// TestGradientLimits wants what an infinite input makes of g′ from the input.
func TestGradientLimits(t *testing.T) {
	forEach(t, func(t *testing.T, s *Set) {
		testGradientLimits(t, tableOf[float32](s))
		testGradientLimits(t, tableOf[float64](s))
	})
}

func testGradientLimits[T Float](t *testing.T, k *table[T]) {
	t.Helper()
	for a := range NumActs {
		if !k.Act[a].Input {
			continue
		}
		for _, c := range []struct{ x, dx float64 }{{math.Inf(1), 3}, {math.Inf(-1), 0}, {0, 1.5}, {math.NaN(), math.NaN()}} {
			x, dy := T(c.x), T(3)
			var dx T
			k.Act[a].Backward(1, &dx, &dy, &x)
			if !same(dx+0, T(c.dx)) { // ±0 is one limit
				t.Errorf("%T: 3·%v′(%v) = %v, want %v", x, a, x, dx, c.dx)
			}
		}
	}
}

// within returns n numbers of an interval, and in short a tenth of them.
func within[T Float](in interval, n int) []T {
	if !long.Tests() {
		n /= 10
	}
	rng := rand.New(rand.NewPCG(7, 0))
	x := make([]T, n)
	for i := range x {
		x[i] = T(in.from + (in.to-in.from)*rng.Float64())
	}
	return x
}

// steps64 are the numbers on both sides of each (n+½)·ln 2, where e^x takes another n; in short
// those of some n.
func steps64() (x []float64) {
	by := 1
	if !long.Tests() {
		by = 17
	}
	for n := -1080; n < 1025; n += by {
		at := (float64(n) + 0.5) * math.Ln2
		x = append(x, math.Nextafter(at, math.Inf(-1)), at, math.Nextafter(at, math.Inf(1)))
	}
	return x
}

// smoothInputs are the special inputs that are finite and, n each, a sample
// of where these functions bend, of its whole range and of its subnormal tail.
func smoothInputs[T Float](n int) []T {
	lowest := 746.
	subnormal := 708. // where e^-x is
	if tiny[T]() > 0x1p-200 {
		lowest, subnormal = 104, 87
	}
	if !long.Tests() {
		n /= 10
	}
	rng := rand.New(rand.NewPCG(5, 0))
	var x []T
	for range n {
		x = append(x,
			T(8*rng.Float64()-4),
			T(lowest*(2*rng.Float64()-1)),
			T(-subnormal-(lowest-subnormal)*rng.Float64()),
			T(math.Ldexp(2*rng.Float64()-1, -rng.IntN(60))))
	}
	for _, v := range specials[T]() {
		if !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0) {
			x = append(x, v)
		}
	}
	return x
}

// truth is a number in twice float64's precision.
type truth struct{ hi, lo float64 }

func truthOf(x *big.Float) truth {
	hi, _ := x.Float64()
	if math.IsInf(hi, 0) {
		return truth{hi: hi}
	}
	lo, _ := x.Sub(x, real200(hi)).Float64()
	return truth{hi, lo}
}

// distance is from y to x, in units in the last place of T at x, of which a
// subnormal's are the smallest. Where x overflows T, only infinity is near.
func distance[T Float](y T, x truth) float64 {
	switch {
	case y == T(x.hi) && math.IsInf(float64(y), 0):
		return 0
	case math.IsInf(float64(T(x.hi)), 0):
		return math.Inf(1)
	}
	d := math.Abs(float64(y)-x.hi-x.lo) / ulp[T](x.hi)
	if d != d {
		return math.Inf(1)
	}
	return d
}

// ulp is one unit in the last place of T at x.
func ulp[T Float](x float64) float64 {
	_, exp := math.Frexp(x) // x = f·2^exp, ½ ≤ f < 1
	return math.Max(math.Ldexp(eps[T](), exp-1), tiny[T]())
}

// sigmoid64 is true enough for float32: float64 has 29 bits more.
func sigmoid64(x float64) float64 {
	e := math.Exp(-math.Abs(x))
	if x < 0 {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}

// sigmoidBig computes with 200 bits.
func sigmoidBig(x float64) truth {
	e := expBig(-math.Abs(x))
	y := real200(1)
	if x < 0 {
		y.Set(e)
	}
	y.Quo(y, e.Add(e, real200(1)))
	return truthOf(y)
}

// tanhBig is (E-1)/(E+1) with E = e^2x or, where that cancels, the series.
func tanhBig(x float64) truth {
	if math.Abs(x) < 0x1p-20 {
		square := real200(x)
		square.Mul(square, square)
		y := real200(2)
		y.Quo(y, real200(15)).Mul(y, square)
		y.Sub(y, new(big.Float).Quo(real200(1), real200(3))).Mul(y, square)
		return truthOf(y.Add(y, real200(1)).Mul(y, real200(x)))
	}
	e := expBig(2 * max(-40, min(x, 40))) // 1 is near enough beyond
	y := new(big.Float).Sub(e, real200(1))
	return truthOf(y.Quo(y, e.Add(e, real200(1))))
}

func gelu64(x float64) (y float64) {
	gelu(1, &y, &x)
	return y
}

// geluTrue is x·Φ(x).
func geluTrue(x float64) truth {
	if math.Abs(x) > 40 {
		return truth{hi: max(x, 0)}
	}
	_, tail := normal(math.Abs(x))
	y := tail.Mul(tail, real200(-math.Abs(x)))
	return truthOf(y.Add(y, real200(max(x, 0))))
}

// normal is the density φ(s) and the tail Φ(-s), s >= 0: the density times Mills' ratio, a
// continued fraction, or near 0 a half less a series.
func normal(s float64) (density, tail *big.Float) {
	density, _ = new(big.Float).SetPrec(200).SetString("0.3989422804014326779399460599343818684758586311649346576659258297")
	square := s * s
	density.Mul(density, expBig(-square/2)).Mul(density, expBig(-math.FMA(s, s, -square)/2))
	if s < 1 {
		sum, term, square := real200(s), real200(s), real200(s)
		square.Mul(square, square)
		for n := 3; n < 99; n += 2 { // s³/3, s⁵/(3·5), …
			term.Quo(term.Mul(term, square), real200(float64(n)))
			sum.Add(sum, term)
		}
		return density, sum.Sub(real200(0.5), sum.Mul(sum, density))
	}
	ratio := real200(s) // s + 1/(s + 2/(s + 3/…
	for n := int(700/square) + 40; n > 0; n-- {
		ratio.Add(real200(s), ratio.Quo(real200(float64(n)), ratio))
	}
	return density, new(big.Float).Quo(density, ratio)
}

func silu64(x float64) (y float64) {
	silu(1, &y, &x)
	return y
}

func siluBig(x float64) truth {
	e := expBig(-math.Abs(x))
	y := real200(x)
	if x < 0 {
		y.Mul(y, e)
	}
	return truthOf(y.Quo(y, e.Add(e, real200(1))))
}

func softplus64(x float64) (y float64) {
	softplus(1, &y, &x)
	return y
}

// softplusBig is max(x, 0) + ln(1+e) with e = e^-|x|: ln(1+e) is e - e²/2 for small
// e, and else one of Newton's steps from what float64 makes of it.
func softplusBig(x float64) truth {
	e := expBig(-math.Abs(x))
	small, _ := e.Float64()
	half, positive := real200(0.5), real200(max(x, 0))
	if small < 0x1p-60 {
		y := half.Mul(half, e)
		y.Sub(e, y.Mul(y, e))
		return truthOf(y.Add(y, positive))
	}
	first := math.Log1p(small)
	u := e.Add(e, real200(1))
	u.Quo(u, expBig(first)).Sub(u, real200(1)) // e^first·(1+u) = 1+e
	y := half.Mul(half, u)
	y.Sub(u, y.Mul(y, u))
	return truthOf(y.Add(y, real200(first)).Add(y, positive))
}

// expBig sums the Taylor series of e^(x/2ⁿ), x/2ⁿ below 2⁻⁸, and squares it n times.
func expBig(x float64) *big.Float {
	_, exp := math.Frexp(x)
	n := max(0, exp+8)
	r := real200(math.Ldexp(x, -n))
	sum, term := real200(1), real200(1)
	for i := 1; i < 25; i++ { // 2⁻²⁰⁰ and less
		term.Quo(term.Mul(term, r), real200(float64(i)))
		sum.Add(sum, term)
	}
	for range n {
		sum.Mul(sum, sum)
	}
	return sum
}

func real200(x float64) *big.Float { return new(big.Float).SetPrec(200).SetFloat64(x) }
