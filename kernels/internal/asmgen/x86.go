package asmgen

import "fmt"

// x86 lowers to AVX2 with FMA and to AVX-512 (F, DQ, VL, with BMI2). AX, K1,
// K2 and, on AVX2, Y15 are its own; R14 and R15 stay Go's, as does BP.
type x86 struct {
	*asm
	*isa
	m      int // rows of A
	a      reg // the first
	stride reg
	pool   map[uint64]int // constants in memory: offset by bits

	ladders [2]x86Ladder
	rungs   [2]int
}

func newX86(a *asm, s *isa) machine { return &x86{asm: a, isa: s, pool: map[uint64]int{}} }

var x86Regs = []string{"CX", "DX", "SI", "DI", "BX", "R8", "R9", "R10", "R11", "R12", "R13"}

// Registers that rows of A beyond the first few need.
const (
	x86Stride3 = "R11"
	x86Stride5 = "R12"
	x86Row5    = "R13"
	x86Row10   = "AX"
	x86Mask    = 15 // AVX2's tail mask
)

func (x *x86) wide() bool     { return x.bytes == 64 }
func (x *x86) g(r reg) string { return x86Regs[r] }
func (x *x86) at(p reg, disp int) string {
	if disp == 0 {
		return "(" + x.g(p) + ")"
	}
	return fmt.Sprintf("%d(%s)", disp, x.g(p))
}

// v spells a vector register, or the address of a constant.
func (x *x86) v(v vec) string {
	switch {
	case v < 0:
		return fmt.Sprintf("constants<>+%d(SB)", x.bytes*int(-v-1))
	case x.wide():
		return fmt.Sprintf("Z%d", v)
	}
	return fmt.Sprintf("Y%d", v)
}

// ps gives a mnemonic its element type: VADD becomes VADDPS or VADDPD.
func (x *x86) ps(mnemonic string) string {
	if x.elem == 4 {
		return mnemonic + "PS"
	}
	return mnemonic + "PD"
}

// d gives an integer mnemonic its element type: VPSLL becomes VPSLLD or VPSLLQ.
func (x *x86) d(mnemonic string) string {
	if x.elem == 4 {
		return mnemonic + "D"
	}
	return mnemonic + "Q"
}

// l gives a scalar mnemonic its size.
func (x *x86) l(mnemonic string) string {
	if x.elem == 4 {
		return mnemonic + "L"
	}
	return mnemonic + "Q"
}

func (x *x86) arg(r reg, p param)  { x.op("MOVQ %s+%d(FP), %s", p.name, p.off, x.g(r)) }
func (x *x86) mov(d, s reg)        { x.op("MOVQ %s, %s", x.g(s), x.g(d)) }
func (x *x86) add(d, s reg)        { x.op("ADDQ %s, %s", x.g(s), x.g(d)) }
func (x *x86) addImm(r reg, n int) { x.op("ADDQ $%d, %s", n, x.g(r)) }
func (x *x86) jump(l string)       { x.op("JMP %s", l) }
func (x *x86) align()              { x.op("PCALIGN $32") }

func (x *x86) shift(r reg, n int) {
	if n < 0 {
		x.op("SHRQ $%d, %s", -n, x.g(r))
	} else {
		x.op("SHLQ $%d, %s", n, x.g(r))
	}
}

func (x *x86) remainder(d, r reg, n int) {
	if d != r {
		x.mov(d, r)
	}
	x.op("ANDQ $%d, %s", n-1, x.g(d))
}

func (x *x86) jumpZero(r reg, l string) {
	x.op("TESTQ %s, %s", x.g(r), x.g(r))
	x.op("JEQ %s", l)
}

func (x *x86) jumpLess(r reg, n int, l string) {
	x.op("CMPQ %s, $%d", x.g(r), n)
	x.op("JLT %s", l)
}

func (x *x86) countdown(r reg, l string) {
	x.op("DECQ %s", x.g(r))
	x.op("JNE %s", l)
}

func (x *x86) jumpOne(p param, l string) {
	x.op("%s $0x%x, AX", x.l("MOV"), one(x.elem))
	x.op("%s AX, %s+%d(FP)", x.l("CMP"), p.name, p.off)
	x.op("JEQ %s", l)
}

func (x *x86) jumpNought(p param, l string) {
	x.op("%s %s+%d(FP), AX", x.l("MOV"), p.name, p.off)
	x.op("%s AX, AX", x.l("ADD"))
	x.op("JEQ %s", l)
}

func (x *x86) bump(p param, n int) { x.op("ADDQ $%d, %s+%d(FP)", n, p.name, p.off) }
func (x *x86) jumpMore(l string)   { x.op("JGT %s", l) }

func (x *x86) ret() {
	x.op("VZEROUPPER")
	x.op("RET")
}

func (x *x86) load(v vec, p reg, disp int)  { x.loadFrom(v, x.at(p, disp), false) }
func (x *x86) store(p reg, disp int, v vec) { x.op("%s %s, %s", x.ps("VMOVU"), x.v(v), x.at(p, disp)) }

func (x *x86) prefetch(p reg, disp int) { x.op("PREFETCHT0 %s", x.at(p, disp)) }

func (x *x86) fetchCell(g, r, disp int) { x.op("PREFETCHT0 %d%s", disp, x.cell(g, r)) }

func (x *x86) tail(n reg) {
	if x.wide() {
		x.op("MOVQ $-1, AX")
		x.op("BZHIQ %s, AX, AX", x.g(n))
		x.op("KMOVW AX, K1")
		return
	}
	// A window of the table that begins with n elements of ones.
	x.op("LEAQ tails<>+32(SB), AX")
	x.op("SHLQ $%d, %s", log2(x.elem), x.g(n))
	x.op("SUBQ %s, AX", x.g(n))
	x.op("VMOVUPS (AX), Y%d", x86Mask)
}

func (x *x86) tailOrWhole(n reg, before int) {
	whole := x.newLabel("whole")
	x.op("MOVQ $-1, AX")
	x.op("SUBQ $%d, %s", before, x.g(n))
	x.op("CMPQ %s, $%d", x.g(n), x.lanes())
	x.op("JGE %s", whole)
	x.op("BZHIQ %s, AX, AX", x.g(n))
	x.label(whole)
	x.op("KMOVW AX, K1")
}

func (x *x86) loadTail(v vec, p reg, disp int) { x.loadFrom(v, x.at(p, disp), true) }

// loadFrom loads a vector, whole or partial, from an address.
func (x *x86) loadFrom(v vec, at string, partial bool) {
	switch {
	case !partial:
		x.op("%s %s, %s", x.ps("VMOVU"), at, x.v(v))
	case x.wide():
		x.op("%s.Z %s, K1, %s", x.ps("VMOVU"), at, x.v(v))
	default:
		x.op("%s %s, Y%d, %s", x.ps("VMASKMOV"), at, x86Mask, x.v(v))
	}
}

func (x *x86) storeTail(p reg, disp int, v vec) {
	if x.wide() {
		x.op("%s %s, K1, %s", x.ps("VMOVU"), x.v(v), x.at(p, disp))
		return
	}
	x.op("%s %s, Y%d, %s", x.ps("VMASKMOV"), x.v(v), x86Mask, x.at(p, disp))
}

func (x *x86) broadcast() string {
	if x.elem == 4 {
		return "VBROADCASTSS"
	}
	return "VBROADCASTSD"
}

func (x *x86) broadcastArg(v vec, p param) {
	x.op("%s %s+%d(FP), %s", x.broadcast(), p.name, p.off, x.v(v))
}

func (x *x86) constant(v vec, bits uint64) {
	x.op("%s $0x%x, AX", x.l("MOV"), bits)
	if x.wide() {
		x.op("%s AX, %s", x.d("VPBROADCAST"), x.v(v))
		return
	}
	x.op("%s AX, X%d", x.d("VMOV"), v)
	x.op("%s X%d, %s", x.broadcast(), v, x.v(v))
}

// pooled constants are in registers on AVX-512 and whole vectors in memory on
// AVX2.
func (x *x86) pooled(v vec, bits uint64) vec {
	if x.wide() {
		x.constant(v, bits)
		return v
	}
	at, ok := x.pool[bits]
	if !ok {
		at = len(x.pool)
		x.pool[bits] = at
		for off := 0; off < x.bytes; off += x.elem {
			fmt.Fprintf(&x.data, "DATA constants<>+%d(SB)/%d, $0x%x\n", at*x.bytes+off, x.elem, bits)
		}
	}
	return vec(-1 - at)
}

// finish declares the tables that the file's functions use.
func (x *x86) finish() {
	if x.wide() {
		return
	}
	x.line("")
	x.line("// A window that starts n elements before the middle has n leading ones.")
	for off := 0; off < 32; off += 8 {
		x.line("DATA tails<>+%d(SB)/8, $-1", off)
	}
	for off := 32; off < 64; off += 8 {
		x.line("DATA tails<>+%d(SB)/8, $0", off)
	}
	x.line("GLOBL tails<>(SB), RODATA|NOPTR, $64")
	if len(x.pool) > 0 {
		x.line("")
		x.line("%sGLOBL constants<>(SB), RODATA|NOPTR, $%d", x.data.String(), len(x.pool)*x.bytes)
	}
}

// rows reaches 16 rows through pointers to row 0, row 5 and, for row 14 alone,
// row 10, and the stride times 1, 3 and 5, each of which an address scales by
// up to 8.
func (x *x86) rows(m int, p, stride reg) {
	x.m, x.a, x.stride = m, p, stride
	if m > 3 {
		x.op("LEAQ (%[1]s)(%[1]s*2), %s", x.g(stride), x86Stride3)
	}
	if m > 5 {
		x.op("LEAQ (%[1]s)(%[1]s*4), %s", x.g(stride), x86Stride5)
		x.op("LEAQ (%s)(%s*1), %s", x.g(p), x86Stride5, x86Row5)
	}
	if m > 14 {
		x.op("LEAQ (%s)(%s*2), %s", x.g(p), x86Stride5, x86Row10)
	}
}

func (x *x86) row(v vec, i int) {
	s, first := x.g(x.stride), x.g(x.a)
	at := [...]struct {
		base, index string
		scale       int
	}{
		{first, "", 0}, {first, s, 1}, {first, s, 2}, {first, x86Stride3, 1}, {first, s, 4},
		{x86Row5, "", 0}, {x86Row5, s, 1}, {x86Row5, s, 2}, {x86Row5, x86Stride3, 1}, {x86Row5, s, 4},
		{x86Row5, x86Stride5, 1}, {x86Row5, x86Stride3, 2}, {first, x86Stride3, 4}, {x86Row5, s, 8},
		{x86Row10, s, 4}, {x86Row5, x86Stride5, 2},
	}[i]
	if at.index == "" {
		x.op("%s (%s), %s", x.broadcast(), at.base, x.v(v))
		return
	}
	x.op("%s (%s)(%s*%d), %s", x.broadcast(), at.base, at.index, at.scale, x.v(v))
}

func (x *x86) step(by reg) {
	x.add(x.a, by)
	if x.m > 5 {
		x.op("ADDQ %s, %s", x.g(by), x86Row5)
	}
	if x.m > 14 {
		x.op("ADDQ %s, %s", x.g(by), x86Row10)
	}
}

// x86Ladder is one set of rows of a dot tile: pointers to rows 0 and 4, and the
// stride times 1 and 3.
type x86Ladder struct{ first, fourth, stride, stride3 string }

// Where the two sets keep what is not an argument.
var x86Ladders = [2]x86Ladder{
	{fourth: "R10", stride3: "R11"},
	{fourth: "R12", stride3: "R13"},
}

func (x *x86) ladder(set, m int, p, stride reg) {
	l := &x.ladders[set]
	*l = x86Ladders[set]
	l.first, l.stride = x.g(p), x.g(stride)
	if m > 3 {
		x.op("LEAQ (%[1]s)(%[1]s*2), %s", l.stride, l.stride3)
	}
	x.rungs[set] = m
	if m > 4 {
		x.op("LEAQ (%s)(%s*4), %s", l.first, l.stride, l.fourth)
	}
}

func (x *x86) rung(v vec, set, i int, partial bool) { x.loadFrom(v, x.rungAt(set, i), partial) }

func (x *x86) fetchRung(set, i, disp int) { x.op("PREFETCHT0 %d%s", disp, x.rungAt(set, i)) }

func (x *x86) rungAt(set, i int) string {
	l := x.ladders[set]
	base := l.first
	if i >= 4 {
		base = l.fourth
	}
	at := [4]string{"(%[1]s)", "(%[1]s)(%[2]s*1)", "(%[1]s)(%[2]s*2)", "(%[1]s)(%[3]s*1)"}[i%4]
	return fmt.Sprintf(at+"%.0[2]s%.0[3]s", base, l.stride, l.stride3)
}

func (x *x86) climb(set int) {
	l := x.ladders[set]
	x.op("ADDQ $%d, %s", x.bytes, l.first)
	if x.rungs[set] > 4 {
		x.op("ADDQ $%d, %s", x.bytes, l.fourth)
	}
}

func (x *x86) fold(v, t vec) {
	if x.wide() {
		x.op("VEXTRACTF64X4 $1, Z%d, Y%d", v, t)
		x.op("%s Y%d, Y%[3]d, Y%[3]d", x.ps("VADD"), t, v)
		x.op("VEXTRACTF32X4 $1, Y%d, X%d", v, t)
	} else {
		x.op("VEXTRACTF128 $1, Y%d, X%d", v, t)
	}
	x.op("%s X%d, X%[3]d, X%[3]d", x.ps("VADD"), t, v)
}

func (x *x86) loadFew(v vec, p reg, disp, n int) {
	switch at := x.at(p, disp); n * x.elem {
	case 4:
		x.op("VMOVSS %s, X%d", at, v)
	case 8:
		x.op("VMOVSD %s, X%d", at, v)
	case 12:
		x.op("VMOVSD %s, X%d", at, v)
		x.op("VPINSRD $2, %s, X%[2]d, X%[2]d", x.at(p, disp+8), v)
	default:
		x.op("VMOVUPS %s, X%d", at, v)
	}
}

func (x *x86) storeFew(p reg, disp int, v vec, n int) {
	switch at := x.at(p, disp); n * x.elem {
	case 4:
		x.op("VMOVSS X%d, %s", v, at)
	case 8:
		x.op("VMOVSD X%d, %s", v, at)
	case 12:
		x.op("VMOVSD X%d, %s", v, at)
		x.op("VEXTRACTPS $2, X%d, %s", v, x.at(p, disp+8))
	default:
		x.op("VMOVUPS X%d, %s", v, at)
	}
}

// three writes an instruction of two sources; Go has them last first.
func (x *x86) three(mnemonic string, d, s1, s2 vec) {
	x.op("%s %s, %s, %s", mnemonic, x.v(s2), x.v(s1), x.v(d))
}

// bits is a bitwise instruction: AVX-512's have an element type.
func (x *x86) bits(mnemonic string, d, s1, s2 vec) {
	if x.wide() {
		mnemonic = x.d(mnemonic)
	}
	x.three(mnemonic, d, s1, s2)
}

func (x *x86) zero(v vec)         { x.bits("VPXOR", v, v, v) }
func (x *x86) fma(acc, a, b vec)  { x.three(x.ps("VFMADD231"), acc, a, b) }
func (x *x86) fnma(acc, a, b vec) { x.three(x.ps("VFNMADD231"), acc, a, b) }
func (x *x86) poly(p, v, c vec)   { x.three(x.ps("VFMADD213"), p, v, c) }
func (x *x86) addv(d, a, b vec)   { x.three(x.ps("VADD"), d, a, b) }
func (x *x86) subv(d, a, b vec)   { x.three(x.ps("VSUB"), d, a, b) }
func (x *x86) mulv(d, a, b vec)   { x.three(x.ps("VMUL"), d, a, b) }
func (x *x86) divv(d, a, b vec)   { x.three(x.ps("VDIV"), d, a, b) }
func (x *x86) orv(d, a, b vec)    { x.bits("VPOR", d, a, b) }

// inRegister returns c itself or, if it is in memory, t loaded with it.
func (x *x86) inRegister(c, t vec) vec {
	if c >= 0 {
		return c
	}
	x.op("VMOVUPS %s, %s", x.v(c), x.v(t))
	return t
}

// atLeast relies on MAX returning its second source when either is NaN.
func (x *x86) atLeast(d, v, c vec) { x.three(x.ps("VMAX"), d, x.inRegister(c, d), v) }

const notLessOrEqual = 22 // unordered counts, quiet

func (x *x86) gate(d, v, y, t vec) {
	x.zero(t)
	if x.wide() {
		x.op("%s $%d, %s, %s, K2", x.ps("VCMP"), notLessOrEqual, x.v(t), x.v(y))
		x.op("%s.Z %s, K2, %s", x.ps("VMOVA"), x.v(v), x.v(d))
		return
	}
	x.op("%s $%d, %s, %s, %s", x.ps("VCMP"), notLessOrEqual, x.v(t), x.v(y), x.v(t))
	x.three(x.ps("VAND"), d, v, t)
}

func (x *x86) bySign(d, v, neg, c, t vec) {
	if x.wide() {
		x.op("VPMOV%s2M %s, K2", x.d(""), x.v(v))
		x.op("%s %s, %s, K2, %s", x.ps("VBLENDM"), x.v(neg), x.v(c), x.v(d))
		return
	}
	x.op("%s %s, %s, %s, %s", x.ps("VBLENDV"), x.v(v), x.v(neg), x.v(x.inRegister(c, t)), x.v(d))
}

// scale is one instruction on AVX-512. AVX2 has to make 2ⁿ in an exponent
// field, and does so in two halves, since 2ⁿ alone may be subnormal.
func (x *x86) scale(p, n, t, u vec, c *exp) {
	if x.wide() {
		x.three(x.ps("VSCALEF"), p, p, n)
		return
	}
	halves(x, n, t, u, c)
	for _, h := range []vec{t, u} {
		x.op("%s $%d, %s, %s", x.d("VPSLL"), c.mantissa, x.v(h), x.v(h))
		x.three(x.d("VPADD"), h, h, c.one)
		x.mulv(p, p, h)
	}
}

// Groups of rows start in these; the first stays where grid was told.
var x86Groups = []string{"", "R8", "R9", "R10"}

func (x *x86) group(g int) string {
	if g == 0 {
		return x.g(x.a)
	}
	return x86Groups[g]
}

// grid places a pointer at the first row of each group; the stride times 1, 2
// and 3 reaches the others.
func (x *x86) grid(p, stride reg, w, groups int) {
	x.a, x.stride = p, stride
	x.op("LEAQ (%[1]s)(%[1]s*2), %s", x.g(stride), x86Stride3)
	for g := 1; g < groups; g++ {
		x.op("LEAQ (%s)(%s*%d), %s", x.group(g-1), x.g(stride), w, x.group(g))
	}
	if x.wide() {
		for g := 1; g < groups; g++ {
			x.op("MOVQ $0x%x, AX", (1<<w-1)<<(g*w))
			x.op("KMOVW AX, K%d", g+1)
		}
	}
}

func (x *x86) cell(g, r int) string {
	switch r {
	case 0:
		return "(" + x.group(g) + ")"
	case 3:
		return fmt.Sprintf("(%s)(%s*1)", x.group(g), x86Stride3)
	}
	return fmt.Sprintf("(%s)(%s*%d)", x.group(g), x.g(x.stride), r)
}

func (x *x86) full(m int) {
	if x.wide() {
		x.op("MOVQ $0x%x, AX", 1<<m-1)
		x.op("KMOVW AX, K1")
	}
}

func (x *x86) piece(v vec, g, r, disp int) {
	at := fmt.Sprintf("%d%s", disp, x.cell(g, r))
	switch {
	case g == 0:
		x.op("VMOVUPS %s, X%d", at, v)
	case x.wide() && x.elem == 4:
		x.op("VBROADCASTF32X4 %s, K%d, %s", at, g+1, x.v(v))
	case x.wide():
		x.op("VBROADCASTF64X2 %s, K%d, %s", at, g+1, x.v(v))
	default:
		x.op("VINSERTF128 $1, %s, %[2]s, %[2]s", at, x.v(v))
	}
}

func (x *x86) wholeCell(v vec, g, r int) { x.loadFrom(v, x.cell(g, r), false) }

func (x *x86) lanes4(d, a, b vec, pick int) {
	x.op("VSHUFF64X2 $0x%x, %s, %s, %s", pick, x.v(b), x.v(a), x.v(d))
}

func (x *x86) element(p reg, disp int, g, r int) {
	x.op("%s %s, AX", x.l("MOV"), x.cell(g, r))
	x.op("%s AX, %s", x.l("MOV"), x.at(p, disp))
}

func (x *x86) advance(groups, bytes int) {
	for g := range groups {
		x.op("ADDQ $%d, %s", bytes, x.group(g))
	}
}

func (x *x86) put(p reg, v vec, m int) {
	if x.wide() && m < x.lanes() {
		x.storeTail(p, 0, v)
		return
	}
	x.store(p, 0, v)
}

func (x *x86) zip(d, a, b vec, high, double bool) {
	m := map[bool]string{false: "VUNPCKL", true: "VUNPCKH"}[high]
	m += map[bool]string{false: "PS", true: "PD"}[double]
	x.three(m, d, a, b)
}
