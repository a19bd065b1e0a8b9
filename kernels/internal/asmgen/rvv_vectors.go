package asmgen

// What RISC-V's vectors compute: constants in scalar registers, arithmetic on vectors, and the exponents of exp.

// setScalar makes a constant.
func (x *rvv) setScalar(c vec, bits uint64) {
	from := "X0"
	if bits != 0 {
		x.op("MOV $0x%x, %s", bits, rvvScratch)
		from = rvvScratch
	}
	x.op("%s %s, %s", map[int]string{4: "FMVWX", 8: "FMVDX"}[x.elem], from, x.f(c))
}

func (x *rvv) broadcastArg(v vec, p param) {
	c := v
	if v >= 0 {
		c = rvvScratchScalar
	}
	x.op("%s %s, %s", x.moveF(), x.mem(p), x.f(c))
	if v >= 0 {
		x.copyv(v, c)
	}
}

func (x *rvv) constant(v vec, bits uint64) {
	x.setScalar(rvvScratchScalar, bits)
	x.copyv(v, rvvScratchScalar)
}

// pooled makes constants beyond the scalar registers where they are used.
func (x *rvv) pooled(r *regs, bits uint64) vec {
	if r.scalars.left() > 0 {
		c := r.repeated("constants")
		x.setScalar(c, bits)
		return c
	}
	x.beyond = append(x.beyond, bits)
	return scalarReg(rvvScalarRegisters + len(x.beyond) - 1)
}

func (x *rvv) fold(v, t vec) {
	x.zero(t)
	x.op("VFREDUSUMVS %s, %s, %[2]s", x.v(t), x.v(v))
}

func (x *rvv) greatestOf(v vec) {
	x.op("VFREDMAXVS %[1]s, %[1]s, %[1]s", x.v(v))
	x.op("VFMVFS %s, %s", x.v(v), x.f(rvvScratchScalar))
	x.copyv(v, rvvScratchScalar)
}

// two writes d = a op b, where b may be a scalar.
func (x *rvv) two(op string, d, a, b vec) {
	if b < 0 {
		x.op("%sVF %s, %s, %s", op, x.f(b), x.v(a), x.v(d))
		return
	}
	x.op("%sVV %s, %s, %s", op, x.v(b), x.v(a), x.v(d))
}

// three writes an instruction of d, a and b, where b may be a scalar. Go spells a before b, unlike in two.
func (x *rvv) three(op string, d, a, b vec) {
	if b < 0 {
		x.op("%sVF %s, %s, %s", op, x.v(a), x.f(b), x.v(d))
		return
	}
	x.op("%sVV %s, %s, %s", op, x.v(a), x.v(b), x.v(d))
}

// inVector returns c itself or, if c is a scalar, the spare vector with c in every lane.
func (x *rvv) inVector(c vec) vec {
	if c >= 0 {
		return c
	}
	x.copyv(rvvSpare, c)
	return rvvSpare
}

func (x *rvv) copyv(d, c vec) {
	switch {
	case c < 0:
		x.op("VFMVVF %s, %s", x.f(c), x.v(d))
	case c != d:
		x.op("VMVVV %s, %s", x.v(c), x.v(d))
	}
}

func (x *rvv) zero(v vec)             { x.op("VMVVI $0, %s", x.v(v)) }
func (x *rvv) fma(acc, a, b vec)      { x.three("VFMACC", acc, a, b) }
func (x *rvv) product(d, y, zero vec) { x.poly(d, y, zero) }
func (x *rvv) fnma(acc, a, b vec)     { x.three("VFNMSAC", acc, a, b) }
func (x *rvv) poly(p, v, c vec)       { x.three("VFMADD", p, x.inVector(c), v) }
func (x *rvv) addv(d, a, b vec)       { x.two("VFADD", d, a, b) }
func (x *rvv) subv(d, a, b vec)       { x.two("VFSUB", d, a, b) }
func (x *rvv) mulv(d, a, b vec)       { x.two("VFMUL", d, a, b) }
func (x *rvv) divv(d, a, b vec)       { x.two("VFDIV", d, a, b) }
func (x *rvv) sqrtv(d, a vec)         { x.op("VFSQRTV %s, %s", x.v(a), x.v(d)) }
func (x *rvv) orv(d, a, b vec)        { x.two("VOR", d, a, x.inVector(b)) }
func (x *rvv) andv(d, a, b vec)       { x.two("VAND", d, a, x.inVector(b)) }

// choose writes d = c where the mask is set, else v.
func (x *rvv) choose(d, c, v vec) {
	if c < 0 {
		x.op("VFMERGEVFM %s, %s, %s, %s", x.f(c), x.v(v), x.mask(), x.v(d))
		return
	}
	x.op("VMERGEVVM %s, %s, %s, %s", x.v(c), x.v(v), x.mask(), x.v(d))
}

// atLeast and atMost compare: VFMAX and VFMIN would return the other source where one is NaN.
func (x *rvv) atLeast(d, v, c vec) { x.bounded("VMFLT", d, v, c) }
func (x *rvv) atMost(d, v, c vec)  { x.bounded("VMFGT", d, v, c) }

func (x *rvv) jumpAny(v, y, _ vec, l string) {
	x.op("VMFEQVV %s, %s, %s", x.v(y), x.v(v), x.mask())
	x.op("VFIRSTM %s, %s", x.mask(), rvvScratch)
	x.op("BGEZ %s, %s", rvvScratch, l)
}

// raise relies on VFMAX, which returns the other source where one is NaN.
func (x *rvv) raise(d, v, _ vec) { x.two("VFMAX", d, d, v) }

func (x *rvv) bounded(compare string, d, v, c vec) {
	if c < 0 {
		x.op("%sVF %s, %s, %s", compare, x.f(c), x.v(v), x.mask())
	} else {
		x.op("%sVV %s, %s, %s", compare, x.v(c), x.v(v), x.mask())
	}
	x.choose(d, c, v)
}

// notAbove sets the mask where y <= 0.
func (x *rvv) notAbove(y vec) {
	x.setScalar(rvvScratchScalar, 0)
	x.op("VMFLEVF %s, %s, %s", x.f(rvvScratchScalar), x.v(y), x.mask())
}

func (x *rvv) gate(d, v, y, _ vec) {
	x.notAbove(y)
	x.op("VMERGEVIM $0, %s, %s, %s", x.v(v), x.mask(), x.v(d))
}

func (x *rvv) pick(d, v, y, low, _ vec) {
	x.notAbove(y)
	x.choose(d, low, v)
}

// bySign compares as integers, so that -0 counts as negative.
func (x *rvv) bySign(d, v, neg, c, _ vec) {
	if c < 0 {
		x.op("VMSGTVI $-1, %s, %s", x.v(v), x.mask())
		x.choose(d, c, neg)
		return
	}
	x.op("VMSLTVX X0, %s, %s", x.v(v), x.mask())
	x.choose(d, neg, c)
}

func (x *rvv) scale(p, n, t, u vec, c *exp) {
	x.split(n, t, u, c, p)
	x.small(p, u, c)
}

func (x *rvv) small(p, v vec, _ *exp) { x.mulv(p, p, v) }

func (x *rvv) split(n, t, u vec, c *exp, ps ...vec) bool {
	x.addv(u, n, c.magic)
	x.op("VSRLVI $1, %s, %s", x.v(u), x.v(t))
	x.two("VSUB", u, u, t)
	x.exponent(t, c)
	x.exponent(u, c)
	for _, p := range ps {
		x.mulv(p, p, t)
	}
	return true
}

// exponent makes 2ʰ from h + magic.
func (x *rvv) exponent(h vec, c *exp) {
	x.op("MOV $%d, %s", c.mantissa, rvvScratch)
	x.op("VSLLVX %s, %[2]s, %[2]s", rvvScratch, x.v(h))
	x.op("%s %s, %s", map[int]string{4: "FMVXW", 8: "FMVXD"}[x.elem], x.f(c.one), rvvScratch)
	x.op("VADDVX %s, %[2]s, %[2]s", rvvScratch, x.v(h))
}

func (x *rvv) pow2(d, n vec, c *exp) {
	x.addv(d, n, c.magic)
	x.exponent(d, c)
}
