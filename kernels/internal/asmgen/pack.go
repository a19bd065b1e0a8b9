package asmgen

const (
	copyDecl      = "m, n int, dst *T, ldd int, src *T, lds int"
	transposeDecl = "m, k int, dst *T, ldd int, src *T, lds int"
)

// copyRows emits dst[i*ldd+j] = src[i*lds+j], i < m, j < n. It goes down panels of columns. So a
// narrow panel needs no loop of its own in each row.
func copyRows(a *asm, s *isa, mc machine) {
	sig := function(a, s, "Copy"+s.float()+s.title, "dst[i*ldd+j] = src[i*lds+j] for i < m, j < n.", copyDecl)
	regs := newRegs(s, mc, 8, false)
	arg := regs.args(mc, sig)
	m, n, dst, ldd, src, lds := arg("m"), arg("n"), arg("dst"), arg("ldd"), arg("src"), arg("lds")
	rows, from, to := regs.ints.take("rows"), regs.ints.take("from"), regs.ints.take("to")
	panel := regs.vecs.block("panel", 4)
	mc.shift(ldd, log2(s.elem))
	mc.shift(lds, log2(s.elem))
	end := a.newLabel("end")
	mc.jumpZero(m, end)
	blocks(a, s, mc, n, []reg{dst, src}, []int{len(panel), 2, 1}, func(v int, tail bool) {
		mc.mov(rows, m)
		mc.mov(from, src)
		mc.mov(to, dst)
		next := a.newLabel("row")
		mc.align()
		a.label(next)
		for j := range v {
			mover{mc: mc, disp: j * s.bytes, tail: tail}.load(panel[j], from)
		}
		for j := range v {
			mover{mc: mc, disp: j * s.bytes, tail: tail}.store(to, panel[j])
		}
		mc.add(from, lds)
		mc.add(to, ldd)
		mc.countdown(rows, next)
	})
	a.label(end)
	mc.ret()
}

// packAhead is how far ahead, in bytes, a transposition prefetches each row. The caches do not
// foresee so many streams at once.
const packAhead = 512

// transposition is dst[p*ldd+i] = src[i*lds+p], i < m, p < k, for m rows of src, at most a
// vector's. Where the machine lacks cheap masks, each row of dst is written as a whole vector: up
// to a vector behind its m elements is overwritten.
//
// A 16-byte piece of a row holds w elements. Vector r of w collects the pieces of rows r, w+r,
// 2w+r, … in its 16-byte lanes. Transposing w by w within the lanes then leaves in vector p the
// elements p of all rows, in order.
//
// Each number of such groups of w rows has code of its own. In the last group the last row stands
// for those that it lacks.
type transposition struct {
	*asm
	*isa
	machine
	fixed
	*regs
	sig                   signature
	w                     int
	k, dst, ldd, src, lds reg
}

func transpose(a *asm, s *isa, mc machine) {
	w := 16 / s.elem
	fx := mc.(fixed)
	t := &transposition{asm: a, isa: s, machine: mc, fixed: fx, w: w}
	t.sig = function(a, s, "Transpose"+s.float()+s.title, "dst[p*ldd+i] = src[i*lds+p] for i < m, p < k.", transposeDecl)
	most := s.lanes() / w
	t.regs = newRegs(s, mc, 1, false)
	t.ints.hold(fx.gridRegs(most)...)
	arg := t.args(mc, t.sig)
	t.k, t.dst, t.ldd, t.src, t.lds = arg("k"), arg("dst"), arg("ldd"), arg("src"), arg("lds")
	mc.shift(t.ldd, log2(s.elem))
	mc.shift(t.lds, log2(s.elem))
	few, end := a.newLabel("few"), a.newLabel("end")
	mc.jumpLess(t.k, w, few)
	m := t.sig.param("m")
	fx.full(m)
	next := ""
	for groups := most; groups > 0; groups-- {
		if next != "" {
			a.label(next)
		}
		if groups > 1 {
			next = a.newLabel("groups")
			mc.jumpFewer(m, (groups-1)*w+1, next)
		}
		fx.grid(t.src, t.lds, w, groups, m)
		t.columns(groups, end)
	}
	a.label(few)
	t.few(end)
	a.label(end)
	mc.ret()
}

// columns takes all columns, at least w, of so many groups of rows, and goes to end. The last w columns overlap those
// before.
func (t *transposition) columns(groups int, end string) {
	piece, rest := t.newLabel("piece"), t.newLabel("rest")
	t.lines(groups)
	t.jumpLess(t.k, t.w, rest)
	t.label(piece)
	t.pieces(groups, 0)
	t.next(groups, t.w)
	t.jumpAtLeast(t.k, t.w, piece)
	t.label(rest)
	t.jumpZero(t.k, end)
	t.addImm(t.k, -t.w) // the columns to go back by
	t.setTo(t.sig.param("k"), t.k)
	t.shift(t.k, log2(t.elem))
	t.advanceBy(groups, t.k)
	t.arg(t.k, t.sig.param("k"))
	t.mul(t.k, t.ldd)
	t.machine.add(t.dst, t.k)
	t.set(t.k, t.w)
	t.jump(piece)
}

// pieces takes w columns, q pieces on.
func (t *transposition) pieces(groups, q int) {
	rows := t.vecs.block("rows", t.w)
	for r, v := range rows {
		for g := range groups {
			t.piece(v, g, r, 16*q)
		}
	}
	t.store(t.transposed(rows))
}

// lines takes a cache line of each row at a time while there are so many columns. Rows may lie such that a line does
// not stay in the cache for a second visit.
func (t *transposition) lines(groups int) {
	loop, next := t.newLabel("line"), t.newLabel("lined")
	t.jumpLess(t.k, line/t.elem, next)
	t.label(loop)
	for r := range t.w {
		for g := range groups {
			t.fetchCell(g, r, packAhead)
		}
	}
	if groups > 2 {
		t.store(t.transposedLines(groups))
	} else {
		for q := range line / 16 {
			t.pieces(groups, q)
		}
	}
	t.next(groups, line/t.elem)
	t.jumpAtLeast(t.k, line/t.elem, loop)
	t.label(next)
}

// next moves on by so many columns.
func (t *transposition) next(groups, columns int) {
	t.advance(groups, columns*t.elem)
	t.addImm(t.k, -columns)
}

// store writes columns, and gives all vectors back.
func (t *transposition) store(columns []vec) {
	for _, v := range columns {
		t.put(t.dst, v)
		t.machine.add(t.dst, t.ldd)
	}
	t.vecs.freeAll()
}

// few takes columns element by element, where there are fewer than w.
func (t *transposition) few(end string) {
	t.ints.free(t.gridRegs(t.isa.lanes() / t.w)...)
	to := append([]reg{t.dst}, t.ints.block("dst", t.w-2)...)
	m, row, next := t.ints.take("m"), t.newLabel("row"), t.newLabel("next")
	t.jumpZero(t.k, end)
	for i := 1; i < len(to); i++ {
		t.mov(to[i], to[i-1])
		t.machine.add(to[i], t.ldd)
	}
	t.arg(m, t.sig.param("m"))
	t.label(row)
	for p, d := range to {
		if p > 0 {
			t.jumpLess(t.k, p+1, next)
		}
		t.element(d, t.src, p*t.elem)
		t.addImm(d, t.elem)
	}
	t.label(next)
	t.machine.add(t.src, t.lds)
	t.countdown(m, row)
}

// transposeRows is transpose where the length of vectors is known at run time alone. It goes column after column.
func transposeRows(a *asm, s *isa, mc machine) {
	sig := function(a, s, "Transpose"+s.float()+s.title, "dst[p*ldd+i] = src[i*lds+p] for i < m, p < k.", transposeDecl)
	regs, sc := newRegs(s, mc, 1, false), mc.(scalable)
	arg := regs.args(mc, sig)
	m, k, dst, ldd, src, lds := arg("m"), arg("k"), arg("dst"), arg("ldd"), arg("src"), arg("lds")
	column := regs.vecs.take("column")
	mc.shift(ldd, log2(s.elem))
	mc.shift(lds, log2(s.elem))
	sc.exactly(m)
	next, end := a.newLabel("column"), a.newLabel("end")
	mc.jumpZero(k, end)
	a.label(next)
	sc.loadEvery(column, src, lds)
	mc.store(dst, 0, column)
	mc.addImm(src, s.elem)
	mc.add(dst, ldd)
	mc.countdown(k, next)
	a.label(end)
	mc.ret()
}

// transposed transposes w vectors within their 16-byte lanes, w by w. It returns the vectors of the result in order: the
// same ones for w = 4, two more for w = 2.
func (t *transposition) transposed(v []vec) []vec {
	spare := t.vecs.block("transposed", t.w)
	if t.w == 2 {
		t.zip(spare[0], v[0], v[1], false, true)
		t.zip(spare[1], v[0], v[1], true, true)
		return spare
	}
	t.zip(spare[0], v[0], v[1], false, false)
	t.zip(spare[1], v[0], v[1], true, false)
	t.zip(spare[2], v[2], v[3], false, false)
	t.zip(spare[3], v[2], v[3], true, false)
	t.zip(v[0], spare[0], spare[2], false, true)
	t.zip(v[1], spare[0], spare[2], true, true)
	t.zip(v[2], spare[1], spare[3], false, true)
	t.zip(v[3], spare[1], spare[3], true, true)
	t.vecs.free(spare...)
	return v
}

// transposedLines loads a line of each row of three or four groups of w, and returns the vectors of its columns in order. A
// vector has half lines of two groups. Transposing w by w within the lanes then leaves one exchange of lanes for each column.
// Whole lines would need two, and a single port exchanges lanes: float64 8 by 64 takes 71 ns with them instead of 50 (Emerald
// Rapids).
func (t *transposition) transposedLines(groups int) []vec {
	mc := t.machine.(masked)
	var of [2][2][]vec // half lines, of the first two groups and of the others
	for i := range 2 {
		for half := range 2 {
			of[half][i] = t.vecs.block("rows", t.w)
		}
		for r := range t.w {
			for g := 2 * i; g < min(2*i+2, groups); g++ {
				for half := range 2 { // side by side: a line may not stay in the cache
					mc.halfCell(of[half][i][r], g, r, half*line/2, g%2)
				}
			}
		}
		for half := range 2 {
			of[half][i] = t.transposed(of[half][i])
		}
	}
	columns := t.vecs.block("columns", 4*t.w)
	for half := range 2 {
		next := columns[half*2*t.w:]
		for c := range t.w {
			mc.lanes4(next[c], of[half][0][c], of[half][1][c], 0x88)     // lanes 0 and 2 of each
			mc.lanes4(next[t.w+c], of[half][0][c], of[half][1][c], 0xdd) // lanes 1 and 3
		}
	}
	return columns
}
