package asmgen

// sigmoid is y = 1/(1+e⁻ˣ) as (x < 0 ? e : 1)/(1+e) with e = e^-|x|, which
// neither overflows nor cancels.
type sigmoid struct {
	*exp
	least vec // e^least rounds to 0
}

func newSigmoid(mc machine, s *isa) *sigmoid {
	c := newExp(mc, s)
	return &sigmoid{c, c.either(mc, -105, -746)}
}

func (c *sigmoid) emit(mc machine, m mover) {
	const x, t, n, r, p, u, w vec = 0, 1, 2, 3, 4, 5, 6
	m.load(x, 2)
	mc.orv(r, x, c.sign)
	mc.atLeast(t, r, c.least)
	c.lessOne(mc, p, n, t, r)
	mc.addv(p, p, c.one)
	mc.scale(p, n, u, w, c.exp) // p is e

	mc.addv(r, p, c.one)
	mc.bySign(t, x, p, c.one, u)
	mc.divv(t, t, r)
	m.store(1, t)
}
