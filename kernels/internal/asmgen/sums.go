package asmgen

import "slices"

const (
	addRowDecl   = "m, n int, y *T, ldy int, row *T"
	sumRowsDecl  = "m, n int, alpha T, x *T, ldx int, sum *T"
	greatestDecl = "n int, x, top *T"

	// tops is how many elements greatest leaves where the lanes of a vector are known at run time alone. It is the
	// lanes of the longest vector whose length is known, and those of eight registers of the shortest.
	tops = 16
)

// addRow emits y[i*ldy+j] += row[j], i < m, j < n, and, for relu, its ReLU. Loads bound a kernel
// that loads two vectors for each one stored. So row stays in registers where it fits.
func addRow(a *asm, s *isa, mc machine, relu bool) {
	name, doc := "AddRow", "y[i*ldy+j] += row[j] for i < m, j < n."
	if relu {
		name, doc = "AddRowReLU", "y[i*ldy+j] = ReLU(y[i*ldy+j] + row[j]) for i < m, j < n."
	}
	sig := function(a, s, name+s.float()+s.title, doc, addRowDecl)
	regs := newRegs(s, mc, 4, false)
	i, v, arg := regs.ints.take, regs.vecs.take, regs.args(mc, sig)
	r := &addRows{isa: s, asm: a, machine: mc, relu: relu,
		left: i("left"), yi: i("y[i]"), rowj: i("row[j]"), m: arg("m"), n: arg("n"), y: arg("y"), ldy: arg("ldy"), row: arg("row"),
		kept: regs.vecs.block("row", 4), x: v("x"), t: v("t"),
	}
	mc.shift(r.ldy, log2(s.elem))
	narrow, end := a.newLabel("narrow"), a.newLabel("end")
	mc.jumpZero(r.m, end)
	if !s.scalable { // a scalable machine goes down panels, however long row is
		mc.jumpLess(r.n, keptRow*s.lanes()+1, narrow)
		r.wide()
		mc.ret()
		a.label(narrow)
	}
	blocks(a, s, mc, r.n, []reg{r.y, r.row}, []int{4, 2, 1}, r.panel)
	a.label(end)
	mc.ret()
}

// keptRow is the most vectors of a row that AddRow goes down in panels.
const keptRow = 8

// addRows are AddRow's registers: its parameters, those that loops count and walk with, and vectors.
type addRows struct {
	*isa
	*asm
	machine
	relu              bool
	m, n, y, ldy, row reg
	left, yi, rowj    reg
	kept              []vec // of row
	x, t              vec
}

func (r *addRows) add(d, row vec) {
	r.addv(d, d, row)
	if r.relu {
		r.gate(d, d, d, r.t)
	}
}

// wide goes along each row.
func (r *addRows) wide() {
	next := r.newLabel("row")
	r.label(next)
	r.mov(r.left, r.n)
	r.mov(r.yi, r.y)
	r.mov(r.rowj, r.row)
	each(r.asm, r.isa, r.machine, r.left, []reg{r.yi, r.rowj}, 8, func(v mover) {
		v.load(r.x, r.yi)
		v.load(r.kept[0], r.rowj)
		r.add(r.x, r.kept[0])
		v.store(r.yi, r.x)
	})
	r.machine.add(r.y, r.ldy)
	r.countdown(r.m, next)
}

// panel goes down v vectors of all rows, or the partial one.
func (r *addRows) panel(v int, tail bool) {
	for j := range v {
		mover{mc: r.machine, disp: j * r.bytes, tail: tail}.load(r.kept[j], r.row)
	}
	r.mov(r.left, r.m)
	r.mov(r.yi, r.y)
	next, done := r.newLabel("row"), r.newLabel("done")
	if tail {
		r.several(done)
	}
	r.align()
	r.label(next)
	for j := range v {
		at := mover{mc: r.machine, disp: j * r.bytes, tail: tail}
		at.load(r.x, r.yi)
		r.add(r.x, r.kept[j])
		at.store(r.yi, r.x)
	}
	r.machine.add(r.yi, r.ldy)
	r.countdown(r.left, next)
	r.label(done)
}

// several takes some rows of a partial vector at a time, and goes to done after the last. A partial store delays a load
// from beside it. So some rows are loaded before any is stored.
func (r *addRows) several(done string) {
	some := append(slices.Clone(r.kept[1:]), r.x) // a partial row takes one vector
	again, rest := r.newLabel("several"), r.newLabel("rest")
	at := mover{mc: r.machine, tail: true}
	r.label(again)
	r.jumpLess(r.left, len(some), rest)
	r.mov(r.rowj, r.yi)
	for _, x := range some {
		at.load(x, r.yi)
		r.machine.add(r.yi, r.ldy)
	}
	for _, x := range some {
		r.add(x, r.kept[0])
		at.store(r.rowj, x)
		r.machine.add(r.rowj, r.ldy)
	}
	r.addImm(r.left, -len(some))
	r.jump(again)
	r.label(rest)
	r.jumpZero(r.left, done)
}

// sumRows emits sum[j] += alpha * Σi x[i*ldx+j], i < m, j < n. It goes down panels of columns, so that the sums stay in
// registers.
func sumRows(a *asm, s *isa, mc machine) {
	sig := function(a, s, "SumRows"+s.float()+s.title, "sum[j] += alpha * Σi x[i*ldx+j] for i < m, j < n.", sumRowsDecl)
	regs := newRegs(s, mc, 2, false)
	arg := regs.args(mc, sig)
	m, n, x, ldx, sum := arg("m"), arg("n"), arg("x"), arg("ldx"), arg("sum")
	rows, xi := regs.ints.take("rows"), regs.ints.take("x[i]")
	sums, alpha, t := regs.vecs.block("sums", 8), regs.vecs.take("alpha"), regs.vecs.take("t")
	mc.broadcastArg(alpha, sig.param("alpha"))
	mc.shift(ldx, log2(s.elem))
	end := a.newLabel("end")
	mc.jumpZero(m, end)
	blocks(a, s, mc, n, []reg{x, sum}, []int{len(sums), 2, 1}, func(v int, tail bool) {
		for _, sum := range sums[:v] {
			mc.zero(sum)
		}
		mc.mov(rows, m)
		mc.mov(xi, x)
		next := a.newLabel("row")
		mc.align()
		a.label(next)
		for j := range v {
			mover{mc: mc, disp: j * s.bytes, tail: tail}.load(t, xi)
			mc.addv(sums[j], sums[j], t)
		}
		mc.add(xi, ldx)
		mc.countdown(rows, next)
		for j := range v {
			at := mover{mc: mc, disp: j * s.bytes, tail: tail}
			at.load(t, sum)
			mc.fma(t, sums[j], alpha)
			at.store(sum, t)
		}
	})
	a.label(end)
	mc.ret()
}

// greatest emits top[l] = the greatest of some of x[i], i < n. Each x[i] is among those of one l at
// least. n is a vector at least. Where there are NaN, top[l] is NaN or any of the others. A
// scalable machine leaves tops elements, each the greatest of all.
func greatest(a *asm, s *isa, mc machine) {
	sig := function(a, s, "Greatest"+s.float()+s.title, "Each x[i], i < n, is at most one of top[l], l < Lanes.", greatestDecl)
	regs := newRegs(s, mc, 8, true)
	arg := regs.args(mc, sig)
	n, x, top := arg("n"), arg("x"), arg("top")
	if s.scalable {
		sc, most, v := mc.(scalable), regs.vecs.take("top"), regs.vecs.take("x")
		mc.broadcastArg(most, param{in: field, base: x})
		strips(a, mc, n, []reg{x}, func() {
			mc.load(v, x, 0)
			mc.atLeast(most, v, most)
		})
		sc.whole()
		sc.greatestOf(most)
		mc.storeFew(top, 0, most, tops)
		mc.ret()
		return
	}
	most, vs := regs.vecs.block("tops", 4), regs.vecs.block("x", 4)
	for _, v := range most {
		mc.load(v, x, 0)
	}
	take := func(count int) {
		for j := range count {
			mc.load(vs[j], x, j*s.bytes)
			mc.atLeast(most[j], vs[j], most[j])
		}
	}
	mc.align()
	for _, count := range []int{len(most), 1} {
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
	for _, v := range most[1:] {
		mc.atLeast(most[0], v, most[0])
	}
	mc.store(top, 0, most[0])
	mc.ret()
}
