package engine

// Examples returns m, the number of examples of the current input.
func (p *Pass[T]) Examples() int { return p.m }

// A returns A[l], m × n_l, to read and write; A[0] is the input itself, but for [Config].InputDropout. What is
// written to A[L] is what the losses and predictions are of from there on.
func (p *Pass[T]) A(l int) []T {
	p.own()
	p.net.check(l, 0)
	if l == 0 {
		return p.x
	}
	ly := p.layer(l)
	return ly.a[:p.m*ly.out]
}

// Z returns Z[l], m × n_l, to read and write, or nil if it is not kept, as [Config]
// says. With a [Norm] it is γ⊙Ẑ + β.
func (p *Pass[T]) Z(l int) []T {
	ly := p.layer(l)
	if !ly.keepsZ() {
		return nil
	}
	return ly.z[:p.m*ly.out]
}

// DZ returns the gradient of layer l, m × n_l, to read and write: dA[l] before
// BackwardLayer(l), dZ[l] after it.
func (p *Pass[T]) DZ(l int) []T {
	ly := p.layer(l)
	return ly.dz[:p.m*ly.out]
}

// DW returns dW[l], n_l × n_{l-1} and row-major, to read and write.
func (p *Pass[T]) DW(l int) []T { return p.layer(l).dw }

// DGamma returns dγ[l], n_l elements, to read and write, or nil if the layer has no [Norm].
func (p *Pass[T]) DGamma(l int) []T { return p.layer(l).gammas.of(p.grads) }

// DBeta returns dβ[l], n_l elements, to read and write, or nil if the layer has no [Norm].
func (p *Pass[T]) DBeta(l int) []T { return p.layer(l).betas.of(p.grads) }

// DB returns db[l], n_l elements, to read and write.
func (p *Pass[T]) DB(l int) []T { return p.layer(l).db }

// DA0 returns dA[0], m × n_0, or nil if it is not computed.
func (p *Pass[T]) DA0() []T {
	if p.da0 == nil {
		return nil
	}
	return p.da0[:p.m*p.net.units[0]]
}

// Grads returns the gradients of all parameters in the layout of
// Network.Params, to read and write.
func (p *Pass[T]) Grads() []T { return p.grads }
