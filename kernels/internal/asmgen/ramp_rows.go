package asmgen

import "weft.example/kernels/internal/args"

// rampOuter emits A[i,j] += alpha*r[i]*v[j]. It begins with the last row. The store of a part of a vector at the end of a row keeps a
// load of what is next to it waiting: where rows adjoin, as packed ones do, that was loaded a row before.
func rampOuter(a *asm, s *isa, mc machine) {
	x, regs := newRamp(a, s, mc, "RampOuter", "A[i,j] += alpha*r[i]*v[j], for each row i.")
	x.fields()
	if s.masks {
		x.acrossFew(regs, 1)
		x.adjoining(regs, 1)
		x.setAhead()
	}
	x.lengths()
	x.backwards()
	x.outer(regs, []reg{x.vi})
}

// rampOuter2 emits A[i,j] += alpha*(r[i]*v[j] + R[i]*V[j]), as rampOuter.
func rampOuter2(a *asm, s *isa, mc machine) {
	x, regs := newRamp(a, s, mc, "RampOuter2", "A[i,j] += alpha*(r[i]*v[j] + R[i]*V[j]), for each row i. R and V are apart behind r and v.")
	x.two = true
	x.fields()
	if s.masks {
		x.acrossFew(regs, 2)
		x.adjoining(regs, 2)
		x.setAhead()
	}
	x.lengths()
	x.backwards()
	x.secondApart()
	x.outer(regs, []reg{x.vi, x.v})
}

// outer adds multiples of vectors to the rows, and fetches those that come if there is an Ahead.
func (x *ramp) outer(regs *regs, from []reg) {
	far := x.newLabel("far")
	fetches := []bool{false}
	if x.masks {
		fetches = append(fetches, true)
		x.arg(x.left, rampAhead)
		x.jumpNonzero(x.left, far)
	}
	for _, fetch := range fetches {
		if fetch {
			x.label(far)
			x.next = x.newLabel("row")
		}
		x.multiples(regs, x.ai, from, func(body func(int, mover)) { x.alongHeadLast(fetch, body) }, -1)
		if fetch == (len(fetches) > 1) {
			x.label(x.done)
		}
		x.ret()
	}
}

// setAhead keeps how far ahead rows are fetched.
func (x *ramp) setAhead() {
	t := x.left
	x.param(t, "p")
	x.bytesOf(t, t, "ahead")
	x.setTo(rampAhead, t)
}

// secondApart keeps how far apart the two vectors are.
func (x *ramp) secondApart() {
	t := x.left
	x.param(t, "p")
	x.bytesOf(t, t, "apart")
	x.setTo(rampApart, t)
}

// rampAxpy emits v[j] += alpha*r[i]*A[i,j]. With masks v is in registers. A row that stored a part of a vector would have the
// next one wait for it.
func rampAxpy(a *asm, s *isa, mc machine) {
	x, regs := newRamp(a, s, mc, "RampAxpy", "v[j] += alpha*r[i]*A[i,j], for each row i.")
	if s.windows {
		newHeld(x, regs).axpy()
		return
	}
	if !s.masks {
		x.begin()
		x.multiples(regs, x.vi, []reg{x.ai}, x.along, 1)
		x.label(x.done)
		x.ret()
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

// multiples adds multiples of some of them, the rows and their vectors, to another.
func (x *ramp) multiples(regs *regs, to reg, from []reg, along func(func(int, mover)), step int) {
	factors, sum, spare := regs.vecs.block("factors", len(from)), regs.vecs.take("sum"), regs.vecs.take("spare")
	x.label(x.next)
	x.start()
	for k, factor := range factors {
		element := x.element()
		if k > 0 {
			x.mov(x.spare, x.r)
			x.addFrom(x.spare, rampApart)
			element = element.of(x.spare)
		}
		x.broadcastArg(factor, element)
		x.mulv(factor, factor, x.alpha)
	}
	along(func(_ int, m mover) {
		m.load(sum, to)
		for k, factor := range factors {
			m.fma(sum, factor, spare, from[k])
		}
		m.store(to, sum)
	})
	x.advance()
	x.addImm(x.r, step*x.elem)
	x.countdown(x.m, x.next)
	regs.vecs.free(append(factors, sum, spare)...)
}
