package asmgen

const matVecDecl = "m, k int, alpha T, a *T, lda int, x *T, beta T, y *T, incy int, ahead int"

// matVec emits
//
//	y[i*incy] = beta*y[i*incy] + alpha * Σp A[i,p] * x[p]
//
// for i < m. It goes row after row, so that memory is read from end to end. It has as many sums as hide the latency of
// a multiply-add.
func matVec(a *asm, s *isa, mc machine) {
	sig := function(a, s, "MatVec"+s.float()+s.title, "y[i*incy] = beta*y[i*incy] + alpha * Σp A[i,p]*x[p] for i < m, p < k.", matVecDecl)
	regs := newRegs(s, mc, 4, true)
	i, arg := regs.ints.take, regs.args(mc, sig)
	k, ai, xp, far := i("k"), i("a[i]"), i("x"), i("far")
	m, row, y, lda := arg("m"), arg("a"), arg("y"), arg("lda")
	mc.shift(lda, log2(s.elem))
	chains := 4
	if s.scalable {
		chains = 1 // several registers hide the latency
	}
	sums, spare := regs.vecs.block("sums", chains), regs.vecs.block("spare", 2)
	v, u := regs.vecs.take("v"), regs.vecs.take("u")
	alpha, beta := regs.repeated("alpha"), regs.repeated("beta")
	mc.broadcastArg(alpha, sig.param("alpha"))
	mc.broadcastArg(beta, sig.param("beta"))
	bytes := func(r reg, name string) {
		mc.arg(r, sig.param(name))
		mc.shift(r, log2(s.elem))
	}
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
			at.fma(sums[j], v, u, xp)
		}
	}
	blocksOfOwn(a, s, mc, k, []reg{ai, xp, far}, []int{len(sums), 1}, products)
	a.label(done)
	sum := sums[0]
	if s.scalable {
		mc.(scalable).whole()
		mc.fold(sum, spare[0])
	} else {
		mc.addv(sums[1], sums[1], sums[2])
		mc.addv(sum, sum, sums[3])
		mc.addv(sum, sum, sums[1])
		gather(mc, s.elem, spare, func(int) vec { return sum }, 1)
	}
	mc.mulv(sum, sum, alpha)
	mc.jumpNought(sig.param("beta"), overwrite)
	mc.loadFew(v, y, 0, 1)
	mc.fma(sum, v, beta)
	a.label(overwrite)
	mc.storeFew(y, 0, sum, 1)
	bytes(k, "incy")
	mc.add(y, k)
	mc.add(row, lda)
	mc.countdown(m, next)
	a.label(ended)
	mc.ret()
}

const vecVecDecl = "n int, x, y, sum *T"

// vecVec emits sum[0] += Σ x[i]*y[i], i < n. Two loads for each multiply-add leave time for the latency of one in four sums.
func vecVec(a *asm, s *isa, mc machine) {
	sig := function(a, s, "VecVec"+s.float()+s.title, "sum[0] += Σ x[i]*y[i] for i < n.", vecVecDecl)
	regs := newRegs(s, mc, 8, true)
	arg := regs.args(mc, sig)
	n, x, y, total := arg("n"), arg("x"), arg("y"), arg("sum")
	chains := 4
	if s.scalable {
		chains = 1 // several registers hide the latency
	}
	sums, spare := regs.vecs.block("sums", chains), regs.vecs.block("spare", 2)
	for _, sum := range sums {
		mc.zero(sum)
	}
	blocksOfOwn(a, s, mc, n, []reg{x, y}, []int{chains, 1}, func(count int, m mover) {
		for j := range count {
			m := m.at(j * s.bytes)
			m.load(spare[0], x)
			m.load(spare[1], y)
			mc.fma(sums[j], spare[0], spare[1])
		}
	})
	addTotal(s, mc, sums, spare, total)
	mc.ret()
}
