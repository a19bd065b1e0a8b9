package asmgen

import "fmt"

const rankDecl = "m, n int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, ahead int"

// mostRank is the depth up to which products have a kernel of their own.
const mostRank = 8

// fewRank is the depth up to which what a row needs at its end is kept in registers; beyond,
// rows of A and B take them.
const fewRank = 4

func rankName(s *isa, k int) string { return fmt.Sprintf("Rank%d%s%s", k, s.float(), s.title) }

// rank emits
//
//	c[i*ldc+j] = beta*c[i*ldc+j] + alpha * Σp a[i*ars+p*aks]*b[p*bks+j]
//
// for i < m, j < n and p < k, row after row, so that memory is written from end to end, and
// bit by bit as a tile does.
func rank(a *asm, s *isa, mc machine, k int) {
	sig := function(a, s, rankName(s, k), fmt.Sprintf("c[i*ldc+j] = beta*c[i*ldc+j] + alpha * Σp a[i*ars+p*aks]*b[p*bks+j] for i < m, j < n, p < %d.", k), rankDecl)
	const n, ci, far, y, row, x, stride, m, ars, ldc = 0, 1, 2, 3, 4, 5, 6, 7, 9, 10
	const v, t, alpha, beta, elements vec = 0, 1, 2, 3, 4
	for _, name := range []string{"ars", "aks", "bks", "ldc", "ahead"} {
		mc.arg(stride, sig.param(name))
		mc.shift(stride, log2(s.elem))
		mc.setTo(sig.param(name), stride)
	}
	mc.arg(m, sig.param("m"))
	mc.arg(x, sig.param("a"))
	mc.arg(row, sig.param("c"))
	mc.arg(ars, sig.param("ars"))
	mc.arg(ldc, sig.param("ldc"))
	mc.broadcastArg(alpha, sig.param("alpha"))
	mc.broadcastArg(beta, sig.param("beta"))
	overwrite, ended := a.newLabel("overwrite"), a.newLabel("end")
	mc.jumpZero(m, ended)
	mc.jumpNought(sig.param("beta"), overwrite)
	rows := func(add bool) {
		next := a.newLabel("row")
		a.label(next)
		mc.arg(stride, sig.param("aks"))
		mc.rows(k, x, stride)
		for p := range k {
			mc.row(elements+vec(p), p)
		}
		mc.arg(y, sig.param("b"))
		mc.arg(stride, sig.param("bks"))
		mc.ladder(0, k, y, stride)
		mc.mov(ci, row)
		mc.arg(far, sig.param("ahead"))
		mc.add(far, ci)
		mc.arg(n, sig.param("n"))
		blocks(a, s, mc, n, []reg{ci, far}, []int{max(4/k, 2, line/s.bytes), 1}, func(vectors int, tail bool) {
			for j := range vectors {
				at := mover{mc, j * s.bytes, tail}
				if at.disp%line == 0 {
					mc.prefetch(far, at.disp)
				}
				mc.zero(v)
				for p := range k {
					mc.rung(t, 0, p, at.disp, tail)
					mc.fma(v, t, elements+vec(p))
				}
				mc.mulv(v, v, alpha)
				if add {
					at.load(t, ci)
					mc.fma(v, t, beta)
				}
				at.store(ci, v)
			}
			mc.climb(0, vectors)
		})
		if k > fewRank {
			mc.arg(ars, sig.param("ars"))
			mc.arg(ldc, sig.param("ldc"))
		}
		mc.add(x, ars)
		mc.add(row, ldc)
		if k > fewRank {
			mc.bump(sig.param("m"), -1)
			mc.jumpMore(next)
		} else {
			mc.countdown(m, next)
		}
	}
	rows(true)
	mc.ret()
	a.label(overwrite)
	rows(false)
	a.label(ended)
	mc.ret()
}
