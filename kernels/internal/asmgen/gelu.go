package asmgen

import (
	"math"
	"math/big"
)

// gelu is y = x·Φ(x), by the tail Φ(-s) = e^(-s²/2)·R(s), s = |x|. R is Mills' ratio over √(2π), a
// smooth function on all of s >= 0:
//
//	y  = (x < 0 ? G : x + G)    G = -s·Φ(-s)
//	y′ = (x < 0 ? H : 1 - H)    H = Φ(-s) - s·φ(s) = e^(-s²/2)·(R - s/√(2π))
//
// With r = 2/(4+s) and v = -s·r, R is r·(1 + v/2 + v·Q(q)), and G is v times that. Rounding errors
// of v nearly cancel in G.
//
// Q is a polynomial in q = 1+v. q maps s >= 0 to (-1, 1]. Q is small, and so are its errors.
//
// s² is taken in two parts: half its rounding error is the relative error of e^(-s²/2).
//
// There are more constants than registers. Those of the polynomial come last.
type gelu struct {
	*exp
	x, t, n, r, p, u, v, s, ratio vec

	least    vec // the s, negative, at which -s²/2 is exp.nothing
	two      vec
	four     vec
	lessHalf vec
	density  vec // φ(0) = 1/√(2π)
	mills    []vec
}

func geluForward(k *elements) func(m mover)  { return newGELU(k, false).forward }
func geluBackward(k *elements) func(m mover) { return newGELU(k, true).backward }

func newGELU(k *elements, backward bool) *gelu {
	v := k.vec
	c := &gelu{x: v("x"), t: v("t"), n: v("n"), r: v("r"), p: v("p"), u: v("u"), v: v("v"), s: v("s"), ratio: v("ratio")}
	c.exp = newExp(k)
	degree, most := 9, 15.0 // beyond most G and H round to 0
	if k.elem == 8 {
		degree, most = 22, 39
	}
	c.least = c.either(-18.76, -53.26)
	c.two, c.four, c.lessHalf = c.float(2), c.float(4), c.float(-0.5)
	if backward {
		degree = min(degree, 20) // g′ is held to an absolute error
		c.density = c.float(1 / math.Sqrt(2*math.Pi))
	}
	far := (4 - most) / (4 + most)
	for _, q := range roundedFor(far, interpolation(millsAt, far, 1, degree), k.elem) {
		c.mills = append(c.mills, c.float(q))
	}
	return c
}

// roundedFor rounds a polynomial's coefficients to floats of elem bytes. Each takes over what the
// one before lost by rounding, as it counts near x: R is smallest there, and errors count most.
func roundedFor(x float64, poly []*big.Float, elem int) []float64 {
	rounded := make([]float64, len(poly))
	lost := bigFloat(0)
	for i, c := range poly {
		c := lost.Add(c, lost.Mul(lost, bigFloat(x)))
		rounded[i], _ = c.Float64()
		if elem == 4 {
			rounded[i] = float64(float32(rounded[i]))
		}
		lost = c.Sub(c, bigFloat(rounded[i]))
	}
	return rounded
}

// tail emits s = -|x|, p = e^(-s²/2) without the scaling by 2ⁿ, r, v, and R as ratio·r. t and u are
// spare.
func (c *gelu) tail() {
	s, p, n, ratio, x, t, r, v, u := c.s, c.p, c.n, c.ratio, c.x, c.t, c.r, c.v, c.u
	l := v
	c.orv(r, x, c.sign)
	c.atLeast(s, r, c.least)
	c.mulv(r, s, s)
	c.copyv(l, r)
	c.mulv(t, r, c.lessHalf)
	c.fnma(l, s, s) // what s² lost, or gained
	c.lessOne(p, n, t, r)
	c.addv(r, p, c.one)
	c.mulv(l, l, c.half)
	c.fma(p, r, l)
	c.addv(p, p, c.one)

	c.copyv(t, c.four)
	c.subv(t, t, s)
	c.copyv(r, c.two)
	c.divv(r, r, t)
	c.mulv(v, s, r)
	c.addv(t, v, c.one) // q
	c.copyv(u, c.one)
	c.fma(u, v, c.half)
	c.copyv(ratio, c.mills[0])
	for _, m := range c.mills[1:] {
		c.poly(ratio, t, m)
	}
	c.poly(ratio, v, u)
}

func (c *gelu) forward(m mover) {
	x, t, n, p, u, v, ratio := c.x, c.t, c.n, c.p, c.u, c.v, c.ratio
	m.load(x, c.ptr("x"))
	c.tail()
	c.mulv(p, p, ratio)
	c.mulv(p, p, v)
	f := c.split(n, t, u, p) // p·f is G
	c.bySign(t, x, c.sign, x, v)
	f.addTo(t, p)
	m.store(c.ptr("y"), t)
}

func (c *gelu) backward(m mover) {
	x, t, n, r, p, u, s, ratio := c.x, c.t, c.n, c.r, c.p, c.u, c.s, c.ratio
	m.load(x, c.ptr("x"))
	c.tail()
	c.mulv(t, s, c.density)
	c.fma(t, ratio, r)
	c.mulv(p, p, t)
	f := c.split(n, t, u, p) // p·f is H
	f.complement(t, x, p, r)
	m.load(x, c.ptr("dy"))
	c.small(t, x, c.exp)
	m.store(c.ptr("dx"), t)
}
