package asmgen

import "weft.example/kernels/internal/args"

const triangleDecl = "m, n, mode int, a *T, ars, aks int, f, x *T, ldx int, b *T, ldb int"

// Local variables of triangle. Distances are in bytes.
var (
	triangleDone        = param{name: "done", in: local, off: 8}         // rows in front of the block
	triangleHeight      = param{name: "height", in: local, off: 16}      // rows of the block
	triangleF           = param{name: "factors", in: local, off: 24}     // of the block
	triangleX           = param{name: "beside", in: local, off: 32}      // from b to x
	triangleFirst       = param{name: "first", in: local, off: 40}       // done at the first block
	triangleFirstHeight = param{name: "firstHeight", in: local, off: 48} // and its height
	triangleAhead       = param{name: "ahead", in: local, off: 56}       // from a block's rows of B to the next ones
)

const (
	triangleFrame = 56
	triangleRows  = args.TriangleBlock
)

// system is the kernel of a triangular system, or of the product with its matrix. It takes some vectors of columns at a time,
// and in them one block of rows after the other. The first block of the triangle has the rows that m leaves over. It has no rows
// in front of it, so no other code is made for fewer rows.
type system struct {
	*asm
	*isa
	machine
	sig                 signature
	b, n, ars, aks, ldx reg
	ap                  reg // walks along A
	source              reg // walks down the rows of X
	k                   reg // counts them; then row r of A
	row                 reg // row r of B
	spare               reg
	sums                []vec // row by row; then what the row is a source of
	own, result         []vec // a row of X; then a row of B as it was and as it becomes
	u, f, g             vec

	vectors int // of columns at a time
	mover   mover
}

// triangle emits
//
//	B[i,j] = f[2i]*B[i,j] + f[2i+1] * Σk A[i,k]*Y[k,j]    k < i, in rising order
//
// A block keeps its sums in registers: over all rows in front of it, which are in X, and then over its own.
func triangle(a *asm, s *isa, mc machine) {
	sig := functionWith(a, s, "TriangleRows"+s.float()+s.title, "B[i,j] = f[2i]*B[i,j] + f[2i+1] * Σk A[i,k]*Y[k,j] for k < i < m, where Y has the rows of X or of B.", triangleDecl, triangleFrame)
	regs := newRegs(s, mc, 4, false)
	regs.ints.hold(mc.rowRegs(triangleRows)...)
	arg, take := regs.args(mc, sig), regs.ints.take
	x := &system{asm: a, isa: s, machine: mc, sig: sig}
	x.b, x.n, x.ars, x.aks, x.ldx = arg("b"), arg("n"), arg("ars"), arg("aks"), arg("ldx")
	x.ap, x.source, x.k, x.row, x.spare = take("a"), take("source"), take("k"), take("row"), take("spare")
	widths := s.triangleWidths()
	vectors := widths[0]
	x.sums, x.own, x.result = regs.vecs.block("sums", triangleRows*vectors), regs.vecs.block("own", vectors), regs.vecs.block("result", vectors)
	x.u, x.f, x.g = regs.repeated("u"), regs.repeated("f"), regs.repeated("g")
	x.begin()
	ptrs := []reg{x.b}
	if !s.scalable {
		wholes(a, s, mc, x.n, ptrs, widths, func(v int) { x.blocks(v, mover{mc: mc}) })
	}
	eachOnceOfOwn(a, s, mc, x.n, ptrs, func(m mover) { x.blocks(1, m) })
	mc.ret()
}

// triangleWidths are the vectors of columns that are taken at a time, most first. With 4 of them 16 sums hide the latency of a
// multiply-add while a block is finished: float64 64 by 64 goes from 2.75 to 2.35 µs (Zen 5).
func (s *isa) triangleWidths() []int {
	switch {
	case s.scalable:
		return []int{1} // of several registers
	case s.bytes == 16:
		return []int{4}
	case s.regs == 32:
		return []int{4, 2}
	}
	return []int{2}
}

// begin makes strides bytes, and finds the first block: the last one where rows are multiplied.
func (x *system) begin() {
	t, size, multiply, begun := x.spare, log2(x.elem), x.newLabel("multiply"), x.newLabel("begun")
	x.shift(x.ars, size)
	x.shift(x.aks, size)
	x.shift(x.ldx, size)
	x.arg(t, x.sig.param("ldb"))
	x.shift(t, size)
	x.setTo(x.sig.param("ldb"), t)
	x.arg(x.k, x.sig.param("x"))
	x.sub(x.k, x.b)
	x.setTo(triangleX, x.k)
	x.machine.rows(triangleRows, x.ap, x.ars)
	x.shift(t, log2(triangleRows)) // ldb still
	x.arg(x.k, x.sig.param("m"))
	x.jumpFewer(x.sig.param("mode"), args.TriangleSolve, multiply)
	x.setTo(triangleAhead, t)
	x.addImm(x.k, -1)
	x.remainder(x.k, x.k, triangleRows)
	x.addImm(x.k, 1)
	x.set(t, 0)
	x.jump(begun)
	x.label(multiply)
	x.set(x.row, 0)
	x.sub(x.row, t)
	x.setTo(triangleAhead, x.row)
	x.set(t, 0)
	x.jumpLess(x.k, triangleRows, begun)
	x.mov(t, x.k)
	x.addImm(t, -triangleRows)
	x.set(x.k, triangleRows)
	x.label(begun)
	x.setTo(triangleFirst, t)
	x.setTo(triangleFirstHeight, x.k)
}

// blocks emits all rows of so many vectors of columns.
func (x *system) blocks(vectors int, m mover) {
	x.vectors, x.mover = vectors, m
	next, ended := x.newLabel("block"), x.newLabel("ended")
	x.arg(x.k, triangleFirstHeight)
	x.setTo(triangleHeight, x.k)
	x.arg(x.k, triangleFirst)
	x.label(next)
	x.setTo(triangleDone, x.k)
	x.sumSources()
	x.finishBlock()
	x.advanceBlock(next, ended)
	x.label(ended)
}

// sum is the sum of row r and vector j of a block.
func (x *system) sum(r, j int) vec { return x.sums[r*x.vectors+j] }

// sumSources sums over the rows in front of a block, which x.k counts.
func (x *system) sumSources() {
	more, summed := x.newLabel("source"), x.newLabel("summed")
	x.mov(x.ap, x.ars)
	x.mul(x.ap, x.k)
	x.addFrom(x.ap, x.sig.param("a"))
	x.arg(x.source, triangleX)
	x.add(x.source, x.b)
	for _, sum := range x.sums[:triangleRows*x.vectors] {
		x.zero(sum)
	}
	x.jumpZero(x.k, summed)
	x.sourcesAtATime(more, summed)
	x.align()
	x.label(more)
	for j := range x.vectors {
		x.mover.at(j*x.bytes).load(x.own[j], x.source)
	}
	x.add(x.source, x.ldx)
	for r := range triangleRows {
		x.machine.row(x.u, r)
		for j := range x.vectors {
			x.fma(x.sum(r, j), x.own[j], x.u)
		}
	}
	x.step(x.aks)
	x.countdown(x.k, more)
	x.label(summed)
}

// sourcesAtATime emits a loop over several rows at a time, if the machine has such, for an A whose rows are contiguous: see tile_panel.go.
// What it leaves goes to more.
func (x *system) sourcesAtATime(more, summed string) {
	if x.panelSteps == 0 || x.vectors < 2 {
		return
	}
	const steps = 4
	next, a := x.newLabel("sources"), x.machine.(stepping)
	x.jumpUnequal(x.aks, x.elem, more)
	x.jumpLess(x.k, steps, more)
	x.align()
	x.label(next)
	for step := range steps {
		for j := range x.vectors {
			if step%2 == 0 {
				x.load(x.own[j], x.source, j*x.bytes)
			} else {
				a.loadOn(x.own[j], x.source, x.ldx, j*x.bytes)
			}
		}
		if step%2 == 1 {
			a.addTwice(x.source, x.ldx)
		}
		for r := range triangleRows {
			a.rowOn(x.u, r, step*x.elem)
			for j := range x.vectors {
				x.fma(x.sum(r, j), x.own[j], x.u)
			}
		}
	}
	x.addImm(x.ap, steps*x.elem)
	x.addImm(x.k, -steps)
	x.jumpAtLeast(x.k, steps, next)
	x.jumpZero(x.k, summed)
}

// finishBlock computes the rows of a block, one after the other.
func (x *system) finishBlock() {
	x.mov(x.k, x.ap)
	x.arg(x.row, triangleDone)
	x.mov(x.spare, x.row)
	x.shift(x.spare, log2(2*x.elem))
	x.addFrom(x.spare, x.sig.param("f"))
	x.setTo(triangleF, x.spare)
	x.arg(x.spare, x.sig.param("ldb"))
	x.mul(x.row, x.spare)
	x.add(x.row, x.b)
	done := x.newLabel("done")
	for r := range triangleRows {
		if r > 0 {
			x.jumpFewer(triangleHeight, r+1, done)
			x.add(x.k, x.ars)
			x.mov(x.ap, x.k)
			x.addFrom(x.row, x.sig.param("ldb"))
			x.add(x.source, x.ldx)
		}
		x.finishRow(r)
		x.keep(r)
	}
	x.label(done)
}

// finishRow computes row r of a block: its sum goes on over the rows above it in the block.
func (x *system) finishRow(r int) {
	for k := range r {
		x.broadcastArg(x.u, param{kind: scalar}.of(x.ap))
		if k < r-1 {
			x.add(x.ap, x.aks)
		}
		for j := range x.vectors {
			x.fma(x.sum(r, j), x.sum(k, j), x.u)
		}
	}
	x.arg(x.spare, triangleAhead)
	for disp := 0; disp == 0 || disp < x.vectors*x.bytes; disp += line {
		x.prefetchAt(x.row, x.spare, disp)
	}
	x.arg(x.spare, triangleF)
	x.broadcastArg(x.f, param{kind: scalar, off: 2 * r * x.elem}.of(x.spare))
	x.broadcastArg(x.g, param{kind: scalar, off: (2*r + 1) * x.elem}.of(x.spare))
	for j := range x.vectors {
		at := x.mover.at(j * x.bytes)
		at.load(x.own[j], x.row)
		x.mulv(x.result[j], x.own[j], x.f)
		x.fma(x.result[j], x.sum(r, j), x.g)
		at.store(x.row, x.result[j])
	}
}

// keep leaves in the sum of row r what the row is a source of to those below it in the block: the result where it is solved, or
// what it was. It also copies the result to X, where that is wanted.
func (x *system) keep(r int) {
	kept := x.newLabel("kept")
	if r < triangleRows-1 {
		for j := range x.vectors {
			x.copyv(x.sum(r, j), x.own[j])
		}
		x.jumpFewer(x.sig.param("mode"), args.TriangleSolve, kept)
		for j := range x.vectors {
			x.copyv(x.sum(r, j), x.result[j])
		}
	}
	x.jumpFewer(x.sig.param("mode"), args.TriangleSolveBeside, kept)
	for j := range x.vectors {
		x.mover.at(j*x.bytes).store(x.source, x.result[j])
	}
	x.label(kept)
}

// advanceBlock goes on to the next block, with the rows in front of it in x.k.
func (x *system) advanceBlock(next, ended string) {
	up, t := x.newLabel("up"), x.spare
	x.arg(x.k, triangleDone)
	x.jumpFewer(x.sig.param("mode"), args.TriangleSolve, up)
	x.addFrom(x.k, triangleHeight)
	x.set(t, triangleRows)
	x.setTo(triangleHeight, t)
	x.arg(t, x.sig.param("m"))
	x.sub(t, x.k)
	x.jumpNonzero(t, next)
	x.jump(ended)
	x.label(up)
	x.jumpZero(x.k, ended)
	x.addImm(x.k, -triangleRows)
	x.jumpAtLeast(x.k, 0, next)
	x.addImm(x.k, triangleRows)
	x.setTo(triangleHeight, x.k)
	x.set(x.k, 0)
	x.jump(next)
}
