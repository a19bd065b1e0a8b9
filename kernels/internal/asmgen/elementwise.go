package asmgen

// elementwise is a kernel over n elements of slices, given by the body of its loop. Its stores go to the caches. Stores
// past the caches would make ReLU a fifth faster in memory, and five times slower in L1.
type elementwise struct {
	name, doc, decl string
	// unroll is how many vectors a round of the loop takes. With 0 there is one copy of the body. That suits a long
	// body: its instructions overlap with those of the next round by themselves.
	unroll int
	// again tells that what is stored is often loaded again soon.
	again bool
	// body takes vectors, makes constants, and returns what emits one vector.
	body func(k *elements) func(m mover)
}

// elements is an element-wise kernel at work: a machine and its registers. Parameters are in registers of their names.
type elements struct {
	machine
	*regs
	elem int
}

// ptr is the register of a pointer.
func (k *elements) ptr(name string) reg { return k.ints.named(name) }

// scalar is the vector of a scalar.
func (k *elements) scalar(name string) vec { return k.vecs.named(name) }

// vec takes a vector.
func (k *elements) vec(name string) vec { return k.vecs.take(name) }

// number takes a vector for a constant.
func (k *elements) number(name string, x float64) vec {
	v := k.vecs.take(name)
	k.constant(v, bitsOf(x, k.elem))
	return v
}

var elementwiseKernels = []elementwise{
	{
		name: "Axpy", doc: "y[i] += alpha*x[i].", decl: "n int, alpha T, y, x *T", unroll: 8, again: true,
		body: func(k *elements) func(m mover) {
			y, x := k.vec("y"), k.vec("x")
			return func(m mover) {
				m.load(y, k.ptr("y"))
				m.load(x, k.ptr("x"))
				k.fma(y, x, k.scalar("alpha"))
				m.store(k.ptr("y"), y)
			}
		},
	},
	{
		name: "Swap", doc: "x[i], y[i] = y[i], x[i].", decl: "n int, x, y *T", unroll: 4, again: true,
		body: func(k *elements) func(m mover) {
			x, y := k.vec("x"), k.vec("y")
			return func(m mover) {
				m.load(x, k.ptr("x"))
				m.load(y, k.ptr("y"))
				m.store(k.ptr("x"), y)
				m.store(k.ptr("y"), x)
			}
		},
	},
	{ // products and sums are rounded one by one, so that every instruction set gives the bits of the reference
		name: "Rotate", doc: "x[i], y[i] = h11*x[i] + h12*y[i], h21*x[i] + h22*y[i].", decl: "n int, h11, h12, h21, h22 T, x, y *T", unroll: 4, again: true,
		body: func(k *elements) func(m mover) {
			x, y, t, u := k.vec("x"), k.vec("y"), k.vec("t"), k.vec("u")
			return func(m mover) {
				m.load(x, k.ptr("x"))
				m.load(y, k.ptr("y"))
				k.mulv(t, x, k.scalar("h11"))
				k.mulv(u, y, k.scalar("h12"))
				k.addv(t, t, u)
				m.store(k.ptr("x"), t)
				k.mulv(x, x, k.scalar("h21"))
				k.mulv(y, y, k.scalar("h22"))
				k.addv(x, x, y)
				m.store(k.ptr("y"), x)
			}
		},
	},
	{
		name: "Sub", doc: "z[i] = x[i] - y[i]; z may be x or y.", decl: "n int, z, x, y *T", unroll: 4,
		body: func(k *elements) func(m mover) {
			x, y := k.vec("x"), k.vec("y")
			return func(m mover) {
				m.load(x, k.ptr("x"))
				m.load(y, k.ptr("y"))
				k.subv(x, x, y)
				m.store(k.ptr("z"), x)
			}
		},
	},
	{
		name: "ReLU", doc: "y[i] = x[i] where x[i] > 0 or x[i] is NaN, else +0; y may be x.", decl: "n int, y, x *T", unroll: 8,
		body: func(k *elements) func(m mover) {
			x, t := k.vec("x"), k.vec("t")
			return func(m mover) {
				m.load(x, k.ptr("x"))
				k.gate(x, x, x, t)
				m.store(k.ptr("y"), x)
			}
		},
	},
	{
		name: "ReLUGrad", doc: "dx[i] = dy[i] where y[i] > 0 or y[i] is NaN, else +0; dx may be dy or y.", decl: "n int, dx, dy, y *T", unroll: 8,
		body: func(k *elements) func(m mover) {
			dy, y, t := k.vec("dy"), k.vec("y"), k.vec("t")
			return func(m mover) {
				m.load(dy, k.ptr("dy"))
				m.load(y, k.ptr("y"))
				k.gate(dy, dy, y, t)
				m.store(k.ptr("dx"), dy)
			}
		},
	},
	{
		name: "Sigmoid", doc: "y[i] = 1 / (1 + exp(-x[i])); y may be x.", decl: "n int, y, x *T",
		body: sigmoid,
	},
	{
		name: "LeakyReLU", doc: "y[i] = x[i] where x[i] > 0 or x[i] is NaN, else x[i]/100; y may be x.", decl: "n int, y, x *T", unroll: 8,
		body: func(k *elements) func(m mover) {
			x, low, t := k.vec("x"), k.vec("low"), k.vec("t")
			slope := k.number("slope", 0.01)
			return func(m mover) {
				m.load(x, k.ptr("x"))
				k.mulv(low, x, slope)
				k.pick(x, x, x, low, t)
				m.store(k.ptr("y"), x)
			}
		},
	},
	{
		name: "LeakyReLUGrad", doc: "dx[i] = dy[i] where y[i] > 0 or y[i] is NaN, else dy[i]/100; dx may be dy or y.", decl: "n int, dx, dy, y *T", unroll: 8,
		body: func(k *elements) func(m mover) {
			dy, y, low, t := k.vec("dy"), k.vec("y"), k.vec("low"), k.vec("t")
			slope := k.number("slope", 0.01)
			return func(m mover) {
				m.load(dy, k.ptr("dy"))
				m.load(y, k.ptr("y"))
				k.mulv(low, dy, slope)
				k.pick(dy, dy, y, low, t)
				m.store(k.ptr("dx"), dy)
			}
		},
	},
	{
		name: "Leak", doc: "dx[i] = dy[i] where y[i] > 0 or y[i] is NaN, else slope*dy[i]; dx may be dy or y.", decl: "n int, slope T, dx, dy, y *T", unroll: 8,
		body: func(k *elements) func(m mover) {
			dy, y, low, t := k.vec("dy"), k.vec("y"), k.vec("low"), k.vec("t")
			return func(m mover) {
				m.load(dy, k.ptr("dy"))
				m.load(y, k.ptr("y"))
				k.mulv(low, dy, k.scalar("slope"))
				k.pick(dy, dy, y, low, t)
				m.store(k.ptr("dx"), dy)
			}
		},
	},
	{
		name: "Exp", doc: "y[i] = exp(x[i]); y may be x.", decl: "n int, y, x *T",
		body: plainExp,
	},
	{
		name: "ExpLess", doc: "y[i] = exp(x[i] - a); y may be x.", decl: "n int, a T, y, x *T",
		body: expLess,
	},
	{
		name: "Softplus", doc: "y[i] = ln(1 + exp(x[i])); y may be x.", decl: "n int, y, x *T",
		body: softplus,
	},
	{
		name: "Tanh", doc: "y[i] = tanh(x[i]); y may be x.", decl: "n int, y, x *T",
		body: tanh,
	},
	{
		name: "TanhGrad", doc: "dx[i] = dy[i] * (1 - y[i]*y[i]); dx may be dy or y.", decl: "n int, dx, dy, y *T", unroll: 4,
		body: func(k *elements) func(m mover) {
			dy, y, t := k.vec("dy"), k.vec("y"), k.vec("t")
			one := k.number("1", 1)
			return func(m mover) {
				m.load(dy, k.ptr("dy"))
				m.load(y, k.ptr("y"))
				k.copyv(t, one)
				k.fnma(t, y, y)
				k.mulv(dy, dy, t)
				m.store(k.ptr("dx"), dy)
			}
		},
	},
	{
		name: "SiLU", doc: "y[i] = x[i] / (1 + exp(-x[i])); y may be x.", decl: "n int, y, x *T",
		body: siluForward,
	},
	{
		name: "SiLUGrad", doc: "dx[i] = dy[i] times SiLU's derivative at x[i]; dx may be dy or x.", decl: "n int, dx, dy, x *T",
		body: siluBackward,
	},
	{
		name: "GELU", doc: "y[i] = x[i]/2 * (1 + erf(x[i]/√2)); y may be x.", decl: "n int, y, x *T",
		body: geluForward,
	},
	{
		name: "GELUGrad", doc: "dx[i] = dy[i] times GELU's derivative at x[i]; dx may be dy or x.", decl: "n int, dx, dy, x *T",
		body: geluBackward,
	},
	{
		name: "GELUTanh", doc: "y[i] = x[i]/2 * (1 + tanh(√(2/π)*(x[i] + 0.044715*x[i]³))); y may be x.", decl: "n int, y, x *T",
		body: geluTanhForward,
	},
	{
		name: "GELUTanhGrad", doc: "dx[i] = dy[i] times GELUTanh's derivative at x[i]; dx may be dy or x.", decl: "n int, dx, dy, x *T",
		body: geluTanhBackward,
	},
	{
		name: "SigmoidGrad", doc: "dx[i] = dy[i] * (y[i] * (1 - y[i])); dx may be dy or y.", decl: "n int, dx, dy, y *T", unroll: 4,
		body: func(k *elements) func(m mover) {
			dy, y, t := k.vec("dy"), k.vec("y"), k.vec("t")
			one := k.number("1", 1)
			return func(m mover) {
				m.load(dy, k.ptr("dy"))
				m.load(y, k.ptr("y"))
				k.subv(t, one, y)
				k.mulv(y, y, t)
				k.mulv(dy, dy, y)
				m.store(k.ptr("dx"), dy)
			}
		},
	},
}

func (e elementwise) emit(a *asm, s *isa, mc machine) {
	sig := function(a, s, e.name+s.float()+s.title, e.doc, e.decl)
	registers := 2
	if e.unroll > 0 {
		registers = min(e.unroll, 4)
	}
	k := &elements{mc, newRegs(s, mc, registers, false), s.elem}
	arg := k.args(mc, sig)
	var ptrs []reg
	for _, p := range sig.params {
		switch p.kind {
		case integer:
			arg(p.name)
		case pointer:
			ptrs = append(ptrs, arg(p.name))
		case scalar:
			mc.broadcastArg(k.vec(p.name), p)
		}
	}
	n, body := k.ints.named("n"), e.body(k)
	switch {
	case e.unroll == 0:
		eachOnce(a, s, mc, n, ptrs, body)
	case e.again:
		eachByHalves(a, s, mc, n, ptrs, e.unroll, body)
	default:
		each(a, s, mc, n, ptrs, e.unroll, body)
	}
	mc.ret()
}
