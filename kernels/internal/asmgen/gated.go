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
	x, t, n, r, p, u, w, s vec
	slope                  vec // of a derivative with a cubic

	least         vec // the x at which v is exp.nothing
	cubic         bool
	linear, third vec // of GELUTanh's v
	slope3        vec // of its derivative
}

func siluForward(k *elements) func(m mover)      { return newGated(k, false).forward }
func siluBackward(k *elements) func(m mover)     { return newGated(k, false).backward }
func geluTanhForward(k *elements) func(m mover)  { return newGated(k, true).forward }
func geluTanhBackward(k *elements) func(m mover) { return newGated(k, true).backward }

func newGated(k *elements, cubic bool) *gated {
	v := k.vec
	c := &gated{cubic: cubic, x: v("x"), t: v("t"), n: v("n"), r: v("r"), p: v("p"), u: v("u"), w: v("w"), s: v("s"), slope: v("slope")}
	c.exp = newExp(k)
	if !cubic {
		c.least = c.nothing()
		return c
	}
	linear := 2 * math.Sqrt(2/math.Pi)
	c.least = c.either(-12.96, -26.812)
	c.linear = c.float(linear)
	c.third = c.float(0.044715 * linear)
	c.slope3 = c.float(3 * 0.044715 * linear)
	return c
}

// exponential emits s = -|x|, no less than least, and p = e^v(s) without the scaling by 2ⁿ. t, r
// and u are spare. The rounding error of v is a relative error of the result, up to v times as
// large. So the last rounding is made up for.
func (c *gated) exponential() {
	s, p, n, x, t, r, u := c.s, c.p, c.n, c.x, c.t, c.r, c.u
	c.orv(r, x, c.sign)
	c.atLeast(s, r, c.least)
	if c.cubic {
		c.mulv(t, s, s)
		c.copyv(r, c.linear)
		c.fma(r, t, c.third)
		c.mulv(t, r, s)
		c.copyv(u, t)
		c.fnma(u, r, s)
	} else {
		c.copyv(t, s)
	}
	c.lessOne(p, n, t, r)
	if c.cubic {
		c.addv(r, p, c.one)
		c.fnma(p, r, u)
	}
	c.addv(p, p, c.one)
}

func (c *gated) forward(m mover) {
	x, t, n, r, p, u, w, s := c.x, c.t, c.n, c.r, c.p, c.u, c.w, c.s
	m.load(x, c.ptr("x"))
	c.exponential()
	c.mulv(s, s, p)
	f := c.split(n, u, w, s, p)

	f.onePlus(r, p) // d
	c.bySign(t, x, s, x, u)
	c.divv(t, t, r)
	f.below0(t, x, u)
	m.store(c.ptr("y"), t)
}

func (c *gated) backward(m mover) {
	x, t, n, r, p, u, w, s, slope := c.x, c.t, c.n, c.r, c.p, c.u, c.w, c.s, c.slope
	m.load(x, c.ptr("x"))
	c.exponential()
	if c.cubic {
		c.mulv(r, s, s)
		c.copyv(slope, c.slope3)
		c.poly(slope, r, c.linear)
	}
	c.copyv(r, p)
	f := c.split(n, w, u, r) // r·f is e
	f.onePlus(t, r)
	c.mulv(r, t, t) // d²
	if c.cubic {
		c.fma(t, s, slope)
	} else {
		c.addv(t, t, s)
	} // t is d+w
	c.mulv(p, p, t)
	f.also(p)
	c.divv(p, p, r) // p·f is H
	f.complement(t, x, p, r)
	m.load(x, c.ptr("dy"))
	c.small(t, x, c.exp)
	m.store(c.ptr("dx"), t)
}
