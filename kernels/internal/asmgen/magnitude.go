package asmgen

import "weft.example/kernels/internal/args"

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
	regs := newRegs(s, mc, 8, true)
	arg := regs.args(mc, sig)
	n, x, total := arg("n"), arg("x"), arg("sum")
	chains := 8
	if s.scalable {
		chains = 1 // several registers hide the latency
	}
	sums, mask, spare := regs.vecs.block("sums", chains), regs.vecs.take("mask"), regs.vecs.block("spare", 2)
	v := spare[0]
	mc.constant(mask, magnitudes(s.elem))
	for _, sum := range sums {
		mc.zero(sum)
	}
	add := func(count int, m mover) {
		for j := range count {
			m.at(j*s.bytes).loadMagnitude(v, x, mask)
			mc.addv(sums[j], sums[j], v)
		}
	}
	blocksOfOwn(a, s, mc, n, []reg{x}, []int{chains, 1}, add)
	addTotal(s, mc, sums, spare, total)
	mc.ret()
}

// addTotal adds all lanes of some sums to the number at total.
func addTotal(s *isa, mc machine, sums, spare []vec, total reg) {
	combine(sums, mc.addv)
	sum, v := sums[0], spare[0]
	if s.scalable {
		mc.(scalable).whole()
		mc.fold(sum, v)
	} else {
		gather(mc, s.elem, spare, func(int) vec { return sum }, 1)
	}
	mc.loadFew(v, total, 0, 1)
	mc.addv(sum, sum, v)
	mc.storeFew(total, 0, sum, 1)
}

// combine leaves in the first register what op makes of all. They are a power of two.
func combine(v []vec, op func(d, x, y vec)) {
	for half := len(v) / 2; half > 0; half /= 2 {
		for j := range half {
			op(v[j], v[j], v[j+half])
		}
	}
}

// absMax emits top[i] = the greatest |x[j]| that is a number, or 0, over the i-th AbsMaxRow of n elements.
func absMax(a *asm, s *isa, mc machine) {
	sig := function(a, s, "AbsMax"+s.float()+s.title, "top[i] = the greatest of |x[j]| in row i of x, whose rows have AbsMaxRow elements.", absMaxDecl)
	regs := newRegs(s, mc, 8, true)
	arg := regs.args(mc, sig)
	left, x, top, n := arg("n"), arg("x"), arg("top"), regs.ints.take("n in row")
	chains := 4
	if s.scalable {
		chains = 1
	}
	tops, mask, v, t := regs.vecs.block("tops", chains), regs.vecs.take("mask"), regs.vecs.take("v"), regs.vecs.take("t")
	mc.constant(mask, magnitudes(s.elem))
	row, short, end := a.newLabel("row"), a.newLabel("short"), a.newLabel("end")
	mc.jumpZero(left, end)
	a.label(row)
	if s.scalable {
		mc.(scalable).whole()
	}
	for _, top := range tops {
		mc.zero(top)
	}
	mc.mov(n, left)
	mc.jumpLess(left, args.AbsMaxRow, short)
	mc.set(n, args.AbsMaxRow)
	a.label(short)
	mc.sub(left, n)
	blocks(a, s, mc, n, []reg{x}, []int{chains, 1}, func(count int, tail bool) {
		for j := range count {
			mover{mc: mc, disp: j * s.bytes, tail: tail}.loadMagnitude(v, x, mask)
			mc.raise(tops[j], v, t)
		}
	})
	combine(tops, func(d, _, y vec) { mc.raise(d, y, v) })
	if s.scalable {
		mc.(scalable).whole()
		mc.(scalable).greatestOf(tops[0])
	} else {
		mc.(fixed).most(tops[0], v)
	}
	mc.storeFew(top, 0, tops[0], 1)
	mc.addImm(top, s.elem)
	mc.jumpNonzero(left, row)
	a.label(end)
	mc.ret()
}

// absFind goes along x by vectors, and stops before the first with a |x[i]| = v. A scalable machine goes on to the end, any
// other as long as vectors are whole.
func absFind(a *asm, s *isa, mc machine) {
	sig := function(a, s, "AbsFind"+s.float()+s.title, "left[0] = n less the vectors in front of the first with a |x[i]| = v, or of a partial one.", absFindDecl)
	regs := newRegs(s, mc, 4, false)
	arg, take := regs.args(mc, sig), regs.vecs.take
	n, x, result := arg("n"), arg("x"), arg("left")
	magnitude, wanted, mask, t := take("magnitude"), take("wanted"), take("mask"), take("t")
	mc.broadcastArg(wanted, sig.param("v"))
	mc.constant(mask, magnitudes(s.elem))
	look := func(found string) {
		mc.loadAnd(magnitude, x, 0, mask)
		mc.jumpAny(magnitude, wanted, t, found)
	}
	loop, done := a.newLabel("loop"), a.newLabel("done")
	a.label(loop)
	rest := n
	if s.scalable {
		rest = regs.ints.take("rest")
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
	mc.setTo(param{in: field, base: result}, rest)
	mc.ret()
}
