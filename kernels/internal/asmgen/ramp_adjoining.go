package asmgen

import "weft.example/kernels/internal/args"

// adjoining emits A[i,j] += alpha*Σ r[i]*v[j], for so many pairs of r and v, if each row begins where the one before ends, as those of packed
// triangles do. It goes on with what comes next if not. A is one stretch of memory then, whose vectors are written whole, and within lines.
// One that rows share stays in a register until it has the parts of all. A rectangle loses: its v may begin a page, and Zen 5 takes hundreds
// of cycles for a part of a vector if the rest lies on a page that nobody touched.
func (x *ramp) adjoining(regs *regs, depth int) {
	const block = args.RampVectors
	mc, lanes := x.machine.(masked), x.lanes()
	apart, row, inside, first, stored, loop, single, tail, whole, loaded, last := x.newLabel("apart"), x.newLabel("adjoining"), x.newLabel("inside"), x.newLabel("first"), x.newLabel("stored"), x.newLabel("loop"), x.newLabel("single"), x.newLabel("tail"), x.newLabel("whole"), x.newLabel("loaded"), x.newLabel("last")
	t := x.spare
	x.arg(t, rampGrow)
	x.jumpZero(t, apart)
	x.shift(t, log2(x.elem))
	x.arg(x.left, rampBend)
	x.sub(t, x.left)
	x.jumpNonzero(t, apart)
	x.mov(t, x.n)
	x.sub(t, x.from)
	x.jumpLess(t, 1, apart) // the first row, and the last one, have elements
	x.mov(x.left, t)
	x.arg(x.ai, rampFromStep)
	x.sub(x.left, x.ai)
	x.shift(x.left, log2(x.elem))
	x.sub(x.left, x.lda)
	x.jumpNonzero(x.left, apart)
	x.mov(x.left, x.m)
	x.addImm(x.left, -1)
	x.arg(x.ai, rampGrow)
	x.mul(x.left, x.ai)
	x.machine.add(x.left, t)
	x.jumpLess(x.left, 1, apart)

	carried, sums := regs.vecs.take("carried"), regs.vecs.block("sums", block)
	factors, ptrs := regs.vecs.block("factors", depth), []reg{x.vi, x.v}[:depth]
	begun, before := x.lda, x.ai // elements of the carried vector that rows had, and those that no row has
	x.mov(x.n, t)
	x.setAhead()
	if depth == 2 {
		x.secondApart()
	}
	x.shift(x.from, log2(x.elem))
	x.machine.add(x.a, x.from)
	x.remainder(before, x.a, x.bytes)
	x.sub(x.a, before)
	x.shift(before, -log2(x.elem))
	x.mov(begun, before)
	// partFrom announces the part of a vector from an element on, up to another one.
	partFrom := func(from, to reg) { mc.partsIn(from, to, t, x.vi, 1) }
	add := func() {
		x.param(x.vi, "v")
		x.machine.add(x.vi, x.from)
		x.mov(t, begun)
		x.shift(t, log2(x.elem))
		x.sub(x.vi, t)
		if depth == 2 {
			x.mov(x.v, x.vi)
			x.addFrom(x.v, rampApart)
		}
		for k, f := range factors {
			mc.fmaPart(carried, f, ptrs[k], 0, 1)
		}
	}
	x.mov(x.left, x.m)
	x.addImm(x.left, -1)
	x.arg(x.v, rampGrow)
	x.elements(x.v, x.left, x.m)
	x.machine.add(x.v, before)
	x.atMost(x.v, lanes)
	partFrom(before, x.v)
	mc.loadPart(carried, x.a, 0, 1)

	x.label(row)
	for k, f := range factors {
		element := x.element()
		if k > 0 {
			x.mov(t, x.r)
			x.addFrom(t, rampApart)
			element = element.of(t)
		}
		x.broadcastArg(f, element)
		x.mulv(f, f, x.alpha)
	}
	x.mov(x.left, begun)
	x.machine.add(x.left, x.n)
	x.jumpLess(x.left, lanes, inside)
	x.set(x.v, lanes)
	partFrom(begun, x.v)
	add()
	x.jumpNonzero(before, first)
	x.store(x.a, 0, carried)
	x.label(stored)
	x.arg(t, rampAhead)
	x.prefetchAt(x.a, t, 0)
	all := append([]reg{x.a}, ptrs...)
	advance(x.machine, x.left, all, lanes, x.elem)
	vectors := func(n int) {
		for j, sum := range sums[:n] {
			m := mover{mc: x.machine, disp: j * x.bytes}
			x.prefetchAt(x.a, t, j*x.bytes)
			m.load(sum, x.a)
			for k, f := range factors {
				m.fma(sum, f, sum, ptrs[k])
			}
			m.store(x.a, sum)
		}
		advance(x.machine, x.left, all, n*lanes, x.elem)
	}
	x.jumpLess(x.left, block*lanes, single)
	x.align()
	x.label(loop)
	vectors(block)
	x.jumpAtLeast(x.left, block*lanes, loop)
	x.label(single)
	x.jumpLess(x.left, lanes, tail)
	vectors(1)
	x.jump(single)
	x.label(tail)
	x.jumpEqual(x.m, 1, last)
	x.jumpAtLeast(x.m, lanes+1, whole) // each row that follows has an element
	x.mov(t, x.m)
	x.addImm(t, -1)
	x.arg(begun, rampGrow)
	x.elements(begun, x.m, t)
	x.machine.add(begun, x.left)
	x.jumpAtLeast(begun, lanes, whole)
	mc.parts(begun, 1)
	mc.loadPart(carried, x.a, 0, 1)
	x.jump(loaded)
	x.label(whole)
	x.load(carried, x.a, 0)
	x.label(loaded)
	mc.parts(x.left, 1)
	for k, f := range factors {
		mc.fmaPart(carried, f, ptrs[k], 0, 1)
	}
	next := func() {
		x.mov(begun, x.left)
		x.addFrom(x.n, rampGrow)
		x.addFrom(x.from, rampFromBytes)
		x.addImm(x.r, x.elem)
		x.countdown(x.m, row)
	}
	next()

	x.label(inside)
	partFrom(begun, x.left)
	add()
	next()
	partFrom(before, begun)
	mc.storePart(x.a, 0, carried, 1)
	x.jump(x.done)

	x.label(first)
	x.set(begun, lanes)
	mc.partsIn(before, begun, t, begun, 1)
	mc.storePart(x.a, 0, carried, 1)
	x.set(before, 0)
	x.jump(stored)

	x.label(last)
	x.jumpZero(x.left, x.done)
	mc.parts(x.left, 1)
	mc.loadPart(carried, x.a, 0, 1)
	for k, f := range factors {
		mc.fmaPart(carried, f, ptrs[k], 0, 1)
	}
	mc.storePart(x.a, 0, carried, 1)
	x.jump(x.done)
	x.label(apart)
	regs.vecs.free(factors...)
	regs.vecs.free(sums...)
	regs.vecs.free(carried)
}

// elements makes grow, what rows are longer than the one before, the elements of so many rows: those from the one at hand on, of n elements,
// if steps are one less than rows, and those behind it if they are one more.
func (x *ramp) elements(grow, steps, rows reg) {
	x.mul(grow, steps)
	x.machine.add(grow, x.n)
	x.machine.add(grow, x.n)
	x.mul(grow, rows)
	x.shift(grow, -1)
}

// atMost makes r no more than n.
func (x *ramp) atMost(r reg, n int) {
	few := x.newLabel("few")
	x.jumpLess(r, n, few)
	x.set(r, n)
	x.label(few)
}
