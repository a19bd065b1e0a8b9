package asmgen

// How RISC-V reaches the rows of matrices: those of A in a tile, and of A and B in a tile of dot products.

func (x *rvv) rowRegs(int) []reg         { return nil }
func (x *rvv) ladderRegs(int, int) []reg { return nil }

func (x *rvv) rows(m int, p, stride reg) { x.m, x.a, x.stride = m, p, stride }

func (x *rvv) row(v vec, i int) {
	x.op("%s %s, %s", x.moveF(), x.walk(i, x.m, x.a, x.stride, 0), x.f(v))
}

func (x *rvv) step(by reg) { x.add(x.a, by) }

func (x *rvv) ladder(set, m int, p, stride reg) {
	l := &x.ladders[set]
	l.first, l.stride, l.m = p, stride, m
}

func (x *rvv) rung(v vec, set, i, disp int, _ extent) {
	l := x.ladders[set]
	x.op("%s %s, %s", x.e("VLE"), x.walk(i, l.m, l.first, l.stride, disp), x.v(v))
}

// walk spells the address of row i of m, and moves the walking pointer to it.
func (x *rvv) walk(i, m int, first, stride reg, disp int) string {
	switch i {
	case 0:
		return x.address(first, disp)
	case 1:
		x.op("ADD %s, %s, %s", x.g(stride), x.g(first), rvvRow)
		if disp != 0 {
			x.op("ADD $%d, %s", disp, rvvRow)
		}
	default:
		x.op("ADD %s, %s", x.g(stride), rvvRow)
	}
	return "(" + rvvRow + ")"
}

func (x *rvv) climb(set, _ int) { x.behind(x.ladders[set].first) }

func (x *rvv) few(n int) {
	x.op("VSETIVLI $%d, E%d, M%d, TA, MA, %s", n, 8*x.elem, x.registers, rvvScratch)
}

func (x *rvv) loadFew(v vec, p reg, disp, n int) {
	x.few(n)
	x.load(v, p, disp)
}

func (x *rvv) storeFew(p reg, disp int, v vec, n int) {
	x.few(n)
	x.store(p, disp, v)
}
