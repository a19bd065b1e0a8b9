package asmgen

// elementwise is a kernel over n elements of slices, given by the body of its loop. Its stores go to the caches. Stores
// past the caches would make ReLU a fifth faster in memory, and five times slower in L1.
type elementwise struct {
	name, doc, decl string
	// unroll is how many vectors a round of the loop takes. With 0 there is one copy of the body. That suits a long
	// body: its instructions overlap with those of the next round by themselves.
	unroll int
	// body emits one vector. Pointers are registers 1, 2, … and scalars are vector registers 0, 1, …, both in the order
	// of decl. setup, if any, is emitted before the loop. Every body gets its result.
	setup func(mc machine, s *isa) any
	body  func(mc machine, m mover, env any)
}

var elementwiseKernels = []elementwise{
	{
		name: "Axpy", doc: "y[i] += alpha*x[i].", decl: "n int, alpha T, y, x *T", unroll: 8,
		body: func(mc machine, m mover, _ any) {
			m.load(1, 1)
			m.load(2, 2)
			mc.fma(1, 2, 0)
			m.store(1, 1)
		},
	},
	{
		name: "Swap", doc: "x[i], y[i] = y[i], x[i].", decl: "n int, x, y *T", unroll: 4,
		body: func(mc machine, m mover, _ any) {
			m.load(0, 1)
			m.load(1, 2)
			m.store(1, 1)
			m.store(2, 0)
		},
	},
	{ // products and sums are rounded one by one, so that every instruction set gives the bits of the reference
		name: "Rotate", doc: "x[i], y[i] = h11*x[i] + h12*y[i], h21*x[i] + h22*y[i].", decl: "n int, h11, h12, h21, h22 T, x, y *T", unroll: 4,
		body: func(mc machine, m mover, _ any) {
			const h11, h12, h21, h22, x, y, t, u vec = 0, 1, 2, 3, 4, 5, 6, 7
			m.load(x, 1)
			m.load(y, 2)
			mc.mulv(t, x, h11)
			mc.mulv(u, y, h12)
			mc.addv(t, t, u)
			m.store(1, t)
			mc.mulv(x, x, h21)
			mc.mulv(y, y, h22)
			mc.addv(x, x, y)
			m.store(2, x)
		},
	},
	{
		name: "Sub", doc: "z[i] = x[i] - y[i]; z may be x or y.", decl: "n int, z, x, y *T", unroll: 4,
		body: func(mc machine, m mover, _ any) {
			m.load(1, 2)
			m.load(2, 3)
			mc.subv(1, 1, 2)
			m.store(1, 1)
		},
	},
	{
		name: "ReLU", doc: "y[i] = x[i] where x[i] > 0 or x[i] is NaN, else +0; y may be x.", decl: "n int, y, x *T", unroll: 8,
		body: func(mc machine, m mover, _ any) {
			m.load(1, 2)
			mc.gate(1, 1, 1, 2)
			m.store(1, 1)
		},
	},
	{
		name: "ReLUGrad", doc: "dx[i] = dy[i] where y[i] > 0 or y[i] is NaN, else +0; dx may be dy or y.", decl: "n int, dx, dy, y *T", unroll: 8,
		body: func(mc machine, m mover, _ any) {
			m.load(1, 2)
			m.load(2, 3)
			mc.gate(1, 1, 2, 3)
			m.store(1, 1)
		},
	},
	{
		name: "Sigmoid", doc: "y[i] = 1 / (1 + exp(-x[i])); y may be x.", decl: "n int, y, x *T",
		setup: func(mc machine, s *isa) any { return newSigmoid(mc, s) },
		body:  func(mc machine, m mover, env any) { env.(*sigmoid).emit(mc, m) },
	},
	{
		name: "LeakyReLU", doc: "y[i] = x[i] where x[i] > 0 or x[i] is NaN, else x[i]/100; y may be x.", decl: "n int, y, x *T", unroll: 8,
		setup: leakySlope,
		body: func(mc machine, m mover, _ any) {
			m.load(1, 2)
			mc.mulv(2, 1, 4)
			mc.pick(1, 1, 1, 2, 3)
			m.store(1, 1)
		},
	},
	{
		name: "LeakyReLUGrad", doc: "dx[i] = dy[i] where y[i] > 0 or y[i] is NaN, else dy[i]/100; dx may be dy or y.", decl: "n int, dx, dy, y *T", unroll: 8,
		setup: leakySlope,
		body: func(mc machine, m mover, _ any) {
			m.load(1, 2)
			m.load(5, 3)
			mc.mulv(2, 1, 4)
			mc.pick(1, 1, 5, 2, 3)
			m.store(1, 1)
		},
	},
	{
		name: "Exp", doc: "y[i] = exp(x[i]); y may be x.", decl: "n int, y, x *T",
		setup: func(mc machine, s *isa) any { return newPlainExp(mc, s) },
		body:  func(mc machine, m mover, env any) { env.(*plainExp).emit(mc, m, false) },
	},
	{
		name: "ExpLess", doc: "y[i] = exp(x[i] - a); y may be x.", decl: "n int, a T, y, x *T",
		setup: func(mc machine, s *isa) any { return newPlainExp(mc, s) },
		body:  func(mc machine, m mover, env any) { env.(*plainExp).emit(mc, m, true) },
	},
	{
		name: "Softplus", doc: "y[i] = ln(1 + exp(x[i])); y may be x.", decl: "n int, y, x *T",
		setup: func(mc machine, s *isa) any { return newSoftplus(mc, s) },
		body:  func(mc machine, m mover, env any) { env.(*softplus).emit(mc, m) },
	},
	{
		name: "Tanh", doc: "y[i] = tanh(x[i]); y may be x.", decl: "n int, y, x *T",
		setup: func(mc machine, s *isa) any { return newTanh(mc, s) },
		body:  func(mc machine, m mover, env any) { env.(*tanh).emit(mc, m) },
	},
	{
		name: "TanhGrad", doc: "dx[i] = dy[i] * (1 - y[i]*y[i]); dx may be dy or y.", decl: "n int, dx, dy, y *T", unroll: 4,
		setup: func(mc machine, s *isa) any {
			mc.constant(4, one(s.elem))
			return nil
		},
		body: func(mc machine, m mover, _ any) {
			m.load(1, 2)
			m.load(2, 3)
			mc.copyv(3, 4)
			mc.fnma(3, 2, 2)
			mc.mulv(1, 1, 3)
			m.store(1, 1)
		},
	},
	{
		name: "SiLU", doc: "y[i] = x[i] / (1 + exp(-x[i])); y may be x.", decl: "n int, y, x *T",
		setup: func(mc machine, s *isa) any { return newGated(mc, s, false) },
		body:  func(mc machine, m mover, env any) { env.(*gated).forward(mc, m) },
	},
	{
		name: "SiLUGrad", doc: "dx[i] = dy[i] times SiLU's derivative at x[i]; dx may be dy or x.", decl: "n int, dx, dy, x *T",
		setup: func(mc machine, s *isa) any { return newGated(mc, s, false) },
		body:  func(mc machine, m mover, env any) { env.(*gated).backward(mc, m) },
	},
	{
		name: "GELU", doc: "y[i] = x[i]/2 * (1 + erf(x[i]/√2)); y may be x.", decl: "n int, y, x *T",
		setup: func(mc machine, s *isa) any { return newGELU(mc, s, false) },
		body:  func(mc machine, m mover, env any) { env.(*gelu).forward(mc, m) },
	},
	{
		name: "GELUGrad", doc: "dx[i] = dy[i] times GELU's derivative at x[i]; dx may be dy or x.", decl: "n int, dx, dy, x *T",
		setup: func(mc machine, s *isa) any { return newGELU(mc, s, true) },
		body:  func(mc machine, m mover, env any) { env.(*gelu).backward(mc, m) },
	},
	{
		name: "GELUTanh", doc: "y[i] = x[i]/2 * (1 + tanh(√(2/π)*(x[i] + 0.044715*x[i]³))); y may be x.", decl: "n int, y, x *T",
		setup: func(mc machine, s *isa) any { return newGated(mc, s, true) },
		body:  func(mc machine, m mover, env any) { env.(*gated).forward(mc, m) },
	},
	{
		name: "GELUTanhGrad", doc: "dx[i] = dy[i] times GELUTanh's derivative at x[i]; dx may be dy or x.", decl: "n int, dx, dy, x *T",
		setup: func(mc machine, s *isa) any { return newGated(mc, s, true) },
		body:  func(mc machine, m mover, env any) { env.(*gated).backward(mc, m) },
	},
	{
		name: "SigmoidGrad", doc: "dx[i] = dy[i] * (y[i] * (1 - y[i])); dx may be dy or y.", decl: "n int, dx, dy, y *T", unroll: 4,
		setup: func(mc machine, s *isa) any {
			mc.constant(4, one(s.elem))
			return nil
		},
		body: func(mc machine, m mover, _ any) {
			m.load(1, 2)
			m.load(2, 3)
			mc.subv(3, 4, 2)
			mc.mulv(2, 2, 3)
			mc.mulv(1, 1, 2)
			m.store(1, 1)
		},
	},
}

// leakySlope puts LeakyReLU's slope in vector register 4.
func leakySlope(mc machine, s *isa) any {
	mc.constant(4, bitsOf(0.01, s.elem))
	return nil
}

func (e elementwise) emit(a *asm, s *isa, mc machine) {
	sig := function(a, s, e.name+s.float()+s.title, e.doc, e.decl)
	if e.unroll == 0 {
		grouped(s, mc, 2, false)
	} else {
		grouped(s, mc, min(e.unroll, 4), false)
	}
	var ptrs []reg
	var scalars vec
	for _, p := range sig.params {
		switch p.kind {
		case integer:
			mc.arg(0, p)
		case pointer:
			ptrs = append(ptrs, reg(len(ptrs)+1))
			mc.arg(ptrs[len(ptrs)-1], p)
		case scalar:
			mc.broadcastArg(scalars, p)
			scalars++
		}
	}
	var env any
	if e.setup != nil {
		env = e.setup(mc, s)
	}
	body := func(m mover) { e.body(mc, m, env) }
	if e.unroll == 0 {
		eachOnce(a, s, mc, 0, ptrs, body)
	} else {
		each(a, s, mc, 0, ptrs, e.unroll, body)
	}
	mc.ret()
}
