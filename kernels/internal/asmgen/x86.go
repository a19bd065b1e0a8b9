package asmgen

import "fmt"

// x86 lowers to AVX2 with FMA and to AVX-512 (F, DQ, VL, with BMI2). It keeps AX, K1, K2 and, on AVX2,
// Y15 for itself. R14, R15 and BP stay Go's.
type x86 struct {
	*asm
	*isa
	m      int // rows of A
	a      reg // the first
	stride reg
	groups int            // of rows to transpose
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
		return fmt.Sprintf("constants<>+%d(SB)", x.pooledBytes()*int(-v-1))
	case x.bytes == 64:
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

// mem spells a word in memory.
func (x *x86) mem(p param) string {
	switch p.in {
	case local:
		return fmt.Sprintf("%s-%d(SP)", p.name, p.off)
	case field:
		return x.at(p.base, p.off)
	}
	return fmt.Sprintf("%s+%d(FP)", p.name, p.off)
}

func (x *x86) arg(r reg, p param)  { x.op("MOVQ %s, %s", x.mem(p), x.g(r)) }
func (x *x86) mov(d, s reg)        { x.op("MOVQ %s, %s", x.g(s), x.g(d)) }
func (x *x86) add(d, s reg)        { x.op("ADDQ %s, %s", x.g(s), x.g(d)) }
func (x *x86) sub(d, s reg)        { x.op("SUBQ %s, %s", x.g(s), x.g(d)) }
func (x *x86) mul(d, s reg)        { x.op("IMULQ %s, %s", x.g(s), x.g(d)) }
func (x *x86) addImm(r reg, n int) { x.op("ADDQ $%d, %s", n, x.g(r)) }
func (x *x86) jump(l string)       { x.goTo(l) }
func (x *x86) align()              { x.alignTo(32) }

func (x *x86) set(r reg, n int) {
	if n == 0 {
		x.op("XORL %s, %[1]s", x.g(r))
	} else {
		x.op("MOVQ $%d, %s", n, x.g(r))
	}
}

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

func (x *x86) jumpNonzero(r reg, l string) {
	x.op("TESTQ %s, %s", x.g(r), x.g(r))
	x.op("JNE %s", l)
}

func (x *x86) jumpEqual(r reg, n int, l string) {
	x.op("CMPQ %s, $%d", x.g(r), n)
	x.op("JEQ %s", l)
}

func (x *x86) jumpUnequal(r reg, n int, l string) {
	x.op("CMPQ %s, $%d", x.g(r), n)
	x.op("JNE %s", l)
}

func (x *x86) jumpPositive(r reg, l string) {
	x.op("TESTQ %s, %s", x.g(r), x.g(r))
	x.op("JGT %s", l)
}

func (x *x86) jumpAtLeast(r reg, n int, l string) {
	x.op("CMPQ %s, $%d", x.g(r), n)
	x.op("JGE %s", l)
}

func (x *x86) jumpUpTo(r reg, p param, l string) {
	x.op("CMPQ %s, %s", x.g(r), x.mem(p))
	x.op("JLE %s", l)
}

func (x *x86) countdown(r reg, l string) {
	x.op("DECQ %s", x.g(r))
	x.op("JNE %s", l)
}

func (x *x86) last(r reg, l string) {
	x.op("DECQ %s", x.g(r))
	x.op("JEQ %s", l)
}

func (x *x86) jumpOne(p param, l string)       { x.compareOne(p, "JEQ", l) }
func (x *x86) jumpNotOne(p param, l string)    { x.compareOne(p, "JNE", l) }
func (x *x86) jumpNought(p param, l string)    { x.compareNought(p, "JEQ", l) }
func (x *x86) jumpNotNought(p param, l string) { x.compareNought(p, "JNE", l) }

func (x *x86) compareOne(p param, jump, l string) {
	x.op("%s $0x%x, AX", x.l("MOV"), one(x.elem))
	x.op("%s AX, %s", x.l("CMP"), x.mem(p))
	x.op("%s %s", jump, l)
}

// compareNought shifts the sign out: -0 is nought too.
func (x *x86) compareNought(p param, jump, l string) {
	x.op("%s %s, AX", x.l("MOV"), x.mem(p))
	x.op("%s AX, AX", x.l("ADD"))
	x.op("%s %s", jump, l)
}

func (x *x86) jumpFewer(p param, n int, l string) {
	x.op("CMPQ %s, $%d", x.mem(p), n)
	x.op("JLT %s", l)
}

func (x *x86) bump(p param, n int)    { x.op("ADDQ $%d, %s", n, x.mem(p)) }
func (x *x86) addTo(p param, s reg)   { x.op("ADDQ %s, %s", x.g(s), x.mem(p)) }
func (x *x86) addFrom(d reg, p param) { x.op("ADDQ %s, %s", x.mem(p), x.g(d)) }
func (x *x86) setTo(p param, s reg)   { x.op("MOVQ %s, %s", x.g(s), x.mem(p)) }
func (x *x86) jumpMore(l string)      { x.op("JGT %s", l) }

func (x *x86) ret() {
	x.op("VZEROUPPER")
	x.op("RET")
}

func (x *x86) load(v vec, p reg, disp int) { x.loadFrom(v, x.at(p, disp), false) }
func (x *x86) loadOn(v vec, p, by reg, disp int) {
	x.op("%s %d(%s)(%s*1), %s", x.ps("VMOVU"), disp, x.g(p), x.g(by), x.v(v))
}
func (x *x86) addTwice(d, by reg) { x.op("LEAQ (%s)(%s*2), %[1]s", x.g(d), x.g(by)) }
func (x *x86) loadAnd(v vec, p reg, disp int, mask vec) {
	x.op("%s %s, %s, %s", x.bitwise("VPAND"), x.at(p, disp), x.v(mask), x.v(v))
}
func (x *x86) store(p reg, disp int, v vec) { x.op("%s %s, %s", x.ps("VMOVU"), x.v(v), x.at(p, disp)) }

// storeFar does not order these stores before what follows. The locked instructions do, by which Go
// hands memory to another goroutine.
func (x *x86) storeFar(p reg, disp int, v vec) {
	x.op("%s %s, %s", x.ps("VMOVNT"), x.v(v), x.at(p, disp))
}

func (x *x86) prefetch(p reg, disp int) { x.op("PREFETCHT0 %s", x.at(p, disp)) }
func (x *x86) prefetchAt(p, by reg, disp int) {
	x.op("PREFETCHT0 %d(%s)(%s*1)", disp, x.g(p), x.g(by))
}
func (x *x86) prefetchFar(p reg) { x.op("PREFETCHT1 %s", x.at(p, 0)) }

func (x *x86) tail(n reg) {
	if x.masks {
		x.op("MOVQ $-1, AX")
		x.op("BZHIQ %s, AX, AX", x.g(n))
		x.op("KMOVW AX, K1")
		return
	}
	// Loads a window of the table that begins with n elements of ones.
	x.op("LEAQ tails<>+32(SB), AX")
	x.op("NEGQ %s", x.g(n))
	x.op("VMOVUPS (AX)(%s*%d), Y%d", x.g(n), x.elem, x86Mask)
}

func (x *x86) jumpPartial(n param, whole int, l string) { x.jumpFewer(n, whole, l) }

func (x *x86) tailWhole() {
	if x.masks {
		x.op("KXNORW K1, K1, K1")
		return
	}
	x.op("VPCMPEQD Y%[1]d, Y%[1]d, Y%[1]d", x86Mask)
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
	case x.masks:
		x.op("%s.Z %s, K1, %s", x.ps("VMOVU"), at, x.v(v))
	default:
		x.op("%s %s, Y%d, %s", x.ps("VMASKMOV"), at, x86Mask, x.v(v))
	}
}

func (x *x86) fmaLoad(acc, y, t vec, p reg, disp int, of extent) {
	x.fmaFrom(acc, y, t, x.at(p, disp), of)
}

// fmaFrom adds y times a vector, whole or partial, at an address.
func (x *x86) fmaFrom(acc, y, t vec, at string, of extent) {
	switch {
	case of == wholeVector:
		x.op("%s %s, %s, %s", x.ps("VFMADD231"), at, x.v(y), x.v(acc))
	case x.masks:
		x.op("%s %s, %s, K1, %s", x.ps("VFMADD231"), at, x.v(y), x.v(acc))
	default:
		x.loadFrom(t, at, true)
		x.fma(acc, t, y)
	}
}

func (x *x86) storeTail(p reg, disp int, v vec) {
	if x.masks {
		x.op("%s %s, K1, %s", x.ps("VMOVU"), x.v(v), x.at(p, disp))
		return
	}
	x.op("%s %s, Y%d, %s", x.ps("VMASKMOV"), x.v(v), x86Mask, x.at(p, disp))
}

// finish declares the tables that the file's functions use.
func (x *x86) finish() {
	if !x.masks {
		x.line("")
		x.line("// A window that starts n elements before the middle has n leading ones.")
		for off := 0; off < 32; off += 8 {
			x.line("DATA tails<>+%d(SB)/8, $-1", off)
		}
		for off := 32; off < 64; off += 8 {
			x.line("DATA tails<>+%d(SB)/8, $0", off)
		}
		x.line("GLOBL tails<>(SB), RODATA|NOPTR, $64")
	}
	if x.windows {
		x.finishWindows()
	}
	if len(x.pool) > 0 {
		x.line("")
		x.line("%sGLOBL constants<>(SB), RODATA|NOPTR, $%d", x.data.String(), len(x.pool)*x.pooledBytes())
	}
}
