package asmgen

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
	regs := newRegs(s)
	r := &addRows{isa: s, asm: a, machine: mc, relu: relu, left: regs.take("left"), yi: regs.take("y[i]"), rowj: regs.take("row[j]")}
	sig := function(a, s, name+s.float()+s.title, doc, addRowDecl)
	args := regs.loaded(mc, sig, "m", "n", "y", "ldy", "row")
	r.m, r.n, r.y, r.ldy, r.row = args[0], args[1], args[2], args[3], args[4]
	mc.shift(r.ldy, log2(s.elem))
	grouped(s, mc, 4, false)
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

// addRows are AddRow's integer registers: its parameters, and those that loops count and walk with.
type addRows struct {
	*isa
	*asm
	machine
	relu              bool
	m, n, y, ldy, row reg
	left, yi, rowj    reg
}

func (r *addRows) add(d, row, t vec) {
	r.addv(d, d, row)
	if r.relu {
		r.gate(d, d, d, t)
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
		v.load(0, r.yi)
		v.load(1, r.rowj)
		r.add(0, 1, 2)
		v.store(r.yi, 0)
	})
	r.machine.add(r.y, r.ldy)
	r.countdown(r.m, next)
}

// panel goes down v vectors of all rows, or the partial one.
func (r *addRows) panel(v int, tail bool) {
	const x, t vec = 4, 5
	for j := range v {
		mover{mc: r.machine, disp: j * r.bytes, tail: tail}.load(vec(j), r.row)
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
		at.load(x, r.yi)
		r.add(x, vec(j), t)
		at.store(r.yi, x)
	}
	r.machine.add(r.yi, r.ldy)
	r.countdown(r.left, next)
	r.label(done)
}

// several takes some rows of a partial vector at a time, and goes to done after the last. A partial store delays a load
// from beside it. So some rows are loaded before any is stored.
func (r *addRows) several(done string) {
	const some, t = 4, vec(1 + 4)
	x := func(i int) vec { return vec(1 + i) }
	again, rest := r.newLabel("several"), r.newLabel("rest")
	at := mover{mc: r.machine, tail: true}
	r.label(again)
	r.jumpLess(r.left, some, rest)
	r.mov(r.rowj, r.yi)
	for i := range some {
		at.load(x(i), r.yi)
		r.machine.add(r.yi, r.ldy)
	}
	for i := range some {
		r.add(x(i), 0, t)
		at.store(r.rowj, x(i))
		r.machine.add(r.rowj, r.ldy)
	}
	r.addImm(r.left, -some)
	r.jump(again)
	r.label(rest)
	r.jumpZero(r.left, done)
}

// sumRows emits sum[j] += alpha * Σi x[i*ldx+j], i < m, j < n. It goes down panels of columns, so
// that the sums stay in registers 0, 1, …. Behind them come alpha and an element of x.
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
			mover{mc: mc, disp: j * s.bytes, tail: tail}.load(t, xi)
			mc.addv(vec(j), vec(j), t)
		}
		mc.add(xi, ldx)
		mc.countdown(rows, next)
		for j := range v {
			at := mover{mc: mc, disp: j * s.bytes, tail: tail}
			at.load(t, sum)
			mc.fma(t, vec(j), alpha)
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
