package kernels

import "math"

func identity[T Float](n int, y, x *T)          { copy(vec(y, n), vec(x, n)) }
func identityGrad[T Float](n int, dx, dy, _ *T) { copy(vec(dx, n), vec(dy, n)) }

func relu[T Float](n int, y, x *T) { reluGrad(n, y, x, x) }

func reluGrad[T Float](n int, dx, dy, y *T) {
	dxs, dys, ys := vec(dx, n), vec(dy, n), vec(y, n)
	for i := range dxs {
		if ys[i] <= 0 { // false at NaN, which passes
			dxs[i] = 0
		} else {
			dxs[i] = dys[i]
		}
	}
}

// sigmoid computes in float64, in the form without cancellation or overflow
// for the sign of x.
func sigmoid[T Float](n int, y, x *T) {
	ys, xs := vec(y, n), vec(x, n)
	for i, x := range xs {
		e := math.Exp(-math.Abs(float64(x)))
		if x < 0 {
			ys[i] = T(e / (1 + e))
		} else {
			ys[i] = T(1 / (1 + e))
		}
	}
}

func sigmoidGrad[T Float](n int, dx, dy, y *T) {
	dxs, dys, ys := vec(dx, n), vec(dy, n), vec(y, n)
	for i := range dxs {
		dxs[i] = dys[i] * (ys[i] * (1 - ys[i]))
	}
}

func leakyReLU[T Float](n int, y, x *T) { leakyReLUGrad(n, y, x, x) }

func leakyReLUGrad[T Float](n int, dx, dy, y *T) { leak(n, 0.01, dx, dy, y) }

func leak[T Float](n int, slope T, dx, dy, y *T) {
	dxs, dys, ys := vec(dx, n), vec(dy, n), vec(y, n)
	for i := range dxs {
		if ys[i] <= 0 { // false at NaN, which passes
			dxs[i] = slope * dys[i]
		} else {
			dxs[i] = dys[i]
		}
	}
}

func tanh[T Float](n int, y, x *T) {
	ys, xs := vec(y, n), vec(x, n)
	for i, x := range xs {
		ys[i] = T(math.Tanh(float64(x)))
	}
}

func tanhGrad[T Float](n int, dx, dy, y *T) {
	dxs, dys, ys := vec(dx, n), vec(dy, n), vec(y, n)
	for i := range dxs {
		dxs[i] = dys[i] * (1 - ys[i]*ys[i])
	}
}

func silu[T Float](n int, y, x *T) {
	ys, xs := vec(y, n), vec(x, n)
	for i, x := range xs {
		s := max(-math.Abs(float64(x)), -753)
		ys[i] = T(gated(float64(x), s, s))
	}
}

func siluGrad[T Float](n int, dx, dy, x *T) {
	dxs, dys, xs := vec(dx, n), vec(dy, n), vec(x, n)
	for i, x := range xs {
		s := max(-math.Abs(float64(x)), -753)
		dxs[i] = dys[i] * T(gatedGrad(float64(x), s, s))
	}
}

// GELUTanh's √(2/π)·(x+0.044715x³), twice, is geluLinear·x + geluCubic·x³.
const (
	geluLinear = 1.5957691216057308
	geluCubic  = 0.044715 * geluLinear
)

func geluTanh[T Float](n int, y, x *T) {
	ys, xs := vec(y, n), vec(x, n)
	for i, x := range xs {
		s := max(-math.Abs(float64(x)), -22)
		slope := math.FMA(geluCubic, s*s, geluLinear)
		v := s * slope
		y := gated(float64(x), s, v)
		if x < 0 {
			y += y * math.FMA(s, slope, -v) // what v lost by rounding
		}
		ys[i] = T(y)
	}
}

func geluTanhGrad[T Float](n int, dx, dy, x *T) {
	dxs, dys, xs := vec(dx, n), vec(dy, n), vec(x, n)
	for i, x := range xs {
		s := max(-math.Abs(float64(x)), -22)
		v, w := s*math.FMA(geluCubic, s*s, geluLinear), s*math.FMA(3*geluCubic, s*s, geluLinear)
		dxs[i] = dys[i] * T(gatedGrad(float64(x), v, w))
	}
}

// gated is x·σ(v), with v <= 0 taken at s = -|x|, bounded from below. Where e^v is
// subnormal it is multiplied in by halves, so that the product alone decides
// what underflows.
func gated(x, s, v float64) float64 {
	e := math.Exp(v)
	switch {
	case !math.Signbit(x):
		return x / (1 + e)
	case v < -700:
		h := math.Exp(v / 2)
		return s * h * h
	}
	return s * e / (1 + e)
}

// gatedGrad is the derivative of x·σ(v) with w = v′·x, both at -|x|. Those at x and
// -x add up to 1.
func gatedGrad(x, v, w float64) float64 {
	h := math.Exp(v / 2)
	d := 1 + h*h
	tail := h * (d + w) * h / (d * d) // the derivative at -|x|
	if math.Signbit(x) {
		return tail
	}
	return 1 - tail
}

// gelu takes x·Φ(x) from the complementary error function of t = -x/√2, which does not cancel where
// x < 0. Below -40 the result is 0, and above 40 it is x. The rounding error of t times 2t is a
// relative error of the result, and is made up for.
func gelu[T Float](n int, y, x *T) {
	const inverse, less = 1 / math.Sqrt2, 4.833646656726457e-17 // by which the float64 of inverse is too large
	ys, xs := vec(y, n), vec(x, n)
	for i, x := range xs {
		x := max(float64(x), -40)
		if x < -37 {
			ys[i] = T(geluFar(x))
			continue
		}
		near := min(x, 40)
		t := -near * inverse
		rest := math.FMA(-near, inverse, -t) + near*less
		ys[i] = T(0.5 * x * (math.Erfc(t) - rest*(2/math.SqrtPi)*math.Exp(-t*t)))
	}
}

// geluFar is gelu where erfc is subnormal and has few bits: -φ(x)·(1 - 1/x² + 3/x⁴ - 15/x⁶ + …).
// e^(-x²/2) is e^-100·e^(100-x²/2): only the last product underflows.
func geluFar(x float64) float64 {
	const shift, far = 100, 3.720075976020836e-44 / (math.SqrtPi * math.Sqrt2) // e^-100·φ(0)
	square := x * x
	rest := math.FMA(x, x, -square) // what x² lost
	u := 1 / square
	series := 1 - u*(1-3*u*(1-5*u*(1-7*u*(1-9*u*(1-11*u)))))
	e := math.Exp(shift - square/2)
	return -far * (e * (series - rest/2))
}

func geluGrad[T Float](n int, dx, dy, x *T) {
	dxs, dys, xs := vec(dx, n), vec(dy, n), vec(x, n)
	for i, x := range xs {
		x := min(max(float64(x), -40), 40)
		density := math.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
		dxs[i] = dys[i] * T(0.5*math.Erfc(-x/math.Sqrt2)+x*density)
	}
}
