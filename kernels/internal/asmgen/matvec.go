package asmgen

const matVecDecl = "m, k int, alpha T, a *T, lda int, x *T, beta T, y *T, incy int, ahead int"

// matVec emits
//
//	y[i*incy] = beta*y[i*incy] + alpha * Σp a[i*lda+p] * x[p]
//
// for i < m: a dot tile of one row and one, row after row, so that memory is read
// from end to end, with more sums than one, as a tile has them.
func matVec(a *asm, s *isa, mc machine) {
	sig := function(a, s, "MatVec"+s.float()+s.title, "y[i*incy] = beta*y[i*incy] + alpha * Σp a[i*lda+p]*x[p] for i < m, p < k.", matVecDecl)
	const k, ai, xp, far, row, y, lda, m = 0, 1, 2, 3, 4, dotC, 6, 7
	const v, u vec = 6, 7
	t := &dotTile{a, s, mc, sig, 1, 1} // whose sum is 0, and 1 and 2 spare
	sums := []vec{0, 3, 4, 5}
	for _, p := range []struct {
		r    reg
		name string
	}{{m, "m"}, {row, "a"}, {y, "y"}} {
		t.arg(p.r, sig.param(p.name))
	}
	t.stride(lda, "lda")
	next, done, ended := t.newLabel("row"), t.newLabel("summed"), t.newLabel("end")
	t.jumpZero(m, ended)
	t.label(next)
	for _, sum := range sums {
		t.zero(sum)
	}
	t.arg(k, sig.param("k"))
	t.jumpZero(k, done)
	t.mov(ai, row)
	t.arg(xp, sig.param("x"))
	t.stride(far, "ahead")
	t.machine.add(far, ai)
	blocks(a, s, mc, k, []reg{ai, xp, far}, []int{len(sums), 1}, func(n int, tail bool) {
		for j := range n {
			at := mover{mc, j * s.bytes, tail}
			if at.disp%line == 0 {
				t.prefetch(far, at.disp)
			}
			at.load(v, ai)
			at.load(u, xp)
			t.fma(sums[j], v, u)
		}
	})
	t.label(done)
	t.addv(3, 3, 4)
	t.addv(0, 0, 5)
	t.addv(0, 0, 3)
	t.gatherSums()
	t.store()
	t.stride(k, "incy")
	t.machine.add(y, k)
	t.machine.add(row, lda)
	t.countdown(m, next)
	t.label(ended)
	t.ret()
}
