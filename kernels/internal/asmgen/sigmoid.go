package asmgen

import "math"

// exp holds the constants of e^t for t <= 0, of one element type. The method is
// Cody and Waite's: n = round(t/ln 2), r = t - n·ln 2 with ln 2 in two parts,
// e^r = 1 + r + r²·q(r), and e^t = 2ⁿ·e^r.
//
// q interpolates (e^r-1-r)/r² at the Chebyshev nodes of |r| <= ln 2/2, which
// leaves a relative error in e^r below 1e-9 for float32 (degree 4) and 4e-18 for
// float64 (degree 9): a few hundredths of an ulp.
type exp struct {
	mantissa int // bits of it

	// Adding magic = 1.5·2^mantissa to a small number rounds it to a whole one,
	// and leaves that in the low bits.
	magic vec

	sign  vec // the sign bit
	least vec // e^least rounds to 0
	perLn vec // 1/ln 2
	ln2Hi vec
	ln2Lo vec
	q     []vec // from the highest degree
	one   vec
	half  vec
}

// Vector registers of sigmoid and exp: 0 … 6 are working space, constants
// start at 7.
const firstConstant vec = 7

func newExp(mc machine, s *isa) *exp {
	next := firstConstant
	put := func(bits uint64) vec {
		next++
		return mc.pooled(next-1, bits)
	}
	c := &exp{mantissa: 23}
	degree, least, signBit := 4, -105.0, uint64(1)<<31
	if s.elem == 8 {
		c.mantissa, degree, least, signBit = 52, 9, -746, 1<<63
	}
	float := func(x float64) vec { return put(bitsOf(x, s.elem)) }
	hi := math.Ln2
	if s.elem == 4 {
		hi = float64(float32(math.Ln2))
	}
	c.sign = put(signBit)
	c.least = float(least)
	c.perLn = float(1 / math.Ln2)
	c.magic = float(1.5 * math.Ldexp(1, c.mantissa))
	c.ln2Hi = float(hi)
	c.ln2Lo = float(ln2Rest(s.elem))
	for _, q := range expTail(degree) {
		c.q = append(c.q, float(q))
	}
	c.one = float(1)
	c.half = float(0.5)
	return c
}

// sigmoid emits y = 1/(1+e⁻ˣ) as (x < 0 ? e : 1)/(1+e) with e = e^-|x|, which
// neither overflows nor cancels.
func sigmoid(mc machine, m mover, c *exp) {
	const x, t, n, r, p, u, w vec = 0, 1, 2, 3, 4, 5, 6
	m.load(x, 2)
	mc.orv(r, x, c.sign)
	mc.atLeast(t, r, c.least)

	mc.mulv(n, t, c.perLn)
	mc.addv(n, n, c.magic)
	mc.subv(n, n, c.magic)
	mc.fnma(t, n, c.ln2Hi)
	mc.fnma(t, n, c.ln2Lo) // t is r now

	mc.mulv(r, t, t)
	load(mc, p, c.q[0])
	for _, q := range c.q[1:] {
		mc.poly(p, t, q)
	}
	mc.poly(p, r, t)
	mc.addv(p, p, c.one)
	mc.scale(p, n, u, w, c) // p is e

	mc.addv(r, p, c.one)
	mc.bySign(t, x, p, c.one, u)
	mc.divv(t, t, r)
	m.store(1, t)
}

// load copies a constant to a register.
func load(mc machine, d, c vec) {
	mc.zero(d)
	mc.orv(d, d, c)
}

// halves splits n into whole t + u and biases both by magic, so that their low
// bits, moved to the exponent field and added to that of 1, are 2^t and 2^u.
func halves(mc machine, n, t, u vec, c *exp) {
	mc.mulv(t, n, c.half)
	mc.addv(t, t, c.magic)
	mc.subv(u, t, c.magic)
	mc.subv(u, n, u)
	mc.addv(u, u, c.magic)
}
