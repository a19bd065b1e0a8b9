package engine

import "weft.example/blas"

// Forward computes A[1] … A[L] for m examples, the rows of x, m × n_0, and
// returns A[L], m × n_L: a view that the next Forward overwrites. x is kept as
// A[0] and must not change until the backward pass has read it, so it must not be memory of
// the pass, as a view is that Forward or [Pass.A] has returned: copy that.
func (p *Pass[T]) Forward(x []T, m int) []T {
	p.enter()
	defer p.leave()
	p.forward(x, m)
	p.track()
	return p.A(p.net.Depth())
}

func (p *Pass[T]) forward(x []T, m int) {
	p.setInput(x, m)
	for l := 1; l <= p.net.Depth(); l++ {
		p.forwardLayer(l)
	}
}

// ForwardLayer computes Z[l] = A[l-1]·W[l]ᵀ + b[l], what a [Norm] makes of it, and A[l] = g(Z[l]).
func (p *Pass[T]) ForwardLayer(l int) {
	p.enter()
	defer p.leave()
	p.forwardLayer(l)
	p.trackLayer(l)
}

func (p *Pass[T]) forwardLayer(l int) {
	ly := p.layer(l)
	p.draw(l)
	x, w := blas.Rows(p.A(l-1), ly.in), blas.Rows(ly.w, ly.in).T()
	z, finish := ly.z, ly.finish
	if ly.norm != nil {
		z, finish = ly.hat, ly.norm.finish
	}
	if p.rows {
		p.gemm.GemmRows(p.m, ly.out, ly.in, 1, x, w, 0, z, ly.out, finish)
	} else {
		p.gemm.GemmThen(p.m, ly.out, ly.in, 1, x, w, 0, z, ly.out, finish)
	}
	if ly.norm != nil {
		ly.norm.toA()
	}
}
