package asmgen

// What products with narrow weights need of x86.

// rowBeyond repeats what lies disp bytes behind the element of row i.
func (x *x86) rowBeyond(v vec, i, disp int) {
	x.op("%s %d%s, %s", x.broadcast(), disp, x.rowAt(i), x.v(v))
}

// stepBy is step by a number of bytes.
func (x *x86) stepBy(bytes int) {
	x.addImm(x.a, bytes)
	if x.m > 5 {
		x.op("ADDQ $%d, %s", bytes, x86Row5)
	}
	if x.m > 14 {
		x.op("ADDQ $%d, %s", bytes, x86Row10)
	}
}

// lowerHalf loads words shifted left by 16 bits: EVEX shifts what it loads.
func (x *x86) lowerHalf(v vec, p reg, disp int) {
	from := x.at(p, disp)
	if !x.evex {
		x.load(v, p, disp)
		from = x.v(v)
	}
	x.op("VPSLLD $16, %s, %s", from, x.v(v))
}

// by8 shifts by 8 bits.
func (x *x86) by8(mnemonic string, d, v vec) { x.op("%s $8, %s, %s", mnemonic, x.v(v), x.v(d)) }

// storeBytes stores the last 8 bits of each word. t is spare.
func (x *x86) storeBytes(p reg, v, t vec) {
	if x.evex {
		x.op("VPMOVDB %s, %s", x.v(v), x.at(p, 0))
		return
	}
	x.op("VPSLLD $24, %s, %[1]s", x.v(v)) // leaves nothing that packing saturates
	x.op("VPSRLD $24, %s, %[1]s", x.v(v))
	x.op("VEXTRACTI128 $1, %s, X%d", x.v(v), t)
	x.op("VPACKUSDW X%d, X%d, X%[2]d", t, v)
	x.op("VPACKUSWB X%d, X%[1]d, X%[1]d", v)
	x.op("VMOVQ X%d, %s", v, x.at(p, 0))
}

// repeatWord repeats the lower 32 bits of a parameter.
func (x *x86) repeatWord(v vec, p param) {
	x.op("MOVQ %s, AX", x.mem(p))
	if x.evex {
		x.op("VPBROADCASTD AX, %s", x.v(v))
		return
	}
	x.op("VMOVD AX, X%d", v)
	x.op("VPBROADCASTD X%d, %s", v, x.v(v))
}

func (x *x86) spares(_, across int) (vectors int, first bool) {
	if x.evex {
		return across + 2, false
	}
	return 2*across + 3, false // see widened
}

// pairs adds the even products first, whose weights are the lower halves.
func (x *x86) pairs(t *panelTile, rows int) {
	n, w := t.spare[t.across], t.spare[:t.across]
	for odd := range 2 {
		for j, v := range w {
			if odd == 1 {
				x.loadAnd(v, t.w, j*t.bytes, t.mask())
			} else {
				x.lowerHalf(v, t.w, j*t.bytes)
			}
		}
		for i := range rows {
			x.rowBeyond(n, i, odd*t.size)
			for j, v := range w {
				x.fma(t.acc(i, j), v, n)
			}
		}
	}
}

// quads has an instruction for them.
func (x *x86) quads(t *panelTile, rows int) {
	if !x.evex {
		x.widened(t, rows)
		return
	}
	n, w := t.spare[t.across], t.spare[:t.across]
	for j, v := range w {
		if rows > 1 {
			x.load(v, t.w, j*t.bytes)
		}
	}
	for i := range rows {
		x.row(n, i)
		for j, v := range w {
			from := x.v(v)
			if rows == 1 {
				from = x.at(t.w, j*t.bytes)
			}
			x.op("VPDPBUSD %s, %s, %s", from, x.v(n), x.v(t.acc(i, j)))
		}
	}
}

// widened does it by products of 16 bits, of even and of odd bytes, whose sums by twos have 32. An instruction that
// takes bytes saturates at 16.
func (x *x86) widened(t *panelTile, rows int) {
	even, odd := t.spare[:t.across], t.spare[t.across:2*t.across]
	xe, xo, p := t.spare[2*t.across], t.spare[2*t.across+1], t.spare[2*t.across+2]
	for j := range t.across {
		x.load(odd[j], t.w, j*t.bytes)
		x.by8("VPSLLW", even[j], odd[j])
		x.by8("VPSRAW", even[j], even[j])
		x.by8("VPSRAW", odd[j], odd[j])
	}
	for i := range rows {
		x.row(xo, i)
		x.by8("VPSLLW", xe, xo)
		x.by8("VPSRLW", xe, xe)
		x.by8("VPSRLW", xo, xo)
		for j := range t.across {
			for _, f := range [][2]vec{{even[j], xe}, {odd[j], xo}} {
				x.three("VPMADDWD", p, f[0], f[1])
				x.three("VPADDD", t.acc(i, j), t.acc(i, j), p)
			}
		}
	}
}

func (x *x86) addWords(v vec, p reg, disp int, _ vec) {
	x.op("VPADDD %s, %s, %[2]s", x.at(p, disp), x.v(v))
}

func (x *x86) addSums(v vec, p reg, disp int, _ vec) {
	x.op("VADDPS %s, %s, %[2]s", x.at(p, disp), x.v(v))
}

func (x *x86) mulWords(d, a, b vec) { x.three("VPMULLD", d, a, b) }
func (x *x86) subWords(d, a, b vec) { x.three("VPSUBD", d, a, b) }
func (x *x86) floats(v vec)         { x.op("VCVTDQ2PS %s, %[1]s", x.v(v)) }
