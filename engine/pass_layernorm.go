package engine

import "weft.example/blas"

// Layer normalisation of each row of Z, n_l elements (Ba, Kiros and Hinton, 2016):
//
//	μ = Σ Z / n    σ² = Σ (Z-μ)² / n    r = 1/√(σ²+ε)    Ẑ = (Z-μ)·r    U = γ⊙Ẑ + β
//
//	dβ = Σ dU / m    dγ = Σ dU⊙Ẑ / m    over the examples
//	G = γ⊙dU         dZ = r·(G - Σ G / n - Ẑ·Σ G⊙Ẑ / n)
//
// What is kept, hat, is Z-μ, and r of each example.

func (b *normalizer[T]) makeLayerNorm() {
	b.root = blas.Make[T](b.pass.batch)
	b.toA, b.toDZ = b.layerForward, b.layerBackward
	b.rows, b.sumColumns, b.back = b.layerRows, b.layerSums, b.layerBackRows
	fn, ly := b.pass.net.fn, b.ly
	b.finish = func(i0, i1, j0, j1 int) { addBias(fn, ly.hat, ly.out, ly.b, i0, i1, j0, j1) }
}

// layerForward makes A[l] of Z[l].
func (b *normalizer[T]) layerForward() {
	b.pass.spread(b.pass.m, rowsPerPart(b.ly.out), b.rows)
}

// layerRows makes rows of A of those of Z, which lie in hat.
func (b *normalizer[T]) layerRows(from, to int) {
	ly, n := b.ly, b.ly.out
	for i := from; i < to; i++ {
		hat := ly.hat[i*n : (i+1)*n]
		b.root[i] = b.normalize(ly.z[i*n:(i+1)*n], hat)
	}
	ly.activate(from, to, 0, n)
}

// layerBackward makes dZ[l] of dU.
func (b *normalizer[T]) layerBackward() {
	b.pass.spread(b.pass.m, rowsPerPart(b.ly.out), b.back)
}

// layerSums computes sums and dots of columns.
func (b *normalizer[T]) layerSums(from, to int) {
	n, sums, dots := b.ly.out, b.sums[from:to], b.dots[from:to]
	clear(sums)
	clear(dots)
	for i := range b.pass.m {
		du, hat, r := b.ly.dz[i*n+from:i*n+to], b.ly.hat[i*n+from:i*n+to], b.root[i]
		for j, d := range du {
			sums[j] += float64(d)
			dots[j] += float64(d) * float64(hat[j]*r)
		}
	}
}

// layerBackRows makes rows of dU ones of dZ.
func (b *normalizer[T]) layerBackRows(from, to int) {
	n := b.ly.out
	for i := from; i < to; i++ {
		b.denormalize(b.ly.dz[i*n:(i+1)*n], b.ly.hat[i*n:(i+1)*n], float64(b.root[i]))
	}
}
