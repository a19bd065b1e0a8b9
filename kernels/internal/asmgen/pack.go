package asmgen

import "fmt"

const (
	copyDecl      = "m, n int, dst *T, ldd int, src *T, lds int"
	transposeDecl = "k int, dst *T, ldd int, src *T, lds int"

	transposeRowsDecl = "m, k int, dst *T, ldd int, src *T, lds int"
)

// copyRows emits dst[i*ldd+j] = src[i*lds+j], i < m, j < n, down panels of
// columns, so that a narrow panel costs no loop of its own in each row.
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
			mover{mc, j * s.bytes, tail}.load(vec(j), from)
		}
		for j := range v {
			mover{mc, j * s.bytes, tail}.store(to, vec(j))
		}
		mc.add(from, lds)
		mc.add(to, ldd)
		mc.countdown(rows, next)
	})
	a.label(end)
	mc.ret()
}

// packAhead is how far ahead, in bytes, a transposition fetches each row: the
// caches do not foresee so many streams at once.
const packAhead = 512

// transpose emits dst[p*ldd+i] = src[i*lds+p], i < m, p < k, for m rows of src.
// Each row of dst is written as a whole vector where the machine lacks cheap
// masks, so that up to a vector beyond its m elements is overwritten.
//
// A 16-byte piece of a row holds w elements. Register r of w collects the
// pieces of rows r, w+r, 2w+r, … in its 16-byte lanes; transposing w by w within
// the lanes then leaves in register p the elements p of all rows, in order.
func transpose(a *asm, s *isa, mc machine, m int) {
	fx := mc.(fixed)
	sig := function(a, s, transposeName(s, m), fmt.Sprintf("dst[p*ldd+i] = src[i*lds+p] for i < %d, p < k.", m), transposeDecl)
	const k, dst, ldd, lds, row0 = 0, 1, 2, 3, 4
	w := 16 / s.elem
	mc.arg(k, sig.param("k"))
	mc.arg(dst, sig.param("dst"))
	mc.arg(ldd, sig.param("ldd"))
	mc.arg(row0, sig.param("src"))
	mc.arg(lds, sig.param("lds"))
	mc.shift(ldd, log2(s.elem))
	mc.shift(lds, log2(s.elem))
	groups := (m + w - 1) / w
	fx.grid(row0, lds, w, groups)
	fx.full(m)

	// A cache line of each row at a time while there are so many: rows may lie so
	// that a line does not stay for a second visit.
	single, end := a.newLabel("single"), a.newLabel("end")
	mc.align()
	eachColumns := func(n int, body func()) {
		loop, next := a.newLabel("loop"), a.newLabel("next")
		a.label(loop)
		mc.jumpLess(k, n, next)
		body()
		fx.advance(groups, n*s.elem)
		mc.addImm(k, -n)
		mc.jump(loop)
		a.label(next)
	}
	store := func(columns []vec) {
		for _, v := range columns {
			fx.put(dst, v, m)
			mc.add(dst, ldd)
		}
	}
	pieces := func(q int) {
		for r := range w {
			if r >= m {
				mc.zero(vec(r))
				continue
			}
			for g := 0; g*w+r < m; g++ {
				fx.piece(vec(r), g, r, 16*q)
			}
		}
		store(transposed(fx, 0, w, vec(w)))
	}
	eachColumns(line/s.elem, func() {
		for i := range m {
			fx.fetchCell(i/w, i%w, packAhead)
		}
		if s.masks && groups > 2 {
			store(transposedLines(mc, w, m))
			return
		}
		for q := range 4 {
			pieces(q)
		}
	})
	eachColumns(w, func() { pieces(0) })

	// The last columns, fewer than w, element by element.
	mc.jumpZero(k, end)
	a.label(single)
	for i := range m {
		fx.element(dst, i*s.elem, i/w, i%w)
	}
	mc.add(dst, ldd)
	fx.advance(groups, s.elem)
	mc.countdown(k, single)
	a.label(end)
	mc.ret()
}

// transposeRows is transpose for any m up to a vector's elements, which is a parameter: column after column.
func transposeRows(a *asm, s *isa, mc machine) {
	sig := function(a, s, "Transpose"+s.float()+s.title, "dst[p*ldd+i] = src[i*lds+p] for i < m, p < k; m is at most Lanes.", transposeRowsDecl)
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

// transposed transposes registers first … first+w-1 within their 16-byte lanes, w
// by w, and returns the registers of the result in order: the same ones, or for
// w = 2 two of the four from spare on that it needs for the way.
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

// transposedLines loads a vector of four lanes from each of m rows, at most 4w,
// and returns the registers of their columns in order: first w by w within the
// lanes of each group of w rows, then the lanes of the four groups.
func transposedLines(mc machine, w, m int) []vec {
	columns := make([]vec, 4*w)
	spare := vec(4 * w)
	group := make([][]vec, 4)
	for g := range group {
		for r := range w {
			if g*w+r < m {
				mc.(masked).wholeCell(vec(g*w+r), g, r)
			} else {
				mc.zero(vec(g*w + r))
			}
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

func transposeName(s *isa, m int) string {
	return fmt.Sprintf("transpose%s%s_%d", s.float(), s.title, m)
}
