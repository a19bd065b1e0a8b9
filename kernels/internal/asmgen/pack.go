package asmgen

import "fmt"

const (
	copyDecl      = "m, n int, dst *T, ldd int, src *T, lds int"
	transposeDecl = "k int, dst *T, ldd int, src *T, lds int"
)

// copyRows emits dst[i*ldd+j] = src[i*lds+j], i < m, j < n, down panels of
// columns, so that a narrow panel costs no loop of its own in each row.
func copyRows(a *asm, s *isa, mc machine) {
	sig := function(a, s, "Copy"+s.float()+s.title, "dst[i*ldd+j] = src[i*lds+j] for i < m, j < n.", copyDecl)
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
const packAhead = 256

// transpose emits dst[p*ldd+i] = src[i*lds+p], i < m, p < k, for m rows of src.
// Each row of dst is written as a whole vector where the machine lacks cheap
// masks, so that up to a vector beyond its m elements is overwritten.
//
// A 16-byte piece of a row holds w elements. Register r of w collects the
// pieces of rows r, w+r, 2w+r, … in its 16-byte lanes; transposing w by w within
// the lanes then leaves in register p the elements p of all rows, in order.
func transpose(a *asm, s *isa, mc machine, m int) {
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
	mc.grid(row0, lds, w, groups)
	mc.full(m)

	// Whole pieces, a cache line of each row at a time while there are so many:
	// rows may lie so that a line does not stay for a second visit.
	single, end := a.newLabel("single"), a.newLabel("end")
	mc.align()
	for _, pieces := range []int{4, 1} {
		loop, next := a.newLabel("loop"), a.newLabel("next")
		a.label(loop)
		mc.jumpLess(k, pieces*w, next)
		if pieces > 1 {
			for i := range m {
				mc.fetchCell(i/w, i%w, packAhead)
			}
		}
		for q := range pieces {
			for r := range w {
				if r >= m {
					mc.zero(vec(r))
					continue
				}
				for g := 0; g*w+r < m; g++ {
					mc.piece(vec(r), g, r, 16*q)
				}
			}
			for _, v := range transposed(mc, w) {
				mc.put(dst, v, m)
				mc.add(dst, ldd)
			}
		}
		mc.advance(groups, 16*pieces)
		mc.addImm(k, -pieces*w)
		mc.jump(loop)
		a.label(next)
	}

	// The last columns, fewer than w, element by element.
	mc.jumpZero(k, end)
	a.label(single)
	for i := range m {
		mc.element(dst, i*s.elem, i/w, i%w)
	}
	mc.add(dst, ldd)
	mc.advance(groups, s.elem)
	mc.countdown(k, single)
	a.label(end)
	mc.ret()
}

// transposed transposes registers 0 … w-1 within their lanes, w by w, and
// returns the registers of the result in order.
func transposed(mc machine, w int) []vec {
	if w == 2 {
		mc.zip(2, 0, 1, false, true)
		mc.zip(3, 0, 1, true, true)
		return []vec{2, 3}
	}
	mc.zip(4, 0, 1, false, false)
	mc.zip(5, 0, 1, true, false)
	mc.zip(6, 2, 3, false, false)
	mc.zip(7, 2, 3, true, false)
	mc.zip(0, 4, 6, false, true)
	mc.zip(1, 4, 6, true, true)
	mc.zip(2, 5, 7, false, true)
	mc.zip(3, 5, 7, true, true)
	return []vec{0, 1, 2, 3}
}

func transposeName(s *isa, m int) string {
	return fmt.Sprintf("transpose%s%s_%d", s.float(), s.title, m)
}
