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
	elem     int
	next     vec // the next constant's register
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

// firstConstant is the first vector register with a constant, in what uses exp. Registers 0 … 8 are
// working space.
const firstConstant vec = 9

func newExp(mc machine, s *isa) *exp {
	c := &exp{elem: s.elem, next: firstConstant, mantissa: 23}
	degree, signBit := 4, uint64(1)<<31
	if s.elem == 8 {
		c.mantissa, degree, signBit = 52, 9, 1<<63
	}
	hi := math.Ln2
	if s.elem == 4 {
		hi = float64(float32(math.Ln2))
	}
	c.sign = c.bits(mc, signBit)
	c.perLn = c.float(mc, 1/math.Ln2)
	c.magic = c.float(mc, 1.5*math.Ldexp(1, c.mantissa))
	c.ln2Hi = c.float(mc, hi)
	c.ln2Lo = c.float(mc, ln2Rest(s.elem))
	for _, q := range expTail(degree) {
		c.q = append(c.q, c.float(mc, q))
	}
	c.one = c.float(mc, 1)
	c.half = c.float(mc, 0.5)
	return c
}

// bits and float place one more constant.
func (c *exp) bits(mc machine, bits uint64) vec {
	c.next++
	return mc.pooled(c.next-1, bits)
}

func (c *exp) float(mc machine, x float64) vec { return c.bits(mc, bitsOf(x, c.elem)) }

// either is x for float32 and y for float64.
func (c *exp) either(mc machine, x, y float64) vec {
	if c.elem == 4 {
		return c.float(mc, x)
	}
	return c.float(mc, y)
}

// lessOne emits n and p = e^r - 1 for the exponent in t. It overwrites t by r of the formula. The
// register r is spare. p keeps its relative accuracy down to r = 0.
func (c *exp) lessOne(mc machine, p, n, t, r vec) {
	mc.copyv(n, c.magic)
	mc.fma(n, t, c.perLn)
	mc.subv(n, n, c.magic)
	mc.fnma(t, n, c.ln2Hi)
	mc.fnma(t, n, c.ln2Lo)

	mc.mulv(r, t, t)
	mc.copyv(p, c.q[0])
	for _, q := range c.q[1:] {
		mc.poly(p, t, q)
	}
	mc.poly(p, r, t)
}

// nothing is the x at and below which e^x is taken for 0. n is -2·bias there, so the exponent
// fields of both halves of 2ⁿ are those of 0. No CPU has to find out by rounding.
func (c *exp) nothing(mc machine) vec { return c.either(mc, -176, -1418) }

// plainExp is y = eˣ. Below least it is 0, and above most it is infinite.
type plainExp struct {
	*exp
	least, most vec
}

func newPlainExp(mc machine, s *isa) *plainExp {
	c := newExp(mc, s)
	return &plainExp{c, c.nothing(mc), c.either(mc, 89, 710)}
}

// emit takes the exponential of x or, with less, of x - a.
func (c *plainExp) emit(mc machine, m mover, less bool) {
	const a, x, t, n, r, p, u, w vec = 0, 1, 2, 3, 4, 5, 6, 7
	m.load(x, 2)
	if less {
		mc.subv(x, x, a)
	}
	mc.atLeast(r, x, c.least)
	mc.atMost(t, r, c.most)
	c.lessOne(mc, p, n, t, r)
	mc.addv(p, p, c.one)
	mc.scale(p, n, u, w, c.exp)
	m.store(1, p)
}
