package asmgen

const vecMatDecl = "k, n int, alpha T, x *T, incx int, b *T, ldb int, beta T, y *T"

// vecMatRows is the rows of B that a vector meets at a time: as many streams as the CPU
// fetches ahead by itself, which more than pay for y.
const vecMatRows = 8

// vecMat emits
//
//	y[j] = beta*y[j] + alpha * Σp x[p*incx] * b[p*ldb+j]
//
// for j < n and p < k, eight rows of B at a time along all of y; after the first eight beta
// is 1.
func vecMat(a *asm, s *isa, mc machine) {
	sig := function(a, s, "VecMat"+s.float()+s.title, "y[j] = beta*y[j] + alpha * Σp x[p*incx]*b[p*ldb+j] for j < n, p < k; k in eights.", vecMatDecl)
	const k, n, x, incx, b, ldb, y = 0, 1, 2, 3, 4, 5, 6
	const alpha, beta, sum, t vec = vecMatRows, vecMatRows + 1, vecMatRows + 2, vecMatRows + 3
	mc.broadcastArg(alpha, sig.param("alpha"))
	mc.broadcastArg(beta, sig.param("beta"))
	mc.arg(k, sig.param("k"))
	mc.arg(ldb, sig.param("ldb"))
	mc.shift(ldb, log2(s.elem))
	group := func(add bool) {
		mc.arg(x, sig.param("x"))
		mc.arg(incx, sig.param("incx"))
		mc.shift(incx, log2(s.elem))
		mc.rows(vecMatRows, x, incx)
		for i := range vecMatRows {
			mc.row(vec(i), i)
		}
		mc.shift(incx, log2(vecMatRows))
		mc.addTo(sig.param("x"), incx)
		mc.arg(n, sig.param("n"))
		mc.arg(y, sig.param("y"))
		mc.arg(b, sig.param("b"))
		mc.ladder(0, vecMatRows, b, ldb)
		blocks(a, s, mc, n, []reg{y}, []int{1}, func(_ int, tail bool) {
			at := mover{mc, 0, tail}
			mc.zero(sum)
			for i := range vecMatRows {
				mc.rung(t, 0, i, 0, tail)
				mc.fma(sum, t, vec(i))
			}
			mc.climb(0, 1)
			mc.mulv(sum, sum, alpha)
			if add {
				at.load(t, y)
				mc.fma(sum, t, beta)
			}
			at.store(y, sum)
		})
		mc.mov(x, ldb)
		mc.shift(x, log2(vecMatRows))
		mc.addTo(sig.param("b"), x)
		mc.addImm(k, -vecMatRows)
	}
	next, overwrite, more, end := a.newLabel("next"), a.newLabel("overwrite"), a.newLabel("more"), a.newLabel("end")
	mc.jumpZero(k, end)
	mc.jumpNought(sig.param("beta"), overwrite)
	a.label(next)
	group(true)
	a.label(more)
	mc.jumpZero(k, end)
	mc.constant(beta, one(s.elem))
	mc.jump(next)
	a.label(overwrite)
	group(false)
	mc.jump(more)
	a.label(end)
	mc.ret()
}
