package asmgen

import (
	"fmt"
	"slices"
)

// How x86 reaches the rows of matrices: those of A in a tile, of A and B in a tile of dot products,
// and those to transpose.

// rows reaches 16 rows. It has pointers to row 0, to row 5 if there are more than six and, for row 14 alone, to row 10. It has
// the stride times 1, 3 and 5. An address scales those by up to 8.
func (x *x86) rows(m int, p, stride reg) {
	x.m, x.a, x.stride = m, p, stride
	if m > 3 {
		x.op("LEAQ (%[1]s)(%[1]s*2), %s", x.g(stride), x86Stride3)
	}
	if m > 5 {
		x.op("LEAQ (%[1]s)(%[1]s*4), %s", x.g(stride), x86Stride5)
	}
	if m > 6 {
		x.op("LEAQ (%s)(%s*1), %s", x.g(p), x86Stride5, x86Row5)
	}
	if m > 14 {
		x.op("LEAQ (%s)(%s*2), %s", x.g(p), x86Stride5, x86Row10)
	}
}

func (x *x86) rowRegs(m int) []reg {
	switch {
	case m > 6:
		return named(x86Stride3, x86Stride5, x86Row5)
	case m > 5:
		return named(x86Stride3, x86Stride5)
	case m > 3:
		return named(x86Stride3)
	}
	return nil
}

func (x *x86) ladderRegs(set, m int) []reg {
	switch l := x86Ladders[set]; {
	case m > 4:
		return named(l.stride3, l.fourths[1])
	case m > 3:
		return named(l.stride3)
	}
	return nil
}

// named is registers by their names.
func named(names ...string) []reg {
	var regs []reg
	for _, name := range names {
		regs = append(regs, reg(slices.Index(x86Regs, name)))
	}
	return regs
}

func (x *x86) row(v vec, i int) { x.rowOn(v, i, 0) }

func (x *x86) rowOn(v vec, i, disp int) {
	at := x.rowAt(i)
	if disp != 0 {
		at = fmt.Sprint(disp) + at
	}
	x.op("%s %s, %s", x.broadcast(), at, x.v(v))
}

// fmaRow has an operand that it repeats with EVEX alone.
func (x *x86) fmaRow(acc, y, t vec, i int) {
	if !x.evex {
		x.row(t, i)
		x.fma(acc, y, t)
		return
	}
	x.op("%s.BCST %s, %s, %s", x.ps("VFMADD231"), x.rowAt(i), x.v(y), x.v(acc))
}

// rowAt is the address of the element of row i.
func (x *x86) rowAt(i int) string {
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
	if i == 5 && x.m == 6 {
		at.base, at.index, at.scale = first, x86Stride5, 1
	}
	if at.index == "" {
		return fmt.Sprintf("(%s)", at.base)
	}
	return fmt.Sprintf("(%s)(%s*%d)", at.base, at.index, at.scale)
}

func (x *x86) step(by reg) {
	x.add(x.a, by)
	if x.m > 6 {
		x.op("ADDQ %s, %s", x.g(by), x86Row5)
	}
	if x.m > 14 {
		x.op("ADDQ %s, %s", x.g(by), x86Row10)
	}
}

// x86Ladder reaches one set of rows of a dot tile. It has pointers to rows 0 and 4, and the stride times 1
// and 3.
type x86Ladder struct {
	fourths         [2]string
	stride, stride3 string
}

// x86Ladders is where the two sets keep what is not an argument.
var x86Ladders = [2]x86Ladder{
	{fourths: [2]string{"", "R10"}, stride3: "R11"},
	{fourths: [2]string{"", "R12"}, stride3: "R13"},
}

func (x *x86) ladder(set, m int, p, stride reg) {
	l := &x.ladders[set]
	*l = x86Ladders[set]
	l.fourths[0], l.stride = x.g(p), x.g(stride)
	x.rungs[set] = m
	if m > 3 {
		x.op("LEAQ (%[1]s)(%[1]s*2), %s", l.stride, l.stride3)
	}
	for i := 4; i < m; i += 4 {
		x.op("LEAQ (%s)(%s*4), %s", l.fourths[i/4-1], l.stride, l.fourths[i/4])
	}
}

func (x *x86) rung(v vec, set, i, disp int, of extent) {
	at := x.rungAt(set, i, disp)
	if of == firstElement {
		x.op("%s %s, X%d", map[int]string{4: "VMOVSS", 8: "VMOVSD"}[x.elem], at, v)
		return
	}
	x.loadFrom(v, at, of == partialVector)
}

func (x *x86) fmaRung(acc, y, t vec, set, i, disp int, of extent) {
	x.fmaFrom(acc, y, t, x.rungAt(set, i, disp), of)
}

func (x *x86) rungAt(set, i, disp int) string {
	l := x.ladders[set]
	before := ""
	if disp != 0 {
		before = fmt.Sprint(disp)
	}
	at := [4]string{"(%[1]s)", "(%[1]s)(%[2]s*1)", "(%[1]s)(%[2]s*2)", "(%[1]s)(%[3]s*1)"}[i%4]
	return before + fmt.Sprintf(at+"%.0[2]s%.0[3]s", l.fourths[i/4], l.stride, l.stride3)
}

func (x *x86) climb(set, bytes int) {
	for i := 0; i < x.rungs[set]; i += 4 {
		x.op("ADDQ $%d, %s", bytes, x.ladders[set].fourths[i/4])
	}
}

func (x *x86) fold(v, t vec) { x.folded("VADD", v, t) }

func (x *x86) most(v, t vec) {
	x.folded("VMAX", v, t)
	x.op("VPERMILPD $1, X%d, X%d", v, t)
	x.op("%s X%d, X%[3]d, X%[3]d", x.ps("VMAX"), t, v)
	if x.elem == 4 {
		x.element0(t, v, 1)
		x.op("%s X%d, X%[3]d, X%[3]d", x.ps("VMAX"), t, v)
	}
}

// folded combines a vector's 16-byte lanes in the first.
func (x *x86) folded(by string, v, t vec) {
	if x.bytes == 64 {
		x.op("VEXTRACTF64X4 $1, Z%d, Y%d", v, t)
		x.op("%s Y%d, Y%[3]d, Y%[3]d", x.ps(by), t, v)
	}
	if x.evex {
		x.op("VEXTRACTF32X4 $1, Y%d, X%d", v, t)
	} else {
		x.op("VEXTRACTF128 $1, Y%d, X%d", v, t)
	}
	x.op("%s X%d, X%[3]d, X%[3]d", x.ps(by), t, v)
}

func (x *x86) element0(d, v vec, i int) { x.op("%s $%d, X%d, X%d", x.ps("VPERMIL"), i, v, d) }

func (x *x86) loadFew(v vec, p reg, disp, n int) {
	switch at := x.at(p, disp); n * x.elem {
	case 4:
		x.op("VMOVSS %s, X%d", at, v)
	case 8:
		x.op("VMOVSD %s, X%d", at, v)
	case 12:
		x.op("VMOVSD %s, X%d", at, v)
		x.op("VPINSRD $2, %s, X%[2]d, X%[2]d", x.at(p, disp+8), v)
	case 32:
		x.op("VMOVUPS %s, Y%d", at, v)
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
	case 32:
		x.op("VMOVUPS Y%d, %s", v, at)
	default:
		x.op("VMOVUPS X%d, %s", v, at)
	}
}

// Groups of rows start in these registers. The first group starts where grid was told. In the last group rows 1 to 3
// have these distances from its first row.
var (
	x86Groups  = []string{"", "R8", "R9", "R10"}
	x86Offsets = []string{"", "R12", "R13", "AX"}
)

func (x *x86) group(g int) string {
	if g == 0 {
		return x.g(x.a)
	}
	return x86Groups[g]
}

func (x *x86) gridRegs(groups int) []reg {
	return named(append([]string{x86Stride3, x86Offsets[1], x86Offsets[2]}, x86Groups[1:groups]...)...)
}

// grid places a pointer at the first row of each group. The stride times 1, 2 and 3 reaches the
// other rows. In the last group offsets reach them, and stop at the last row.
func (x *x86) grid(p, stride reg, w, groups int, m param) {
	x.a, x.stride, x.groups = p, stride, groups
	if x.masks {
		for g := 1; g < groups; g++ {
			x.op("MOVL $0x%x, %s", (1<<w-1)<<(g*w), x86Stride3)
			x.op("KMOVW %s, K%d", x86Stride3, g+1)
		}
	}
	s, one, two, three := x.g(stride), x86Offsets[1], x86Offsets[2], x86Offsets[3]
	x.op("MOVQ %s, %s", x.mem(m), two)
	x.op("DECQ %s", two)
	x.op("ANDQ $%d, %s", w-1, two) // the last row's number
	x.op("MOVQ %s, %s", two, three)
	x.op("IMULQ %s, %s", s, three)
	x.op("MOVQ %s, %s", s, one)
	x.op("CMPQ %s, $1", two)
	x.op("CMOVQLT %s, %s", three, one)
	if w > 2 {
		x.op("CMPQ %s, $2", two)
		x.op("LEAQ (%[1]s)(%[1]s*1), %s", s, two)
		x.op("CMOVQLT %s, %s", three, two)
		if groups > 1 {
			x.op("LEAQ (%[1]s)(%[1]s*2), %s", s, x86Stride3)
		}
	}
	for g := 1; g < groups; g++ {
		x.op("LEAQ (%s)(%s*%d), %s", x.group(g-1), s, w, x.group(g))
	}
}

func (x *x86) cell(g, r int) string {
	switch {
	case r == 0:
		return "(" + x.group(g) + ")"
	case g == x.groups-1:
		return fmt.Sprintf("(%s)(%s*1)", x.group(g), x86Offsets[r])
	case r == 3:
		return fmt.Sprintf("(%s)(%s*1)", x.group(g), x86Stride3)
	}
	return fmt.Sprintf("(%s)(%s*%d)", x.group(g), x.g(x.stride), r)
}

func (x *x86) full(m param) {
	if x.masks {
		x.op("MOVQ %s, AX", x.mem(m))
		x.op("MOVQ $-1, %s", x86Stride3)
		x.op("BZHIQ AX, %[1]s, %[1]s", x86Stride3)
		x.op("KMOVW %s, K1", x86Stride3)
	}
}

func (x *x86) piece(v vec, g, r, disp int) {
	at := fmt.Sprint(disp, x.cell(g, r))
	switch {
	case g == 0:
		x.op("VMOVUPS %s, X%d", at, v)
	case x.masks && x.elem == 4:
		x.op("VBROADCASTF32X4 %s, K%d, %s", at, g+1, x.v(v))
	case x.masks:
		x.op("VBROADCASTF64X2 %s, K%d, %s", at, g+1, x.v(v))
	default:
		x.op("VINSERTF128 $1, %s, %[2]s, %[2]s", at, x.v(v))
	}
}

func (x *x86) fetchCell(g, r, disp int) { x.op("PREFETCHT0 %d%s", disp, x.cell(g, r)) }

func (x *x86) halfCell(v vec, g, r, disp, half int) {
	at := fmt.Sprint(disp, x.cell(g, r))
	if half == 0 {
		x.op("VMOVUPS %s, Y%d", at, v)
		return
	}
	x.op("VINSERTF64X4 $1, %s, %[2]s, %[2]s", at, x.v(v))
}

func (x *x86) lanes4(d, a, b vec, pick int) {
	x.op("VSHUFF64X2 $0x%x, %s, %s, %s", pick, x.v(b), x.v(a), x.v(d))
}

func (x *x86) advance(groups, bytes int) {
	for g := range groups {
		x.op("ADDQ $%d, %s", bytes, x.group(g))
	}
}

func (x *x86) advanceBy(groups int, by reg) {
	for g := range groups {
		x.op("ADDQ %s, %s", x.g(by), x.group(g))
	}
}

func (x *x86) put(p reg, v vec) {
	if x.masks {
		x.storeTail(p, 0, v)
		return
	}
	x.store(p, 0, v)
}

func (x *x86) element(to, from reg, disp int) {
	x.op("%s %s, AX", x.l("MOV"), x.at(from, disp))
	x.op("%s AX, (%s)", x.l("MOV"), x.g(to))
}

func (x *x86) zip(d, a, b vec, high, double bool) {
	m := map[bool]string{false: "VUNPCKL", true: "VUNPCKH"}[high]
	m += map[bool]string{false: "PS", true: "PD"}[double]
	x.three(m, d, a, b)
}
