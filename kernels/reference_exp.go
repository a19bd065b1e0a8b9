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

// exp64 is e^x. On some architectures math.Exp overflows a little early.
func exp64(x float64) float64 {
	if x > 709 {
		h := math.Exp(x / 2)
		return h * h
	}
	return math.Exp(x)
}

func softplus[T Float](n int, y, x *T) {
	ys, xs := vec(y, n), vec(x, n)
	for i, x := range xs {
		x := float64(x)
		ys[i] = T(max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))))
	}
}
