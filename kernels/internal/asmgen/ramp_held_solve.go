package asmgen

import "weft.example/kernels/internal/args"

// RampSolve with v in registers, on a machine whose masks are windows. v is scaled at the end, as by rampSolver. Of a row only the vector of
// its own column is masked, if the vectors have as many columns as there are rows.

// heldSolver has what a row's own element is multiplied by, and the row's own column.
type heldSolver struct {
	*held
	scale vec
	own   reg
}

func newHeldSolver(x *ramp, regs *regs) *heldSolver {
	return &heldSolver{newHeld(x, regs), regs.vecs.take("scale"), x.ai}
}

func (h *heldSolver) emit() {
	scaled, down := h.newLabel("scaled"), h.newLabel("down")
	h.fields()
	h.eachOfV(func(j int, m mover) { m.load(h.vs[j], h.v) }, func(j int) { h.loadMasked(h.vs[j], h.v, j*h.bytes, h.mask) })
	h.arg(h.own, rampFromStep)
	h.jumpZero(h.own, down)
	h.up(scaled)
	h.label(down)
	h.down(scaled)
	h.label(scaled)
	h.param(h.r, "r")
	h.eachOfV(func(j int, m mover) {
		m.load(h.factor, h.r)
		h.mulv(h.vs[j], h.vs[j], h.factor)
		m.store(h.v, h.vs[j])
	}, func(j int) {
		h.loadMasked(h.factor, h.r, j*h.bytes, h.mask)
		h.mulv(h.vs[j], h.vs[j], h.factor)
		h.storeMasked(h.v, j*h.bytes, h.vs[j], h.mask)
	})
	h.label(h.done)
	h.ret()
}

// eachOfV does one thing with the vectors that are all of v, and another with one that is not, under a mask.
func (h *heldSolver) eachOfV(whole func(j int, m mover), masked func(j int)) {
	done := h.newLabel("done")
	h.param(h.left, "p")
	h.arg(h.left, h.of(h.left, "m"))
	var parts []string
	for j := range h.vs {
		parts = append(parts, h.newLabel("part"))
		h.jumpLess(h.left, (j+1)*h.lanes(), parts[j])
		whole(j, mover{mc: h.machine, disp: j * h.bytes})
	}
	h.jump(done)
	for j := range h.vs {
		h.label(parts[j])
		h.windowBefore(h.spare, h.left)
		h.maskOf(h.mask, h.spare, j)
		masked(j)
		h.jump(done)
	}
	h.label(done)
}

// up goes from the first own column to the last one. A row has those behind it.
func (h *heldSolver) up(done string) {
	h.mov(h.own, h.from)
	h.addImm(h.own, -1)
	for q := range h.vs {
		h.label(h.at("up%d", q))
		h.multiplier(q)
		h.windowFrom(h.left, h.from)
		h.jumpLess(h.n, args.RampColumns, h.at("few%d", q))
		h.parted(q, q+1, h.left)
		h.wholes(q+1, len(h.vs))
		h.behind(done)
		h.jumpLess(h.own, (q+1)*h.lanes(), h.at("up%d", q))
	}
	h.fewUp(done)
}

// behind goes on to the row and the own column behind.
func (h *heldSolver) behind(done string) {
	h.further(1)
	h.addImm(h.own, 1)
	h.addImm(h.from, 1)
	h.last(h.m, done)
}

// fewUp is what up does with fewer rows than the vectors have columns. Vectors behind that of the own column are whole but for the last one.
func (h *heldSolver) fewUp(done string) {
	next := h.newLabel("next")
	for q := range h.vs {
		h.label(h.at("few%d", q))
		h.windowBefore(h.vi, h.n)
		h.parted(q, q+1, h.left, h.vi)
		h.jump(h.at("behind%d", q+1))
	}
	for j := 1; j < len(h.vs); j++ {
		h.label(h.at("behind%d", j))
		part := h.newLabel("part")
		h.jumpLess(h.n, (j+1)*h.lanes(), part)
		h.wholes(j, j+1)
		h.jump(h.at("behind%d", j+1))
		h.label(part)
		h.jumpLess(h.n, j*h.lanes()+1, next)
		h.parted(j, j+1, h.vi)
		h.jump(next)
	}
	h.label(h.at("behind%d", len(h.vs)))
	h.label(next)
	h.behind(done)
	for q := range len(h.vs) - 1 {
		h.jumpLess(h.own, (q+1)*h.lanes(), h.at("up%d", q))
	}
	h.jump(h.at("up%d", len(h.vs)-1))
}

// down goes from the last own column to the first one. A row has those in front of it.
func (h *heldSolver) down(done string) {
	h.mov(h.own, h.n)
	h.mov(h.left, h.own)
	h.shift(h.left, log2(h.elem))
	h.machine.add(h.r, h.left)
	for q := len(h.vs) - 1; q >= 0; q-- {
		next := h.newLabel("next")
		if q > 0 {
			h.jumpLess(h.own, q*h.lanes(), next)
		}
		h.label(h.at("down%d", q))
		h.multiplier(q)
		h.wholes(0, q)
		h.windowBefore(h.left, h.own)
		h.parted(q, q+1, h.left)
		h.further(-1)
		h.addImm(h.own, -1)
		h.last(h.m, done)
		h.jumpAtLeast(h.own, q*h.lanes(), h.at("down%d", q))
		h.label(next)
	}
}

// multiplier makes the factor of a row, whose own element is in vector q.
func (h *heldSolver) multiplier(q int) {
	h.broadcastArg(h.scale, h.element())
	h.mulv(h.scale, h.scale, h.alpha)
	h.elementOf(h.factor, h.vs[q], h.t, h.own)
	h.mulv(h.factor, h.factor, h.scale)
}

// further goes on to the next row. Factors are step apart.
func (h *heldSolver) further(step int) {
	h.machine.add(h.a, h.lda)
	h.addFrom(h.lda, rampBend)
	h.addImm(h.r, step*h.elem)
}
