package asmgen

import "math"

// exp holds the constants of eᵗ for one element type. The method is Cody and Waite's:
//
//   - n = round(t/ln 2)
//   - r = t - n·ln 2, with ln 2 in two parts
//   - e^r = 1 + r + r²·q(r)
//   - e^t = 2ⁿ·e^r; factor.go has the case that this is subnormal
//
// q interpolates (e^r-1-r)/r² at the Chebyshev nodes of |r| <= ln 2/2. The relative error that it
// leaves in e^r is below 1e-9 for float32 (degree 4) and 4e-18 for float64 (degree 9): a few
// hundredths of an ulp.
type exp struct {
	*elements
	mantissa int // bits of it

	// magic is 1.5·2^mantissa. A small number to which it is added is rounded to a whole one, which
	// stands in the low bits.
	magic vec

	sign  vec // the sign bit
	perLn vec // 1/ln 2
	ln2Hi vec
	ln2Lo vec
	q     []vec // from the highest degree
	one   vec
	half  vec
}

// newExp places the constants. Vectors that the kernel works in are taken before: constants have others to go to.
func newExp(k *elements) *exp {
	c := &exp{elements: k, mantissa: 23}
	degree, signBit := 4, uint64(1)<<31
	if c.elem == 8 {
		c.mantissa, degree, signBit = 52, 9, 1<<63
	}
	hi := math.Ln2
	if c.elem == 4 {
		hi = float64(float32(math.Ln2))
	}
	c.sign = c.bits(signBit)
	c.perLn = c.float(1 / math.Ln2)
	c.magic = c.float(1.5 * math.Ldexp(1, c.mantissa))
	c.ln2Hi = c.float(hi)
	c.ln2Lo = c.float(ln2Rest(c.elem))
	for _, q := range expTail(degree) {
		c.q = append(c.q, c.float(q))
	}
	c.one = c.float(1)
	c.half = c.float(0.5)
	return c
}

// bits and float place one more constant.
func (c *exp) bits(bits uint64) vec { return c.pooled(c.regs, bits) }

func (c *exp) float(x float64) vec { return c.bits(bitsOf(x, c.elem)) }

// either is x for float32 and y for float64.
func (c *exp) either(x, y float64) vec {
	if c.elem == 4 {
		return c.float(x)
	}
	return c.float(y)
}

// lessOne emits n and p = e^r - 1 for the exponent in t. It overwrites t by r of the formula. The
// register r is spare. p keeps its relative accuracy down to r = 0.
func (c *exp) lessOne(p, n, t, r vec) {
	c.copyv(n, c.magic)
	c.fma(n, t, c.perLn)
	c.subv(n, n, c.magic)
	c.fnma(t, n, c.ln2Hi)
	c.fnma(t, n, c.ln2Lo)

	c.mulv(r, t, t)
	c.copyv(p, c.q[0])
	for _, q := range c.q[1:] {
		c.poly(p, t, q)
	}
	c.poly(p, r, t)
}

// nothing is the x at and below which e^x is taken for 0. n is -2·bias there, so the exponent
// fields of both halves of 2ⁿ are those of 0. No CPU has to find out by rounding.
func (c *exp) nothing() vec { return c.either(-176, -1418) }

// plainExp is y = eˣ, expLess y = eˣ⁻ᵃ. Below least it is 0, and above most it is infinite.
func plainExp(k *elements) func(m mover) { return expOf(k, false) }
func expLess(k *elements) func(m mover)  { return expOf(k, true) }

func expOf(k *elements, less bool) func(m mover) {
	v := k.vec
	x, t, n, r, p, u, w := v("x"), v("t"), v("n"), v("r"), v("p"), v("u"), v("w")
	c := newExp(k)
	least, most := c.nothing(), c.either(89, 710)
	return func(m mover) {
		m.load(x, k.ptr("x"))
		if less {
			k.subv(x, x, k.scalar("a"))
		}
		k.atLeast(r, x, least)
		k.atMost(t, r, most)
		c.lessOne(p, n, t, r)
		k.addv(p, p, c.one)
		k.scale(p, n, u, w, c)
		m.store(k.ptr("y"), p)
	}
}
