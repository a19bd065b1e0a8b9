package asmgen

const triangleDecl = "m, n, first, step int, a *T, ars, aks int, f, b *T, ldb int"

// Local variables of triangle.
var (
	triangleRows  = param{name: "rows", in: local, off: 8}   // that are left
	triangleA     = param{name: "row", in: local, off: 16}   // row i of A
	triangleAStep = param{name: "astep", in: local, off: 24} // from row to row, as all that follow
	triangleBStep = param{name: "bstep", in: local, off: 32}
	triangleFStep = param{name: "fstep", in: local, off: 40}
	triangleFirst = param{name: "first", in: local, off: 48} // from row 0 of B to the first one to compute
)

const triangleFrame = 48

// triangle emits
//
//	B[i,j] = f[2i]*B[i,j] + f[2i+1] * Σk A[i,k]*B[k,j]    k < i, in rising order
//
// for m rows of B, from row first on and step by step. So it solves a triangular system, or multiplies by its matrix. The
// columns that a round takes stay in L1 from row to row. Their vectors are as many as hide the latency of a multiply-add.
func triangle(a *asm, s *isa, mc machine) {
	sig := functionWith(a, s, "TriangleRows"+s.float()+s.title, "B[i,j] = f[2i]*B[i,j] + f[2i+1] * Σk A[i,k]*B[k,j] for k < i and m rows i = first, first+step, …", triangleDecl, triangleFrame)
	regs := newRegs(s, mc, 4, false)
	arg, take := regs.args(mc, sig), regs.ints.take
	n, aks, b, ldb := arg("n"), arg("aks"), arg("b"), arg("ldb")
	row, f, i, source, ap, k, t := take("row"), take("f"), take("i"), take("source"), take("a"), take("k"), take("spare")
	mc.shift(aks, log2(s.elem))
	mc.shift(ldb, log2(s.elem))
	steps := func(to param, by reg) { // to = step·by
		mc.arg(t, sig.param("step"))
		mc.mul(t, by)
		mc.setTo(to, t)
	}
	steps(triangleBStep, ldb)
	mc.arg(ap, sig.param("ars"))
	mc.shift(ap, log2(s.elem))
	steps(triangleAStep, ap)
	mc.set(ap, 2*s.elem)
	steps(triangleFStep, ap)

	mc.arg(t, sig.param("first"))
	mc.mul(t, ldb)
	mc.setTo(triangleFirst, t)

	sizes := []int{8, 4, 2}
	if s.scalable {
		sizes = []int{1} // several registers hide the latency
	}
	sums, x := regs.vecs.block("sums", sizes[0]), regs.vecs.take("x")
	u, g := regs.repeated("u"), regs.repeated("g")
	rows := func(vectors int, m mover) {
		next, more, summed := a.newLabel("row"), a.newLabel("source"), a.newLabel("summed")
		mc.arg(i, sig.param("first"))
		mc.arg(t, sig.param("a"))
		mc.setTo(triangleA, t)
		mc.arg(row, triangleFirst)
		mc.add(row, b)
		mc.arg(f, sig.param("f"))
		mc.arg(t, sig.param("m"))
		mc.setTo(triangleRows, t)
		a.label(next)
		for _, sum := range sums[:vectors] {
			mc.zero(sum)
		}
		mc.mov(k, i)
		mc.jumpZero(k, summed)
		mc.mov(source, b)
		mc.arg(ap, triangleA)
		a.label(more)
		mc.broadcastArg(u, param{kind: scalar}.of(ap))
		mc.add(ap, aks)
		for j := range vectors {
			m.at(j*s.bytes).fma(sums[j], u, x, source)
		}
		mc.add(source, ldb)
		mc.countdown(k, more)
		a.label(summed)
		mc.broadcastArg(u, param{kind: scalar}.of(f))
		mc.broadcastArg(g, param{kind: scalar, off: s.elem}.of(f))
		for j := range vectors {
			m.at(j*s.bytes).load(x, row)
			mc.mulv(x, x, u)
			mc.fma(x, sums[j], g)
			m.at(j*s.bytes).store(row, x)
		}
		for _, step := range []struct {
			p  reg
			by param
		}{{row, triangleBStep}, {f, triangleFStep}, {i, sig.param("step")}} {
			mc.arg(t, step.by)
			mc.add(step.p, t)
		}
		mc.arg(t, triangleAStep)
		mc.addTo(triangleA, t)
		mc.bump(triangleRows, -1)
		mc.jumpMore(next)
	}
	ptrs := []reg{b}
	if !s.scalable {
		wholes(a, s, mc, n, ptrs, sizes, func(v int) { rows(v, mover{mc: mc}) })
	}
	eachOnceOfOwn(a, s, mc, n, ptrs, func(m mover) { rows(1, m) })
	mc.ret()
}
