package asmgen

import "fmt"

// neon lowers to Arm's Advanced SIMD. It keeps R16, R17 and R19 to R25 for itself. Go's assembler
// lacks most vector floating-point instructions. They are encoded here (Arm Architecture Reference
// Manual, C7.2).
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

// neonOffsets are the distances, in bytes, from the first element of a tail to those of lanes 1 and 2.
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
func (x *neon) set(r reg, n int)    { x.op("MOVD $%d, %s", n, x.g(r)) }
func (x *neon) add(d, s reg)        { x.op("ADD %s, %[2]s, %[2]s", x.g(s), x.g(d)) }
func (x *neon) sub(d, s reg)        { x.op("SUB %s, %[2]s, %[2]s", x.g(s), x.g(d)) }
func (x *neon) mul(d, s reg)        { x.op("MUL %s, %[2]s, %[2]s", x.g(s), x.g(d)) }
func (x *neon) addImm(r reg, n int) { x.op("ADD $%d, %[2]s, %[2]s", n, x.g(r)) }
func (x *neon) jump(l string)       { x.goTo(l) }
func (x *neon) align()              { x.alignTo(16) }
func (x *neon) ret()                { x.op("RET") }
func (x *neon) finish()             {}

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

func (x *neon) addFrom(d reg, p param) {
	x.op("MOVD %s, %s", x.mem(p), neonScratch)
	x.op("ADD %s, %[2]s, %[2]s", neonScratch, x.g(d))
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

// compareNought shifts the sign out: -0 is nought too.
func (x *neon) compareNought(p param, jump, l string) {
	x.loadBits(p)
	x.op("LSL $%d, %[2]s, %[2]s", 65-8*x.elem, neonScratch)
	x.op("%s %s, %s", jump, neonScratch, l)
}

func (x *neon) load(v vec, p reg, disp int) { x.op("FMOVQ %s, F%d", x.at(p, disp), v) }
func (x *neon) loadAnd(v vec, p reg, disp int, mask vec) {
	x.load(v, p, disp)
	x.andv(v, v, mask)
}
func (x *neon) store(p reg, disp int, v vec) { x.op("FMOVQ F%d, %s", v, x.at(p, disp)) }

func (x *neon) prefetch(p reg, disp int) { x.op("PRFM %s, PLDL1KEEP", x.at(p, disp)) }
func (x *neon) prefetchAt(p, by reg, disp int) {
	x.op("ADD %s, %s, %s", x.g(by), x.g(p), neonScratch)
	x.op("PRFM %d(%s), PLDL1KEEP", disp, neonScratch)
}
func (x *neon) prefetchFar(p reg) { x.op("PRFM %s, PLDL2KEEP", x.at(p, 0)) }

func (x *neon) tailWhole() { x.op("MOVD $0, %s", neonPartial) }

func (x *neon) jumpPartial(_ param, _ int, l string) { x.op("CBNZ %s, %s", neonPartial, l) }

// tail makes the offsets of lanes 1 and 2 in bytes, for float32: 4·min(1, n-1) and 4·min(2, n-1).
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

// loadTail fills one to three lanes of float32 without a branch. Where there are fewer than three elements, the last
// one stands for those that lack.
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

// storeTail stores the lanes from the last down. Where two go to one place, the right one comes later.
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
