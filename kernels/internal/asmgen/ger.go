package asmgen

const gerDecl = "m, n int, alpha T, x *T, incx int, y *T, beta T, c *T, ldc int, ahead int"

// ger emits
//
//	c[i*ldc+j] = beta*c[i*ldc+j] + alpha*(x[i*incx]*y[j])
//
// for i < m and j < n, row after row, so that memory is written from end to end, and
// bit by bit as a tile does.
func ger(a *asm, s *isa, mc machine) {
	sig := function(a, s, "Ger"+s.float()+s.title, "c[i*ldc+j] = beta*c[i*ldc+j] + alpha*(x[i*incx]*y[j]) for i < m, j < n.", gerDecl)
	const n, ci, yj, far, row, x, ldc, m = 0, 1, 2, 3, 4, 5, 6, 7
	const xi, alpha, beta, v, t vec = 0, 1, 2, 3, 4
	for _, p := range []struct {
		r    reg
		name string
	}{{m, "m"}, {x, "x"}, {row, "c"}, {ldc, "ldc"}} {
		mc.arg(p.r, sig.param(p.name))
	}
	mc.shift(ldc, log2(s.elem))
	mc.broadcastArg(alpha, sig.param("alpha"))
	mc.broadcastArg(beta, sig.param("beta"))
	overwrite, ended := a.newLabel("overwrite"), a.newLabel("end")
	mc.jumpZero(m, ended)
	mc.jumpNought(sig.param("beta"), overwrite)
	rows := func(add bool) {
		next := a.newLabel("row")
		a.label(next)
		mc.rows(1, x, ldc)
		mc.row(xi, 0)
		mc.arg(n, sig.param("n"))
		mc.mov(ci, row)
		mc.arg(yj, sig.param("y"))
		mc.arg(far, sig.param("ahead"))
		mc.shift(far, log2(s.elem))
		mc.add(far, ci)
		each(a, s, mc, n, []reg{ci, yj, far}, 4, func(at mover) {
			if at.disp%64 == 0 {
				mc.prefetch(far, at.disp)
			}
			at.load(t, yj)
			mc.zero(v)
			mc.fma(v, t, xi)
			mc.mulv(v, v, alpha)
			if add {
				at.load(t, ci)
				mc.fma(v, t, beta)
			}
			at.store(ci, v)
		})
		mc.add(row, ldc)
		mc.arg(n, sig.param("incx"))
		mc.shift(n, log2(s.elem))
		mc.add(x, n)
		mc.countdown(m, next)
	}
	rows(true)
	mc.ret()
	a.label(overwrite)
	rows(false)
	a.label(ended)
	mc.ret()
}
