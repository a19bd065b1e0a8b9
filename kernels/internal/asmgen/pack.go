package asmgen

const (
	copyDecl      = "m, n int, dst *T, ldd int, src *T, lds int"
	transposeDecl = "m, k int, dst *T, ldd int, src *T, lds int"
)

// copyRows emits dst[i*ldd+j] = src[i*lds+j], i < m, j < n. It goes down panels of columns. So a
// narrow panel needs no loop of its own in each row.
func copyRows(a *asm, s *isa, mc machine) {
	sig := function(a, s, "Copy"+s.float()+s.title, "dst[i*ldd+j] = src[i*lds+j] for i < m, j < n.", copyDecl)
	grouped(s, mc, 8, false)
	const m, n, dst, ldd, src, lds, rows, from, to = 0, 1, 2, 3, 4, 5, 6, 7, 8
	for r, name := range []string{"m", "n", "dst", "ldd", "src", "lds"} {
		mc.arg(reg(r), sig.param(name))
	}
	mc.shift(ldd, log2(s.elem))
	mc.shift(lds, log2(s.elem))
	end := a.newLabel("end")
	mc.jumpZero(m, end)
	blocks(a, s, mc, n, []reg{dst, src}, []int{4, 2, 1}, func(v int, tail bool) {
		mc.mov(rows, m)
		mc.mov(from, src)
		mc.mov(to, dst)
		next := a.newLabel("row")
		mc.align()
		a.label(next)
		for j := range v {
			mover{mc: mc, disp: j * s.bytes, tail: tail}.load(vec(j), from)
		}
		for j := range v {
			mover{mc: mc, disp: j * s.bytes, tail: tail}.store(to, vec(j))
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
// A 16-byte piece of a row holds w elements. Register r of w collects the pieces of rows r, w+r,
// 2w+r, … in its 16-byte lanes. Transposing w by w within the lanes then leaves in register p the
// elements p of all rows, in order.
//
// Each number of such groups of w rows has code of its own. In the last group the last row stands
// for those that it lacks.
type transposition struct {
	*asm
	*isa
	machine
	fixed
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
	regs := newRegs(s, fx.gridRegs(most))
	args := regs.loaded(mc, t.sig, "k", "dst", "ldd", "src", "lds")
	t.k, t.dst, t.ldd, t.src, t.lds = args[0], args[1], args[2], args[3], args[4]
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
	t.clear(t.k)
	t.addImm(t.k, t.w)
	t.jump(piece)
}

// pieces takes w columns, q pieces on.
func (t *transposition) pieces(groups, q int) {
	for r := range t.w {
		for g := range groups {
			t.piece(vec(r), g, r, 16*q)
		}
	}
	t.store(transposed(t.fixed, 0, t.w, vec(t.w)))
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
		t.store(transposedLines(t.machine, t.w, groups))
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

func (t *transposition) store(columns []vec) {
	for _, v := range columns {
		t.put(t.dst, v)
		t.machine.add(t.dst, t.ldd)
	}
}

// few takes columns element by element, where there are fewer than w.
func (t *transposition) few(end string) {
	regs := newRegs(t.isa, []reg{t.k, t.dst, t.ldd, t.src, t.lds})
	to := []reg{t.dst}
	for i := 1; i < t.w-1; i++ {
		to = append(to, regs.take("dst"))
	}
	m, row, next := regs.take("m"), t.newLabel("row"), t.newLabel("next")
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
	sc := mc.(scalable)
	const m, k, dst, ldd, src, lds = 0, 1, 2, 3, 4, 5
	for r, name := range []string{"m", "k", "dst", "ldd", "src", "lds"} {
		mc.arg(reg(r), sig.param(name))
	}
	mc.shift(ldd, log2(s.elem))
	mc.shift(lds, log2(s.elem))
	sc.group(1, false)
	sc.exactly(m)
	next, end := a.newLabel("column"), a.newLabel("end")
	mc.jumpZero(k, end)
	a.label(next)
	sc.loadEvery(0, src, lds)
	mc.store(dst, 0, 0)
	mc.addImm(src, s.elem)
	mc.add(dst, ldd)
	mc.countdown(k, next)
	a.label(end)
	mc.ret()
}

// transposed transposes registers first … first+w-1 within their 16-byte lanes, w by w. It works in
// four registers from spare on. It returns the registers of the result in order: the same ones for
// w = 4, two of the spare ones for w = 2.
func transposed(mc fixed, first, w int, spare vec) []vec {
	r := func(i int) vec { return vec(first + i) }
	if w == 2 {
		mc.zip(spare, r(0), r(1), false, true)
		mc.zip(spare+1, r(0), r(1), true, true)
		return []vec{spare, spare + 1}
	}
	mc.zip(spare, r(0), r(1), false, false)
	mc.zip(spare+1, r(0), r(1), true, false)
	mc.zip(spare+2, r(2), r(3), false, false)
	mc.zip(spare+3, r(2), r(3), true, false)
	mc.zip(r(0), spare, spare+2, false, true)
	mc.zip(r(1), spare, spare+2, true, true)
	mc.zip(r(2), spare+1, spare+3, false, true)
	mc.zip(r(3), spare+1, spare+3, true, true)
	return []vec{r(0), r(1), r(2), r(3)}
}

// transposedLines loads a vector of four lanes from each row of up to four groups of w. It returns
// the registers of their columns in order. It transposes w by w within the lanes of each group of w
// rows, and then the lanes of the four groups.
func transposedLines(mc machine, w, groups int) []vec {
	columns := make([]vec, 4*w)
	spare := vec(4 * w)
	group := make([][]vec, 4)
	for g := range group {
		if g >= groups { // nothing
			for r := range w {
				mc.zero(vec(g*w + r))
				group[g] = append(group[g], vec(g*w+r))
			}
			continue
		}
		for r := range w {
			mc.(masked).wholeCell(vec(g*w+r), g, r)
		}
		group[g] = transposed(mc.(fixed), g*w, w, spare)
		if w == 2 { // the spares are wanted again
			spare += 2
		}
	}
	for c := range w {
		a, b, x, y := group[0][c], group[1][c], group[2][c], group[3][c]
		s := spare
		mc.(masked).lanes4(s, a, b, 0x44) // a0 a1 b0 b1
		mc.(masked).lanes4(s+1, x, y, 0x44)
		mc.(masked).lanes4(s+2, a, b, 0xee) // a2 a3 b2 b3
		mc.(masked).lanes4(s+3, x, y, 0xee)
		mc.(masked).lanes4(a, s, s+1, 0x88) // a0 b0 x0 y0
		mc.(masked).lanes4(b, s, s+1, 0xdd)
		mc.(masked).lanes4(x, s+2, s+3, 0x88)
		mc.(masked).lanes4(y, s+2, s+3, 0xdd)
		for l, v := range []vec{a, b, x, y} {
			columns[l*w+c] = v
		}
	}
	return columns
}
