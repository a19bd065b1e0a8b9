package kernels

import "math"

// Products are converted to T, though they have that type already. A conversion rounds: it keeps
// the compiler from fusing a product with a sum.

func scale[T Float](n int, alpha T, x *T) {
	xs := vec(x, n)
	for i := range xs {
		xs[i] *= alpha
	}
}

func momentum[T Float](n int, rate, mu, decay T, w, v, dw *T) {
	ws, vs, dws := vec(w, n), vec(v, n), vec(dw, n)
	for i := range ws {
		d := dws[i] + T(decay*ws[i])
		vs[i] = T(mu*vs[i]) + d
		ws[i] -= T(rate * vs[i])
	}
}

func nesterov[T Float](n int, rate, mu, decay T, w, v, dw *T) {
	ws, vs, dws := vec(w, n), vec(v, n), vec(dw, n)
	for i := range ws {
		d := dws[i] + T(decay*ws[i])
		vs[i] = T(mu*vs[i]) + d
		ws[i] -= T(rate * (d + T(mu*vs[i])))
	}
}

func rmsProp[T Float](n int, rate, beta, rest, eps, decay T, w, v, dw *T) {
	ws, vs, dws := vec(w, n), vec(v, n), vec(dw, n)
	for i := range ws {
		d := dws[i] + T(decay*ws[i])
		vs[i] = T(beta*vs[i]) + T(rest*T(d*d))
		ws[i] -= T(rate * (d / (root(vs[i]) + eps)))
	}
}

func adam[T Float](n int, rate, rest1, beta2, rest2, corr, eps, decay, keep T, w, m, v, dw *T) {
	ws, ms, vs, dws := vec(w, n), vec(m, n), vec(v, n), vec(dw, n)
	for i := range ws {
		d := dws[i] + T(decay*ws[i])
		ms[i] += T(rest1 * (d - ms[i]))
		vs[i] = T(beta2*vs[i]) + T(rest2*T(d*d))
		ws[i] = T(keep*ws[i]) - T(rate*(ms[i]/(T(corr*root(vs[i]))+eps)))
	}
}

// root is √x correctly rounded to T, for float32 by way of float64 too.
func root[T Float](x T) T { return T(math.Sqrt(float64(x))) }
