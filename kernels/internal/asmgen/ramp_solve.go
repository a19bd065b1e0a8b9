package asmgen

import "weft.example/kernels/internal/args"

// rampSolve emits v[d] *= r[d], and v[j] += alpha*v[d]*A[i,j], for one row after the other. d is the column in front of the row if
// rows begin further on, and else the one behind it.
func rampSolve(a *asm, s *isa, mc machine) {
	x, regs := newRamp(a, s, mc, "RampSolve", "v[d] *= r[d], then v[j] += alpha*v[d]*A[i,j], for each row i and its own column d.")
	if s.windows {
		newHeldSolver(x, regs).emit()
		return
	}
	if !s.masks {
		x.solveInMemory(regs)
		return
	}
	y := &rampSolver{ramp: x, masked: mc.(masked), vs: regs.vecs.block("v", args.RampVectors), factor: regs.vecs.take("factor"), t: regs.vecs.take("t"), repeat: regs.vecs.take("repeat")}
	y.emit()
}

// rampSolver has v in registers, and scales it at the end. Rows wait for each other's repeated element, its factor and a
// multiply-add alone.
type rampSolver struct {
	*ramp
	masked
	vs                []vec
	factor, t, repeat vec
}

func (y *rampSolver) emit() {
	scaled, down := y.newLabel("scaled"), y.newLabel("down")
	y.fields()
	y.parted()
	for j, v := range y.vs {
		y.loadPart(v, y.v, j*y.bytes, j+1)
	}
	y.arg(y.ai, rampFromStep)
	y.jumpZero(y.ai, down)
	y.up(scaled)
	y.label(down)
	y.down(scaled)
	y.label(scaled)
	y.param(y.r, "r")
	y.parted()
	for j, v := range y.vs {
		y.loadPart(y.factor, y.r, j*y.bytes, j+1)
		y.mulv(v, v, y.factor)
		y.storePart(y.v, j*y.bytes, v, j+1)
	}
	y.label(y.done)
	y.ret()
}

// parted announces the parts of v: it has as many elements as there are rows.
func (y *rampSolver) parted() {
	y.param(y.left, "p")
	y.arg(y.left, y.of(y.left, "m"))
	y.parts(y.left, len(y.vs))
}

// up goes from the first own column to the last one. A row has those behind it.
func (y *rampSolver) up(done string) {
	own := y.ai
	y.mov(own, y.from)
	y.addImm(own, -1)
	for q := range y.vs {
		y.label(y.at("up%d", q))
		y.row(q, own, q, len(y.vs), 1)
		y.addImm(own, 1)
		y.addImm(y.from, 1)
		y.last(y.m, done)
		y.jumpLess(own, (q+1)*y.lanes(), y.at("up%d", q))
	}
}

// down goes from the last own column to the first one. A row has those in front of it.
func (y *rampSolver) down(done string) {
	own := y.n
	y.mov(y.left, own)
	y.shift(y.left, log2(y.elem))
	y.machine.add(y.r, y.left)
	for q := len(y.vs) - 1; q >= 0; q-- {
		next := y.newLabel("next")
		if q > 0 {
			y.jumpLess(own, q*y.lanes(), next)
		}
		y.label(y.at("down%d", q))
		y.row(q, own, 0, q+1, -1)
		y.addImm(own, -1)
		y.last(y.m, done)
		y.jumpAtLeast(own, q*y.lanes(), y.at("down%d", q))
		y.label(next)
	}
}

// row adds multiples of a row to vectors first ... end-1 of v, by the own element, which is in vector q. Factors are step apart.
func (y *rampSolver) row(q int, own reg, first, end, step int) {
	y.broadcastArg(y.factor, y.element())
	y.mulv(y.factor, y.factor, y.alpha)
	y.partsIn(y.from, y.n, y.left, y.vi, len(y.vs))
	y.lane(y.t, y.vs[q], y.repeat, own)
	y.mulv(y.t, y.t, y.factor)
	for j := first; j < end; j++ {
		y.fmaPart(y.vs[j], y.t, y.a, j*y.bytes, j+1)
	}
	y.machine.add(y.a, y.lda)
	y.addFrom(y.lda, rampBend)
	y.addImm(y.r, step*y.elem)
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
