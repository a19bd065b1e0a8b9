package asmgen

// tanh is y = E/(E+2) with the sign of x. E = e^(2|x|) - 1 is computed as 2ⁿ·(e^r-1) + (2ⁿ-1),
// which never cancels.
type tanh struct {
	*exp
	magnitude vec // all bits but the sign
	most, two vec // from most on, E+2 rounds to E
}

func newTanh(mc machine, s *isa) *tanh {
	c := newExp(mc, s)
	return &tanh{c, c.bits(mc, 1<<(8*s.elem-1)-1), c.either(mc, 20, 40), c.float(mc, 2)}
}

func (c *tanh) emit(mc machine, m mover) {
	const x, t, n, r, p, u, w vec = 0, 1, 2, 3, 4, 5, 6
	m.load(x, 2)
	mc.andv(r, x, c.magnitude)
	mc.addv(r, r, r)
	mc.atMost(t, r, c.most)
	c.lessOne(mc, p, n, t, r)
	mc.pow2(u, n, c.exp)
	mc.subv(w, u, c.one)
	mc.fma(w, p, u) // w is E

	mc.andv(x, x, c.sign)
	mc.addv(t, w, c.two)
	mc.divv(w, w, t)
	mc.orv(w, w, x)
	m.store(1, w)
}
