package engine

import (
	"fmt"

	"weft.example/blas"
)

// newNormalizer returns that of layer l, or nil if it has none.
func (p *Pass[T]) newNormalizer(l int) *normalizer[T] {
	n, ly := p.net, &p.layers[l-1]
	if n.Norm(l) == NoNorm {
		return nil
	}
	room := func() []T { return blas.Make[T](ly.out) }
	b := &normalizer[T]{
		normSpec: n.norms[l-1], pass: p, ly: ly,
		gamma: n.Gamma(l), beta: n.Beta(l), mean: n.RunningMean(l), variance: n.RunningVar(l),
		gammas: n.layout.gammas[l-1], betas: n.layout.betas[l-1],
		scale: room(), root: room(), shift: room(), offset: room(), slope: room(),
		dots: make([]float64, ly.out), sums: make([]float64, ly.out), variances: make([]float64, ly.out),
	}
	b.columns, b.rows, b.sumColumns, b.backColumns = b.batchColumns, b.applyRows, b.sumBack, b.batchBackColumns
	return b
}

// normalize makes A[l] of A[l-1]·W[l]ᵀ.
func (p *Pass[T]) normalize(l int) {
	b := p.layer(l).norm
	b.uniform = !p.training || !p.net.learns(l)
	if p.m == 1 && !b.uniform {
		panic(fmt.Sprintf("engine: layer %d has BatchNorm, and m = %d in training, want at least 2 examples", l, p.m))
	}
	p.spread(b.ly.out, columnsPerPart, b.columns)
	p.spread(p.m, rowsPerPart(b.ly.out), b.rows)
}

// applyRows makes rows of U of those of hat, and of them rows of A.
func (b *normalizer[T]) applyRows(from, to int) {
	ly, n := b.ly, b.ly.out
	scale, beta := b.scale[:n], b.beta[:n]
	for i := from; i < to; i++ {
		u, hat := ly.z[i*n:(i+1)*n], b.ly.hat[i*n:(i+1)*n]
		for j, s := range scale {
			u[j] = hat[j]*s + beta[j]
		}
	}
	ly.activate(from, to, 0, n)
}

// denormalize makes dZ[l] of dU, which is in its place, and adds dγ and dβ to the sink.
func (p *Pass[T]) denormalize(l int) {
	b := p.layer(l).norm
	if b == nil {
		return
	}
	learns := p.net.learns(l)
	if learns || !b.uniform {
		p.spread(b.ly.out, columnsPerPart, b.sumColumns)
	}
	p.spread(b.ly.out, columnsPerPart, b.backColumns)
	if learns {
		b.collect()
	}
}

// sumBack computes sums and dots of columns from … to-1.
func (b *normalizer[T]) sumBack(from, to int) {
	n, sums, dots := b.ly.out, b.sums[from:to], b.dots[from:to]
	clear(sums)
	clear(dots)
	for i := range b.pass.m {
		du, hat := b.ly.dz[i*n+from:i*n+to], b.ly.hat[i*n+from:i*n+to]
		for j, d := range du {
			sums[j] += float64(d)
			dots[j] += float64(d) * float64(hat[j])
		}
	}
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
		gamma[j] += s.scale * T(b.dots[j]*float64(b.root[j]))
		beta[j] += s.scale * T(b.sums[j])
	}
}
