package asmgen

import "fmt"

const gemmDecl = "k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int"

// gemm emits the register tile of m rows and v vectors of columns,
//
//	c[i*ldc+j] = beta*c[i*ldc+j] + alpha * Σp a[i*ars+p*aks] * b[p*bks+j]
//
// for i < m and j < n, where n reaches into the last vector. Vector registers:
//
//	0 … m*v-1      the tile: row i, vector j is i*v+j
//	then v         the current row of B; one of C, and alpha or beta, at the end
//	then 1         an element of A, repeated
//	AVX2's last    the mask of the last vector
//
// so AVX-512 14×2 takes 28+2+1 = 31 of 32, AVX2 6×2 12+2+1+1 = 16 of 16, and
// NEON 8×3 24+3+1 = 28 of 31.
func gemm(a *asm, s *isa, mc machine, m, v int) {
	name := gemmName(s, m, v)
	if need := m*v + v + 1; need > s.regs {
		panic(fmt.Sprintf("%s: the tile needs %d registers of %d", name, need, s.regs))
	}
	sig := function(a, s, name, fmt.Sprintf("Tile of %d rows and up to %d columns.", m, v*s.lanes()), gemmDecl)
	const k, pa, ars, aks, pb, bks, pc, ldc, n = 0, 1, 2, 3, 4, 5, 6, 7, 10
	for _, p := range []struct {
		r    reg
		name string
	}{{k, "k"}, {pa, "a"}, {ars, "ars"}, {aks, "aks"}, {pb, "b"}, {bks, "bks"}, {pc, "c"}, {ldc, "ldc"}, {n, "n"}} {
		mc.arg(p.r, sig.param(p.name))
	}
	for _, r := range []reg{ars, aks, bks, ldc} {
		mc.shift(r, log2(s.elem))
	}

	acc := func(i, j int) vec { return vec(i*v + j) }
	b := func(j int) vec { return vec(m*v + j) }
	x := b(v)

	whole := func(partial bool) {
		load, store := mc.load, mc.store
		last := func(j int) bool { return partial && j == v-1 }
		get := func(r vec, p reg, j int) {
			if last(j) {
				mc.loadTail(r, p, j*s.bytes)
			} else {
				load(r, p, j*s.bytes)
			}
		}
		put := func(p reg, j int, r vec) {
			if last(j) {
				mc.storeTail(p, j*s.bytes, r)
			} else {
				store(p, j*s.bytes, r)
			}
		}
		if partial {
			if v > 1 {
				mc.addImm(n, -(v-1)*s.lanes())
			}
			mc.tail(n)
		}
		for r := range vec(m * v) {
			mc.zero(r)
		}
		loop, summed := a.newLabel("loop"), a.newLabel("summed")
		mc.jumpZero(k, summed)
		mc.rows(m, pa, ars)
		mc.align()
		a.label(loop)
		for j := range v {
			get(b(j), pb, j)
		}
		for i := range m {
			mc.row(x, i)
			for j := range v {
				mc.fma(acc(i, j), b(j), x)
			}
		}
		mc.step(aks)
		mc.add(pb, bks)
		mc.countdown(k, loop)
		a.label(summed)

		scaled, overwrite := a.newLabel("scaled"), a.newLabel("overwrite")
		mc.jumpOne(sig.param("alpha"), scaled)
		mc.broadcastArg(x, sig.param("alpha"))
		for r := range vec(m * v) {
			mc.mulv(r, r, x)
		}
		a.label(scaled)
		mc.jumpNought(sig.param("beta"), overwrite)
		mc.broadcastArg(x, sig.param("beta"))
		for i := range m {
			for j := range v {
				get(b(j), pc, j)
				mc.fma(acc(i, j), b(j), x)
				put(pc, j, acc(i, j))
			}
			if i < m-1 {
				mc.add(pc, ldc)
			}
		}
		mc.ret()
		a.label(overwrite)
		for i := range m {
			for j := range v {
				put(pc, j, acc(i, j))
			}
			if i < m-1 {
				mc.add(pc, ldc)
			}
		}
		mc.ret()
	}
	if s.masks {
		whole(true)
		return
	}
	partial := a.newLabel("partial")
	mc.jumpLess(n, v*s.lanes(), partial)
	whole(false)
	a.label(partial)
	whole(true)
}

func gemmName(s *isa, m, v int) string {
	return fmt.Sprintf("gemm%s%s_%dx%d", s.float(), s.title, m, v*s.lanes())
}
