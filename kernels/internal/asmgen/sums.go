package asmgen

const (
	addRowDecl   = "m, n int, y *T, ldy int, row *T"
	sumRowsDecl  = "m, n int, alpha T, x *T, ldx int, sum *T"
	greatestDecl = "n int, x, top *T"

	// tops is how many elements greatest leaves where the lanes of a vector are known at run time alone:
	// those of the longest that are known, and of eight registers of the shortest.
	tops = 16
)

// addRow emits y[i*ldy+j] += row[j], i < m, j < n, and, for relu, its ReLU. Where row fits
// registers it stays there, for a kernel that loads two vectors for each one stored is bound
// by its loads.
func addRow(a *asm, s *isa, mc machine, relu bool) {
	name, doc := "AddRow", "y[i*ldy+j] += row[j] for i < m, j < n."
	if relu {
		name, doc = "AddRowReLU", "y[i*ldy+j] = ReLU(y[i*ldy+j] + row[j]) for i < m, j < n."
	}
	sig := function(a, s, name+s.float()+s.title, doc, addRowDecl)
	const m, n, y, ldy, row, left, yi, rowj = 0, 1, 2, 3, 4, 5, 6, 7
	for r, name := range []string{"m", "n", "y", "ldy", "row"} {
		mc.arg(reg(r), sig.param(name))
	}
	mc.shift(ldy, log2(s.elem))
	grouped(s, mc, 4, false)
	kept := s.regs / 2
	if s.scalable {
		kept = 1 // a strip of row, of several registers
	}
	add := func(d, row, t vec) {
		mc.addv(d, d, row)
		if relu {
			mc.gate(d, d, d, t)
		}
	}
	narrow, next, end := a.newLabel("narrow"), a.newLabel("row"), a.newLabel("end")
	if !s.scalable { // whose row is kept, however long
		mc.jumpLess(n, kept*s.lanes()+1, narrow)
		a.label(next)
		mc.jumpZero(m, end)
		mc.mov(left, n)
		mc.mov(yi, y)
		mc.mov(rowj, row)
		each(a, s, mc, left, []reg{yi, rowj}, 8, func(v mover) {
			v.load(0, yi)
			v.load(1, rowj)
			add(0, 1, 2)
			v.store(yi, 0)
		})
		mc.add(y, ldy)
		mc.addImm(m, -1)
		mc.jump(next)
		a.label(narrow)
	}
	mc.jumpZero(m, end)
	blocks(a, s, mc, n, []reg{y, row}, []int{kept, 8, 4, 2, 1}, func(v int, tail bool) {
		for j := range v {
			mover{mc, j * s.bytes, tail}.load(vec(j), row)
		}
		mc.mov(left, m)
		mc.mov(yi, y)
		next, done := a.newLabel("row"), a.newLabel("done")
		if tail { // a partial store delays a load from beside it: some rows are loaded before any is stored
			some := min(8, s.regs-kept-1)
			several, rest := a.newLabel("several"), a.newLabel("rest")
			at, x := mover{mc, 0, true}, func(i int) vec { return vec(kept + i) }
			a.label(several)
			mc.jumpLess(left, some, rest)
			mc.mov(rowj, yi)
			for i := range some {
				at.load(x(i), yi)
				mc.add(yi, ldy)
			}
			for i := range some {
				add(x(i), 0, x(some))
				at.store(rowj, x(i))
				mc.add(rowj, ldy)
			}
			mc.addImm(left, -some)
			mc.jump(several)
			a.label(rest)
			mc.jumpZero(left, done)
		}
		mc.align()
		a.label(next)
		for j := range v {
			at := mover{mc, j * s.bytes, tail}
			at.load(vec(kept), yi)
			add(vec(kept), vec(j), vec(kept+1))
			at.store(yi, vec(kept))
		}
		mc.add(yi, ldy)
		mc.countdown(left, next)
		a.label(done)
	})
	a.label(end)
	mc.ret()
}

// sumRows emits sum[j] += alpha * Σi x[i*ldx+j], i < m, j < n. It goes down
// panels of columns, so that the sums stay in registers: 0, 1, … are the sums,
// alpha and an element of x come after.
func sumRows(a *asm, s *isa, mc machine) {
	sig := function(a, s, "SumRows"+s.float()+s.title, "sum[j] += alpha * Σi x[i*ldx+j] for i < m, j < n.", sumRowsDecl)
	const m, n, x, ldx, sum, rows, xi = 0, 1, 2, 3, 4, 5, 6
	const alpha, t vec = 8, 9
	grouped(s, mc, 2, false)
	for _, p := range []struct {
		r    reg
		name string
	}{{m, "m"}, {n, "n"}, {x, "x"}, {ldx, "ldx"}, {sum, "sum"}} {
		mc.arg(p.r, sig.param(p.name))
	}
	mc.broadcastArg(alpha, sig.param("alpha"))
	mc.shift(ldx, log2(s.elem))
	end := a.newLabel("end")
	mc.jumpZero(m, end)
	blocks(a, s, mc, n, []reg{x, sum}, []int{8, 2, 1}, func(v int, tail bool) {
		for j := range vec(v) {
			mc.zero(j)
		}
		mc.mov(rows, m)
		mc.mov(xi, x)
		next := a.newLabel("row")
		mc.align()
		a.label(next)
		for j := range v {
			mover{mc, j * s.bytes, tail}.load(t, xi)
			mc.addv(vec(j), vec(j), t)
		}
		mc.add(xi, ldx)
		mc.countdown(rows, next)
		for j := range v {
			at := mover{mc, j * s.bytes, tail}
			at.load(t, sum)
			mc.fma(t, vec(j), alpha)
			at.store(sum, t)
		}
	})
	a.label(end)
	mc.ret()
}

// greatest emits top[l] = the greatest of some of x[i], i < n, such that all are in
// one of them; n is a vector at least. Where there are NaN it is any of the others
// or NaN. A scalable machine leaves the greatest in each of so many as tops.
func greatest(a *asm, s *isa, mc machine) {
	sig := function(a, s, "Greatest"+s.float()+s.title, "Each x[i], i < n, is at most one of top[l], l < Lanes.", greatestDecl)
	const n, x, top = 0, 1, 2
	const chains = 4
	for r, name := range []string{"n", "x", "top"} {
		mc.arg(reg(r), sig.param(name))
	}
	if s.scalable {
		sc := mc.(scalable)
		sc.group(8, true)
		mc.broadcastArg(0, param{in: field, base: x})
		strips(a, mc, n, []reg{x}, func() {
			mc.load(1, x, 0)
			mc.atLeast(0, 1, 0)
		})
		sc.whole()
		sc.greatestOf(0)
		mc.storeFew(top, 0, 0, tops)
		mc.ret()
		return
	}
	for j := range vec(chains) {
		mc.load(j, x, 0)
	}
	take := func(count int) {
		for j := range count {
			v := vec(chains + j)
			mc.load(v, x, j*s.bytes)
			mc.atLeast(vec(j), v, vec(j))
		}
	}
	mc.align()
	for _, count := range []int{chains, 1} {
		loop, next := a.newLabel("loop"), a.newLabel("next")
		a.label(loop)
		mc.jumpLess(n, count*s.lanes(), next)
		take(count)
		mc.addImm(x, count*s.bytes)
		mc.addImm(n, -count*s.lanes())
		mc.jump(loop)
		a.label(next)
	}
	mc.addImm(n, -s.lanes()) // back to a whole vector that ends where x does
	mc.shift(n, log2(s.elem))
	mc.add(x, n)
	take(1)
	for j := vec(1); j < chains; j++ {
		mc.atLeast(0, j, 0)
	}
	mc.store(top, 0, 0)
	mc.ret()
}
