package engine

import (
	"fmt"

	"weft.example/blas"
	"weft.example/kernels"
)

// Backward computes the gradients of the cost of [Pass.Cost] for labels y,
// m × n_L, starting from dZ[L] = A[L] - Y. The output layer must be Sigmoid.
// Labels need not be 0 or 1.
func (p *Pass[T]) Backward(y []T) {
	p.enter()
	defer p.leave()
	p.checkMode()
	last := p.net.Depth()
	if act := p.net.Act(last); act != kernels.Sigmoid {
		panic(fmt.Sprintf("engine: Backward with output activation %v, want %v; BackwardFrom takes any", act, kernels.Sigmoid))
	}
	dz, a := p.DZ(last), p.A(last)
	y = p.sized("y", y)
	for i := 0; i < len(dz); i += kernels.MaxElements {
		p.net.fn.Sub(min(len(dz)-i, kernels.MaxElements), &dz[i], &a[i], &y[i])
	}
	p.collect()
	p.descend(last)
}

// BackwardFrom computes the gradients from the caller's own dA[L], m × n_L,
// which is not changed.
func (p *Pass[T]) BackwardFrom(dA []T) {
	p.enter()
	defer p.leave()
	p.checkMode()
	last := p.net.Depth()
	copy(p.DZ(last), p.sized("dA", dA))
	p.deriveAll(last)
	p.collect()
	p.descend(last)
}

// descend computes what follows from dZ[l] in all layers down to the lowest that learns. dA of the
// layers below l becomes dZ block by block and is nowhere whole. The product with W comes before
// the sums, which may change W: it is of W as it was.
func (p *Pass[T]) descend(l int) {
	lowest := p.lowest()
	for ; l > lowest; l-- {
		p.denormalize(l)
		p.pull(l, p.layer(l-1).derive)
		p.part.computed()
		p.complete(l)
	}
	if l == lowest {
		p.denormalize(l)
	}
	if l == 1 {
		p.pull(1, nil)
	}
	for ; l > 0; l-- {
		p.complete(l)
	}
}

// complete is sums, with what it tells others.
func (p *Pass[T]) complete(l int) {
	p.sums(l)
	p.part.completed(l)
}

// BackwardLayer takes dA[l] from DZ(l) and the cache, and computes
//
//	dZ[l] = dA[l] ⊙ g′, in its place, and what a [Norm] makes of it
//	dW[l] = dZ[l]ᵀ·A[l-1] / m
//	db[l] = Σ dZ[l] / m over the examples
//	dA[l-1] = dZ[l]·W[l], to DZ(l-1), or to DA0 if that is wanted
func (p *Pass[T]) BackwardLayer(l int) {
	p.enter()
	defer p.leave()
	p.checkMode()
	p.deriveAll(l)
	p.collect()
	p.denormalize(l)
	p.pull(l, nil)
	p.sums(l)
}

// pull computes dA[l-1], if it is wanted, and goes on with blocks of it as then says.
func (p *Pass[T]) pull(l int, then blas.Epilogue) {
	ly := p.layer(l)
	previous := p.da0
	if l > 1 {
		previous = p.DZ(l - 1)
	}
	if previous != nil {
		p.gemm.GemmThen(p.m, ly.in, ly.out, 1, blas.Rows(p.DZ(l), ly.out), blas.Rows(ly.w, ly.in), 0, previous, ly.in, then)
	}
	if l == 1 && previous != nil {
		p.dropInputOf(p.DA0())
	}
}

// sums adds dW[l] and db[l] to the sink. Those of a layer that does not learn are 0.
func (p *Pass[T]) sums(l int) {
	ly := p.layer(l)
	if !p.net.learns(l) {
		if p.sink.keep == 0 {
			clear(ly.weights.of(p.sink.into))
			clear(ly.biases.of(p.sink.into))
			clear(ly.gammas.of(p.sink.into))
			clear(ly.betas.of(p.sink.into))
		}
		return
	}
	p.sumProducts(ly, p.A(l-1), 0, p.m, p.sink.keep, ly.weights.of(p.sink.into), 0)
	p.spread(ly.out, columnsPerPart, ly.sumRows)
}

// collect has the sums, divided by the examples of the whole batch, become the gradients. Those of an empty
// batch are 0.
func (p *Pass[T]) collect() {
	p.sink = sink[T]{p.grads, 0, 0}
	if m := p.part.whole(p.m); m > 0 {
		p.sink.scale = 1 / T(m)
	}
}

// deriveAll turns dA[l] into dZ[l], or dU with a Norm.
func (p *Pass[T]) deriveAll(l int) {
	ly := p.layer(l)
	p.spread(p.m, rowsPerPart(ly.out), ly.deriveRows)
}

// sumRows sums columns of dZ over the examples.
func (p *Pass[T]) sumRows(ly *layer[T], from, to int) {
	db := ly.biases.of(p.sink.into)
	if p.sink.keep == 0 {
		clear(db[from:to])
	}
	if b := ly.norm; b != nil && b.ofBatch {
		return // 0: biases cancel
	}
	p.sumColumns(ly.dz, ly.out, p.sink.scale, from, to, 0, p.m, db, 0)
}

// lowest is the layer where a backward pass ends: the lowest that learns, or L+1 if none does.
func (p *Pass[T]) lowest() int {
	if p.da0 != nil {
		return 1
	}
	l := 1
	for l <= p.net.Depth() && !p.net.learns(l) {
		l++
	}
	return l
}
