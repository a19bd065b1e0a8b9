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
