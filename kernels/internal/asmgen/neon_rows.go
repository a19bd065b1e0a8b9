package asmgen

// How NEON reaches the rows of matrices: those of A in a tile, of A and B in a tile of dot
// products, and those to transpose.

func (x *neon) rowRegs(int) []reg         { return nil }
func (x *neon) ladderRegs(int, int) []reg { return nil }

func (x *neon) rows(m int, p, stride reg) { x.a, x.stride = p, stride }

// row loads and repeats one element, and moves the walking pointer on. For a packed A it would
// spare loads to load four rows at once, and to multiply by element.
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

// neonRows are the distances of rows 1 to 3 from the first, where there are so many.
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
