package engine

import "math"

// Batch normalisation of each column of Z, m × n_l (Ioffe and Szegedy, 2015, Algorithm 1). In training
//
//	μ = Σ Z / m    σ² = Σ (Z-μ)² / m    r = 1/√(σ²+ε)    Ẑ = (Z-μ)·r    U = γ·Ẑ + β
//
//	dβ = Σ dU / m    dγ = Σ dU·Ẑ / m    dZ = γ·r·(dU - dβ - Ẑ·dγ)    db = 0
//
// and elsewhere μ and σ² are the running ones, which do not depend on Z: dZ = γ·r·dU. What is kept, hat,
// is Z-μ. The biases cancel in it, in training, and are in the running mean alone.

// batchColumns makes columns of hat, which are of A_prev·Wᵀ, ones of Z-μ, and finds r.
func (b *normalizer[T]) batchColumns(from, to int) {
	if b.uniform {
		for j := from; j < to; j++ {
			b.shift[j], b.variances[j] = b.ly.b[j]-b.mean[j], float64(b.variance[j])
		}
		b.centre(from, to)
	} else {
		b.measure(from, to)
	}
	for j := from; j < to; j++ {
		r := 1 / math.Sqrt(b.variances[j]+b.epsilon)
		b.root[j] = T(r)
		b.scale[j] = T(float64(b.gamma[j]) * r)
	}
}

// measure finds μ and σ² of columns and subtracts μ.
func (b *normalizer[T]) measure(from, to int) {
	m, n := b.pass.m, b.ly.out
	clear(b.shift[from:to])
	b.pass.sumColumns(b.ly.hat, n, -1/T(max(m, 1)), from, to, 0, m, b.shift, 0)
	b.centre(from, to)
	squares := b.variances[from:to]
	clear(squares)
	for i := range m {
		for j, v := range b.ly.hat[i*n+from : i*n+to] {
			squares[j] += float64(v) * float64(v)
		}
	}
	for j := range squares {
		squares[j] /= float64(max(m, 1))
	}
}

// centre adds shift to columns of hat.
func (b *normalizer[T]) centre(from, to int) {
	m, n := b.pass.m, b.ly.out
	for i := 0; i < m; i += blockOf {
		b.pass.net.fn.AddRow(min(blockOf, m-i), to-from, &b.ly.hat[i*n+from], n, &b.shift[from])
	}
}

// track moves the running means of all layers.
func (p *Pass[T]) track() {
	for l := 1; l <= p.net.Depth(); l++ {
		p.trackLayer(l)
	}
}

// trackLayer moves the running means towards those of the last forward pass, if it was in training.
func (p *Pass[T]) trackLayer(l int) {
	b := p.layer(l).norm
	if b == nil || b.uniform || p.m < 2 {
		return
	}
	unbiased := float64(p.m) / float64(p.m-1)
	for j, shift := range b.shift {
		b.mean[j] += T(b.momentum * (float64(b.ly.b[j]) - float64(shift) - float64(b.mean[j])))
		b.variance[j] += T(b.momentum * (b.variances[j]*unbiased - float64(b.variance[j])))
	}
}

// batchBackColumns makes columns of dU ones of dZ.
func (b *normalizer[T]) batchBackColumns(from, to int) {
	if b.uniform {
		b.scaleBack(from, to)
		return
	}
	m, n := b.pass.m, b.ly.out
	scale, offset, slope := b.scale[from:to], b.offset[from:to], b.slope[from:to]
	for j := range scale {
		s, r := float64(scale[j])/float64(max(m, 1)), float64(b.root[from+j])
		offset[j] = T(s * b.sums[from+j])
		slope[j] = T(s * b.dots[from+j] * r * r)
	}
	for i := range m {
		dz, hat := b.ly.dz[i*n+from:i*n+to], b.ly.hat[i*n+from:i*n+to]
		for j, d := range dz {
			dz[j] = d*scale[j] - offset[j] - hat[j]*slope[j]
		}
	}
}

// scaleBack multiplies columns of dU by scale.
func (b *normalizer[T]) scaleBack(from, to int) {
	n, scale := b.ly.out, b.scale[from:to]
	for i := range b.pass.m {
		dz := b.ly.dz[i*n+from : i*n+to]
		for j, s := range scale {
			dz[j] *= s
		}
	}
}
