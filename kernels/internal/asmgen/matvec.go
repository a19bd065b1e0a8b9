package asmgen

const matVecDecl = "m, k int, alpha T, a *T, lda, bend int, x *T, beta T, y *T, incy int, ahead int"

// matVecRows is MatVec's registers. Rows of a group go side by side.
type matVecRows struct {
	*asm
	*isa
	mc                machine
	sig               signature
	k, xp, far        reg
	m, next, y, lda   reg
	rows              []reg
	sums              [][]vec // of each row, as many as hide the latency of a multiply-add
	spare             []vec
	v, u, alpha, beta vec
	fetches           bool
}

// matVec emits
//
//	y[i*incy] = beta*y[i*incy] + alpha * Σp A[i,p] * x[p]
//
// for i < m. It goes along a group of rows side by side, since several pages come from afar in less time than one after the
// other. Sums of a row are the same in a group and alone.
func matVec(a *asm, s *isa, mc machine) {
	x := &matVecRows{asm: a, isa: s, mc: mc}
	x.sig = function(a, s, "MatVec"+s.float()+s.title, "y[i*incy] = beta*y[i*incy] + alpha * Σp A[i,p]*x[p] for i < m, p < k.", matVecDecl)
	x.take(newRegs(s, mc, 4, true))
	mc.broadcastArg(x.alpha, x.sig.param("alpha"))
	mc.broadcastArg(x.beta, x.sig.param("beta"))
	mc.shift(x.lda, log2(s.elem))
	x.bytesTo(x.k, "bend")
	mc.setTo(x.sig.param("bend"), x.k)
	x.bytesTo(x.far, "ahead")
	groups(a, mc, x.m, len(x.rows), func(n int) {
		x.products(n)
		x.store(n)
	})
	mc.ret()
}

// take takes the registers.
func (x *matVecRows) take(regs *regs) {
	group, chains := 4, 4
	x.fetches = true
	switch {
	case x.scalable:
		group, chains = 2, 1 // several registers hide the latency
	case x.regs < 16: // float64 2048 by 2048 from memory takes 1.3 ms so, and 1.7 by two rows that are fetched ahead (Zen 3)
		chains, x.fetches = 2, false
	case x.regs < 32:
		group = 2
	}
	i, v, arg := regs.ints.take, regs.vecs.take, regs.args(x.mc, x.sig)
	x.k, x.xp, x.far = i("k"), i("x"), i("far")
	x.m, x.next, x.y, x.lda = arg("m"), arg("a"), arg("y"), arg("lda")
	for range group {
		x.rows, x.sums = append(x.rows, i("row")), append(x.sums, regs.vecs.block("sums", chains))
	}
	x.spare = regs.vecs.block("spare", 2)
	x.v, x.u = v("v"), v("u")
	x.alpha, x.beta = regs.repeated("alpha"), regs.repeated("beta")
}

// bytesTo loads a number of elements as bytes.
func (x *matVecRows) bytesTo(r reg, name string) {
	x.mc.arg(r, x.sig.param(name))
	x.mc.shift(r, log2(x.elem))
}

// products goes along n rows.
func (x *matVecRows) products(n int) {
	mc, summed := x.mc, x.newLabel("summed")
	if x.scalable {
		mc.(scalable).whole()
	}
	for r := range n {
		mc.mov(x.rows[r], x.next)
		mc.add(x.next, x.lda)
		mc.addFrom(x.lda, x.sig.param("bend"))
		for _, sum := range x.sums[r] {
			mc.zero(sum)
		}
	}
	mc.arg(x.k, x.sig.param("k"))
	mc.jumpZero(x.k, summed)
	mc.arg(x.xp, x.sig.param("x"))
	round := 4
	if x.scalable {
		round = 1
	}
	blocksOfOwn(x.asm, x.isa, mc, x.k, append(x.rows[:n:n], x.xp), []int{round, 1}, func(count int, m mover) {
		for j := range count {
			at := m.at(j * x.bytes)
			at.load(x.v, x.xp)
			for r, row := range x.rows[:n] {
				if x.fetches && j*x.bytes%line == 0 {
					mc.prefetchAt(row, x.far, j*x.bytes)
				}
				at.fma(x.sums[r][j%len(x.sums[r])], x.v, x.u, row)
			}
		}
	})
	x.label(summed)
}

// store adds the lanes of n rows' sums up, of as many rows at a time as 16 bytes of y are for.
func (x *matVecRows) store(n int) {
	mc := x.mc
	if x.scalable {
		for _, sum := range x.sums[:n] {
			mc.(scalable).whole()
			mc.fold(sum[0], x.spare[0])
			mc.mulv(sum[0], sum[0], x.alpha)
			x.storeOne(sum[0])
		}
		return
	}
	for _, sum := range x.sums[:n] {
		if len(sum) > 2 {
			mc.addv(sum[1], sum[1], sum[2])
			mc.addv(sum[0], sum[0], sum[3])
		}
		mc.addv(sum[0], sum[0], sum[1])
	}
	few := min(n, 16/x.elem)
	for r := 0; r < n; r += few {
		together := x.sums[r][0]
		gather(mc, x.elem, x.spare, func(l int) vec { return x.sums[r+l][0] }, few)
		mc.mulv(together, together, x.alpha)
		x.storeOne(together)
		for l := 1; l < few; l++ {
			mc.(fixed).element0(x.u, together, l)
			x.storeOne(x.u)
		}
	}
}

// storeOne stores the first element of a sum, with beta*y.
func (x *matVecRows) storeOne(sum vec) {
	overwrite := x.newLabel("overwrite")
	x.mc.jumpNought(x.sig.param("beta"), overwrite)
	x.mc.loadFew(x.v, x.y, 0, 1)
	x.mc.fma(sum, x.v, x.beta)
	x.label(overwrite)
	x.mc.storeFew(x.y, 0, sum, 1)
	x.bytesTo(x.k, "incy")
	x.mc.add(x.y, x.k)
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
