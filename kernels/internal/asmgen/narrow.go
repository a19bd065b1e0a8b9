package asmgen

import "fmt"

// Products with weights narrower than float32, on x86 and NEON. Elsewhere the reference computes them.

const (
	bf16Decl = "m, k int, x *float32, ldx int, w *uint16, step int, c *float32, ldc, add int"
	int8Decl = "m, k int, x *uint8, ldx int, w *int8, step int, c *int32, ldc, add int"
)

// narrowShape is the tiles of an instruction set: their widths in vectors of 64 bytes, and the most rows of each.
type narrowShape struct {
	widths []int
	rows   int
}

// narrowMachine is what these kernels want of a machine beyond what others do.
type narrowMachine interface {
	machine
	fixed

	stepBy(bytes int) // step by a number of bytes

	spares(rows, across int) (vectors int, first bool) // what groups use, and whether before the sums
	pairs(t *panelTile, rows int)                      // adds pairs of products of float32 and bfloat16
	quads(t *panelTile, rows int)                      // adds quads of products of bytes

	storeBytes(p reg, v, t vec)             // the last 8 bits of each word; t is spare
	repeatWord(v vec, p param)              // the lower 32 bits
	addWords(v vec, p reg, disp int, t vec) // v += what lies there; t is spare
	addSums(v vec, p reg, disp int, t vec)  // the same of floats
	mulWords(d, a, b vec)
	subWords(d, a, b vec)
	floats(v vec) // of words
}

// narrow emits the kernels of Narrow that an instruction set has.
func narrow(a *asm, s *isa, x narrowMachine) {
	for _, v := range s.narrow.widths {
		newPanelTile(a, s, x, "BF16", "bfloat16", bf16Decl, v, 4, 2, 8).emit(x.pairs)
		newPanelTile(a, s, x, "Int8", "int8", int8Decl, v, 1, 1, 4).emit(x.quads)
	}
	rangeOf(a, s, x)
	quantize(a, s, x)
	dequantize(a, s, x)
}

// panelTile is the family of tiles that are v vectors of weights wide, of 1 to rows rows. A vector of 64 bytes
// takes one register or two. Registers:
//
//	the sums, row by row
//	weights, what is made of them, and the numbers of a row, repeated
//
// AVX-512 6×4 takes 24+6 of 32, AVX2 4×1 8+7 of 15, NEON 4×1 16+12 of 31.
type panelTile struct {
	*family
	cpu          narrowMachine
	rows, across int // registers that a row takes
	size         int // bytes of an element of x
	weight       int // log2 of those of w
	step         int // bytes of x that go with 4 bytes of weights

	k, x, ldx, w, by, c, ldc, m reg
	sum, spare                  []vec
}

func newPanelTile(a *asm, s *isa, x narrowMachine, name, weights, decl string, v, size, weight, step int) *panelTile {
	across := v * 64 / s.bytes
	sig := function(a, s, panelName(s, name, v), panelDoc(s, weights, v), decl)
	t := &panelTile{family: newFamily(a, s, x, sig, ""), cpu: x, rows: s.narrow.rows, across: across, size: size, weight: weight - 1, step: step}
	r := newRegs(s, x, 1, false)
	i := r.ints.take
	t.k, t.x, t.ldx, t.w, t.by, t.c, t.ldc, t.m = i("k"), i("x"), i("ldx"), i("w"), i("step"), i("c"), i("ldc"), i("m")
	r.ints.hold(x.rowRegs(t.rows)...)
	spares, first := x.spares(t.rows, across)
	if first {
		t.spare = r.vecs.block("spare", spares)
	}
	t.sum = r.vecs.block("sums", t.rows*across)
	if !first {
		t.spare = r.vecs.block("spare", spares)
	}
	return t
}

func panelName(s *isa, name string, v int) string { return fmt.Sprintf("%sTile%d%s", name, v, s.title) }

func panelDoc(s *isa, weights string, v int) string {
	return fmt.Sprintf("%d outputs of %s weights, up to %d rows.", 16*v, weights, s.narrow.rows)
}

// emit emits the family: for each height a loop along the depth, and what they share.
func (t *panelTile) emit(group func(t *panelTile, rows int)) {
	t.param(t.k, "k")
	t.param(t.x, "x")
	t.param(t.ldx, "ldx")
	t.shift(t.ldx, log2(t.size))
	t.param(t.w, "w")
	t.param(t.by, "step")
	if t.weight > 0 {
		t.shift(t.by, t.weight)
	}
	t.param(t.m, "m")
	t.dispatch(t.m, t.rows, func(i int) string { return t.at("rows%d", i) })
	for m := t.rows; m > 0; m-- {
		t.label(t.at("rows%d", m))
		t.cpu.rows(m, t.x, t.ldx)
		for _, v := range t.sum[:m*t.across] {
			t.zero(v)
		}
		t.begin()
		t.jumpZero(t.k, t.at("summed"))
		loop := t.newLabel("loop")
		t.machine.align()
		t.label(loop)
		group(t, m)
		t.machine.add(t.w, t.by)
		t.cpu.stepBy(t.step)
		t.countdown(t.k, loop)
		if m > 1 {
			t.jump(t.at("summed"))
		}
	}
	t.label(t.at("summed"))
	t.param(t.c, "c")
	t.param(t.ldc, "ldc")
	t.shift(t.ldc, 2)
	t.param(t.m, "m")
	t.jumpFewer(t.sig.param("add"), 1, t.at("over"))
	t.ladder("add", func(v vec, disp int) { t.addOld(v, disp) })
	t.ladder("over", func(vec, int) {})
	t.label(t.at("stored"))
	t.ret()
}

// begin sets what all groups use: the mask of upper halves, the last spare register.
func (t *panelTile) begin() {
	if t.size == 4 {
		t.constant(t.mask(), 0xffff0000)
	}
}

func (t *panelTile) mask() vec { return t.spare[len(t.spare)-1] }

// addOld adds what is in C. Sums of bytes are whole.
func (t *panelTile) addOld(v vec, disp int) {
	if t.size == 4 {
		t.cpu.addSums(v, t.c, disp, t.spare[0])
	} else {
		t.cpu.addWords(v, t.c, disp, t.spare[0])
	}
}

func (t *panelTile) ladder(name string, before func(v vec, disp int)) {
	t.rowLadder(name, t.rows, t.m, t.c, t.ldc, func(i int) {
		for j := range t.across {
			before(t.acc(i, j), j*t.bytes)
			t.store(t.c, j*t.bytes, t.acc(i, j))
		}
	})
}

func (t *panelTile) acc(i, j int) vec { return t.sum[i*t.across+j] }

// rangeOf emits r[0], r[1] = the greatest of 0 and of -x and x, and r[2] = Σ x·0. Two chains of each hide some latency.
func rangeOf(a *asm, s *isa, x narrowMachine) {
	sig := function(a, s, "Range"+s.title, "r[0], r[1] = the greatest of 0, -x[i] and of 0, x[i]; r[2] = Σ x[i]*0.", "n int, x, r *T")
	regs := newRegs(s, x, 1, true)
	arg := regs.args(x, sig)
	n, xs, r := arg("n"), arg("x"), arg("r")
	const chains = 2
	below, above, nought := regs.vecs.block("below", chains), regs.vecs.block("above", chains), regs.vecs.block("nought", chains)
	v, t, zero, u := regs.vecs.take("v"), regs.vecs.take("t"), regs.vecs.take("zero"), regs.vecs.take("u")
	x.zero(zero)
	for i := range chains {
		x.zero(below[i])
		x.zero(above[i])
		x.zero(nought[i])
	}
	blocks(a, s, x, n, []reg{xs}, []int{chains, 1}, func(count int, tail bool) {
		for i := range count {
			mover{mc: x, disp: i * s.bytes, tail: tail}.load(v, xs)
			x.subv(t, zero, v)
			x.raise(above[i], v, u)
			x.raise(below[i], t, u)
			x.fma(nought[i], v, zero)
		}
	})
	for i, sums := range [][]vec{below, above} {
		x.raise(sums[0], sums[1], u)
		x.most(sums[0], t)
		x.storeFew(r, 4*i, sums[0], 1)
	}
	x.addv(nought[0], nought[0], nought[1])
	gather(x, 4, []vec{v, t}, func(int) vec { return nought[0] }, 1)
	x.storeFew(r, 8, nought[0], 1)
	x.ret()
}

// quantize emits q[i] = the last 8 bits of x·inverse, between low and high, plus magic.
func quantize(a *asm, s *isa, x narrowMachine) {
	sig := function(a, s, "Quantize"+s.title, "q[i] = the last 8 bits of min(max(x[i]*inverse, low), high) + magic.", "n int, inverse, low, high, magic T, q *uint8, x *T")
	regs := newRegs(s, x, 1, false)
	arg := regs.args(x, sig)
	n, q, xs := arg("n"), arg("q"), arg("x")
	var numbers []vec
	for _, name := range []string{"inverse", "low", "high", "magic"} {
		v := regs.vecs.take(name)
		x.broadcastArg(v, sig.param(name))
		numbers = append(numbers, v)
	}
	v, t := regs.vecs.take("v"), regs.vecs.take("t")
	each(a, s, x, n, []reg{xs}, 1, func(m mover) {
		m.load(v, xs)
		x.mulv(v, v, numbers[0])
		x.atLeast(t, v, numbers[1])
		x.atMost(v, t, numbers[2])
		x.addv(v, v, numbers[3])
		x.storeBytes(q, v, t)
		x.addImm(q, s.lanes())
	})
	x.ret()
}

// dequantize emits y = float(sum - zero·wsum)·wscale·scale + bias.
func dequantize(a *asm, s *isa, x narrowMachine) {
	sig := function(a, s, "Dequantize"+s.title, "y[j] = float32(sum[j] - zero*wsum[j])*wscale[j]*scale + bias[j]; y may be sum.", "n, zero int, scale T, y *T, sum, wsum *int32, wscale, bias *T")
	regs := newRegs(s, x, 1, false)
	arg := regs.args(x, sig)
	n, y, sum, wsum, wscale, bias := arg("n"), arg("y"), arg("sum"), arg("wsum"), arg("wscale"), arg("bias")
	zero, scale, v, t := regs.vecs.take("zero"), regs.vecs.take("scale"), regs.vecs.take("v"), regs.vecs.take("t")
	x.repeatWord(zero, sig.param("zero"))
	x.broadcastArg(scale, sig.param("scale"))
	loop, done := a.newLabel("loop"), a.newLabel("done")
	x.jumpZero(n, done)
	x.align()
	a.label(loop)
	for at := 0; at < 64; at += s.bytes {
		x.load(v, sum, at)
		x.load(t, wsum, at)
		x.mulWords(t, t, zero)
		x.subWords(v, v, t)
		x.floats(v)
		x.load(t, wscale, at)
		x.mulv(v, v, t)
		x.mulv(v, v, scale)
		x.load(t, bias, at)
		x.addv(v, v, t)
		x.store(y, at, v)
	}
	advance(x, n, []reg{y, sum, wsum, wscale, bias}, 16, s.elem)
	x.jumpPositive(n, loop)
	a.label(done)
	x.ret()
}
