package asmgen

import "math"

// gelu is y = x·Φ(x), by the tail Φ(-s) = e^(-s²/2)·R(s), s = |x|, of which R, Mills'
// ratio over √(2π), is a smooth function on all of s >= 0:
//
//	y  = (x < 0 ? G : x + G)    G = -s·Φ(-s)
//	y′ = (x < 0 ? H : 1 - H)    H = Φ(-s) - s·φ(s) = e^(-s²/2)·(R - s/√(2π))
//
// With v = -2s/(4+s), R is (2 + v·Q(q))/(4+s), which is most exact near 0, where y is
// largest for its x. Q is a polynomial in q = 1+v, which maps s >= 0 to (-1, 1]. s² is
// taken in two parts, since half its rounding error is e^(-s²/2)'s relative error.
//
// The constants of the polynomial are the last, since there are more of them
// than registers.
type gelu struct {
	*exp
	least    vec // where and beyond G and H round to 0
	two      vec
	four     vec
	lessHalf vec
	factor   vec // of φ: 1/√(2π)
	mills    []vec
}

func newGELU(mc machine, s *isa, backward bool) *gelu {
	c := &gelu{exp: newExp(mc, s)}
	degree, most := 9, 15.0
	if s.elem == 8 {
		degree, most = 21, 39
	}
	c.least = c.float(mc, -most)
	c.two, c.four, c.lessHalf = c.float(mc, 2), c.float(mc, 4), c.float(mc, -0.5)
	if backward {
		c.factor = c.float(mc, 1/math.Sqrt(2*math.Pi))
	}
	for _, q := range interpolate(millsAt, (4-most)/(4+most), 1, degree) {
		c.mills = append(c.mills, c.float(mc, q))
	}
	return c
}

// tail emits s = -|x|, p = e^(-s²/2) less the scaling by 2ⁿ, and R as ratio·r. t and l
// are spare.
func (c *gelu) tail(mc machine, s, p, n, ratio, x, t, r, l vec) {
	mc.orv(r, x, c.sign)
	mc.atLeast(s, r, c.least)
	mc.mulv(r, s, s)
	mc.copyv(l, r)
	mc.mulv(t, r, c.lessHalf)
	mc.fnma(l, s, s) // what s² lost, or gained
	c.lessOne(mc, p, n, t, r)
	mc.addv(p, p, c.one)
	mc.mulv(l, l, c.half)
	mc.fma(p, p, l)

	mc.copyv(t, c.four)
	mc.subv(t, t, s)
	mc.copyv(r, c.one)
	mc.divv(r, r, t) // 1/(4+|x|)
	mc.addv(l, s, s)
	mc.mulv(l, l, r)     // v
	mc.addv(t, l, c.one) // q
	mc.copyv(ratio, c.mills[0])
	for _, m := range c.mills[1:] {
		mc.poly(ratio, t, m)
	}
	mc.poly(ratio, l, c.two)
}

func (c *gelu) forward(mc machine, m mover) {
	const x, t, n, r, p, u, l, s, ratio vec = 0, 1, 2, 3, 4, 5, 6, 7, 8
	m.load(x, 2)
	c.tail(mc, s, p, n, ratio, x, t, r, l)
	mc.mulv(p, p, ratio)
	mc.mulv(s, s, r)
	mc.mulv(p, p, s)
	mc.scale(p, n, u, l, c.exp) // G
	mc.addv(t, x, p)
	mc.bySign(t, x, p, t, u)
	m.store(1, t)
}

func (c *gelu) backward(mc machine, m mover) {
	const x, t, n, r, p, u, l, s, ratio vec = 0, 1, 2, 3, 4, 5, 6, 7, 8
	m.load(x, 3)
	c.tail(mc, s, p, n, ratio, x, t, r, l)
	mc.mulv(t, s, c.factor)
	mc.fma(t, ratio, r)
	mc.mulv(p, p, t)
	mc.scale(p, n, u, l, c.exp) // H
	mc.copyv(t, c.one)
	mc.subv(t, t, p)
	mc.bySign(t, x, p, t, u)
	m.load(x, 2)
	mc.mulv(t, t, x)
	m.store(1, t)
}
