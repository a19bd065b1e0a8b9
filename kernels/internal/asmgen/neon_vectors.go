package asmgen

// What NEON's vectors compute: constants, encoded arithmetic, and the exponents of exp.

func (x *neon) repeat(v vec) { x.op("VDUP %s, %s", neonScratch, x.v(v)) }

func (x *neon) broadcastArg(v vec, p param) {
	x.loadBits(p)
	x.repeat(v)
}

func (x *neon) constant(v vec, bits uint64) {
	x.op("MOVD $0x%x, %s", bits, neonScratch)
	x.repeat(v)
}

// pooled makes constants beyond the registers where they are used. That must be in poly or load.
func (x *neon) pooled(r *regs, bits uint64) vec {
	if r.vecs.left() > 0 {
		v := r.vecs.take("constants")
		x.constant(v, bits)
		return v
	}
	x.beyond = append(x.beyond, bits)
	return vec(-len(x.beyond))
}

// inSpare copies or makes a constant in the spare register.
func (x *neon) inSpare(c vec) {
	if c < 0 {
		x.constant(neonSpare, x.beyond[-c-1])
		return
	}
	x.copyv(neonSpare, c)
}

// three encodes an instruction of three vectors. Bit 22 tells float64 from float32.
func (x *neon) three(name string, base uint32, d, n, m vec) {
	if x.elem == 8 {
		base |= 1 << 22
	}
	x.word(base|uint32(m)<<16|uint32(n)<<5|uint32(d), "%s %s, %s, %s", name, x.arm(d), x.arm(n), x.arm(m))
}

// two encodes an instruction of two vectors. suffix ends its spelling, ", #0" for one.
func (x *neon) two(name string, base uint32, d, n vec, suffix string) {
	if x.elem == 8 {
		base |= 1 << 22
	}
	x.word(base|uint32(n)<<5|uint32(d), "%s %s, %s%s", name, x.arm(d), x.arm(n), suffix)
}

func (x *neon) copyv(d, c vec) {
	switch {
	case c < 0:
		x.inSpare(c)
		x.copyv(d, neonSpare)
	case c != d:
		x.op("VORR V%[2]d.B16, V%[2]d.B16, V%[1]d.B16", d, c)
	}
}

func (x *neon) zero(v vec)         { x.op("VEOR V%[1]d.B16, V%[1]d.B16, V%[1]d.B16", v) }
func (x *neon) fma(acc, a, b vec)  { x.op("VFMLA %s, %s, %s", x.v(b), x.v(a), x.v(acc)) }
func (x *neon) fnma(acc, a, b vec) { x.op("VFMLS %s, %s, %s", x.v(b), x.v(a), x.v(acc)) }
func (x *neon) product(d, y, zero vec) {
	x.mulv(d, d, y)
	x.addv(d, d, zero)
}
func (x *neon) addv(d, a, b vec) { x.three("fadd", 0x4e20d400, d, a, b) }
func (x *neon) subv(d, a, b vec) { x.three("fsub", 0x4ea0d400, d, a, b) }
func (x *neon) mulv(d, a, b vec) { x.three("fmul", 0x6e20dc00, d, a, b) }
func (x *neon) divv(d, a, b vec) { x.three("fdiv", 0x6e20fc00, d, a, b) }
func (x *neon) sqrtv(d, a vec)   { x.two("fsqrt", 0x6ea1f800, d, a, "") }
func (x *neon) andv(d, a, b vec) { x.op("VAND V%d.B16, V%d.B16, V%d.B16", b, a, d) }

// neonSpare is a register that no kernel uses.
const neonSpare vec = 31

func (x *neon) orv(d, a, b vec) {
	if b < 0 {
		x.inSpare(b)
		b = neonSpare
	}
	x.op("VORR V%d.B16, V%d.B16, V%d.B16", b, a, d)
}

// poly adds to a copy of c: NEON's multiply-add overwrites its addend.
func (x *neon) poly(p, v, c vec) {
	x.inSpare(c)
	x.fma(neonSpare, p, v)
	x.copyv(p, neonSpare)
}

// atLeast and atMost rely on FMAX and FMIN, which return NaN when either source is NaN.
func (x *neon) atLeast(d, v, c vec) { x.three("fmax", 0x4e20f400, d, v, c) }
func (x *neon) atMost(d, v, c vec)  { x.three("fmin", 0x4ea0f400, d, v, c) }

// jumpAny adds the halves of what it compares, each lane of which is all ones or zero: the sum is 0 of zeros alone.
func (x *neon) jumpAny(v, y, t vec, l string) {
	x.three("fcmeq", 0x4e20e400, t, v, y)
	x.op("VADDP V%[1]d.D2, V%[1]d.D2, V%[1]d.D2", t)
	x.op("VMOV V%d.D[0], %s", t, neonScratch)
	x.op("CBNZ %s, %s", neonScratch, l)
}

func (x *neon) raise(d, v, t vec) {
	x.three("fcmgt", 0x6ea0e400, t, v, d)
	x.op("VBIT V%d.B16, V%d.B16, V%d.B16", t, v, d)
}

// most spells FMAXV of four floats, or FMAXP of two.
func (x *neon) most(v, _ vec) {
	if x.elem == 4 {
		x.word(0x6e30f800|uint32(v)<<5|uint32(v), "fmaxv s%d, v%d.4s", v, v)
		return
	}
	x.word(0x7e70f800|uint32(v)<<5|uint32(v), "fmaxp d%d, v%d.2d", v, v)
}

func (x *neon) gate(d, v, y, t vec) {
	x.two("fcmle", 0x6ea0d800, t, y, ", #0")
	x.word(0x4e601c00|uint32(t)<<16|uint32(v)<<5|uint32(d), "bic v%d.16b, v%d.16b, v%d.16b", d, v, t)
}

func (x *neon) pick(d, v, y, low, t vec) {
	x.two("fcmle", 0x6ea0d800, t, y, ", #0")
	x.op("VBSL V%d.B16, V%d.B16, V%d.B16", v, low, t)
	x.copyv(d, t)
}

func (x *neon) bySign(d, v, neg, c, t vec) {
	// cmlt compares as integers, so -0 counts as negative. A lane of the result is all ones or all zeros.
	if x.elem == 4 {
		x.word(0x4ea0a800|uint32(v)<<5|uint32(t), "cmlt v%d.4s, v%d.4s, #0", t, v)
	} else {
		x.word(0x4ee0a800|uint32(v)<<5|uint32(t), "cmlt v%d.2d, v%d.2d, #0", t, v)
	}
	x.op("VBSL V%d.B16, V%d.B16, V%d.B16", c, neg, t)
	x.copyv(d, t)
}

func (x *neon) scale(p, n, t, u vec, c *exp) {
	x.split(n, t, u, c, p)
	x.small(p, u, c)
}

func (x *neon) small(p, v vec, _ *exp) { x.mulv(p, p, v) }

func (x *neon) split(n, t, u vec, c *exp, ps ...vec) bool {
	x.addv(u, n, c.magic)
	x.op("VUSHR $1, %s, %s", x.v(u), x.v(t))
	x.op("VSUB %s, %s, %s", x.v(t), x.v(u), x.v(u))
	x.exponent(t, c)
	x.exponent(u, c)
	for _, p := range ps {
		x.mulv(p, p, t)
	}
	return true
}

// exponent makes 2ʰ from h + magic.
func (x *neon) exponent(h vec, c *exp) {
	x.op("VSHL $%d, %[2]s, %[2]s", c.mantissa, x.v(h))
	x.op("VADD %s, %[2]s, %[2]s", x.v(c.one), x.v(h))
}

func (x *neon) pow2(d, n vec, c *exp) {
	x.addv(d, n, c.magic)
	x.exponent(d, c)
}
