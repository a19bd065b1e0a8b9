package asmgen

import "weft.example/kernels/internal/args"

// acrossFew emits A[i,j] += alpha*Σ r[i]*v[j], for so many pairs of r and v, if the rows have no columns beyond RampVectors of them. Those
// of v stay in registers then. Otherwise, and where what the masks leave out of a row is another's,
// it goes on with what comes next.
func (x *ramp) acrossFew(regs *regs, depth int) {
	const block = args.RampVectors
	mc := x.machine.(masked)
	last, first, end, second := x.left, x.ai, x.vi, x.spare
	wide, falling, rising, row := x.newLabel("wide"), x.newLabel("falling"), x.newLabel("rising"), x.newLabel("across")
	x.jumpLess(x.lda, block*x.bytes, wide)
	x.arg(last, rampBend)
	x.jumpNonzero(last, wide)
	x.mov(last, x.m) // row
	x.addImm(last, -1)
	x.arg(end, rampToStep)
	x.mul(end, last)
	x.machine.add(end, x.n)
	x.arg(first, rampFromStep)
	x.mul(first, last)
	x.machine.add(first, x.from)
	x.jumpAtLeast(x.n, block*x.lanes()+1, wide)
	x.jumpAtLeast(end, block*x.lanes()+1, wide)
	x.mov(second, x.n)
	x.sub(second, x.from)
	x.jumpLess(second, 1, wide) // of such rows the first or the last column may be none of v
	x.mov(second, end)
	x.sub(second, first)
	x.jumpLess(second, 1, wide)
	x.arg(last, rampToStep)
	x.jumpAtLeast(last, 0, falling)
	x.mov(end, x.n)
	x.label(falling)
	x.arg(last, rampFromStep)
	x.jumpLess(last, 0, rising)
	x.mov(first, x.from)
	x.label(rising)
	var vs, factors [][]vec
	for range depth {
		vs, factors = append(vs, regs.vecs.block("v", block)), append(factors, regs.vecs.block("factor", 1))
	}
	sums := regs.vecs.block("sums", block)
	x.set(second, 0)
	mc.partsIn(first, end, last, second, block)
	x.mov(second, x.r)
	for k, v := range vs {
		if k > 0 {
			x.param(last, "p")
			x.bytesOf(last, last, "apart")
			x.machine.add(x.v, last)
			x.machine.add(second, last)
		}
		for j := range v {
			mc.loadPart(v[j], x.v, j*x.bytes, j+1)
		}
	}
	x.align()
	x.label(row)
	for k, f := range factors {
		x.broadcastArg(f[0], param{kind: scalar}.of([]reg{x.r, second}[k]))
		x.mulv(f[0], f[0], x.alpha)
	}
	mc.partsIn(x.from, x.n, last, x.v, block)
	for j, sum := range sums {
		mc.loadPart(sum, x.a, j*x.bytes, j+1)
		for k, f := range factors {
			x.fma(sum, f[0], vs[k][j])
		}
		mc.storePart(x.a, j*x.bytes, sum, j+1)
	}
	x.machine.add(x.a, x.lda)
	x.addFrom(x.lda, rampBend)
	x.addFrom(x.from, rampFromStep)
	x.addFrom(x.n, rampToStep)
	x.addImm(x.r, x.elem)
	x.addImm(second, x.elem)
	x.countdown(x.m, row)
	x.jump(x.done)
	x.label(wide)
	for k := range vs {
		regs.vecs.free(vs[k]...)
		regs.vecs.free(factors[k]...)
	}
	regs.vecs.free(sums...)
}
