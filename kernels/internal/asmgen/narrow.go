package asmgen

import "fmt"

// Products with weights narrower than float32, on x86 alone. Elsewhere the reference computes them.

const (
	bf16Decl = "m, k int, x *float32, ldx int, w *uint16, step int, c *float32, ldc, add int"
	int8Decl = "m, k int, x *uint8, ldx int, w *int8, step int, c *int32, ldc, add int"
)

// narrowShape is the tiles of an instruction set: their widths in vectors of 64 bytes, and the most rows of each.
type narrowShape struct {
	widths []int
	rows   int
}

// narrow emits the kernels of Narrow that an instruction set has.
func narrow(a *asm, s *isa, x *x86) {
	for _, v := range s.narrow.widths {
		newPanelTile(a, s, x, "BF16", "bfloat16", bf16Decl, v, 4, 2, 8).emit((*panelTile).pairs)
		if s.evex {
			newPanelTile(a, s, x, "Int8", "int8", int8Decl, v, 1, 1, 4).emit((*panelTile).quads)
		} else {
			newPanelTile(a, s, x, "Int8", "int8", int8Decl, v, 1, 1, 4).emit((*panelTile).widened)
		}
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
// AVX-512 6×4 takes 24+6 of 32, AVX2 4×1 8+7 of 15.
type panelTile struct {
	*family
	cpu          *x86
	rows, across int // registers that a row takes
	size         int // bytes of an element of x
	weight       int // log2 of those of w
	step         int // bytes of x that go with 4 bytes of weights

	k, x, ldx, w, by, c, ldc, m reg
	sum, spare                  []vec
}

func newPanelTile(a *asm, s *isa, x *x86, name, weights, decl string, v, size, weight, step int) *panelTile {
	across := v * 64 / s.bytes
	sig := function(a, s, panelName(s, name, v), panelDoc(s, weights, v), decl)
	t := &panelTile{family: newFamily(a, s, x, sig, ""), cpu: x, rows: s.narrow.rows, across: across, size: size, weight: weight - 1, step: step}
	spares := across + 2
	if !s.evex {
		spares = 2*across + 3 // see widened
	}
	r := newRegs(s, x, 1, false)
	i := r.ints.take
	t.k, t.x, t.ldx, t.w, t.by, t.c, t.ldc, t.m = i("k"), i("x"), i("ldx"), i("w"), i("step"), i("c"), i("ldc"), i("m")
	r.ints.hold(x.rowRegs(t.rows)...)
	t.sum, t.spare = r.vecs.block("sums", t.rows*across), r.vecs.block("spare", spares)
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
	add := "VPADDD"
	if t.size == 4 {
		add = "VADDPS"
	}
	t.op("%s %s, %s, %[3]s", add, t.cpu.at(t.c, disp), t.cpu.v(v))
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

// pairs adds pairs of products of float32 and bfloat16, first the even ones, whose weights are the lower halves.
func (t *panelTile) pairs(rows int) {
	x, w := t.spare[t.across], t.spare[:t.across]
	for odd := range 2 {
		for j, v := range w {
			if odd == 1 {
				t.loadAnd(v, t.w, j*t.bytes, t.mask())
			} else {
				t.cpu.lowerHalf(v, t.w, j*t.bytes)
			}
		}
		for i := range rows {
			t.cpu.rowBeyond(x, i, odd*t.size)
			for j, v := range w {
				t.fma(t.acc(i, j), v, x)
			}
		}
	}
}

// quads adds quads of products of bytes by the instruction for them.
func (t *panelTile) quads(rows int) {
	x, w := t.spare[t.across], t.spare[:t.across]
	for j, v := range w {
		if rows > 1 {
			t.load(v, t.w, j*t.bytes)
		}
	}
	for i := range rows {
		t.row(x, i)
		for j, v := range w {
			from := t.cpu.v(v)
			if rows == 1 {
				from = t.cpu.at(t.w, j*t.bytes)
			}
			t.op("VPDPBUSD %s, %s, %s", from, t.cpu.v(x), t.cpu.v(t.acc(i, j)))
		}
	}
}

// widened does it by products of 16 bits, of even and of odd bytes, whose sums by twos have 32. An instruction that
// takes bytes saturates at 16.
func (t *panelTile) widened(rows int) {
	even, odd := t.spare[:t.across], t.spare[t.across:2*t.across]
	xe, xo, p := t.spare[2*t.across], t.spare[2*t.across+1], t.spare[2*t.across+2]
	for j := range t.across {
		t.load(odd[j], t.w, j*t.bytes)
		t.cpu.by8("VPSLLW", even[j], odd[j])
		t.cpu.by8("VPSRAW", even[j], even[j])
		t.cpu.by8("VPSRAW", odd[j], odd[j])
	}
	for i := range rows {
		t.row(xo, i)
		t.cpu.by8("VPSLLW", xe, xo)
		t.cpu.by8("VPSRLW", xe, xe)
		t.cpu.by8("VPSRLW", xo, xo)
		for j := range t.across {
			for _, f := range [][2]vec{{even[j], xe}, {odd[j], xo}} {
				t.cpu.three("VPMADDWD", p, f[0], f[1])
				t.cpu.three("VPADDD", t.acc(i, j), t.acc(i, j), p)
			}
		}
	}
}

// rangeOf emits r[0], r[1] = the greatest of 0 and of -x and x, and r[2] = Σ x·0. Two chains of each hide some latency.
func rangeOf(a *asm, s *isa, x *x86) {
	sig := function(a, s, "Range"+s.title, "r[0], r[1] = the greatest of 0, -x[i] and of 0, x[i]; r[2] = Σ x[i]*0.", "n int, x, r *T")
	regs := newRegs(s, x, 1, true)
	arg := regs.args(x, sig)
	n, xs, r := arg("n"), arg("x"), arg("r")
	const chains = 2
	below, above, nought := regs.vecs.block("below", chains), regs.vecs.block("above", chains), regs.vecs.block("nought", chains)
	v, t, zero := regs.vecs.take("v"), regs.vecs.take("t"), regs.vecs.take("zero")
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
			x.raise(above[i], v, zero)
			x.raise(below[i], t, zero)
			x.fma(nought[i], v, zero)
		}
	})
	for i, sums := range [][]vec{below, above} {
		x.raise(sums[0], sums[1], zero)
		x.most(sums[0], t)
		x.storeFew(r, 4*i, sums[0], 1)
	}
	x.addv(nought[0], nought[0], nought[1])
	gather(x, 4, []vec{v, t}, func(int) vec { return nought[0] }, 1)
	x.storeFew(r, 8, nought[0], 1)
	x.ret()
}

// quantize emits q[i] = the last 8 bits of x·inverse, between low and high, plus magic.
func quantize(a *asm, s *isa, x *x86) {
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
func dequantize(a *asm, s *isa, x *x86) {
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
		x.three("VPMULLD", t, t, zero)
		x.three("VPSUBD", v, v, t)
		x.op("VCVTDQ2PS %s, %[1]s", x.v(v))
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
