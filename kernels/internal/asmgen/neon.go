package asmgen

import "fmt"

// neon lowers to Arm's Advanced SIMD. R16, R17, R19 to R25 are its own. Go's
// assembler lacks most vector floating-point instructions, which are therefore
// encoded here (Arm Architecture Reference Manual, C7.2).
type neon struct {
	*asm
	*isa
	a, stride reg
	ladders   [2]struct{ first, stride reg }
	beyond    []uint64 // constants that no register holds
}

func newNEON(a *asm, s *isa) machine { return &neon{asm: a, isa: s} }

const (
	neonScratch = "R16"
	neonRow     = "R17" // walks down the rows of A
	neonPartial = "R22" // not 0 where the tail is less than a vector
	neonLane    = "R23" // points to a lane of the tail
)

const neonRowReg reg = 17

// neonOffsets is how many bytes behind the first element of a tail those of lanes 1 and 2 are.
var neonOffsets = [2]string{"R24", "R25"}

func (x *neon) g(r reg) string { return fmt.Sprintf("R%d", r) }

// v spells a vector register as Go does, arr as Arm does.
func (x *neon) v(v vec) string {
	if x.elem == 4 {
		return fmt.Sprintf("V%d.S4", v)
	}
	return fmt.Sprintf("V%d.D2", v)
}

func (x *neon) arm(v vec) string {
	if x.elem == 4 {
		return fmt.Sprintf("v%d.4s", v)
	}
	return fmt.Sprintf("v%d.2d", v)
}

func (x *neon) at(p reg, disp int) string {
	if disp == 0 {
		return "(" + x.g(p) + ")"
	}
	return fmt.Sprintf("%d(%s)", disp, x.g(p))
}

// mem spells a word in memory.
func (x *neon) mem(p param) string {
	switch p.in {
	case local:
		return fmt.Sprintf("%s-%d(SP)", p.name, p.off)
	case field:
		return x.at(p.base, p.off)
	}
	return fmt.Sprintf("%s+%d(FP)", p.name, p.off)
}

func (x *neon) arg(r reg, p param)  { x.op("MOVD %s, %s", x.mem(p), x.g(r)) }
func (x *neon) mov(d, s reg)        { x.op("MOVD %s, %s", x.g(s), x.g(d)) }
func (x *neon) clear(r reg)         { x.op("MOVD $0, %s", x.g(r)) }
func (x *neon) add(d, s reg)        { x.op("ADD %s, %[2]s, %[2]s", x.g(s), x.g(d)) }
func (x *neon) sub(d, s reg)        { x.op("SUB %s, %[2]s, %[2]s", x.g(s), x.g(d)) }
func (x *neon) mul(d, s reg)        { x.op("MUL %s, %[2]s, %[2]s", x.g(s), x.g(d)) }
func (x *neon) addImm(r reg, n int) { x.op("ADD $%d, %[2]s, %[2]s", n, x.g(r)) }
func (x *neon) jump(l string)       { x.op("JMP %s", l) }
func (x *neon) align()              { x.alignTo(16) }
func (x *neon) ret()                { x.op("RET") }

func (x *neon) shift(r reg, n int) {
	if n < 0 {
		x.op("LSR $%d, %[2]s, %[2]s", -n, x.g(r))
	} else {
		x.op("LSL $%d, %[2]s, %[2]s", n, x.g(r))
	}
}

func (x *neon) remainder(d, r reg, n int) { x.op("AND $%d, %s, %s", n-1, x.g(r), x.g(d)) }

func (x *neon) jumpZero(r reg, l string) { x.op("CBZ %s, %s", x.g(r), l) }

func (x *neon) jumpLess(r reg, n int, l string) {
	x.op("CMP $%d, %s", n, x.g(r))
	x.op("BLT %s", l)
}

func (x *neon) jumpNonzero(r reg, l string) { x.op("CBNZ %s, %s", x.g(r), l) }

func (x *neon) jumpEqual(r reg, n int, l string) {
	x.op("CMP $%d, %s", n, x.g(r))
	x.op("BEQ %s", l)
}

func (x *neon) jumpUnequal(r reg, n int, l string) {
	x.op("CMP $%d, %s", n, x.g(r))
	x.op("BNE %s", l)
}

func (x *neon) jumpPositive(r reg, l string) {
	x.op("CMP $0, %s", x.g(r))
	x.op("BGT %s", l)
}

func (x *neon) jumpAtLeast(r reg, n int, l string) {
	x.op("CMP $%d, %s", n, x.g(r))
	x.op("BGE %s", l)
}

func (x *neon) jumpUpTo(r reg, p param, l string) {
	x.op("MOVD %s, %s", x.mem(p), neonScratch)
	x.op("CMP %s, %s", neonScratch, x.g(r))
	x.op("BLE %s", l)
}

func (x *neon) jumpFewer(p param, n int, l string) {
	x.op("MOVD %s, %s", x.mem(p), neonScratch)
	x.op("CMP $%d, %s", n, neonScratch)
	x.op("BLT %s", l)
}

func (x *neon) countdown(r reg, l string) {
	x.op("SUBS $1, %[1]s, %[1]s", x.g(r))
	x.op("BNE %s", l)
}

func (x *neon) last(r reg, l string) {
	x.op("SUBS $1, %[1]s, %[1]s", x.g(r))
	x.op("BEQ %s", l)
}

func (x *neon) bump(p param, n int) {
	x.op("MOVD %s, %s", x.mem(p), neonScratch)
	x.op("ADDS $%d, %[2]s, %[2]s", n, neonScratch)
	x.op("MOVD %s, %s", neonScratch, x.mem(p))
}

func (x *neon) setTo(p param, s reg) { x.op("MOVD %s, %s", x.g(s), x.mem(p)) }

func (x *neon) addTo(p param, s reg) {
	x.op("MOVD %s, %s", x.mem(p), neonScratch)
	x.op("ADD %s, %[2]s, %[2]s", x.g(s), neonScratch)
	x.op("MOVD %s, %s", neonScratch, x.mem(p))
}

func (x *neon) jumpMore(l string) { x.op("BGT %s", l) }

// loadBits loads a scalar's bits, zero-extended.
func (x *neon) loadBits(p param) {
	mov := "MOVWU"
	if x.elem == 8 {
		mov = "MOVD"
	}
	x.op("%s %s, %s", mov, x.mem(p), neonScratch)
}

func (x *neon) jumpOne(p param, l string)       { x.compareOne(p, "BEQ", l) }
func (x *neon) jumpNotOne(p param, l string)    { x.compareOne(p, "BNE", l) }
func (x *neon) jumpNought(p param, l string)    { x.compareNought(p, "CBZ", l) }
func (x *neon) jumpNotNought(p param, l string) { x.compareNought(p, "CBNZ", l) }

func (x *neon) compareOne(p param, jump, l string) {
	x.loadBits(p)
	x.op("MOVD $0x%x, %s", one(x.elem), neonRow)
	x.op("CMP %s, %s", neonRow, neonScratch)
	x.op("%s %s", jump, l)
}

// compareNought shifts the sign out.
func (x *neon) compareNought(p param, jump, l string) {
	x.loadBits(p)
	x.op("LSL $%d, %[2]s, %[2]s", 65-8*x.elem, neonScratch)
	x.op("%s %s, %s", jump, neonScratch, l)
}

func (x *neon) load(v vec, p reg, disp int)  { x.op("FMOVQ %s, F%d", x.at(p, disp), v) }
func (x *neon) store(p reg, disp int, v vec) { x.op("FMOVQ F%d, %s", v, x.at(p, disp)) }

func (x *neon) prefetch(p reg, disp int) { x.op("PRFM %s, PLDL1KEEP", x.at(p, disp)) }
func (x *neon) prefetchAt(p, by reg, disp int) {
	x.op("ADD %s, %s, %s", x.g(by), x.g(p), neonScratch)
	x.op("PRFM %d(%s), PLDL1KEEP", disp, neonScratch)
}
func (x *neon) prefetchFar(p reg) { x.op("PRFM %s, PLDL2KEEP", x.at(p, 0)) }

func (x *neon) tailWhole() { x.op("MOVD $0, %s", neonPartial) }

func (x *neon) jumpPartial(_ param, _ int, l string) { x.op("CBNZ %s, %s", neonPartial, l) }

// tail makes the offsets of the last lanes, of float32: 4·min(1, n-1) and 4·min(2, n-1).
func (x *neon) tail(n reg) {
	x.op("MOVD $1, %s", neonPartial)
	if x.elem == 8 {
		return
	}
	one, two := neonOffsets[0], neonOffsets[1]
	x.op("SUB $1, %s, %s", x.g(n), two)
	x.op("LSL $2, %[1]s, %[1]s", two)
	x.op("ORR %[1]s>>1, %[1]s, %[2]s", two, one)
	x.op("AND $4, %[1]s, %[1]s", one)
}

// loadTail fills one to three lanes of float32 without a branch: from the first element on, with the last where
// there are fewer.
func (x *neon) loadTail(v vec, p reg, disp int) {
	if x.elem == 8 {
		x.op("FMOVD %s, F%d", x.at(p, disp), v)
		return
	}
	first := x.first(p, disp)
	x.op("FMOVS (%s), F%d", first, v)
	for lane, offset := range neonOffsets {
		x.op("ADD %s, %s, %s", offset, first, neonLane)
		x.op("VLD1 (%s), V%d.S[%d]", neonLane, v, lane+1)
	}
}

// storeTail stores the lanes from the last down, so that the right one is what stays.
func (x *neon) storeTail(p reg, disp int, v vec) {
	if x.elem == 8 {
		x.op("FMOVD F%d, %s", v, x.at(p, disp))
		return
	}
	first := x.first(p, disp)
	for lane := 2; lane > 0; lane-- {
		x.op("ADD %s, %s, %s", neonOffsets[lane-1], first, neonLane)
		x.op("VST1 V%d.S[%d], (%s)", v, lane, neonLane)
	}
	x.op("FMOVS F%d, (%s)", v, first)
}

// first is a register that holds p+disp.
func (x *neon) first(p reg, disp int) string {
	if disp == 0 {
		return x.g(p)
	}
	x.op("ADD $%d, %s, %s", disp, x.g(p), neonScratch)
	return neonScratch
}

func (x *neon) repeat(v vec) { x.op("VDUP %s, %s", neonScratch, x.v(v)) }

func (x *neon) broadcastArg(v vec, p param) {
	x.loadBits(p)
	x.repeat(v)
}

func (x *neon) constant(v vec, bits uint64) {
	x.op("MOVD $0x%x, %s", bits, neonScratch)
	x.repeat(v)
}

// pooled constants beyond the registers are made where they are used, which
// must be in poly or load.
func (x *neon) pooled(v vec, bits uint64) vec {
	if int(v) < x.regs {
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

func (x *neon) finish() {}

func (x *neon) rowRegs(int) []reg         { return nil }
func (x *neon) ladderRegs(int, int) []reg { return nil }

func (x *neon) rows(m int, p, stride reg) { x.a, x.stride = p, stride }

// row loads and repeats one element and moves the walking pointer on. Loading
// four rows of a packed A at once and multiplying by element spares loads.
func (x *neon) row(v vec, i int) {
	if i == 0 {
		x.op("MOVD %s, %s", x.g(x.a), neonRow)
	}
	x.op("VLD1R.P (%s)(%s), [%s]", neonRow, x.g(x.stride), x.v(v))
}

func (x *neon) ladder(set, _ int, p, stride reg) {
	x.ladders[set].first, x.ladders[set].stride = p, stride
}

func (x *neon) rung(v vec, set, i, disp int, of extent) {
	l := x.ladders[set]
	switch {
	case i == 0 && disp == 0:
		x.op("MOVD %s, %s", x.g(l.first), neonRow)
	case i == 0:
		x.op("ADD $%d, %s, %s", disp, x.g(l.first), neonRow)
	}
	switch of {
	case wholeVector:
		x.op("VLD1.P (%s)(%s), [V%d.B16]", neonRow, x.g(l.stride), v)
		return
	case partialVector:
		x.loadTail(v, neonRowReg, 0)
	case firstElement:
		x.loadFew(v, neonRowReg, 0, 1)
	}
	x.op("ADD %s, %[2]s, %[2]s", x.g(l.stride), neonRow)
}

func (x *neon) climb(set, bytes int) { x.addImm(x.ladders[set].first, bytes) }

func (x *neon) fold(vec, vec) {} // a vector is one lane of 16 bytes

func (x *neon) element0(d, v vec, i int) {
	x.op("VDUP V%d.%s[%d], %s", v, map[int]string{4: "S", 8: "D"}[x.elem], i, x.v(d))
}

func (x *neon) loadFew(v vec, p reg, disp, n int) {
	switch at := x.at(p, disp); n * x.elem {
	case 4:
		x.op("FMOVS %s, F%d", at, v)
	case 8:
		x.op("FMOVD %s, F%d", at, v)
	case 12:
		x.op("FMOVD %s, F%d", at, v)
		x.op("ADD $%d, %s, %s", disp+8, x.g(p), neonScratch)
		x.op("VLD1 (%s), V%d.S[2]", neonScratch, v)
	default:
		x.op("FMOVQ %s, F%d", at, v)
	}
}

func (x *neon) storeFew(p reg, disp int, v vec, n int) {
	switch at := x.at(p, disp); n * x.elem {
	case 4:
		x.op("FMOVS F%d, %s", v, at)
	case 8:
		x.op("FMOVD F%d, %s", v, at)
	case 12:
		x.op("FMOVD F%d, %s", v, at)
		x.op("ADD $%d, %s, %s", disp+8, x.g(p), neonScratch)
		x.op("VST1 V%d.S[2], (%s)", v, neonScratch)
	default:
		x.op("FMOVQ F%d, %s", v, at)
	}
}

func (x *neon) step(by reg) { x.add(x.a, by) }

// three encodes an instruction of three vectors. size is the bit that tells
// float64 from float32.
func (x *neon) three(name string, base uint32, d, n, m vec) {
	if x.elem == 8 {
		base |= 1 << 22
	}
	x.word(base|uint32(m)<<16|uint32(n)<<5|uint32(d), "%s %s, %s, %s", name, x.arm(d), x.arm(n), x.arm(m))
}

// two encodes an instruction of two vectors and, in its name, perhaps a zero.
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

// spare is a register no kernel uses.
const neonSpare vec = 31

func (x *neon) orv(d, a, b vec) {
	if b < 0 {
		x.inSpare(b)
		b = neonSpare
	}
	x.op("VORR V%d.B16, V%d.B16, V%d.B16", b, a, d)
}

// poly adds to a copy of c, since NEON's multiply-add overwrites its addend.
func (x *neon) poly(p, v, c vec) {
	x.inSpare(c)
	x.fma(neonSpare, p, v)
	x.copyv(p, neonSpare)
}

// atLeast and atMost rely on FMAX and FMIN returning NaN when either source is.
func (x *neon) atLeast(d, v, c vec) { x.three("fmax", 0x4e20f400, d, v, c) }
func (x *neon) atMost(d, v, c vec)  { x.three("fmin", 0x4ea0f400, d, v, c) }

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
	// cmlt compares as integers, so -0 counts as negative; the result is all ones or zeros.
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

// exponent makes 2ʰ of h + magic.
func (x *neon) exponent(h vec, c *exp) {
	x.op("VSHL $%d, %[2]s, %[2]s", c.mantissa, x.v(h))
	x.op("VADD %s, %[2]s, %[2]s", x.v(c.one), x.v(h))
}

func (x *neon) pow2(d, n vec, c *exp) {
	x.addv(d, n, c.magic)
	x.exponent(d, c)
}

// neonRows is how far rows 1 to 3 are behind the first, where there are so many.
var neonRows = []string{"", "R19", "R20", "R21"}

func (x *neon) gridRegs(int) []reg { return nil }

// grid has one group.
func (x *neon) grid(p, stride reg, w, _ int, m param) {
	x.a = p
	last, s := neonRow, x.g(stride)
	x.op("MOVD %s, %s", x.mem(m), last)
	x.op("SUB $1, %[1]s, %[1]s", last)
	for r := 1; r < w; r++ {
		x.op("MOVD $%d, %s", r, neonRows[r])
		x.op("CMP %s, %s", last, neonRows[r])
		x.op("CSEL LT, %[1]s, %[2]s, %[1]s", neonRows[r], last)
		x.op("MUL %s, %[2]s, %[2]s", s, neonRows[r])
	}
}

// cell is a register that holds the address of row r.
func (x *neon) cell(r int) string {
	if r == 0 {
		return x.g(x.a)
	}
	x.op("ADD %s, %s, %s", neonRows[r], x.g(x.a), neonRow)
	return neonRow
}

func (x *neon) full(param) {}

func (x *neon) piece(v vec, _, r, disp int) { x.op("FMOVQ %d(%s), F%d", disp, x.cell(r), v) }

func (x *neon) fetchCell(_, r, disp int) { x.op("PRFM %d(%s), PLDL1KEEP", disp, x.cell(r)) }

func (x *neon) advance(_, bytes int)    { x.addImm(x.a, bytes) }
func (x *neon) advanceBy(_ int, by reg) { x.add(x.a, by) }

func (x *neon) put(p reg, v vec) { x.store(p, 0, v) }

func (x *neon) element(to, from reg, disp int) {
	load, store := "MOVWU", "MOVW"
	if x.elem == 8 {
		load, store = "MOVD", "MOVD"
	}
	x.op("%s %s, %s", load, x.at(from, disp), neonScratch)
	x.op("%s %s, (%s)", store, neonScratch, x.g(to))
}

func (x *neon) zip(d, a, b vec, high, double bool) {
	m := map[bool]string{false: "VZIP1", true: "VZIP2"}[high]
	arr := map[bool]string{false: "S4", true: "D2"}[double]
	x.op("%s V%d.%s, V%d.%[3]s, V%[5]d.%[3]s", m, b, arr, a, d)
}
