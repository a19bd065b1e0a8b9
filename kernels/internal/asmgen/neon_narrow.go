package asmgen

// What products with narrow weights need of NEON. Of the instructions that multiply bytes, or bfloat16, only those that every
// NEON has are used: weights are widened, bytes to 16 bits and bfloat16 to 32. One number of a row is an element of a register.

// spares come first: the element of 16 bits that SMLAL multiplies by must be in the lower 16 registers.
func (x *neon) spares(rows, _ int) (vectors int, first bool) { return 8 + rows, true }

func (x *neon) stepBy(bytes int) { x.addImm(x.a, bytes) }

// pairs takes 8 bytes of each row, and a vector of weights at a time: the even ones are the lower halves of words.
func (x *neon) pairs(t *panelTile, rows int) {
	even, odd, xs := t.spare[0], t.spare[1], t.spare[2:]
	for i := range rows {
		if i == 0 {
			x.op("MOVD %s, %s", x.g(x.a), neonRow)
		}
		x.op("VLD1R.P (%s)(%s), [V%d.D2]", neonRow, x.g(x.stride), xs[i])
	}
	for j := range t.across {
		x.load(odd, t.w, j*x.bytes)
		x.op("VSHL $16, %s, %s", x.v(odd), x.v(even))
		x.andv(odd, odd, t.mask())
		for e, w := range []vec{even, odd} {
			for i := range rows {
				x.fmaElement(t.acc(i, j), w, xs[i], e)
			}
		}
	}
}

// fmaElement is acc += w·x[e].
func (x *neon) fmaElement(acc, w, v vec, e int) {
	x.word(0x4f801000|uint32(e&1)<<21|uint32(e>>1)<<11|uint32(v)<<16|uint32(w)<<5|uint32(acc), "fmla v%d.4s, v%d.4s, v%d.s[%d]", acc, w, v, e)
}

// quads sorts the bytes of 64 weights, of 16 outputs, into four vectors, of which each has one of each output. Widened, they are
// multiplied by one number of a row.
func (x *neon) quads(t *panelTile, rows int) {
	w, s, xs := t.spare[:4], t.spare[4:8], t.spare[8:]
	for j := range w {
		x.load(w[j], t.w, j*x.bytes)
	}
	for i := range rows {
		x.row(xs[i], i)
		x.op("VUXTL V%[1]d.B8, V%[1]d.H8", xs[i])
	}
	for j := range 2 {
		x.unzip(s[2*j], w[2*j], w[2*j+1], 1)   // even bytes of 8 outputs
		x.unzip(s[2*j+1], w[2*j], w[2*j+1], 2) // odd ones
	}
	for odd := range 2 {
		x.unzip(w[odd], s[odd], s[2+odd], 1)
		x.unzip(w[2+odd], s[odd], s[2+odd], 2)
	}
	low, high := s[0], s[1]
	for e := range w {
		x.word(0x0f08a400|uint32(w[e])<<5|uint32(low), "sxtl v%d.8h, v%d.8b", low, w[e])
		x.word(0x4f08a400|uint32(w[e])<<5|uint32(high), "sxtl2 v%d.8h, v%d.16b", high, w[e])
		for i := range rows {
			for j := range t.across {
				x.mulElement(t.acc(i, j), []vec{low, high}[j/2], xs[i], e, j%2 == 1)
			}
		}
	}
}

// unzip takes every other byte of a and b, from byte 0 on with 1, else from byte 1.
func (x *neon) unzip(d, a, b vec, which int) {
	x.op("VUZP%d V%d.B16, V%d.B16, V%d.B16", which, b, a, d)
}

// mulElement is acc += w·x[e] of 16 bits, of the lower or the upper half of w.
func (x *neon) mulElement(acc, w, v vec, e int, upper bool) {
	code := 0x0f402000 | uint32(e&1)<<20 | uint32(e>>1&1)<<21 | uint32(e>>2)<<11 | uint32(v)<<16 | uint32(w)<<5 | uint32(acc)
	if upper {
		x.word(code|1<<30, "smlal2 v%d.4s, v%d.8h, v%d.h[%d]", acc, w, v, e)
		return
	}
	x.word(code, "smlal v%d.4s, v%d.4h, v%d.h[%d]", acc, w, v, e)
}

func (x *neon) storeBytes(p reg, v, _ vec) {
	x.word(0x0e612800|uint32(v)<<5|uint32(v), "xtn v%d.4h, v%d.4s", v, v)
	x.word(0x0e212800|uint32(v)<<5|uint32(v), "xtn v%d.8b, v%d.8h", v, v)
	x.op("FMOVS F%d, %s", v, x.at(p, 0))
}

func (x *neon) repeatWord(v vec, p param) {
	x.op("MOVD %s, %s", x.mem(p), neonScratch)
	x.repeat(v)
}

func (x *neon) addWords(v vec, p reg, disp int, t vec) {
	x.load(t, p, disp)
	x.op("VADD %s, %s, %[2]s", x.v(t), x.v(v))
}

func (x *neon) addSums(v vec, p reg, disp int, t vec) {
	x.load(t, p, disp)
	x.addv(v, v, t)
}

func (x *neon) mulWords(d, a, b vec) { x.three("mul", 0x4ea09c00, d, a, b) }
func (x *neon) subWords(d, a, b vec) { x.op("VSUB %s, %s, %s", x.v(b), x.v(a), x.v(d)) }
func (x *neon) floats(v vec)         { x.two("scvtf", 0x4e21d800, v, v, "") }
