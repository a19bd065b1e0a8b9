package engine

import (
	"fmt"

	"weft/blas"
	"weft/kernels"
)

// Forward computes A[1] … A[L] for m examples, the rows of x, m × n_0, and
// returns A[L], m × n_L: a view that the next Forward overwrites. x is kept as
// A[0] and must not change until the backward pass has read it.
func (p *Pass[T]) Forward(x []T, m int) []T {
	p.SetInput(x, m)
	for l := 1; l <= p.net.Depth(); l++ {
		p.ForwardLayer(l)
	}
	return p.A(p.net.Depth())
}

// SetInput makes the m rows of x, m × n_0, the input A[0]. It is the start of a
// forward pass in single steps.
func (p *Pass[T]) SetInput(x []T, m int) {
	if m < 0 || m > p.batch {
		panic(fmt.Sprintf("engine: m = %d, want 0 to the pass's batch %d", m, p.batch))
	}
	size := m * p.net.units[0]
	if len(x) < size {
		panic(fmt.Sprintf("engine: len(x) = %d, want at least m·n0 = %d", len(x), size))
	}
	p.x, p.m = x[:size], m
}

// ForwardLayer computes Z[l] = A[l-1]·W[l]ᵀ + b[l] and A[l] = g(Z[l]).
func (p *Pass[T]) ForwardLayer(l int) {
	ly := p.layer(l)
	p.gemm.Gemm(p.m, ly.out, ly.in, 1, blas.Rows(p.A(l-1), ly.in), blas.Rows(ly.w, ly.in).T(), 0, ly.z, ly.out)
	p.spread(p.m, rowsPerPart(ly.out), ly.finish)
	p.drop(l)
}

// finish adds the bias to rows of Z and applies g, row by row of a part, while
// they are in cache.
func (p *Pass[T]) finish(ly *layer[T], from, to int) {
	z, a := ly.z[from*ly.out:to*ly.out], ly.a[from*ly.out:to*ly.out]
	for j := 0; j < ly.out; j += kernels.MaxElements {
		p.k.AddRow(to-from, min(ly.out-j, kernels.MaxElements), &z[j], ly.out, &ly.b[j])
	}
	for i := 0; i < len(z); i += kernels.MaxElements {
		ly.act.Forward(min(len(z)-i, kernels.MaxElements), &a[i], &z[i])
	}
}
