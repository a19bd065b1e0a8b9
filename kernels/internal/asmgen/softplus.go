package asmgen

import "math/big"

// softplus is y = ln(1+eˣ), computed as max(x, 0) + ln(1+e) with e = e^-|x|. With z = 2e/(2+e),
// ln(1+e) = 2·artanh(z/2) = z + z·z²·Q(z²).
type softplus struct {
	*exp
	least vec
	tiny  vec   // its square is normal, and 1 plus its square rounds to 1
	log   []vec // Q, from the highest degree
}

func newSoftplus(mc machine, s *isa) *softplus {
	c := &softplus{exp: newExp(mc, s)}
	c.least = c.nothing(mc)
	degree := 4
	if s.elem == 8 {
		degree = 9
	}
	for _, q := range interpolate(artanhTailAt, 0, 4./9, degree) {
		c.log = append(c.log, c.float(mc, q))
	}
	c.tiny = c.either(mc, 0x1p-50, 0x1p-100)
	return c
}

func (c *softplus) emit(mc machine, m mover) {
	const x, t, n, r, p, u, w vec = 0, 1, 2, 3, 4, 5, 6
	m.load(x, 2)
	mc.orv(r, x, c.sign)
	mc.atLeast(t, r, c.least)
	c.lessOne(mc, p, n, t, r)
	mc.addv(p, p, c.one)
	f := c.split(mc, n, u, w, p) // p·f is e

	mc.mulv(r, p, c.half)
	f.onePlus(t, r)
	mc.divv(p, p, t) // p·f is z
	f.square(t, p, c.tiny)
	mc.copyv(n, c.log[0])
	for _, q := range c.log[1:] {
		mc.poly(n, t, q)
	}
	mc.mulv(n, n, t)
	mc.fma(p, p, n) // the accumulator is read before it is written
	mc.gate(t, x, x, u)
	f.addTo(t, p)
	m.store(1, t)
}

// artanhTailAt is Q(w) = Σ wⁱ⁻¹ / (4ⁱ·(2i+1)), i >= 1.
func artanhTailAt(w *big.Float) *big.Float {
	sum, power := bigFloat(0), bigFloat(0.25)
	for i := 1; i < 130; i++ {
		sum.Add(sum, new(big.Float).Quo(power, bigFloat(float64(2*i+1))))
		power.Mul(power, w)
		power.Mul(power, bigFloat(0.25))
	}
	return sum
}
