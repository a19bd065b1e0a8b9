package asmgen

const matVecTDecl = "m, k int, alpha T, a *T, lda, bend int, x, y *T"

// matVecT emits y[p] += alpha * Σi A[i,p]*x[i], i < m, p < k. As matVec, it goes along a group of rows side by side.
func matVecT(a *asm, s *isa, mc machine) {
	sig := function(a, s, "MatVecT"+s.float()+s.title, "y[p] += alpha * Σi A[i,p]*x[i] for i < m, p < k.", matVecTDecl)
	regs := newRegs(s, mc, 4, true)
	i, arg := regs.ints.take, regs.args(mc, sig)
	const group = 4
	k, yp := i("k"), i("y")
	m, next, x, lda := arg("m"), arg("a"), arg("x"), arg("lda")
	var rows []reg
	var factors []vec
	for range group {
		rows, factors = append(rows, i("row")), append(factors, regs.vecs.take("factor"))
	}
	sum, spare, alpha := regs.vecs.take("y[p]"), regs.vecs.take("spare"), regs.repeated("alpha")
	mc.broadcastArg(alpha, sig.param("alpha"))
	mc.shift(lda, log2(s.elem))
	mc.arg(k, sig.param("bend"))
	mc.shift(k, log2(s.elem))
	mc.setTo(sig.param("bend"), k)
	sideBySide := func(n int) {
		if s.scalable {
			mc.(scalable).whole()
		}
		for r := range n {
			mc.mov(rows[r], next)
			mc.add(next, lda)
			mc.addFrom(lda, sig.param("bend"))
			mc.broadcastArg(factors[r], param{kind: scalar, off: r * s.elem}.of(x))
			mc.mulv(factors[r], factors[r], alpha)
		}
		mc.addImm(x, n*s.elem)
		mc.arg(yp, sig.param("y"))
		mc.arg(k, sig.param("k"))
		blocksOfOwn(a, s, mc, k, append(rows[:n:n], yp), []int{2, 1}, func(count int, at mover) {
			for range count {
				at.load(sum, yp)
				for r, row := range rows[:n] {
					at.fma(sum, factors[r], spare, row)
				}
				at.store(yp, sum)
				at = at.at(s.bytes)
			}
		})
	}
	groups(a, mc, m, group, sideBySide)
	mc.ret()
}

// groups emits a loop over m rows, a group at a time, and one over those that are left.
func groups(a *asm, mc machine, m reg, group int, sideBySide func(n int)) {
	few, loop, single, ended := a.newLabel("few"), a.newLabel("group"), a.newLabel("row"), a.newLabel("end")
	mc.jumpLess(m, group, few)
	a.label(loop)
	sideBySide(group)
	mc.addImm(m, -group)
	mc.jumpAtLeast(m, group, loop)
	a.label(few)
	mc.jumpZero(m, ended)
	a.label(single)
	sideBySide(1)
	mc.countdown(m, single)
	a.label(ended)
}
