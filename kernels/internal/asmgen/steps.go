package asmgen

// stepKernels are the steps of optimisers. Products and sums are rounded one by one, without fused
// multiply-adds. So every instruction set gives the bits of the reference. It costs nothing: memory
// bounds the steps.
//
// Scalars take vector registers 0, 1, … in the order of decl. w, the state and the rest take those
// after them.
var stepKernels = []elementwise{
	{
		name: "Scale", doc: "x[i] *= alpha.", decl: "n int, alpha T, x *T", unroll: 4,
		body: func(mc machine, m mover, _ any) {
			m.load(1, 1)
			mc.mulv(1, 1, 0)
			m.store(1, 1)
		},
	},
	{
		name: "Momentum", doc: "d = dw[i] + decay*w[i], v[i] = mu*v[i] + d, w[i] -= rate*v[i].",
		decl: "n int, rate, mu, decay T, w, v, dw *T", unroll: 2,
		body: func(mc machine, m mover, _ any) {
			const rate, mu, decay, w, v, d, t vec = 0, 1, 2, 3, 4, 5, 6
			gradient(mc, m, w, d, t, decay, 1, 3)
			velocity(mc, m, v, d, mu)
			mc.mulv(t, v, rate)
			mc.subv(w, w, t)
			m.store(1, w)
		},
	},
	{
		name: "Nesterov", doc: "d = dw[i] + decay*w[i], v[i] = mu*v[i] + d, w[i] -= rate*(d + mu*v[i]).",
		decl: "n int, rate, mu, decay T, w, v, dw *T", unroll: 2,
		body: func(mc machine, m mover, _ any) {
			const rate, mu, decay, w, v, d, t vec = 0, 1, 2, 3, 4, 5, 6
			gradient(mc, m, w, d, t, decay, 1, 3)
			velocity(mc, m, v, d, mu)
			mc.mulv(t, v, mu)
			mc.addv(t, t, d)
			mc.mulv(t, t, rate)
			mc.subv(w, w, t)
			m.store(1, w)
		},
	},
	{
		name: "RMSProp", doc: "d = dw[i] + decay*w[i], v[i] = beta*v[i] + rest*d², w[i] -= rate*d/(√v[i] + eps).",
		decl: "n int, rate, beta, rest, eps, decay T, w, v, dw *T", unroll: 2,
		body: func(mc machine, m mover, _ any) {
			const rate, beta, rest, eps, decay, w, v, d, t vec = 0, 1, 2, 3, 4, 5, 6, 7, 8
			gradient(mc, m, w, d, t, decay, 1, 3)
			squares(mc, m, v, d, t, beta, rest, 2)
			mc.sqrtv(t, v)
			mc.addv(t, t, eps)
			mc.divv(t, d, t)
			mc.mulv(t, t, rate)
			mc.subv(w, w, t)
			m.store(1, w)
		},
	},
	{
		name: "Adam", doc: "d = dw[i] + decay*w[i], m[i] += rest1*(d - m[i]), v[i] = beta2*v[i] + rest2*d², w[i] = keep*w[i] - rate*m[i]/(corr*√v[i] + eps).",
		decl: "n int, rate, rest1, beta2, rest2, corr, eps, decay, keep T, w, m, v, dw *T", unroll: 2,
		body: func(mc machine, at mover, _ any) {
			const rate, rest1, beta2, rest2, corr, eps, decay, keep vec = 0, 1, 2, 3, 4, 5, 6, 7
			const w, m, v, d, t vec = 8, 9, 10, 11, 12
			gradient(mc, at, w, d, t, decay, 1, 4)
			at.load(m, 2)
			mc.subv(t, d, m)
			mc.mulv(t, t, rest1)
			mc.addv(m, m, t)
			at.store(2, m)
			squares(mc, at, v, d, t, beta2, rest2, 3)
			mc.sqrtv(t, v)
			mc.mulv(t, t, corr)
			mc.addv(t, t, eps)
			mc.divv(t, m, t)
			mc.mulv(t, t, rate)
			mc.mulv(w, w, keep)
			mc.subv(w, w, t)
			at.store(1, w)
		},
	},
}

// gradient loads w and emits d = dw + decay·w.
func gradient(mc machine, m mover, w, d, t, decay vec, atW, atG reg) {
	m.load(w, atW)
	m.load(d, atG)
	mc.mulv(t, w, decay)
	mc.addv(d, d, t)
}

// velocity emits v = mu·v + d, in memory too.
func velocity(mc machine, m mover, v, d, mu vec) {
	m.load(v, 2)
	mc.mulv(v, v, mu)
	mc.addv(v, v, d)
	m.store(2, v)
}

// squares emits v = beta·v + rest·d², in memory too.
func squares(mc machine, m mover, v, d, t, beta, rest vec, at reg) {
	m.load(v, at)
	mc.mulv(v, v, beta)
	mc.mulv(t, d, d)
	mc.mulv(t, t, rest)
	mc.addv(v, v, t)
	m.store(at, v)
}
