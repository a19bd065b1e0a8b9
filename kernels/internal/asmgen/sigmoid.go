package asmgen

// sigmoid is y = 1/(1+e⁻ˣ), computed as (x < 0 ? e : 1)/(1+e) with e = e^-|x|. That neither
// overflows nor cancels.
func sigmoid(k *elements) func(m mover) {
	v := k.vec
	x, t, n, r, p, u, w := v("x"), v("t"), v("n"), v("r"), v("p"), v("u"), v("w")
	c := newExp(k)
	least := c.nothing()
	return func(m mover) {
		m.load(x, k.ptr("x"))
		k.orv(r, x, c.sign)
		k.atLeast(t, r, least)
		c.lessOne(p, n, t, r)
		k.addv(p, p, c.one)
		f := c.split(n, u, w, p) // p·f is e

		f.onePlus(r, p)
		k.bySign(t, x, p, c.one, u)
		k.divv(t, t, r)
		f.below0(t, x, u)
		m.store(k.ptr("y"), t)
	}
}
