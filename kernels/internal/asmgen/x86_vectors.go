package asmgen

import "fmt"

// What x86's vectors compute: constants, arithmetic, comparisons by masks, and the exponents of exp.

func (x *x86) broadcast() string {
	if x.elem == 4 {
		return "VBROADCASTSS"
	}
	return "VBROADCASTSD"
}

func (x *x86) broadcastArg(v vec, p param) {
	x.op("%s %s, %s", x.broadcast(), x.mem(p), x.v(v))
}

func (x *x86) constant(v vec, bits uint64) {
	x.op("%s $0x%x, AX", x.l("MOV"), bits)
	if x.evex {
		x.op("%s AX, %s", x.d("VPBROADCAST"), x.v(v))
		return
	}
	x.op("%s AX, X%d", x.d("VMOV"), v)
	x.op("%s X%d, %s", x.broadcast(), v, x.v(v))
}

// pooledBytes is the size of a constant in memory: an element, which EVEX's instructions repeat, or a whole vector.
func (x *x86) pooledBytes() int {
	if x.evex {
		return x.elem
	}
	return x.bytes
}

// pooled puts constants in registers on a machine with 32, as long as there are any. Others are in memory.
func (x *x86) pooled(r *regs, bits uint64) vec {
	if x.evex && r.vecs.left() > 0 {
		v := r.vecs.take("constants")
		x.constant(v, bits)
		return v
	}
	at, ok := x.pool[bits]
	if !ok {
		at = len(x.pool)
		x.pool[bits] = at
		width := min(8, x.pooledBytes())
		if x.elem < width {
			bits |= bits << 32
		}
		for off := 0; off < x.pooledBytes(); off += width {
			fmt.Fprintf(&x.data, "DATA constants<>+%d(SB)/%d, $0x%x\n", at*x.pooledBytes()+off, width, bits)
		}
	}
	return vec(-1 - at)
}

// three writes an instruction of two sources, of which the last may be a constant in memory. Go spells the last source first.
func (x *x86) three(mnemonic string, d, s1, s2 vec) {
	if s2 < 0 && x.evex {
		mnemonic += ".BCST"
	}
	x.op("%s %s, %s, %s", mnemonic, x.v(s2), x.v(s1), x.v(d))
}

// bitwise is the name of a bitwise instruction. Under EVEX it has an element type.
func (x *x86) bitwise(mnemonic string) string {
	if x.evex {
		return x.d(mnemonic)
	}
	return mnemonic
}

func (x *x86) bits(mnemonic string, d, s1, s2 vec) { x.three(x.bitwise(mnemonic), d, s1, s2) }

func (x *x86) zero(v vec)             { x.bits("VPXOR", v, v, v) }
func (x *x86) fma(acc, a, b vec)      { x.three(x.ps("VFMADD231"), acc, a, b) }
func (x *x86) fnma(acc, a, b vec)     { x.three(x.ps("VFNMADD231"), acc, a, b) }
func (x *x86) poly(p, v, c vec)       { x.three(x.ps("VFMADD213"), p, v, c) }
func (x *x86) product(d, y, zero vec) { x.poly(d, y, zero) }
func (x *x86) addv(d, a, b vec)       { x.three(x.ps("VADD"), d, a, b) }
func (x *x86) subv(d, a, b vec)       { x.three(x.ps("VSUB"), d, a, b) }
func (x *x86) mulv(d, a, b vec)       { x.three(x.ps("VMUL"), d, a, b) }
func (x *x86) divv(d, a, b vec)       { x.three(x.ps("VDIV"), d, a, b) }
func (x *x86) sqrtv(d, a vec)         { x.op("%s %s, %s", x.ps("VSQRT"), x.v(a), x.v(d)) }
func (x *x86) orv(d, a, b vec)        { x.bits("VPOR", d, a, b) }
func (x *x86) andv(d, a, b vec)       { x.bits("VPAND", d, a, b) }

func (x *x86) copyv(d, c vec) {
	if c < 0 && x.evex {
		x.op("%s %s, %s", x.broadcast(), x.v(c), x.v(d))
		return
	}
	x.op("VMOVUPS %s, %s", x.v(c), x.v(d))
}

// inRegister returns c itself or, if c is in memory, t with c loaded to it.
func (x *x86) inRegister(c, t vec) vec {
	if c >= 0 {
		return c
	}
	x.copyv(t, c)
	return t
}

// atLeast and atMost rely on MAX and MIN, which return their second source when either is NaN.
func (x *x86) atLeast(d, v, c vec) { x.three(x.ps("VMAX"), d, x.inRegister(c, d), v) }
func (x *x86) atMost(d, v, c vec)  { x.three(x.ps("VMIN"), d, x.inRegister(c, d), v) }

func (x *x86) jumpAny(v, y, t vec, l string) {
	const equal = 0 // false where unordered, and quiet
	if x.masks {
		x.op("%s $%d, %s, %s, K2", x.ps("VCMP"), equal, x.v(y), x.v(v))
		x.op("KORTESTW K2, K2")
	} else {
		x.op("%s $%d, %s, %s, %s", x.ps("VCMP"), equal, x.v(y), x.v(v), x.v(t))
		x.op("%s %s, AX", x.ps("VMOVMSK"), x.v(t))
		x.op("TESTL AX, AX")
	}
	x.op("JNE %s", l)
}

// raise relies on MAX too.
func (x *x86) raise(d, v, _ vec) { x.three(x.ps("VMAX"), d, v, d) }

const notLessOrEqual = 22 // true where unordered, and quiet

func (x *x86) gate(d, v, y, t vec) {
	x.zero(t)
	if x.masks {
		x.op("%s $%d, %s, %s, K2", x.ps("VCMP"), notLessOrEqual, x.v(t), x.v(y))
		x.op("%s.Z %s, K2, %s", x.ps("VMOVA"), x.v(v), x.v(d))
		return
	}
	x.op("%s $%d, %s, %s, %s", x.ps("VCMP"), notLessOrEqual, x.v(t), x.v(y), x.v(t))
	x.three(x.ps("VAND"), d, v, t)
}

func (x *x86) pick(d, v, y, low, t vec) {
	x.zero(t)
	if x.masks {
		x.op("%s $%d, %s, %s, K2", x.ps("VCMP"), notLessOrEqual, x.v(t), x.v(y))
		x.op("%s %s, %s, K2, %s", x.ps("VBLENDM"), x.v(v), x.v(low), x.v(d))
		return
	}
	x.op("%s $%d, %s, %s, %s", x.ps("VCMP"), notLessOrEqual, x.v(t), x.v(y), x.v(t))
	x.op("%s %s, %s, %s, %s", x.ps("VBLENDV"), x.v(t), x.v(v), x.v(low), x.v(d))
}

func (x *x86) bySign(d, v, neg, c, t vec) {
	if x.masks {
		x.op("VPMOV%s2M %s, K2", x.d(""), x.v(v))
		x.op("%s %s, %s, K2, %s", x.ps("VBLENDM"), x.v(neg), x.v(c), x.v(d))
		return
	}
	x.op("%s %s, %s, %s, %s", x.ps("VBLENDV"), x.v(v), x.v(neg), x.v(x.inRegister(c, t)), x.v(d))
}

func (x *x86) pow2(d, n vec, c *exp) {
	if x.scalef {
		x.three(x.ps("VSCALEF"), d, c.one, n)
		return
	}
	x.addv(d, n, c.magic)
	x.exponent(d, c)
}

// exponent makes 2ʰ from h + magic.
func (x *x86) exponent(h vec, c *exp) {
	x.op("%s $%d, %s, %s", x.d("VPSLL"), c.mantissa, x.v(h), x.v(h))
	x.three(x.d("VPADD"), h, h, c.one)
}

// scale may be one instruction. AVX2 has to make 2ⁿ in an exponent field. It makes two halves,
// since 2ⁿ alone may be subnormal.
func (x *x86) scale(p, n, t, u vec, c *exp) {
	if x.scalef {
		x.three(x.ps("VSCALEF"), p, p, n)
		return
	}
	x.split(n, t, u, c, p)
	x.small(p, u, c)
}

// small adds -0, which changes nothing. Zen's multiply-add runs at full speed where the result is
// subnormal. Its multiplication takes five times as long there.
func (x *x86) small(p, v vec, c *exp) { x.poly(p, v, c.sign) }

func (x *x86) split(n, t, u vec, c *exp, ps ...vec) bool {
	if x.scalef {
		for _, p := range ps {
			x.scale(p, n, t, u, c)
		}
		return false
	}
	x.addv(u, n, c.magic)
	x.op("%s $1, %s, %s", x.d("VPSRL"), x.v(u), x.v(t))
	x.three(x.d("VPSUB"), u, u, t)
	x.exponent(t, c)
	x.exponent(u, c)
	for _, p := range ps {
		x.mulv(p, p, t)
	}
	return true
}

func (x *x86) parts(n reg, vectors int) {
	x.op("MOVQ $-1, AX")
	x.op("BZHIQ %s, AX, AX", x.g(n))
	x.partMasks(vectors)
}

func (x *x86) partsIn(from, to, t, all reg, vectors int) {
	x.op("MOVQ $-1, AX")
	x.op("BZHIQ %s, AX, %s", x.g(from), x.g(t))
	x.op("BZHIQ %s, AX, AX", x.g(to))
	x.op("ANDNQ AX, %s, AX", x.g(t))
	x.op("ORQ AX, %s", x.g(all))
	x.partMasks(vectors)
}

func (x *x86) partsOf(all reg, vectors int) {
	x.op("MOVQ %s, AX", x.g(all))
	x.partMasks(vectors)
}

// partMasks leaves the bits of AX, one for each element, in a mask for each vector.
func (x *x86) partMasks(vectors int) {
	x.op("KMOVQ AX, K1")
	for k := 1; k < vectors; k++ {
		x.op("KSHIFTRQ $%d, K1, K%d", k*x.lanes(), k+1)
	}
}

func (x *x86) loadPart(v vec, p reg, disp, part int) {
	x.op("%s.Z %s, K%d, %s", x.ps("VMOVU"), x.at(p, disp), part, x.v(v))
}

func (x *x86) fmaPart(acc, y vec, p reg, disp, part int) {
	x.op("%s %s, %s, K%d, %s", x.ps("VFMADD231"), x.at(p, disp), x.v(y), part, x.v(acc))
}

func (x *x86) storePart(p reg, disp int, v vec, part int) {
	x.op("%s %s, K%d, %s", x.ps("VMOVU"), x.v(v), part, x.at(p, disp))
}

func (x *x86) lane(d, v, t vec, n reg) {
	x.op("%s %s, %s", x.d("VPBROADCAST"), x.g(n), x.v(t))
	x.op("%s %s, %s, %s", x.ps("VPERM"), x.v(v), x.v(t), x.v(d))
}
