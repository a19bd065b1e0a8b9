package engine

// newNormalizer returns that of layer l, or nil if it has none.
func (p *Pass[T]) newNormalizer(l int) *normalizer[T] {
	n, ly := p.net, &p.layers[l-1]
	if n.Norm(l) == NoNorm {
		return nil
	}
	b := &normalizer[T]{
		spec: n.norms[l-1], pass: p, ly: ly, l: l,
		gammas: n.layout.gammas[l-1], betas: n.layout.betas[l-1],
		moments: make([]float64, 2*ly.out),
		rowNorm: n.rowNorm(l),
	}
	b.dots, b.sums = b.moments[:ly.out], b.moments[ly.out:]
	switch b.spec.Norm {
	case BatchNorm:
		b.makeBatchNorm()
	case LayerNorm:
		b.makeLayerNorm()
	}
	return b
}

// denormalize makes dZ[l] of dU, which is in its place, and adds dγ and dβ to the sink.
func (p *Pass[T]) denormalize(l int) {
	b := p.layer(l).norm
	if b == nil {
		return
	}
	if b.learns() {
		p.spread(b.ly.out, columnsPerPart, b.sumColumns)
		b.collect()
	}
	b.toDZ()
}

// collect adds dγ, Σ dU⊙Ẑ, and dβ, Σ dU, to the sink.
func (b *normalizer[T]) collect() {
	s := &b.pass.sink
	gamma, beta := b.gammas.of(s.into), b.betas.of(s.into)
	if s.keep == 0 {
		clear(gamma)
		clear(beta)
	}
	for j := range gamma {
		gamma[j] += s.scale * T(b.dots[j])
		beta[j] += s.scale * T(b.sums[j])
	}
}
