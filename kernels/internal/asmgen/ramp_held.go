package asmgen

import "weft.example/kernels/internal/args"

// RampAxpy with v in registers, on a machine whose masks are windows. A unit is so many columns as are masked together: of a row whose first
// column is 0, as those of a lower triangle have, only the last unit is masked, and of a row that ends where the vectors do only the first.

// unit is columns.
const unit = 8

// held is v, or what is added to it, in registers.
type held struct {
	*ramp
	windowed
	vs            []vec
	factor        vec
	part, mask, t vec // of the factor, and spare
}

func newHeld(x *ramp, regs *regs) *held {
	i := regs.vecs.take
	return &held{ramp: x, windowed: x.machine.(windowed), vs: regs.vecs.block("v", args.RampColumns/x.lanes()), factor: i("factor"), part: i("part"), mask: i("mask"), t: i("t")}
}

// units is the vectors of a unit, and how many units there are.
func (h *held) units() (vectors, n int) { return unit / h.lanes(), args.RampColumns / unit }

// whole adds a multiple of the row in a unit.
func (h *held) whole(k int) {
	v, _ := h.units()
	h.wholes(k*v, (k+1)*v)
}

// wholes does so for vectors from ... to-1.
func (h *held) wholes(from, to int) {
	for j := from; j < to; j++ {
		h.machine.(operands).fmaLoad(h.vs[j], h.factor, h.t, h.a, j*h.bytes, wholeVector)
	}
}

// parted is wholes for vectors that have a part of the row: what each window lets pass.
func (h *held) parted(from, to int, windows ...reg) {
	for j := from; j < to; j++ {
		h.maskOf(h.mask, windows[0], j)
		for _, w := range windows[1:] {
			h.maskAnd(h.mask, w, j)
		}
		h.loadMasked(h.t, h.a, j*h.bytes, h.mask)
		h.andv(h.part, h.factor, h.mask) // an infinity would make a NaN of zeros
		h.fma(h.vs[j], h.t, h.part)
	}
}

// row adds a multiple of the row, and jumps to next.
func (h *held) row(next string, w, u reg) {
	v, units := h.units()
	from, to, later, inside := h.from, h.n, h.newLabel("later"), h.newLabel("inside")
	h.jumpNonzero(from, later)
	var tails, heads []string
	for range units {
		tails, heads = append(tails, h.newLabel("tail")), append(heads, h.newLabel("head"))
	}
	for k := range units {
		h.jumpLess(to, (k+1)*unit, tails[k])
		h.whole(k)
	}
	h.jump(next)
	for k := range units {
		h.label(tails[k])
		h.windowBefore(w, to)
		h.parted(k*v, (k+1)*v, w)
		h.jump(next)
	}
	h.label(later)
	h.jumpLess(to, args.RampColumns, inside)
	for k := units - 1; k >= 0; k-- {
		h.jumpAtLeast(from, k*unit+1, heads[k])
		h.whole(k)
	}
	h.jump(next)
	for k := range units {
		h.label(heads[k])
		h.windowFrom(w, from)
		h.parted(k*v, (k+1)*v, w)
		h.jump(next)
	}
	h.label(inside)
	h.windowFrom(w, from)
	h.windowBefore(u, to)
	for k := range units {
		past := h.newLabel("past")
		h.jumpLess(to, k*unit+1, next)
		h.jumpAtLeast(from, (k+1)*unit, past)
		h.parted(k*v, (k+1)*v, w, u)
		h.label(past)
	}
}

// axpy emits RampAxpy. It keeps the first and last column of all rows.
func (h *held) axpy() {
	w, u, low, high, next, masked, whole := h.ai, h.spare, h.left, h.vi, h.newLabel("next"), h.newLabel("masked"), h.newLabel("whole")
	h.fields()
	for _, v := range h.vs {
		h.zero(v)
	}
	h.rectangle(low, w, whole)
	h.set(low, args.RampColumns)
	h.set(high, 0)
	h.label(h.ramp.next)
	h.broadcastArg(h.factor, h.element())
	h.mov(w, h.n)
	h.sub(w, h.from)
	h.jumpZero(w, next)
	h.least(low, h.from)
	h.greatest(high, h.n)
	h.row(next, w, u)
	h.label(next)
	h.machine.add(h.a, h.lda)
	h.addFrom(h.lda, rampBend)
	h.addFrom(h.from, rampFromStep)
	h.addFrom(h.n, rampToStep)
	h.addImm(h.r, h.elem)
	h.countdown(h.m, h.ramp.next)
	h.mov(w, high)
	h.sub(w, low)
	h.jumpLess(w, args.RampColumns, masked)
	h.label(whole)
	for j := range h.vs {
		h.add(j)
	}
	h.ret()
	h.label(masked)
	h.windowBefore(u, high)
	h.windowFrom(w, low)
	for j, v := range h.vs {
		past, part := h.newLabel("past"), h.newLabel("part")
		h.jumpLess(high, j*h.lanes()+1, h.done)
		h.jumpAtLeast(low, (j+1)*h.lanes(), past)
		h.jumpAtLeast(low, j*h.lanes()+1, part)
		h.jumpLess(high, (j+1)*h.lanes(), part)
		h.add(j)
		h.jump(past)
		h.label(part)
		h.maskOf(h.mask, u, j)
		h.maskAnd(h.mask, w, j)
		h.loadMasked(h.t, h.v, j*h.bytes, h.mask)
		h.fma(h.t, v, h.alpha)
		h.storeMasked(h.v, j*h.bytes, h.t, h.mask)
		h.label(past)
	}
	h.label(h.done)
	h.ret()
}

// add adds the multiple of a vector's sums to v.
func (h *held) add(j int) {
	h.load(h.t, h.v, j*h.bytes)
	h.fma(h.t, h.vs[j], h.alpha)
	h.store(h.v, j*h.bytes, h.t)
}

// rectangle emits a loop over rows that all have all columns, and jumps to done.
func (h *held) rectangle(t, bend reg, done string) {
	other, next := h.newLabel("other"), h.newLabel("next")
	h.arg(t, rampFromStep)
	h.jumpNonzero(t, other)
	h.arg(t, rampToStep)
	h.jumpNonzero(t, other)
	h.mov(t, h.n)
	h.sub(t, h.from)
	h.jumpLess(t, args.RampColumns, other)
	h.arg(bend, rampBend)
	h.align()
	h.label(next)
	h.broadcastArg(h.factor, h.element())
	h.wholes(0, len(h.vs))
	h.machine.add(h.a, h.lda)
	h.machine.add(h.lda, bend)
	h.addImm(h.r, h.elem)
	h.countdown(h.m, next)
	h.jump(done)
	h.label(other)
}
