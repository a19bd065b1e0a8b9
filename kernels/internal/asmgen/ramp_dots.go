package asmgen

import (
	"slices"

	"weft.example/kernels/internal/args"
)

// rampDots emits r[i] = beta*r[i] + alpha * Σj A[i,j]*v[j]. Rows do not wait for each other. As many as 16 bytes of r are for are
// summed up together, or more where masks are windows and the rows have columns in common.
func rampDots(a *asm, s *isa, mc machine) {
	x, regs := newRamp(a, s, mc, "RampDots", "r[i] = beta*r[i] + alpha * Σj A[i,j]*v[j], for each row i.")
	chains, group := args.RampVectors, 16/s.elem
	if s.scalable {
		chains, group = 1, 1 // several registers hide the latency
	}
	var sums []vec // of the rows
	for range group {
		sums = append(sums, regs.vecs.take("sum"))
	}
	more, spare := regs.vecs.block("more sums", chains-1), regs.vecs.block("spare", 2)
	t, beta := regs.vecs.take("t"), regs.repeated("beta")
	row := func(sum vec) {
		x.start()
		chain := append([]vec{sum}, more...)
		for _, c := range chain {
			mc.zero(c)
		}
		x.along(func(j int, m mover) {
			m.load(t, x.ai)
			m.fma(chain[j], t, spare[0], x.vi)
		})
		if s.scalable {
			mc.(scalable).whole()
			mc.fold(sum, spare[0])
		} else {
			mc.addv(chain[1], chain[1], chain[2])
			mc.addv(sum, sum, chain[3])
			mc.addv(sum, sum, chain[1])
		}
		x.advance()
	}
	store := func(sum vec, rows int) {
		overwrite := x.newLabel("overwrite")
		mc.mulv(sum, sum, x.alpha)
		mc.arg(x.left, x.sig.param("p"))
		mc.jumpNought(x.of(x.left, "beta"), overwrite)
		mc.loadFew(t, x.r, 0, rows)
		mc.fma(sum, t, beta)
		a.label(overwrite)
		mc.storeFew(x.r, 0, sum, rows)
		mc.addImm(x.r, rows*s.elem)
	}
	gathered := func(rows int) vec {
		if !s.scalable {
			gather(mc, s.elem, spare, func(l int) vec { return sums[l] }, rows)
		}
		return sums[0]
	}
	mc.arg(x.ai, x.sig.param("p"))
	mc.broadcastArg(beta, x.of(x.ai, "beta"))
	x.begin()
	next := x.at("group")
	if s.windows {
		vs := slices.Concat(sums, more, spare, []vec{t})
		b := newBeside(x, append(vs, regs.vecs.block("more", besideVectors-len(vs))...))
		b.begin()
		next = x.at("beside")
		a.label(next)
		b.group(x.at("others"), store)
		mc.addImm(x.m, -besideRows)
		mc.jump(next)
		a.label(x.at("others"))
	}
	if group > 1 {
		single := x.newLabel("single")
		mc.jumpLess(x.m, group, single)
		a.label(x.at("group"))
		for _, sum := range sums {
			row(sum)
		}
		store(gathered(group), group)
		mc.addImm(x.m, -group)
		mc.jumpAtLeast(x.m, group, next)
		a.label(single)
		mc.jumpZero(x.m, x.done)
	}
	a.label(x.next)
	row(sums[0])
	store(gathered(1), 1)
	mc.countdown(x.m, x.next)
	a.label(x.done)
	mc.ret()
}
