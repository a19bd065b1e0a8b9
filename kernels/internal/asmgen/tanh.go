package asmgen

// tanh is y = E/(E+2) with the sign of x. E = e^(2|x|) - 1 is computed as 2ⁿ·(e^r-1) + (2ⁿ-1),
// which never cancels.
func tanh(k *elements) func(m mover) {
	v := k.vec
	x, t, n, r, p, u, w := v("x"), v("t"), v("n"), v("r"), v("p"), v("u"), v("w")
	c := newExp(k)
	magnitude := c.bits(1<<(8*k.elem-1) - 1)  // all bits but the sign
	most, two := c.either(20, 40), c.float(2) // from most on, E+2 rounds to E
	return func(m mover) {
		m.load(x, k.ptr("x"))
		k.andv(r, x, magnitude)
		k.addv(r, r, r)
		k.atMost(t, r, most)
		c.lessOne(p, n, t, r)
		k.pow2(u, n, c)
		k.subv(w, u, c.one)
		k.fma(w, p, u) // w is E

		k.andv(x, x, c.sign)
		k.addv(t, w, two)
		k.divv(w, w, t)
		k.orv(w, w, x)
		m.store(k.ptr("y"), w)
	}
}
