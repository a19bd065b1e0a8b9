package asmgen

import "fmt"

// mostUpdate is the depth up to which products have a kernel of their own, which goes through C
// once; also the streams that the CPU fetches ahead by itself.
const mostUpdate = 8

// fewUpdate is the depth up to which what a row needs at its end is kept in registers; beyond,
// rows of A and B take them.
const fewUpdate = 4

func updateName(s *isa, k int) string { return fmt.Sprintf("update%s%s_%d", s.float(), s.title, k) }

// Local variables of an update.
var (
	updateARS = param{name: "ars", in: local, off: 8}
	updateAKS = param{name: "aks", in: local, off: 16}
	updateBKS = param{name: "bks", in: local, off: 24}
	updateBRS = param{name: "brs", in: local, off: 32}
	updateLDC = param{name: "ldc", in: local, off: 40}
	updateFar = param{name: "far", in: local, off: 48}
	updateM   = param{name: "m", in: local, off: 56}
)

// update emits
//
//	C[i,j] = Beta*C[i,j] + Alpha * Σp a[i*ARS+p*AKS]*b[i*BGS+p*BKS+j]
//
// for i < M, j < N and p < k, row after row, so that memory is written from end to end, and
// bit by bit as a tile does.
func update(a *asm, s *isa, mc machine, k int) {
	sig := functionWith(a, s, updateName(s, k), fmt.Sprintf("A product of depth %d, row after row.", k), tileDecl, 56)
	fields := sign(productDecl, s.elem)
	const n, ci, far, y, row, x, stride, m, ars, ldc = 0, 1, 2, 3, 4, 5, 6, 7, 9, 10
	const v, t, alpha, beta, elements vec = 0, 1, 2, 3, 4
	grouped(s, mc, 4, false)
	element := func(p int) vec { return s.repeated(elements+vec(p), p) }
	const p = row
	of := func(name string) param { return fields.param(name).of(p) }
	mc.arg(p, sig.param("p"))
	for _, f := range []struct {
		to   param
		name string
	}{{updateARS, "ars"}, {updateAKS, "aks"}, {updateBKS, "bks"}, {updateBRS, "bgs"}, {updateLDC, "ldc"}, {updateFar, "ahead"}} {
		mc.arg(stride, of(f.name))
		mc.shift(stride, log2(s.elem))
		mc.setTo(f.to, stride)
	}
	mc.arg(m, of("m"))
	mc.setTo(updateM, m)
	mc.broadcastArg(alpha, of("alpha"))
	mc.broadcastArg(beta, of("beta"))
	overwrite, ended := a.newLabel("overwrite"), a.newLabel("end")
	mc.jumpZero(m, ended)
	mc.arg(ars, updateARS)
	mc.arg(ldc, updateLDC)
	mc.arg(x, sig.param("a"))
	rows := func(add bool) {
		mc.arg(row, sig.param("c"))
		next := a.newLabel("row")
		a.label(next)
		mc.arg(stride, updateAKS)
		mc.rows(k, x, stride)
		for p := range k {
			mc.row(element(p), p)
		}
		mc.arg(y, sig.param("b"))
		mc.arg(stride, updateBKS)
		mc.ladder(0, k, y, stride)
		mc.mov(ci, row)
		mc.arg(far, updateFar)
		mc.add(far, ci)
		mc.arg(n, sig.param("p"))
		mc.arg(n, fields.param("n").of(n))
		blocks(a, s, mc, n, []reg{ci, far}, []int{max(4/k, 2, s.perLine()), 1}, func(vectors int, tail bool) {
			for j := range vectors {
				at := mover{mc, j * s.bytes, tail}
				if at.disp%line == 0 {
					mc.prefetch(far, at.disp)
				}
				mc.zero(v)
				for p := range k {
					mc.rung(t, 0, p, at.disp, partOf(tail))
					mc.fma(v, t, element(p))
				}
				mc.mulv(v, v, alpha)
				if add {
					at.load(t, ci)
					mc.fma(v, t, beta)
				}
				at.store(ci, v)
			}
			mc.climb(0, vectors*s.bytes)
		})
		if k > fewUpdate {
			mc.arg(ars, updateARS)
			mc.arg(ldc, updateLDC)
		}
		mc.add(x, ars)
		mc.add(row, ldc)
		mc.arg(stride, updateBRS)
		mc.addTo(sig.param("b"), stride)
		if k > fewUpdate {
			mc.bump(updateM, -1)
			mc.jumpMore(next)
		} else {
			mc.countdown(m, next)
		}
	}
	mc.jumpNought(of("beta"), overwrite)
	rows(true)
	mc.ret()
	a.label(overwrite)
	rows(false)
	a.label(ended)
	mc.ret()
}
