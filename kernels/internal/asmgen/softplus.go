package asmgen

import "math/big"

// softplus is y = ln(1+eˣ), computed as max(x, 0) + ln(1+e) with e = e^-|x|. With z = 2e/(2+e),
// ln(1+e) = 2·artanh(z/2) = z + z·z²·Q(z²).
func softplus(k *elements) func(m mover) {
	v := k.vec
	x, t, n, r, p, u, w := v("x"), v("t"), v("n"), v("r"), v("p"), v("u"), v("w")
	c := newExp(k)
	least := c.nothing()
	degree := 4
	if k.elem == 8 {
		degree = 9
	}
	var log []vec // Q, from the highest degree
	for _, q := range interpolate(artanhTailAt, 0, 4./9, degree) {
		log = append(log, c.float(q))
	}
	tiny := c.either(0x1p-50, 0x1p-100) // its square is normal, and 1 plus its square rounds to 1
	return func(m mover) {
		m.load(x, k.ptr("x"))
		k.orv(r, x, c.sign)
		k.atLeast(t, r, least)
		c.lessOne(p, n, t, r)
		k.addv(p, p, c.one)
		f := c.split(n, u, w, p) // p·f is e

		k.mulv(r, p, c.half)
		f.onePlus(t, r)
		k.divv(p, p, t) // p·f is z
		f.square(t, p, tiny)
		k.copyv(n, log[0])
		for _, q := range log[1:] {
			k.poly(n, t, q)
		}
		k.mulv(n, n, t)
		k.fma(p, p, n) // the accumulator is read before it is written
		k.gate(t, x, x, u)
		f.addTo(t, p)
		m.store(k.ptr("y"), t)
	}
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
