package kernels

import "math"

func exp[T Float](n int, y, x *T) { expLess(n, 0, y, x) }

// expLess computes y[i] = e^(x[i]-a), the middle of a softmax.
func expLess[T Float](n int, a T, y, x *T) {
	ys, xs := vec(y, n), vec(x, n)
	for i, x := range xs {
		ys[i] = T(exp64(float64(x - a)))
	}
}

// exp64 is e^x. On some architectures math.Exp overflows a little early. Near there e^x is 2¹⁰²³·(1
// + (e^r-1)), with r = x - 1023·ln 2 and ln 2 in two parts.
func exp64(x float64) float64 {
	if x <= 709 || x >= 710 {
		return math.Exp(x)
	}
	const less = 2.3190468138462996e-17 // by which math.Ln2, as a float64, is too small
	y := math.Expm1(math.FMA(-1023, math.Ln2, x))
	return (1 + (y - 1023*less*(1+y))) * 0x1p1023
}

func softplus[T Float](n int, y, x *T) {
	ys, xs := vec(y, n), vec(x, n)
	for i, x := range xs {
		x := float64(x)
		ys[i] = T(max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))))
	}
}
