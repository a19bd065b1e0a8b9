package asmgen

import "math"

// gated is y = x·σ(v): SiLU with v = x, and GELUTanh with v = x·(linear + cubic·x²).
// v is odd, so that e = e^v(-|x|) serves both signs: with d = 1 + e,
//
//	y  = (x < 0 ? x·e : x) / d
//	y′ = (x < 0 ? H : 1 - H)    H = e·(d+w)/d², w = v′·x at -|x|
//
// Where e alone would be subnormal the factor beside it comes before the
// scaling by 2ⁿ.
type gated struct {
	*exp
	least         vec // where and beyond y rounds to -0
	cubic         bool
	linear, third vec // of GELUTanh's v
	slope3        vec // of its derivative
}

func newGated(mc machine, s *isa, cubic bool) *gated {
	c := &gated{exp: newExp(mc, s), cubic: cubic}
	if !cubic {
		c.least = c.either(mc, -110, -753)
		return c
	}
	linear := 2 * math.Sqrt(2/math.Pi)
	c.least = c.either(mc, -11, -22)
	c.linear = c.float(mc, linear)
	c.third = c.float(mc, 0.044715*linear)
	c.slope3 = c.float(mc, 3*0.044715*linear)
	return c
}

// exponential emits s = -|x| no less than least, and e^v(s) as p, which is left
// to be scaled by 2ⁿ. t, r are spare.
func (c *gated) exponential(mc machine, s, p, n, x, t, r vec) {
	mc.orv(r, x, c.sign)
	mc.atLeast(s, r, c.least)
	if c.cubic {
		mc.mulv(t, s, s)
		mc.mulv(t, t, s)
		mc.mulv(t, t, c.third)
		mc.copyv(r, c.linear)
		mc.fma(t, s, r)
	} else {
		mc.copyv(t, s)
	}
	c.lessOne(mc, p, n, t, r)
	mc.addv(p, p, c.one)
}

func (c *gated) forward(mc machine, m mover) {
	const x, t, n, r, p, u, w, s vec = 0, 1, 2, 3, 4, 5, 6, 7
	m.load(x, 2)
	c.exponential(mc, s, p, n, x, t, r)
	mc.mulv(s, s, p)
	mc.scale(s, n, u, w, c.exp)
	mc.scale(p, n, u, w, c.exp)

	mc.addv(p, p, c.one) // d
	mc.bySign(t, x, s, x, u)
	mc.divv(t, t, p)
	m.store(1, t)
}

func (c *gated) backward(mc machine, m mover) {
	const x, t, n, r, p, u, w, s, slope vec = 0, 1, 2, 3, 4, 5, 6, 7, 8
	m.load(x, 3)
	c.exponential(mc, s, p, n, x, t, r)
	if c.cubic {
		mc.mulv(r, s, s)
		mc.copyv(slope, c.slope3)
		mc.poly(slope, r, c.linear)
	}
	mc.copyv(r, p)
	mc.scale(r, n, u, w, c.exp)
	mc.addv(r, r, c.one) // d
	if c.cubic {
		mc.copyv(t, r)
		mc.fma(t, s, slope)
	} else {
		mc.addv(t, r, s)
	} // t is d+w
	mc.mulv(p, p, t)
	mc.scale(p, n, u, w, c.exp)
	mc.mulv(r, r, r)
	mc.divv(p, p, r) // H

	mc.copyv(t, c.one)
	mc.subv(t, t, p)
	mc.bySign(t, x, p, t, u)
	m.load(x, 2)
	mc.mulv(t, t, x)
	m.store(1, t)
}
