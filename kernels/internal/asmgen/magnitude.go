package asmgen

import "weft/kernels/internal/args"

// Magnitudes are elements without their sign bits.

const (
	absSumDecl  = "n int, x, sum *T"
	absMaxDecl  = "n int, x, top *T"
	absFindDecl = "n int, v T, x *T, left *int"
)

// magnitudes is the mask that leaves all bits but the sign.
func magnitudes(elem int) uint64 { return 1<<(8*elem-1) - 1 }

// loadMagnitude loads the magnitudes of what m loads.
func (m mover) loadMagnitude(v vec, p reg, mask vec) {
	if m.tail || m.one {
		m.load(v, p)
		m.mc.andv(v, v, mask)
		return
	}
	m.mc.loadAnd(v, p, m.disp, mask)
}

// absSum emits sum[0] += Σ |x[i]|, i < n. It has as many sums as hide the latency of an addition at two loads a cycle.
func absSum(a *asm, s *isa, mc machine) {
	sig := function(a, s, "AbsSum"+s.float()+s.title, "sum[0] += Σ |x[i]| for i < n.", absSumDecl)
	const n, x, sum reg = 0, 1, 2
	sums := 8
	if s.scalable {
		sums = 1 // several registers hide the latency
	}
	mask, v := vec(sums), vec(sums+1)
	grouped(s, mc, 8, true)
	for r, name := range []string{"n", "x", "sum"} {
		mc.arg(reg(r), sig.param(name))
	}
	mc.constant(mask, magnitudes(s.elem))
	for j := range vec(sums) {
		mc.zero(j)
	}
	add := func(count int, m mover) {
		for j := range count {
			m.at(j*s.bytes).loadMagnitude(v, x, mask)
			mc.addv(vec(j), vec(j), v)
		}
	}
	if s.maskedLoads || s.scalable {
		blocks(a, s, mc, n, []reg{x}, []int{sums, 1}, func(count int, tail bool) { add(count, mover{mc: mc, tail: tail}) })
	} else { // the rest element by element: no lane may stand for another
		wholes(a, s, mc, n, []reg{x}, []int{sums, 1}, func(count int) { add(count, mover{mc: mc}) })
		one, done := a.newLabel("one"), a.newLabel("done")
		mc.jumpZero(n, done)
		a.label(one)
		add(1, mover{mc: mc, one: true})
		advance(mc, n, []reg{x}, 1, s.elem)
		mc.jumpPositive(n, one)
		a.label(done)
	}
	combine(mc, sums, mc.addv)
	if s.scalable {
		mc.(scalable).whole()
		mc.fold(0, v)
	} else {
		gather(mc, s.elem, v, func(int) vec { return 0 }, 1)
	}
	mc.loadFew(v, sum, 0, 1)
	mc.addv(0, 0, v)
	mc.storeFew(sum, 0, 0, 1)
	mc.ret()
}

// combine leaves in register 0 what op makes of the first so many, a power of two.
func combine(mc machine, count int, op func(d, x, y vec)) {
	for half := vec(count / 2); half > 0; half /= 2 {
		for j := range half {
			op(j, j, j+half)
		}
	}
}

// absMax emits top[i] = the greatest |x[j]| that is a number, or 0, over the i-th AbsMaxRow of n elements.
func absMax(a *asm, s *isa, mc machine) {
	sig := function(a, s, "AbsMax"+s.float()+s.title, "top[i] = the greatest of |x[j]| in row i of x, whose rows have AbsMaxRow elements.", absMaxDecl)
	const left, x, top, n reg = 0, 1, 2, 3
	tops := 4
	if s.scalable {
		tops = 1
	}
	mask, v := vec(tops), vec(tops+1)
	grouped(s, mc, 8, true)
	for r, name := range []string{"n", "x", "top"} {
		mc.arg(reg(r), sig.param(name))
	}
	mc.constant(mask, magnitudes(s.elem))
	row, short, end := a.newLabel("row"), a.newLabel("short"), a.newLabel("end")
	mc.jumpZero(left, end)
	a.label(row)
	if s.scalable {
		mc.(scalable).whole()
	}
	for j := range vec(tops) {
		mc.zero(j)
	}
	mc.mov(n, left)
	mc.jumpLess(left, args.AbsMaxRow, short)
	mc.clear(n)
	mc.addImm(n, args.AbsMaxRow)
	a.label(short)
	mc.sub(left, n)
	blocks(a, s, mc, n, []reg{x}, []int{tops, 1}, func(count int, tail bool) {
		for j := range count {
			mover{mc: mc, disp: j * s.bytes, tail: tail}.loadMagnitude(v, x, mask)
			mc.raise(vec(j), v, v+1)
		}
	})
	combine(mc, tops, func(d, _, y vec) { mc.raise(d, y, v) })
	if s.scalable {
		mc.(scalable).whole()
		mc.(scalable).greatestOf(0)
	} else {
		mc.(fixed).most(0, v)
	}
	mc.storeFew(top, 0, 0, 1)
	mc.addImm(top, s.elem)
	mc.jumpNonzero(left, row)
	a.label(end)
	mc.ret()
}

// absFind goes along x by vectors, and stops before the first with a |x[i]| = v. A scalable machine goes on to the end, any
// other as long as vectors are whole.
func absFind(a *asm, s *isa, mc machine) {
	sig := function(a, s, "AbsFind"+s.float()+s.title, "left[0] = n less the vectors in front of the first with a |x[i]| = v, or of a partial one.", absFindDecl)
	const n, x, result, rest reg = 0, 1, 2, 3
	const magnitude, wanted, mask, t vec = 0, 1, 2, 3
	grouped(s, mc, 4, false)
	mc.arg(n, sig.param("n"))
	mc.arg(x, sig.param("x"))
	mc.arg(result, sig.param("left"))
	mc.broadcastArg(wanted, sig.param("v"))
	mc.constant(mask, magnitudes(s.elem))
	look := func(found string) {
		mc.loadAnd(magnitude, x, 0, mask)
		mc.jumpAny(magnitude, wanted, t, found)
	}
	loop, done := a.newLabel("loop"), a.newLabel("done")
	a.label(loop)
	if s.scalable {
		mc.mov(rest, n)
		mc.jumpZero(n, done)
		mc.(scalable).strip(n)
		look(done)
		mc.(scalable).behind(x)
	} else {
		mc.jumpLess(n, s.lanes(), done)
		look(done)
		advance(mc, n, []reg{x}, s.lanes(), s.elem)
	}
	mc.jump(loop)
	a.label(done)
	left := param{in: field, base: result}
	if s.scalable {
		mc.setTo(left, rest)
	} else {
		mc.setTo(left, n)
	}
	mc.ret()
}
