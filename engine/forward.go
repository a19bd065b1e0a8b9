package engine

import (
	"fmt"

	"weft/blas"
	"weft/kernels"
)

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

// SetInput makes the m rows of x, m × n_0, the input A[0]. It is the start of a
// forward pass in single steps.
func (p *Pass[T]) SetInput(x []T, m int) {
	p.enter()
	defer p.leave()
	p.setInput(x, m)
}

func (p *Pass[T]) setInput(x []T, m int) {
	p.x, p.m = p.net.input(x, m, p.batch, p.memory, "pass"), m
	p.dropInput()
}

// input returns the m rows of x, m × n_0, for somebody who takes a batch of them and writes
// to his memory meanwhile.
func (n *Network[T]) input(x []T, m, batch int, memory []T, somebody string) []T {
	if m < 0 || m > batch {
		panic(fmt.Sprintf("engine: m = %d, want 0 to the %s's batch %d", m, somebody, batch))
	}
	size := m * n.units[0]
	if len(x) < size {
		panic(fmt.Sprintf("engine: len(x) = %d, want at least m·n0 = %d", len(x), size))
	}
	if x = x[:size]; overlap(x, memory) {
		panic(fmt.Sprintf("engine: x is memory of the %s, as its output is, want a copy", somebody))
	}
	return x
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
		z, finish = ly.hat, nil
	}
	if p.rows {
		p.gemm.GemmRows(p.m, ly.out, ly.in, 1, x, w, 0, z, ly.out, finish)
	} else {
		p.gemm.GemmThen(p.m, ly.out, ly.in, 1, x, w, 0, z, ly.out, finish)
	}
	if ly.norm != nil {
		p.normalize(l)
	}
}

// complete makes a block of A[l] of what has become of it in Z[l] = A[l-1]·W[l]ᵀ:
// it adds the bias, applies g and drops what is to be dropped.
func (ly *layer[T]) complete(fn *kernels.Functions[T], i0, i1, j0, j1 int) {
	for j := j0; j < j1; j += kernels.MaxElements {
		n := min(j1-j, kernels.MaxElements)
		rows := rowsPerPart(n)
		for i := i0; i < i1; i += rows {
			m := min(rows, i1-i)
			if ly.addRowAct != nil {
				ly.addRowAct(m, n, &ly.z[i*ly.out+j], ly.out, &ly.b[j])
				continue
			}
			fn.AddRow(m, n, &ly.z[i*ly.out+j], ly.out, &ly.b[j])
			ly.activate(i, i+m, j, j+n)
		}
	}
}

// activate makes a block of A[l] of what g is of.
func (ly *layer[T]) activate(i0, i1, j0, j1 int) {
	runs(ly.out, i0, i1, j0, j1, func(from, to int) {
		ly.act.Forward(to-from, &ly.a[from], &ly.z[from])
		ly.dropout.apply(ly.a, from, to)
	})
}

// fuse finds the kernel, if there is one, that adds the bias and applies g in one; which
// takes that no Z be kept, and so that nothing be dropped.
func (ly *layer[T]) fuse(fn *kernels.Functions[T], act kernels.Act) {
	switch {
	case ly.keepsZ():
	case act == kernels.Identity:
		ly.addRowAct = fn.AddRow
	case act == kernels.ReLU:
		ly.addRowAct = fn.AddRowReLU
	}
}
