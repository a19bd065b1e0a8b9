package asmgen

const matVecDecl = "m, k int, alpha T, a *T, lda int, x *T, beta T, y *T, incy int, ahead int"

// matVec emits
//
//	y[i*incy] = beta*y[i*incy] + alpha * Σp a[i*lda+p] * x[p]
//
// for i < m. It goes row after row, so that memory is read from end to end. It has as many sums as hide the latency of
// a multiply-add.
func matVec(a *asm, s *isa, mc machine) {
	sig := function(a, s, "MatVec"+s.float()+s.title, "y[i*incy] = beta*y[i*incy] + alpha * Σp a[i*lda+p]*x[p] for i < m, p < k.", matVecDecl)
	const k, ai, xp, far, row, y, lda, m = 0, 1, 2, 3, 4, 5, 6, 7
	const v, u vec = 6, 7
	alpha, beta := s.repeated(8, 0), s.repeated(9, 1)
	sums := []vec{0, 3, 4, 5} // and 1 and 2 are spare
	if s.scalable {
		sums = sums[:1] // several registers hide the latency
	}
	grouped(s, mc, 4, true)
	bytes := func(r reg, name string) {
		mc.arg(r, sig.param(name))
		mc.shift(r, log2(s.elem))
	}
	mc.arg(m, sig.param("m"))
	mc.arg(row, sig.param("a"))
	mc.arg(y, sig.param("y"))
	bytes(lda, "lda")
	mc.broadcastArg(alpha, sig.param("alpha"))
	mc.broadcastArg(beta, sig.param("beta"))
	next, done, overwrite, ended := a.newLabel("row"), a.newLabel("summed"), a.newLabel("overwrite"), a.newLabel("end")
	mc.jumpZero(m, ended)
	a.label(next)
	if s.scalable {
		mc.(scalable).whole()
	}
	for _, sum := range sums {
		mc.zero(sum)
	}
	mc.arg(k, sig.param("k"))
	mc.jumpZero(k, done)
	mc.mov(ai, row)
	mc.arg(xp, sig.param("x"))
	bytes(far, "ahead")
	mc.add(far, ai)
	products := func(n int, m mover) {
		for j := range n {
			if j*s.bytes%line == 0 {
				mc.prefetch(far, j*s.bytes)
			}
			at := m.at(j * s.bytes)
			at.load(v, ai)
			at.load(u, xp)
			mc.fma(sums[j], v, u)
		}
	}
	ptrs, whole := []reg{ai, xp, far}, mover{mc: mc}
	if s.maskedLoads || s.scalable {
		blocks(a, s, mc, k, ptrs, []int{len(sums), 1}, func(n int, tail bool) {
			products(n, mover{mc: mc, tail: tail})
		})
	} else { // the rest element by element: no lane may stand for another
		wholes(a, s, mc, k, ptrs, []int{len(sums), 1}, func(n int) { products(n, whole) })
		one := a.newLabel("one")
		mc.jumpZero(k, done)
		a.label(one)
		products(1, mover{mc: mc, one: true})
		advance(mc, k, ptrs, 1, s.elem)
		mc.jumpPositive(k, one)
	}
	a.label(done)
	if s.scalable {
		mc.(scalable).whole()
		mc.fold(0, 1)
	} else {
		mc.addv(3, 3, 4)
		mc.addv(0, 0, 5)
		mc.addv(0, 0, 3)
		gather(mc, s.elem, 1, func(int) vec { return 0 }, 1)
	}
	mc.mulv(0, 0, alpha)
	mc.jumpNought(sig.param("beta"), overwrite)
	mc.loadFew(1, y, 0, 1)
	mc.fma(0, 1, beta)
	a.label(overwrite)
	mc.storeFew(y, 0, 0, 1)
	bytes(k, "incy")
	mc.add(y, k)
	mc.add(row, lda)
	mc.countdown(m, next)
	a.label(ended)
	mc.ret()
}
