package asmgen

import "math"

// gated is y = x·σ(v): SiLU with v = x, and GELUTanh with v = x·(linear + cubic·x²). v is odd, so
// e = e^v(-|x|) serves both signs. With d = 1 + e,
//
//	y  = (x < 0 ? x·e : x) / d
//	y′ = (x < 0 ? H : 1 - H)    H = e·(d+w)/d², w = v′·x at -|x|
//
// Where e alone would be subnormal, it is multiplied by what stands beside it first, and scaled by 2ⁿ
// then.
type gated struct {
	*exp
	least         vec // the x at which v is exp.nothing
	cubic         bool
	linear, third vec // of GELUTanh's v
	slope3        vec // of its derivative
}

func newGated(mc machine, s *isa, cubic bool) *gated {
	c := &gated{exp: newExp(mc, s), cubic: cubic}
	if !cubic {
		c.least = c.nothing(mc)
		return c
	}
	linear := 2 * math.Sqrt(2/math.Pi)
	c.least = c.either(mc, -12.96, -26.812)
	c.linear = c.float(mc, linear)
	c.third = c.float(mc, 0.044715*linear)
	c.slope3 = c.float(mc, 3*0.044715*linear)
	return c
}

// exponential emits s = -|x|, no less than least, and p = e^v(s) without the scaling by 2ⁿ. t, r
// and u are spare. The rounding error of v is a relative error of the result, up to v times as
// large. So the last rounding is made up for.
func (c *gated) exponential(mc machine, s, p, n, x, t, r, u vec) {
	mc.orv(r, x, c.sign)
	mc.atLeast(s, r, c.least)
	if c.cubic {
		mc.mulv(t, s, s)
		mc.copyv(r, c.linear)
		mc.fma(r, t, c.third)
		mc.mulv(t, r, s)
		mc.copyv(u, t)
		mc.fnma(u, r, s)
	} else {
		mc.copyv(t, s)
	}
	c.lessOne(mc, p, n, t, r)
	if c.cubic {
		mc.addv(r, p, c.one)
		mc.fnma(p, r, u)
	}
	mc.addv(p, p, c.one)
}

func (c *gated) forward(mc machine, m mover) {
	const x, t, n, r, p, u, w, s vec = 0, 1, 2, 3, 4, 5, 6, 7
	m.load(x, 2)
	c.exponential(mc, s, p, n, x, t, r, u)
	mc.mulv(s, s, p)
	f := c.split(mc, n, u, w, s, p)

	f.onePlus(r, p) // d
	mc.bySign(t, x, s, x, u)
	mc.divv(t, t, r)
	f.below0(t, x, u)
	m.store(1, t)
}

func (c *gated) backward(mc machine, m mover) {
	const x, t, n, r, p, u, w, s, slope vec = 0, 1, 2, 3, 4, 5, 6, 7, 8
	m.load(x, 3)
	c.exponential(mc, s, p, n, x, t, r, u)
	if c.cubic {
		mc.mulv(r, s, s)
		mc.copyv(slope, c.slope3)
		mc.poly(slope, r, c.linear)
	}
	mc.copyv(r, p)
	f := c.split(mc, n, w, u, r) // r·f is e
	f.onePlus(t, r)
	mc.mulv(r, t, t) // d²
	if c.cubic {
		mc.fma(t, s, slope)
	} else {
		mc.addv(t, t, s)
	} // t is d+w
	mc.mulv(p, p, t)
	f.also(p)
	mc.divv(p, p, r) // p·f is H
	f.complement(t, x, p, r)
	m.load(x, 2)
	mc.small(t, x, c.exp)
	m.store(1, t)
}
