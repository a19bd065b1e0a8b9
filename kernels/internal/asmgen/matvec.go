package asmgen

const matVecDecl = "m, k int, alpha T, a *T, lda, bend int, x *T, beta T, y *T, incy int, ahead int"

// matVec emits
//
//	y[i*incy] = beta*y[i*incy] + alpha * Σp A[i,p] * x[p]
//
// for i < m. It goes along a group of rows side by side, since several pages come from afar in less time than one after the
// other. Sums of a row are the same in a group and alone: as many as hide the latency of a multiply-add.
func matVec(a *asm, s *isa, mc machine) {
	sig := function(a, s, "MatVec"+s.float()+s.title, "y[i*incy] = beta*y[i*incy] + alpha * Σp A[i,p]*x[p] for i < m, p < k.", matVecDecl)
	regs := newRegs(s, mc, 4, true)
	i, arg := regs.ints.take, regs.args(mc, sig)
	group, chains := 4, 4
	switch {
	case s.scalable:
		group, chains = 2, 1 // several registers hide the latency
	case s.regs < 32:
		group = 2
	}
	k, xp, far := i("k"), i("x"), i("far")
	m, next, y, lda := arg("m"), arg("a"), arg("y"), arg("lda")
	rows := make([]reg, group)
	sums := make([][]vec, group)
	for r := range rows {
		rows[r], sums[r] = i("row"), regs.vecs.block("sums", chains)
	}
	spare := regs.vecs.block("spare", 2)
	v, u := regs.vecs.take("v"), regs.vecs.take("u")
	alpha, beta := regs.repeated("alpha"), regs.repeated("beta")
	mc.broadcastArg(alpha, sig.param("alpha"))
	mc.broadcastArg(beta, sig.param("beta"))
	bytes := func(r reg, name string) {
		mc.arg(r, sig.param(name))
		mc.shift(r, log2(s.elem))
	}
	mc.shift(lda, log2(s.elem))
	bytes(k, "bend")
	mc.setTo(sig.param("bend"), k)
	bytes(far, "ahead")
	store := func(sum vec) {
		overwrite := a.newLabel("overwrite")
		mc.jumpNought(sig.param("beta"), overwrite)
		mc.loadFew(v, y, 0, 1)
		mc.fma(sum, v, beta)
		a.label(overwrite)
		mc.storeFew(y, 0, sum, 1)
		bytes(k, "incy")
		mc.add(y, k)
	}
	sideBySide := func(n int) {
		summed := a.newLabel("summed")
		if s.scalable {
			mc.(scalable).whole()
		}
		for r := range n {
			mc.mov(rows[r], next)
			mc.add(next, lda)
			mc.addFrom(lda, sig.param("bend"))
			for _, sum := range sums[r] {
				mc.zero(sum)
			}
		}
		mc.arg(k, sig.param("k"))
		mc.jumpZero(k, summed)
		mc.arg(xp, sig.param("x"))
		blocksOfOwn(a, s, mc, k, append(rows[:n:n], xp), []int{chains, 1}, func(count int, m mover) {
			for j := range count {
				at := m.at(j * s.bytes)
				at.load(v, xp)
				for r, row := range rows[:n] {
					if j*s.bytes%line == 0 {
						mc.prefetchAt(row, far, j*s.bytes)
					}
					at.fma(sums[r][j], v, u, row)
				}
			}
		})
		a.label(summed)
		if s.scalable {
			for _, sum := range sums[:n] {
				mc.(scalable).whole()
				mc.fold(sum[0], spare[0])
				mc.mulv(sum[0], sum[0], alpha)
				store(sum[0])
			}
			return
		}
		for _, sum := range sums[:n] {
			mc.addv(sum[1], sum[1], sum[2])
			mc.addv(sum[0], sum[0], sum[3])
			mc.addv(sum[0], sum[0], sum[1])
		}
		few := min(n, 16/s.elem)
		for r := 0; r < n; r += few {
			together := sums[r][0]
			gather(mc, s.elem, spare, func(l int) vec { return sums[r+l][0] }, few)
			mc.mulv(together, together, alpha)
			store(together)
			for l := 1; l < few; l++ {
				mc.(fixed).element0(u, together, l)
				store(u)
			}
		}
	}
	groups(a, mc, m, group, sideBySide)
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
