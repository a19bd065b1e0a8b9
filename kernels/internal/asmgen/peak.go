package asmgen

// peak emits n rounds of independent multiply-adds.
func peak(a *asm, s *isa, mc machine) {
	sig := function(a, s, "Peak"+s.float()+s.title, "n rounds of multiply-adds in registers.", "n int")
	regs := newRegs(s, mc, 1, false)
	n := regs.args(mc, sig)("n")
	chains, x, y := regs.vecs.block("chains", peakChains(s)), regs.vecs.take("x"), regs.vecs.take("y")
	mc.constant(x, bitsOf(0.75, s.elem))
	mc.constant(y, bitsOf(-0.75, s.elem))
	for _, r := range chains {
		mc.zero(r)
	}
	loop, done := a.newLabel("loop"), a.newLabel("done")
	mc.jumpZero(n, done)
	mc.align()
	a.label(loop)
	for _, r := range chains {
		mc.fma(r, x, y)
	}
	mc.countdown(n, loop)
	a.label(done)
	mc.ret()
}

// lanes emits the function that returns the elements of a vector of one register, which are known at run time alone.
func lanes(a *asm, s *isa, sc scalable) {
	a.line("")
	a.line("// func Lanes%s%s() int", s.float(), s.title)
	a.line("TEXT ·Lanes%s%s(SB), NOSPLIT, $0-8", s.float(), s.title)
	sc.lengthTo(param{name: "ret"}, 1)
	a.op("RET")
}

// peakChains is enough chains to hide a latency of four cycles at four multiply-adds a cycle, if there are registers
// for them and two more.
func peakChains(s *isa) int { return min(16, s.regs-2) }
