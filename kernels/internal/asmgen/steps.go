package asmgen

// stepKernels are the steps of optimisers. Products and sums are rounded one by one, without fused
// multiply-adds. So every instruction set gives the bits of the reference. It costs nothing: memory
// bounds the steps.
var stepKernels = []elementwise{
	{
		name: "Scale", doc: "x[i] *= alpha.", decl: "n int, alpha T, x *T", unroll: 4, again: true,
		body: func(k *elements) func(m mover) {
			x := k.vec("x")
			return func(m mover) {
				m.load(x, k.ptr("x"))
				k.mulv(x, x, k.scalar("alpha"))
				m.store(k.ptr("x"), x)
			}
		},
	},
	{
		name: "Momentum", doc: "d = dw[i] + decay*w[i], v[i] = mu*v[i] + d, w[i] -= rate*v[i].",
		decl: "n int, rate, mu, decay T, w, v, dw *T", unroll: 2,
		body: func(k *elements) func(m mover) {
			w, v, d, t := k.vec("w"), k.vec("v"), k.vec("d"), k.vec("t")
			return func(m mover) {
				gradient(k, m, w, d, t)
				velocity(k, m, v, d)
				k.mulv(t, v, k.scalar("rate"))
				k.subv(w, w, t)
				m.store(k.ptr("w"), w)
			}
		},
	},
	{
		name: "Nesterov", doc: "d = dw[i] + decay*w[i], v[i] = mu*v[i] + d, w[i] -= rate*(d + mu*v[i]).",
		decl: "n int, rate, mu, decay T, w, v, dw *T", unroll: 2,
		body: func(k *elements) func(m mover) {
			w, v, d, t := k.vec("w"), k.vec("v"), k.vec("d"), k.vec("t")
			return func(m mover) {
				gradient(k, m, w, d, t)
				velocity(k, m, v, d)
				k.mulv(t, v, k.scalar("mu"))
				k.addv(t, t, d)
				k.mulv(t, t, k.scalar("rate"))
				k.subv(w, w, t)
				m.store(k.ptr("w"), w)
			}
		},
	},
	{
		name: "RMSProp", doc: "d = dw[i] + decay*w[i], v[i] = beta*v[i] + rest*d², w[i] -= rate*d/(√v[i] + eps).",
		decl: "n int, rate, beta, rest, eps, decay T, w, v, dw *T", unroll: 2,
		body: func(k *elements) func(m mover) {
			w, v, d, t := k.vec("w"), k.vec("v"), k.vec("d"), k.vec("t")
			return func(m mover) {
				gradient(k, m, w, d, t)
				squares(k, m, v, d, t, k.scalar("beta"), k.scalar("rest"))
				k.sqrtv(t, v)
				k.addv(t, t, k.scalar("eps"))
				k.divv(t, d, t)
				k.mulv(t, t, k.scalar("rate"))
				k.subv(w, w, t)
				m.store(k.ptr("w"), w)
			}
		},
	},
	{
		name: "Adam", doc: "d = dw[i] + decay*w[i], m[i] += rest1*(d - m[i]), v[i] = beta2*v[i] + rest2*d², w[i] = keep*w[i] - rate*m[i]/(corr*√v[i] + eps).",
		decl: "n int, rate, rest1, beta2, rest2, corr, eps, decay, keep T, w, m, v, dw *T", unroll: 2,
		body: func(k *elements) func(m mover) {
			w, mean, v, d, t := k.vec("w"), k.vec("m"), k.vec("v"), k.vec("d"), k.vec("t")
			return func(m mover) {
				gradient(k, m, w, d, t)
				m.load(mean, k.ptr("m"))
				k.subv(t, d, mean)
				k.mulv(t, t, k.scalar("rest1"))
				k.addv(mean, mean, t)
				m.store(k.ptr("m"), mean)
				squares(k, m, v, d, t, k.scalar("beta2"), k.scalar("rest2"))
				k.sqrtv(t, v)
				k.mulv(t, t, k.scalar("corr"))
				k.addv(t, t, k.scalar("eps"))
				k.divv(t, mean, t)
				k.mulv(t, t, k.scalar("rate"))
				k.mulv(w, w, k.scalar("keep"))
				k.subv(w, w, t)
				m.store(k.ptr("w"), w)
			}
		},
	},
}

// gradient loads w and emits d = dw + decay·w.
func gradient(k *elements, m mover, w, d, t vec) {
	m.load(w, k.ptr("w"))
	m.load(d, k.ptr("dw"))
	k.mulv(t, w, k.scalar("decay"))
	k.addv(d, d, t)
}

// velocity emits v = mu·v + d, in memory too.
func velocity(k *elements, m mover, v, d vec) {
	m.load(v, k.ptr("v"))
	k.mulv(v, v, k.scalar("mu"))
	k.addv(v, v, d)
	m.store(k.ptr("v"), v)
}

// squares emits v = beta·v + rest·d², in memory too.
func squares(k *elements, m mover, v, d, t, beta, rest vec) {
	m.load(v, k.ptr("v"))
	k.mulv(v, v, beta)
	k.mulv(t, d, d)
	k.mulv(t, t, rest)
	k.addv(v, v, t)
	m.store(k.ptr("v"), v)
}
