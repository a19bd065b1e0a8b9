package asmgen

// sigmoid is y = 1/(1+e⁻ˣ), computed as (x < 0 ? e : 1)/(1+e) with e = e^-|x|. That neither
// overflows nor cancels.
type sigmoid struct {
	*exp
	least vec
}

func newSigmoid(mc machine, s *isa) *sigmoid {
	c := newExp(mc, s)
	return &sigmoid{c, c.nothing(mc)}
}

func (c *sigmoid) emit(mc machine, m mover) {
	const x, t, n, r, p, u, w vec = 0, 1, 2, 3, 4, 5, 6
	m.load(x, 2)
	mc.orv(r, x, c.sign)
	mc.atLeast(t, r, c.least)
	c.lessOne(mc, p, n, t, r)
	mc.addv(p, p, c.one)
	f := c.split(mc, n, u, w, p) // p·f is e

	f.onePlus(r, p)
	mc.bySign(t, x, p, c.one, u)
	mc.divv(t, t, r)
	f.below0(t, x, u)
	m.store(1, t)
}
