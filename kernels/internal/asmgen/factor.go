package asmgen

// factor is what a number must still be multiplied by to be of the size of eᵗ. A CPU takes a
// hundred cycles for a subnormal number, wherever it comes up. So e = p·2ⁿ is not computed. p takes
// one half of 2ⁿ. The other half is the factor. It is multiplied in where the result is made: by a
// product that is the result, or that adds e to something larger.
//
// There is no factor where one instruction multiplies by 2ⁿ: that costs less.
type factor struct {
	mc      machine
	c       *exp
	n, t, u vec
	any     bool
}

// split multiplies each p by 2ⁿ without the factor. It leaves that multiplier in t, and the factor
// in u.
func (c *exp) split(mc machine, n, t, u vec, ps ...vec) factor {
	return factor{mc, c, n, t, u, mc.split(n, t, u, c, ps...)}
}

// also does to p what split did to others. n and t must be as split left them.
func (f factor) also(p vec) {
	if f.any {
		f.mc.mulv(p, p, f.t)
	} else {
		f.mc.scale(p, f.n, f.t, f.u, f.c)
	}
}

// onePlus emits d = 1 + p·f. d is not p.
func (f factor) onePlus(d, p vec) {
	if !f.any {
		f.mc.addv(d, p, f.c.one)
		return
	}
	f.mc.copyv(d, f.c.one)
	f.mc.fma(d, p, f.u)
}

// addTo emits acc += p·f.
func (f factor) addTo(acc, p vec) {
	if !f.any {
		f.mc.addv(acc, acc, p)
		return
	}
	f.mc.fma(acc, p, f.u)
}

// below0 emits d = d·f where the sign bit of x is set. t is spare.
func (f factor) below0(d, x, t vec) {
	if f.any {
		f.mc.bySign(t, x, f.u, f.c.one, t)
		f.mc.small(d, t, f.c)
	}
}

// complement emits d = p·f where the sign bit of x is set, else 1 - p·f. t is spare. p is overwritten.
func (f factor) complement(d, x, p, t vec) {
	f.mc.copyv(d, f.c.one)
	if f.any {
		f.mc.fnma(d, p, f.u)
		f.mc.bySign(t, x, f.u, f.c.sign, t) // a product with 0 is not subnormal
		f.mc.small(p, t, f.c)
	} else {
		f.mc.subv(d, d, p)
	}
	f.mc.bySign(d, x, p, d, t)
}

// square emits d = (p·f)², or (p·f + least)² where there is a factor.
func (f factor) square(d, p vec, least vec) {
	if f.any {
		f.mc.copyv(d, least)
		f.mc.fma(d, p, f.u)
		p = d
	}
	f.mc.mulv(d, p, p)
}
