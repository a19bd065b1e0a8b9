package asmgen

import "weft.example/kernels/internal/args"

const (
	rampDecl = "p *Ramp, a, v, r *T"

	// rampFields is Ramp as args declares it.
	rampFields = "m, from, fromstep, to, tostep, lda, bend int, alpha, beta T"
)

// Local variables of a ramp: what changes with each row.
var (
	rampFromStep  = param{name: "fromstep", in: local, off: 8}
	rampToStep    = param{name: "tostep", in: local, off: 16}
	rampGrow      = param{name: "grow", in: local, off: 24} // the difference of the two
	rampFromBytes = param{name: "frombytes", in: local, off: 32}
	rampBend      = param{name: "bend", in: local, off: 40} // in bytes
)

const rampFrame = 40

// ramp goes along rows of A whose length changes, see args.Ramp. What a row needs is in registers: rows of a small triangle take
// some ten cycles each. Machines with masks take the last vectors of a row at once, without a branch that depends on how many
// they are.
type ramp struct {
	*family
	m, n, lda  reg
	a, v, r    reg // column 0 of the row and of the vector, and the row's element
	from       reg // bytes from there to the row's first column
	left       reg // of the row
	ai, vi     reg // where the row goes on
	spare      reg
	alpha      vec
	next, done string
}

func newRamp(a *asm, s *isa, mc machine, name, doc string) (*ramp, *regs) {
	sig := functionWith(a, s, name+s.float()+s.title, doc, rampDecl, rampFrame)
	f := newFamily(a, s, mc, sig, rampFields)
	r := newRegs(s, mc, 4, true)
	i := r.ints.take
	return &ramp{
		family: f, m: i("m"), n: i("n"), lda: i("lda"), a: i("a"), v: i("v"), r: i("r"), from: i("from"), left: i("left"), ai: i("a[i]"), vi: i("v[i]"), spare: i("spare"),
		alpha: r.repeated("alpha"), next: f.at("row"), done: f.at("end"),
	}, r
}

// fields takes the fields of the Ramp, and jumps to done if there are no rows.
func (x *ramp) fields() {
	p, t := x.ai, x.left
	x.param(p, "p")
	x.arg(x.m, x.of(p, "m"))
	x.jumpZero(x.m, x.done)
	x.arg(x.from, x.of(p, "from"))
	x.arg(x.n, x.of(p, "to"))
	x.bytesOf(x.lda, p, "lda")
	x.broadcastArg(x.alpha, x.of(p, "alpha"))
	x.arg(t, x.of(p, "fromstep"))
	x.setTo(rampFromStep, t)
	x.arg(x.v, x.of(p, "tostep"))
	x.setTo(rampToStep, x.v)
	x.sub(x.v, t)
	x.setTo(rampGrow, x.v)
	x.bytesOf(t, p, "fromstep")
	x.setTo(rampFromBytes, t)
	x.bytesOf(t, p, "bend")
	x.setTo(rampBend, t)
	x.param(x.a, "a")
	x.param(x.v, "v")
	x.param(x.r, "r")
}

// begin takes the fields.
func (x *ramp) begin() {
	x.fields()
	x.sub(x.n, x.from)
	x.shift(x.from, log2(x.elem))
}

// start begins with a row.
func (x *ramp) start() {
	if x.scalable {
		x.machine.(scalable).whole()
	}
	x.mov(x.left, x.n)
	x.mov(x.ai, x.a)
	x.machine.add(x.ai, x.from)
	x.mov(x.vi, x.v)
	x.machine.add(x.vi, x.from)
}

// advance goes on to the next row.
func (x *ramp) advance() {
	x.machine.add(x.a, x.lda)
	x.addFrom(x.lda, rampBend)
	x.addFrom(x.n, rampGrow)
	x.addFrom(x.from, rampFromBytes)
}

// element is the row's element of r.
func (x *ramp) element() param { return param{kind: scalar}.of(x.r) }

// along goes along the row and its vector. The body has the j-th vector of those that it takes at a time.
func (x *ramp) along(body func(j int, m mover)) {
	const block = args.RampVectors
	ptrs := []reg{x.ai, x.vi}
	if !x.masks {
		blocksOfOwn(x.asm, x.isa, x.machine, x.left, ptrs, []int{block, 1}, func(n int, m mover) {
			for j := range n {
				body(j, m.at(j*x.bytes))
			}
		})
		return
	}
	near := x.newLabel("near")
	x.jumpLess(x.left, 2*block*x.lanes(), near)
	x.head(func(m mover) { body(0, m) })
	x.label(near)
	wholes(x.asm, x.isa, x.machine, x.left, ptrs, []int{block}, func(n int) {
		for j := range n {
			body(j, mover{mc: x.machine, disp: j * x.bytes})
		}
	})
	x.machine.(masked).parts(x.left, block)
	short := x.newLabel("short")
	for j := range block {
		if j == block/2 {
			x.jumpLess(x.left, j*x.lanes()+1, short)
		}
		body(j, mover{mc: x.machine, disp: j * x.bytes, part: j + 1})
	}
	x.label(short)
}

// head takes the elements of a long row up to a column that is a multiple of a vector. Where rows lie so that those columns do
// not share two lines, loads of a vector then take one.
func (x *ramp) head(body func(m mover)) {
	t := x.spare
	x.set(t, 0)
	x.sub(t, x.from)
	x.remainder(t, t, x.bytes)
	x.shift(t, -log2(x.elem))
	x.machine.(masked).parts(t, 1)
	body(mover{mc: x.machine, part: 1})
	x.sub(x.left, t)
	x.shift(t, log2(x.elem))
	x.machine.add(x.ai, t)
	x.machine.add(x.vi, t)
}

// rampDots emits r[i] = beta*r[i] + alpha * Σj A[i,j]*v[j]. Rows do not wait for each other. As many as 16 bytes of r are for are
// summed up together.
func rampDots(a *asm, s *isa, mc machine) {
	x, regs := newRamp(a, s, mc, "RampDots", "r[i] = beta*r[i] + alpha * Σj A[i,j]*v[j], for each row i.")
	chains, group := args.RampVectors, 16/s.elem
	if s.scalable {
		chains, group = 1, 1 // several registers hide the latency
	}
	var sums []vec // of the rows
	for range group {
		sums = append(sums, regs.vecs.take("sum"))
	}
	more, spare := regs.vecs.block("more sums", chains-1), regs.vecs.block("spare", 2)
	t, beta := regs.vecs.take("t"), regs.repeated("beta")
	row := func(sum vec) {
		x.start()
		chain := append([]vec{sum}, more...)
		for _, c := range chain {
			mc.zero(c)
		}
		x.along(func(j int, m mover) {
			m.load(t, x.ai)
			m.fma(chain[j], t, spare[0], x.vi)
		})
		if s.scalable {
			mc.(scalable).whole()
			mc.fold(sum, spare[0])
		} else {
			mc.addv(chain[1], chain[1], chain[2])
			mc.addv(sum, sum, chain[3])
			mc.addv(sum, sum, chain[1])
		}
		x.advance()
	}
	store := func(rows int) {
		overwrite := x.newLabel("overwrite")
		if !s.scalable {
			gather(mc, s.elem, spare, func(l int) vec { return sums[l] }, rows)
		}
		mc.mulv(sums[0], sums[0], x.alpha)
		mc.arg(x.left, x.sig.param("p"))
		mc.jumpNought(x.of(x.left, "beta"), overwrite)
		mc.loadFew(t, x.r, 0, rows)
		mc.fma(sums[0], t, beta)
		a.label(overwrite)
		mc.storeFew(x.r, 0, sums[0], rows)
		mc.addImm(x.r, rows*s.elem)
	}
	mc.arg(x.ai, x.sig.param("p"))
	mc.broadcastArg(beta, x.of(x.ai, "beta"))
	x.begin()
	if group > 1 {
		single := x.newLabel("single")
		mc.jumpLess(x.m, group, single)
		a.label(x.at("group"))
		for _, sum := range sums {
			row(sum)
		}
		store(group)
		mc.addImm(x.m, -group)
		mc.jumpAtLeast(x.m, group, x.at("group"))
		a.label(single)
		mc.jumpZero(x.m, x.done)
	}
	a.label(x.next)
	row(sums[0])
	store(1)
	mc.countdown(x.m, x.next)
	a.label(x.done)
	mc.ret()
}

// rampOuter emits A[i,j] += alpha*r[i]*v[j].
func rampOuter(a *asm, s *isa, mc machine) {
	x, regs := newRamp(a, s, mc, "RampOuter", "A[i,j] += alpha*r[i]*v[j], for each row i.")
	x.multiples(regs, x.ai, x.vi)
}

// rampAxpy emits v[j] += alpha*r[i]*A[i,j]. With masks v is in registers. A row that stored a part of a vector would have the
// next one wait for it.
func rampAxpy(a *asm, s *isa, mc machine) {
	x, regs := newRamp(a, s, mc, "RampAxpy", "v[j] += alpha*r[i]*A[i,j], for each row i.")
	if !s.masks {
		x.multiples(regs, x.vi, x.ai)
		return
	}
	from, to, t, all := x.from, x.n, x.left, x.vi
	sums, factor := regs.vecs.block("sums", args.RampVectors), regs.vecs.take("factor")
	x.fields()
	mc.set(all, 0)
	for _, sum := range sums {
		mc.zero(sum)
	}
	a.label(x.next)
	mc.broadcastArg(factor, x.element())
	mc.(masked).partsIn(from, to, t, all, len(sums))
	for j, sum := range sums {
		mc.(masked).fmaPart(sum, factor, x.a, j*s.bytes, j+1)
	}
	mc.add(x.a, x.lda)
	mc.addFrom(x.lda, rampBend)
	mc.addFrom(from, rampFromStep)
	mc.addFrom(to, rampToStep)
	mc.addImm(x.r, s.elem)
	mc.countdown(x.m, x.next)
	mc.(masked).partsOf(all, len(sums))
	for j, sum := range sums {
		mc.(masked).loadPart(factor, x.v, j*s.bytes, j+1)
		mc.fma(factor, sum, x.alpha)
		mc.(masked).storePart(x.v, j*s.bytes, factor, j+1)
	}
	a.label(x.done)
	mc.ret()
}

// rampSolve emits v[d] *= r[d], and v[j] += alpha*v[d]*A[i,j], for one row after the other. d is the column in front of the row if
// rows begin further on, and else the one behind it. With masks v is in registers, and scaled at the end. The rows then wait
// for each other's repeated element, its factor and a multiply-add alone.
func rampSolve(a *asm, s *isa, mc machine) {
	x, regs := newRamp(a, s, mc, "RampSolve", "v[d] *= r[d], then v[j] += alpha*v[d]*A[i,j], for each row i and its own column d.")
	if !s.masks {
		x.solveInMemory(regs)
		return
	}
	vs, factor, t, lane := regs.vecs.block("v", args.RampVectors), regs.vecs.take("factor"), regs.vecs.take("t"), regs.vecs.take("lane")
	x.fields()
	load := func(do func(j int)) {
		mc.arg(x.left, x.sig.param("p"))
		mc.arg(x.left, x.of(x.left, "m"))
		mc.(masked).parts(x.left, len(vs))
		for j := range vs {
			do(j)
		}
	}
	load(func(j int) { mc.(masked).loadPart(vs[j], x.v, j*s.bytes, j+1) })
	scaled, down := x.newLabel("scaled"), x.newLabel("down")
	mc.jumpZero(x.left, scaled)
	mc.arg(x.ai, rampFromStep)
	mc.jumpZero(x.ai, down)
	row := func(q, first, end, step int, own reg) {
		mc.broadcastArg(factor, x.element())
		mc.mulv(factor, factor, x.alpha)
		mc.(masked).partsIn(x.from, x.n, x.left, x.vi, len(vs))
		mc.(masked).lane(t, vs[q], lane, own)
		mc.mulv(t, t, factor)
		for j := first; j < end; j++ {
			mc.(masked).fmaPart(vs[j], t, x.a, j*s.bytes, j+1)
		}
		mc.add(x.a, x.lda)
		mc.addFrom(x.lda, rampBend)
		mc.addImm(x.r, step*s.elem)
	}
	own := x.ai
	mc.mov(own, x.from)
	mc.addImm(own, -1)
	for q := range vs {
		next := x.newLabel("next")
		a.label(x.at("up%d", q))
		row(q, q, len(vs), 1, own)
		mc.addImm(own, 1)
		mc.addImm(x.from, 1)
		mc.last(x.m, scaled)
		mc.jumpLess(own, (q+1)*s.lanes(), x.at("up%d", q))
		a.label(next)
	}
	a.label(down)
	mc.mov(x.left, x.n)
	mc.shift(x.left, log2(s.elem))
	mc.add(x.r, x.left)
	for q := len(vs) - 1; q >= 0; q-- {
		next := x.newLabel("next")
		if q > 0 {
			mc.jumpLess(x.n, q*s.lanes(), next)
		}
		a.label(x.at("down%d", q))
		row(q, 0, q+1, -1, x.n)
		mc.addImm(x.n, -1)
		mc.last(x.m, scaled)
		mc.jumpAtLeast(x.n, q*s.lanes(), x.at("down%d", q))
		a.label(next)
	}
	a.label(scaled)
	x.param(x.r, "r")
	load(func(j int) {
		mc.(masked).loadPart(factor, x.r, j*s.bytes, j+1)
		mc.mulv(vs[j], vs[j], factor)
		mc.(masked).storePart(x.v, j*s.bytes, vs[j], j+1)
	})
	a.label(x.done)
	mc.ret()
}

// solveInMemory is rampSolve with v in memory.
func (x *ramp) solveInMemory(regs *regs) {
	own, factor, sum, spare := x.spare, regs.vecs.take("factor"), regs.vecs.take("sum"), regs.vecs.take("spare")
	begun := x.newLabel("begun")
	x.fields()
	x.mov(own, x.n)
	x.arg(x.left, rampFromStep)
	x.jumpZero(x.left, begun)
	x.mov(own, x.from)
	x.addImm(own, -1)
	x.label(begun)
	x.shift(own, log2(x.elem))
	x.machine.add(x.r, own)
	x.machine.add(own, x.v)
	x.sub(x.n, x.from)
	x.shift(x.from, log2(x.elem))
	x.label(x.next)
	x.start()
	x.broadcastArg(factor, param{kind: scalar}.of(own))
	x.broadcastArg(sum, x.element())
	x.mulv(factor, factor, sum)
	x.storeFew(own, 0, factor, 1)
	if x.scalable {
		x.machine.(scalable).whole()
	}
	x.mulv(factor, factor, x.alpha)
	x.along(func(_ int, m mover) {
		m.load(sum, x.vi)
		m.fma(sum, factor, spare, x.ai)
		m.store(x.vi, sum)
	})
	x.advance()
	for _, r := range []reg{own, x.r} {
		for _, step := range []param{rampFromStep, rampToStep} {
			x.arg(x.left, step)
			x.shift(x.left, log2(x.elem))
			x.machine.add(r, x.left)
		}
	}
	x.countdown(x.m, x.next)
	x.label(x.done)
	x.ret()
}

// multiples adds multiples of one of the two, the rows and their vectors, to the other.
func (x *ramp) multiples(regs *regs, to, from reg) {
	factor, sum, spare := regs.vecs.take("factor"), regs.vecs.take("sum"), regs.vecs.take("spare")
	x.begin()
	x.label(x.next)
	x.start()
	x.broadcastArg(factor, x.element())
	x.mulv(factor, factor, x.alpha)
	x.along(func(_ int, m mover) {
		m.load(sum, to)
		m.fma(sum, factor, spare, from)
		m.store(to, sum)
	})
	x.advance()
	x.addImm(x.r, x.elem)
	x.countdown(x.m, x.next)
	x.label(x.done)
	x.ret()
}
