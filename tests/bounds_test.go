package tests_test

import (
	"math"

	"weft.example/engine"
	"weft.example/kernels"
)

// The bounds here are of a running error analysis: each step's results differ
// by what its operands differ, carried through to first order, and by what the
// step itself rounds. For a sum of k products that is |fl(A·B) - A·B| ≤ γ_k·|A|·|B|
// (Higham, Accuracy and Stability of Numerical Algorithms, §3.5), in any order
// and with or without fused multiply-adds.

// approx is a matrix: element (i, j) is v[i*rs+j*cs], known to within the
// same element of e, or exactly if e is nil.
type approx struct {
	v, e   []float64
	rs, cs int
}

func rowsOf(v, e []float64, cols int) approx { return approx{v, e, cols, 1} }

func (x approx) t() approx { return approx{x.v, x.e, x.cs, x.rs} }

func (x approx) at(i, j int) (v, e float64) {
	k := i*x.rs + j*x.cs
	if x.e != nil {
		e = x.e[k]
	}
	return math.Abs(x.v[k]), e
}

// gamma bounds the roundings of a sum of k products, in units of eps: one for
// each, 2 or 3 for each block of the sum, of which none is below 64, and a few
// for scaling and a bias. eps being twice the unit roundoff leaves a factor of 2.
func gamma(k int, eps float64) float64 { return float64(k+k/25+8) * eps }

// product bounds the error of A·B, m × n with depth k.
func product(m, n, k int, a, b approx, eps float64) []float64 {
	e := make([]float64, m*n)
	g := gamma(k, eps)
	for i := range m {
		for j := range n {
			var sum float64
			for p := range k {
				av, ae := a.at(i, p)
				bv, be := b.at(p, j)
				sum += g*av*bv + ae*bv + av*be + ae*be
			}
			e[i*n+j] = sum
		}
	}
	return e
}

// bounds are how far the results of a pass may be from exact, by layer.
type bounds struct {
	a, z, dz, dw, db [][]float64
	da0              []float64
}

// boundsOf computes the bounds for numbers of the given eps, from the results
// of a reference pass that keeps Z.
func boundsOf(p *problem[float64], pass *engine.Pass[float64], labels bool, eps float64) *bounds {
	depth := p.net.Depth()
	b := &bounds{}
	for _, s := range []*[][]float64{&b.a, &b.z, &b.dz, &b.dw, &b.db} {
		*s = make([][]float64, depth+1)
	}
	for l := 1; l <= depth; l++ {
		b.forward(p, pass, l, eps)
	}
	dA, eA := p.dA, make([]float64, len(p.dA))
	for l := depth; l >= 1; l-- {
		if l == depth && labels {
			b.dz[l] = make([]float64, len(p.y))
			for i, v := range pass.DZ(l) {
				b.dz[l][i] = b.a[l][i] + eps*math.Abs(v)
			}
		} else {
			b.derive(p, pass, l, dA, eA, eps)
		}
		dA, eA = b.backward(p, pass, l, eps)
	}
	b.da0 = eA
	return b
}

// forward bounds Z[l] = A[l-1]·W[l]ᵀ + b[l] and A[l] = g(Z[l]).
func (b *bounds) forward(p *problem[float64], pass *engine.Pass[float64], l int, eps float64) {
	in, out := p.net.Units(l-1), p.net.Units(l)
	w := rowsOf(p.net.W(l), nil, in)
	b.z[l] = product(p.m, out, in, rowsOf(pass.A(l-1), b.a[l-1], in), w.t(), eps)
	b.a[l] = make([]float64, p.m*out)
	g := kernels.FunctionsOf[float64](reference()).Act[p.net.Act(l)].Forward
	for i, z := range pass.Z(l) {
		b.z[l][i] += eps * (math.Abs(p.net.B(l)[i%out]) + math.Abs(z))
		b.a[l][i] = spread(g, z, b.z[l][i]) + activationUlps*eps*math.Abs(pass.A(l)[i])
	}
}

// activationUlps is what package kernels holds activations to.
const activationUlps = 8

// derive bounds dZ[l] = dA[l] ⊙ g′, with g′ a function of A[l] or of Z[l].
func (b *bounds) derive(p *problem[float64], pass *engine.Pass[float64], l int, dA, eA []float64, eps float64) {
	b.dz[l] = make([]float64, len(dA))
	act := kernels.FunctionsOf[float64](reference()).Act[p.net.Act(l)]
	one := 1.
	slope := func(n int, y, x *float64) { act.Backward(n, y, &one, x) }
	from, e := pass.A(l), b.a[l]
	if act.Input {
		from, e = pass.Z(l), b.z[l]
	}
	for i, x := range from {
		var s float64
		slope(1, &s, &x)
		s = math.Abs(s)
		ds := spread(slope, x, e[i])
		v := math.Abs(dA[i])
		b.dz[l][i] = eA[i]*(s+ds) + v*ds + activationUlps*eps*v*max(s, 1./8)
	}
}

// spread is how much f changes when its argument does by at most e.
func spread(f func(n int, y, x *float64), x, e float64) float64 {
	xs := [3]float64{x - e, x, x + e}
	var y [3]float64
	f(1, &y[0], &xs[0])
	f(1, &y[1], &xs[1])
	f(1, &y[2], &xs[2])
	return max(math.Abs(y[0]-y[1]), math.Abs(y[2]-y[1]))
}

// backward bounds dW[l], db[l] and dA[l-1], and returns dA[l-1] with its bound.
func (b *bounds) backward(p *problem[float64], pass *engine.Pass[float64], l int, eps float64) (dA, e []float64) {
	in, out := p.net.Units(l-1), p.net.Units(l)
	w := rowsOf(p.net.W(l), nil, in)
	dz := rowsOf(pass.DZ(l), b.dz[l], out)
	ones := make([]float64, p.m)
	for i := range ones {
		ones[i] = 1
	}
	b.dw[l] = product(out, in, p.m, dz.t(), rowsOf(pass.A(l-1), b.a[l-1], in), eps)
	b.db[l] = product(out, 1, p.m, dz.t(), rowsOf(ones, nil, 1), eps)
	for _, d := range [][]float64{b.dw[l], b.db[l]} {
		for i := range d {
			d[i] /= float64(p.m)
		}
	}
	dA = make([]float64, p.m*in)
	for i := range p.m {
		for u := range out {
			for j := range in {
				dA[i*in+j] += pass.DZ(l)[i*out+u] * p.net.W(l)[u*in+j]
			}
		}
	}
	return dA, product(p.m, in, out, dz, w, eps)
}

// list returns the bounds in the order of the results of a pass that keeps Z.
func (b *bounds) list(p *problem[float64]) [][]float64 {
	var list [][]float64
	for l := 1; l <= p.net.Depth(); l++ {
		list = append(list, b.a[l], b.z[l], b.dz[l], b.dw[l], b.db[l])
	}
	return append(list, b.da0)
}
