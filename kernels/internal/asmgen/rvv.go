package asmgen

import "fmt"

// rvv lowers to RISC-V's vectors (V 1.0), of any length from 128 bits on.
//
//   - It keeps X28 to X30 and F31 for itself. X26, X27 and X31 are Go's.
//   - In kernels that compare, the last vector is the mask's: V0 alone can be a mask.
//   - Constants are scalar registers. But an addend of a multiply-add must be a vector: it is copied to a spare one. In
//     kernels with constants that is the vector before the last.
type rvv struct {
	*asm
	*isa
	registers int  // of a vector
	keep      bool // what is beyond a strip
	most      vec  // the last vector that the kernel uses
	free      vec  // the first that it may not
	a, stride reg
	m         int // rows of A
	ladders   [2]struct {
		first, stride reg
		m             int
	}
	beyond []uint64 // constants that no register holds
}

func newRVV(a *asm, s *isa) machine { return &rvv{asm: a, isa: s} }

const (
	rvvRow     = "X28" // walks down rows
	rvvStrip   = "X29" // bytes of the strip
	rvvScratch = "X30"

	rvvVectorRegisters = 32
	rvvScalarRegisters = 32
)

// rvvSpare stands for the vector before the last.
const rvvSpare vec = rvvVectorRegisters

// rvvScratchScalar is F31.
var rvvScratchScalar = scalarReg(rvvScalarRegisters - 1)

func (x *rvv) g(r reg) string { return fmt.Sprintf("X%d", r+5) }

// v spells a vector. Vectors go from the last registers down, so that the last vector is the one with V0.
func (x *rvv) v(v vec) string {
	if v == rvvSpare {
		v = vec(rvvVectorRegisters/x.registers - 2)
		x.free = min(x.free, v)
	} else {
		x.most = max(x.most, v)
	}
	if v < 0 || x.most >= x.free {
		panic(fmt.Sprintf("%s: vector %d of %d registers, of which there are %d", x.title, max(v, x.most), x.registers, x.free))
	}
	return fmt.Sprintf("V%d", rvvVectorRegisters-(int(v)+1)*x.registers)
}

// mask spells the only mask there is.
func (x *rvv) mask() string {
	x.free = min(x.free, vec(rvvVectorRegisters/x.registers-1))
	return "V0"
}

// f spells a scalar register. A constant that no register holds is made in the scratch register.
func (x *rvv) f(c vec) string {
	i := int(-1 - c)
	if i >= rvvScalarRegisters {
		x.setScalar(rvvScratchScalar, x.beyond[i-rvvScalarRegisters])
		i = rvvScalarRegisters - 1
	}
	return fmt.Sprintf("F%d", i)
}

// e gives a mnemonic its size: VLE becomes VLE32V.
func (x *rvv) e(mnemonic string) string { return fmt.Sprintf("%s%dV", mnemonic, 8*x.elem) }

func (x *rvv) moveF() string { return map[int]string{4: "MOVF", 8: "MOVD"}[x.elem] }

func (x *rvv) at(p reg, disp int) string {
	if disp == 0 {
		return "(" + x.g(p) + ")"
	}
	return fmt.Sprintf("%d(%s)", disp, x.g(p))
}

// mem spells a word in memory.
func (x *rvv) mem(p param) string {
	switch p.in {
	case local:
		return fmt.Sprintf("%s-%d(SP)", p.name, p.off)
	case field:
		return x.at(p.base, p.off)
	}
	return fmt.Sprintf("%s+%d(FP)", p.name, p.off)
}

func (x *rvv) arg(r reg, p param)          { x.op("MOV %s, %s", x.mem(p), x.g(r)) }
func (x *rvv) mov(d, s reg)                { x.op("MOV %s, %s", x.g(s), x.g(d)) }
func (x *rvv) set(r reg, n int)            { x.op("MOV $%d, %s", n, x.g(r)) }
func (x *rvv) add(d, s reg)                { x.op("ADD %s, %s", x.g(s), x.g(d)) }
func (x *rvv) sub(d, s reg)                { x.op("SUB %s, %s", x.g(s), x.g(d)) }
func (x *rvv) mul(d, s reg)                { x.op("MUL %s, %s", x.g(s), x.g(d)) }
func (x *rvv) addImm(r reg, n int)         { x.op("ADD $%d, %s", n, x.g(r)) }
func (x *rvv) remainder(d, r reg, n int)   { x.op("AND $%d, %s, %s", n-1, x.g(r), x.g(d)) }
func (x *rvv) jump(l string)               { x.goTo(l) }
func (x *rvv) jumpZero(r reg, l string)    { x.op("BEQZ %s, %s", x.g(r), l) }
func (x *rvv) jumpNonzero(r reg, l string) { x.op("BNEZ %s, %s", x.g(r), l) }
func (x *rvv) ret()                        { x.op("RET") }
func (x *rvv) finish()                     {}

// align does nothing: we know no processor that gains by it.
func (x *rvv) align() {}

func (x *rvv) shift(r reg, n int) {
	if n < 0 {
		x.op("SRL $%d, %s", -n, x.g(r))
	} else {
		x.op("SLL $%d, %s", n, x.g(r))
	}
}

// compare emits a jump that depends on the comparison of r with a number.
func (x *rvv) compare(branch string, r reg, n int, l string) {
	x.op("MOV $%d, %s", n, rvvScratch)
	x.op("%s %s, %s, %s", branch, x.g(r), rvvScratch, l)
}

func (x *rvv) jumpLess(r reg, n int, l string)    { x.compare("BLT", r, n, l) }
func (x *rvv) jumpEqual(r reg, n int, l string)   { x.compare("BEQ", r, n, l) }
func (x *rvv) jumpUnequal(r reg, n int, l string) { x.compare("BNE", r, n, l) }
func (x *rvv) jumpAtLeast(r reg, n int, l string) { x.compare("BGE", r, n, l) }

func (x *rvv) jumpUpTo(r reg, p param, l string) {
	x.op("MOV %s, %s", x.mem(p), rvvScratch)
	x.op("BLE %s, %s, %s", x.g(r), rvvScratch, l)
}

func (x *rvv) jumpFewer(p param, n int, l string) {
	x.op("MOV %s, %s", x.mem(p), rvvScratch)
	x.op("MOV $%d, %s", n, rvvRow)
	x.op("BLT %s, %s, %s", rvvScratch, rvvRow, l)
}

func (x *rvv) jumpPositive(r reg, l string) { x.op("BGTZ %s, %s", x.g(r), l) }

func (x *rvv) countdown(r reg, l string) {
	x.addImm(r, -1)
	x.jumpNonzero(r, l)
}

func (x *rvv) last(r reg, l string) {
	x.addImm(r, -1)
	x.jumpZero(r, l)
}

func (x *rvv) bump(p param, n int)  { x.change(p, fmt.Sprintf("$%d", n)) }
func (x *rvv) addTo(p param, s reg) { x.change(p, x.g(s)) }
func (x *rvv) addFrom(d reg, p param) {
	x.op("MOV %s, %s", x.mem(p), rvvScratch)
	x.op("ADD %s, %[2]s, %[2]s", rvvScratch, x.g(d))
}
func (x *rvv) setTo(p param, s reg) { x.op("MOV %s, %s", x.g(s), x.mem(p)) }
func (x *rvv) jumpMore(l string)    { x.op("BGTZ %s, %s", rvvScratch, l) }

// change adds to a word in memory, and leaves the sum in the scratch register too.
func (x *rvv) change(p param, by string) {
	x.op("MOV %s, %s", x.mem(p), rvvScratch)
	x.op("ADD %s, %s", by, rvvScratch)
	x.op("MOV %s, %s", rvvScratch, x.mem(p))
}

func (x *rvv) jumpOne(p param, l string)       { x.compareOne(p, "BEQ", l) }
func (x *rvv) jumpNotOne(p param, l string)    { x.compareOne(p, "BNE", l) }
func (x *rvv) jumpNought(p param, l string)    { x.compareNought(p, "BEQZ", l) }
func (x *rvv) jumpNotNought(p param, l string) { x.compareNought(p, "BNEZ", l) }

// loadBits loads a scalar's bits, zero-extended.
func (x *rvv) loadBits(p param) {
	x.op("%s %s, %s", map[int]string{4: "MOVWU", 8: "MOV"}[x.elem], x.mem(p), rvvScratch)
}

func (x *rvv) compareOne(p param, branch, l string) {
	x.loadBits(p)
	x.op("MOV $0x%x, %s", one(x.elem), rvvRow)
	x.op("%s %s, %s, %s", branch, rvvScratch, rvvRow, l)
}

// compareNought shifts the sign out: -0 is nought too.
func (x *rvv) compareNought(p param, branch, l string) {
	x.loadBits(p)
	x.op("SLL $%d, %s", 65-8*x.elem, rvvScratch)
	x.op("%s %s, %s", branch, rvvScratch, l)
}

// address spells the address of a vector. Loads of vectors have no displacement: it is added first.
func (x *rvv) address(p reg, disp int) string {
	if disp == 0 {
		return x.at(p, 0)
	}
	x.op("ADD $%d, %s, %s", disp, x.g(p), rvvScratch)
	return "(" + rvvScratch + ")"
}

func (x *rvv) load(v vec, p reg, disp int) { x.op("%s %s, %s", x.e("VLE"), x.address(p, disp), x.v(v)) }
func (x *rvv) loadAnd(v vec, p reg, disp int, mask vec) {
	x.load(v, p, disp)
	x.andv(v, v, mask)
}
func (x *rvv) store(p reg, disp int, v vec) {
	x.op("%s %s, %s", x.e("VSE"), x.v(v), x.address(p, disp))
}

func (x *rvv) loadEvery(v vec, p, stride reg) {
	x.op("%s %s, %s, %s", x.e("VLSE"), x.at(p, 0), x.g(stride), x.v(v))
}

func (x *rvv) storeScalar(p reg, disp int, v vec) {
	x.op("%s %s, %s", x.moveF(), x.f(v), x.at(p, disp))
}

// prefetch spells PREFETCH.R (Zicbop), whose displacements are multiples of 32 bytes. It is written as what it is to
// other processors: an ORI without effect.
func (x *rvv) prefetch(p reg, disp int) { x.op("ORI $%d, %s, X0", disp&^31|1, x.g(p)) }
func (x *rvv) prefetchFar(p reg)        { x.prefetch(p, 0) }

func (x *rvv) prefetchAt(p, by reg, disp int) {
	x.op("ADD %s, %s, %s", x.g(by), x.g(p), rvvScratch)
	x.op("ORI $%d, %s, X0", disp&^31|1, rvvScratch)
}

// length sets the length of vectors to as many of avl elements as one holds, and leaves it in d.
func (x *rvv) length(avl, d string) {
	tail := "TA"
	if x.keep {
		tail = "TU"
	}
	x.op("VSETVLI %s, E%d, M%d, %s, MA, %s", avl, 8*x.elem, x.registers, tail, d)
}

func (x *rvv) group(registers int, keep bool) {
	x.registers, x.keep, x.beyond = registers, keep, nil
	x.most, x.free = 0, vec(rvvVectorRegisters/registers)
	x.whole()
}

func (x *rvv) whole()        { x.length("X0", rvvScratch) }
func (x *rvv) exactly(n reg) { x.length(x.g(n), rvvScratch) }

func (x *rvv) strip(n reg) {
	x.length(x.g(n), rvvStrip)
	x.op("SUB %s, %s", rvvStrip, x.g(n))
	x.op("SLL $%d, %s", log2(x.elem), rvvStrip)
}

func (x *rvv) behind(p reg) { x.op("ADD %s, %s", rvvStrip, x.g(p)) }

func (x *rvv) lengthTo(p param, vectors int) {
	x.op("VSETVLI X0, E%d, M1, TA, MA, %s", 8*x.elem, rvvScratch)
	if vectors > 1 {
		x.op("MOV $%d, %s", vectors, rvvRow)
		x.op("MUL %s, %s", rvvRow, rvvScratch)
	}
	x.op("MOV %s, %s", rvvScratch, x.mem(p))
}
