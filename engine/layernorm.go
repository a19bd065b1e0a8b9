package engine

import (
	"math"

	"weft.example/blas"
	"weft.example/kernels"
)

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

// addBias adds b to a block of z, whose rows have n elements.
func addBias[T kernels.Float](fn *kernels.Functions[T], z []T, n int, b []T, i0, i1, j0, j1 int) {
	for j := j0; j < j1; j += kernels.MaxElements {
		width := min(j1-j, kernels.MaxElements)
		rows := rowsPerPart(width)
		for i := i0; i < i1; i += rows {
			fn.AddRow(min(rows, i1-i), width, &z[i*n+j], n, &b[j])
		}
	}
}

// normalizedBy makes the product's epilogue of a predictor's layer leave Z, and returns what makes A of its rows; or nil
// of a layer without LayerNorm.
func (ly *layer[T]) normalizedBy(n *Network[T], l int) portion {
	if n.Norm(l) != LayerNorm {
		return nil
	}
	fn, w := n.fn, n.rowNorm(l)
	ly.finish = func(i0, i1, j0, j1 int) { addBias(fn, ly.z, ly.out, ly.b, i0, i1, j0, j1) }
	return func(from, to int) {
		for i := from; i < to; i++ {
			z := ly.z[i*ly.out : (i+1)*ly.out]
			w.normalize(z, z)
		}
		ly.activate(from, to, 0, ly.out)
	}
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
	if b.learns() {
		b.pass.spread(b.ly.out, columnsPerPart, b.sumColumns)
	}
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

// rowNorm is what LayerNorm does to one row, in a pass and in a predictor.
type rowNorm[T kernels.Float] struct {
	epsilon     float64
	gamma, beta []T
}

// rowNorm returns that of layer l.
func (n *Network[T]) rowNorm(l int) rowNorm[T] {
	return rowNorm[T]{n.norms[l-1].epsilon, n.Gamma(l), n.Beta(l)}
}

// normalize makes hat, a row of Z, one of Z-μ, and u, which may be hat, one of U. It returns r. Its bits are the same on every
// machine: what is rounded is converted, which keeps a product from being fused with a sum.
func (w *rowNorm[T]) normalize(u, hat []T) T {
	var sums, squares [4]float64 // of every fourth element, so that no addition waits for the one before
	n := len(hat)
	for j := 0; j+4 <= n; j += 4 {
		z := (*[4]T)(hat[j:])
		sums[0] += float64(z[0])
		sums[1] += float64(z[1])
		sums[2] += float64(z[2])
		sums[3] += float64(z[3])
	}
	for _, z := range hat[n&^3:] {
		sums[0] += float64(z)
	}
	mean := ((sums[0] + sums[1]) + (sums[2] + sums[3])) / float64(n)
	for j := 0; j+4 <= n; j += 4 {
		z := (*[4]T)(hat[j:])
		z[0], z[1], z[2], z[3] = T(float64(z[0])-mean), T(float64(z[1])-mean), T(float64(z[2])-mean), T(float64(z[3])-mean)
		squares[0] += square(z[0])
		squares[1] += square(z[1])
		squares[2] += square(z[2])
		squares[3] += square(z[3])
	}
	for j := n &^ 3; j < n; j++ {
		hat[j] = T(float64(hat[j]) - mean)
		squares[0] += square(hat[j])
	}
	variance := ((squares[0] + squares[1]) + (squares[2] + squares[3])) / float64(n)
	r := T(1 / math.Sqrt(variance+w.epsilon))
	u, gamma, beta := u[:n], w.gamma[:n], w.beta[:n]
	for j, h := range hat {
		u[j] = T(T(h*r)*gamma[j]) + beta[j]
	}
	return r
}

func square[T kernels.Float](x T) float64 { return float64(float64(x) * float64(x)) }

// denormalize makes dz, a row of dU, one of dZ.
func (w *rowNorm[T]) denormalize(dz, hat []T, r float64) {
	n := len(dz)
	var sum, dot [2]float64
	hat, gamma := hat[:n], w.gamma[:n]
	for j := 0; j+2 <= n; j += 2 {
		g, h := float64(dz[j])*float64(gamma[j]), float64(dz[j+1])*float64(gamma[j+1])
		sum[0] += g
		sum[1] += h
		dot[0] += g * float64(hat[j])
		dot[1] += h * float64(hat[j+1])
	}
	if j := n - 1; n%2 > 0 {
		g := float64(dz[j]) * float64(gamma[j])
		sum[0] += g
		dot[0] += g * float64(hat[j])
	}
	offset, slope := (sum[0]+sum[1])/float64(n), (dot[0]+dot[1])*r*r/float64(n)
	for j, d := range dz {
		dz[j] = T(r * (float64(d)*float64(gamma[j]) - offset - float64(hat[j])*slope))
	}
}
