package asmgen

import "weft.example/kernels/internal/args"

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
