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
	least    vec // the s, negative, at which -s²/2 is exp.nothing
	two      vec
	four     vec
	lessHalf vec
	density  vec // φ(0) = 1/√(2π)
	mills    []vec
}

func newGELU(mc machine, s *isa, backward bool) *gelu {
	c := &gelu{exp: newExp(mc, s)}
	degree, most := 9, 15.0 // beyond most G and H round to 0
	if s.elem == 8 {
		degree, most = 22, 39
	}
	c.least = c.either(mc, -18.76, -53.26)
	c.two, c.four, c.lessHalf = c.float(mc, 2), c.float(mc, 4), c.float(mc, -0.5)
	if backward {
		degree = min(degree, 20) // g′ is held to an absolute error
		c.density = c.float(mc, 1/math.Sqrt(2*math.Pi))
	}
	far := (4 - most) / (4 + most)
	for _, q := range roundedFor(far, interpolation(millsAt, far, 1, degree), s.elem) {
		c.mills = append(c.mills, c.float(mc, q))
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
func (c *gelu) tail(mc machine, s, p, n, ratio, x, t, r, v, u vec) {
	l := v
	mc.orv(r, x, c.sign)
	mc.atLeast(s, r, c.least)
	mc.mulv(r, s, s)
	mc.copyv(l, r)
	mc.mulv(t, r, c.lessHalf)
	mc.fnma(l, s, s) // what s² lost, or gained
	c.lessOne(mc, p, n, t, r)
	mc.addv(r, p, c.one)
	mc.mulv(l, l, c.half)
	mc.fma(p, r, l)
	mc.addv(p, p, c.one)

	mc.copyv(t, c.four)
	mc.subv(t, t, s)
	mc.copyv(r, c.two)
	mc.divv(r, r, t)
	mc.mulv(v, s, r)
	mc.addv(t, v, c.one) // q
	mc.copyv(u, c.one)
	mc.fma(u, v, c.half)
	mc.copyv(ratio, c.mills[0])
	for _, m := range c.mills[1:] {
		mc.poly(ratio, t, m)
	}
	mc.poly(ratio, v, u)
}

func (c *gelu) forward(mc machine, m mover) {
	const x, t, n, r, p, u, v, s, ratio vec = 0, 1, 2, 3, 4, 5, 6, 7, 8
	m.load(x, 2)
	c.tail(mc, s, p, n, ratio, x, t, r, v, u)
	mc.mulv(p, p, ratio)
	mc.mulv(p, p, v)
	f := c.split(mc, n, t, u, p) // p·f is G
	mc.bySign(t, x, c.sign, x, v)
	f.addTo(t, p)
	m.store(1, t)
}

func (c *gelu) backward(mc machine, m mover) {
	const x, t, n, r, p, u, v, s, ratio vec = 0, 1, 2, 3, 4, 5, 6, 7, 8
	m.load(x, 3)
	c.tail(mc, s, p, n, ratio, x, t, r, v, u)
	mc.mulv(t, s, c.density)
	mc.fma(t, ratio, r)
	mc.mulv(p, p, t)
	f := c.split(mc, n, t, u, p) // p·f is H
	f.complement(t, x, p, r)
	m.load(x, 2)
	mc.small(t, x, c.exp)
	m.store(1, t)
}
