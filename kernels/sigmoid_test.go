package kernels

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestSigmoid holds sigmoid to the true value: within 3 units in the last place
// in float32 and 2.5 in float64, or 3 of the smallest subnormal, everywhere.
func TestSigmoid(t *testing.T) {
	x32, x64 := sigmoidInputs[float32](100_000), sigmoidInputs[float64](3_000)
	true32, true64 := make([]truth, len(x32)), make([]truth, len(x64))
	for i, x := range x32 {
		true32[i] = truth{hi: sigmoid64(float64(x))}
	}
	for i, x := range x64 {
		true64[i] = sigmoidBig(x)
	}
	forEach(t, func(t *testing.T, s *Set) {
		testSigmoid(t, &s.F32, x32, true32, 3)
		testSigmoid(t, &s.F64, x64, true64, 2.5)
	})
}

func testSigmoid[T Float](t *testing.T, k *Kernels[T], x []T, want []truth, ulps float64) {
	t.Helper()
	y := make([]T, len(x))
	k.Act[Sigmoid].Forward(len(x), &y[0], &x[0])
	var worst float64
	var at int
	for i, got := range y {
		if got < 0 || got > 1 || got != got {
			t.Fatalf("%T: sigmoid(%v) = %v", got, x[i], got)
		}
		// In the units allowed: 1 is the bound.
		off := want[i].distance(float64(got)) / math.Max(ulps*ulp[T](want[i].hi), 3*tiny[T]())
		if off > worst {
			worst, at = off, i
		}
	}
	if worst > 1 {
		t.Errorf("%T: sigmoid(%v) = %v, want %v: off by %.2f units in the last place",
			y[at], x[at], y[at], want[at].hi, worst*ulps)
	}
	t.Logf("%T: sigmoid's worst error is %.2f of %v units in the last place, at %v", y[at], worst*ulps, ulps, x[at])
}

func TestSigmoidSpecials(t *testing.T) {
	forEach(t, func(t *testing.T, s *Set) {
		testSigmoidSpecials(t, &s.F32)
		testSigmoidSpecials(t, &s.F64)
	})
}

func testSigmoidSpecials[T Float](t *testing.T, k *Kernels[T]) {
	t.Helper()
	nan, inf := T(math.NaN()), T(math.Inf(1))
	for _, c := range []struct{ x, y T }{
		{0, 0.5}, {T(math.Copysign(0, -1)), 0.5}, {inf, 1}, {-inf, 0}, {nan, nan},
		{1000, 1}, {-1000, 0}, {T(tiny[T]()), 0.5}, {T(-tiny[T]()), 0.5},
	} {
		var y T
		k.Act[Sigmoid].Forward(1, &y, &c.x)
		if !same(y, c.y) {
			t.Errorf("%T: sigmoid(%v) = %v, want %v", y, c.x, y, c.y)
		}
	}
}

// sigmoidInputs are the special inputs that are finite and, n each, a sample
// of where sigmoid bends, of its whole range and of its subnormal tail.
func sigmoidInputs[T Float](n int) []T {
	lowest := 746.
	subnormal := 708.
	if tiny[T]() > 0x1p-200 {
		lowest, subnormal = 104, 87
	}
	if testing.Short() {
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

func (x truth) distance(y float64) float64 { return math.Abs(y - x.hi - x.lo) }

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
	hi, _ := y.Float64()
	lo, _ := y.Sub(y, real200(hi)).Float64()
	return truth{hi, lo}
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
