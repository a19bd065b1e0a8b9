package asmgen

// factor is what a number must still be multiplied by to be of the size of eᵗ. A CPU takes a
// hundred cycles for a subnormal number, wherever it comes up. So e = p·2ⁿ is not computed. p takes
// one half of 2ⁿ. The other half is the factor. It is multiplied in where the result is made: by a
// product that is the result, or that adds e to something larger.
//
// There is no factor where one instruction multiplies by 2ⁿ: that costs less.
type factor struct {
	*exp
	n, t, u vec
	any     bool
}

// split multiplies each p by 2ⁿ without the factor. It leaves that multiplier in t, and the factor
// in u.
func (c *exp) split(n, t, u vec, ps ...vec) factor {
	return factor{c, n, t, u, c.machine.split(n, t, u, c, ps...)}
}

// also does to p what split did to others. n and t must be as split left them.
func (f factor) also(p vec) {
	if f.any {
		f.mulv(p, p, f.t)
	} else {
		f.scale(p, f.n, f.t, f.u, f.exp)
	}
}

// onePlus emits d = 1 + p·f. d is not p.
func (f factor) onePlus(d, p vec) {
	if !f.any {
		f.addv(d, p, f.one)
		return
	}
	f.copyv(d, f.one)
	f.fma(d, p, f.u)
}

// addTo emits acc += p·f.
func (f factor) addTo(acc, p vec) {
	if !f.any {
		f.addv(acc, acc, p)
		return
	}
	f.fma(acc, p, f.u)
}

// below0 emits d = d·f where the sign bit of x is set. t is spare.
func (f factor) below0(d, x, t vec) {
	if f.any {
		f.bySign(t, x, f.u, f.one, t)
		f.small(d, t, f.exp)
	}
}

// complement emits d = p·f where the sign bit of x is set, else 1 - p·f. t is spare. p is overwritten.
func (f factor) complement(d, x, p, t vec) {
	f.copyv(d, f.one)
	if f.any {
		f.fnma(d, p, f.u)
		f.bySign(t, x, f.u, f.sign, t) // a product with 0 is not subnormal
		f.small(p, t, f.exp)
	} else {
		f.subv(d, d, p)
	}
	f.bySign(d, x, p, d, t)
}

// square emits d = (p·f)², or (p·f + least)² where there is a factor.
func (f factor) square(d, p vec, least vec) {
	if f.any {
		f.copyv(d, least)
		f.fma(d, p, f.u)
		p = d
	}
	f.mulv(d, p, p)
}
