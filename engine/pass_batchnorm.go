package engine

import (
	"fmt"
	"math"

	"weft.example/blas"
)

func (b *normalizer[T]) makeBatchNorm() {
	net, n := b.pass.net, b.ly.out
	room := func() []T { return blas.Make[T](n) }
	b.root = room()
	b.batchNorm = batchNorm[T]{
		mean: net.RunningMean(b.l), variance: net.RunningVar(b.l),
		scale: room(), shift: room(), offset: room(), slope: room(), variances: make([]float64, n),
		columns: b.batchColumns, means: b.batchMeans, squares: b.batchSquares, roots: b.batchRoots,
	}
	b.toA, b.toDZ = b.batchForward, b.batchBackward
	b.rows, b.sumColumns, b.back = b.batchRows, b.batchSums, b.batchBackColumns
}

// batchForward makes A[l] of A[l-1]·W[l]ᵀ.
func (b *normalizer[T]) batchForward() {
	p := b.pass
	b.ofBatch = p.training && b.learns()
	if m := p.part.whole(p.m); m == 1 && b.ofBatch {
		panic(fmt.Sprintf("engine: layer %d has BatchNorm, and m = %d in training, want at least 2 examples", b.l, m))
	}
	if b.ofBatch && p.part != nil {
		b.batchTogether()
	} else {
		p.spread(b.ly.out, columnsPerPart, b.columns)
	}
	p.spread(p.m, rowsPerPart(b.ly.out), b.rows)
}

// batchTogether is columns with sums over all passes between its parts: μ and σ² are of the whole batch.
func (b *normalizer[T]) batchTogether() {
	p, n := b.pass, b.ly.out
	p.spread(n, columnsPerPart, b.means)
	for j, shift := range b.shift {
		b.sums[j] = float64(shift)
	}
	p.part.sums(b.sums)
	for j, sum := range b.sums {
		b.shift[j] = T(sum)
	}
	p.spread(n, columnsPerPart, b.squares)
	p.part.sums(b.variances)
	p.spread(n, columnsPerPart, b.roots)
}

// batchBackward makes dZ[l] of dU.
func (b *normalizer[T]) batchBackward() {
	if b.ofBatch {
		b.pass.part.sums(b.moments)
	}
	b.pass.spread(b.ly.out, columnsPerPart, b.back)
}

// batchColumns makes columns of hat, which are of A_prev·Wᵀ, ones of Z-μ, and finds r.
func (b *normalizer[T]) batchColumns(from, to int) {
	if b.ofBatch {
		b.batchMeans(from, to)
		b.batchSquares(from, to)
		b.batchRoots(from, to)
		return
	}
	for j := from; j < to; j++ {
		b.shift[j], b.variances[j] = b.ly.b[j]-b.mean[j], float64(b.variance[j])
	}
	b.centre(from, to)
	b.rootsOf(from, to)
}

// examples are those that means are over, at least 1.
func (b *normalizer[T]) examples() int { return max(b.pass.part.whole(b.pass.m), 1) }

// batchMeans finds -μ of columns.
func (b *normalizer[T]) batchMeans(from, to int) {
	clear(b.shift[from:to])
	b.pass.sumColumns(b.ly.hat, b.ly.out, -1/T(b.examples()), from, to, 0, b.pass.m, b.shift, 0)
}

// batchSquares subtracts μ of columns and sums their squares.
func (b *normalizer[T]) batchSquares(from, to int) {
	m, n := b.pass.m, b.ly.out
	b.centre(from, to)
	squares := b.variances[from:to]
	clear(squares)
	for i := range m {
		for j, v := range b.ly.hat[i*n+from : i*n+to] {
			squares[j] += float64(v) * float64(v)
		}
	}
}

// batchRoots makes σ² of the sums of squares, and finds r.
func (b *normalizer[T]) batchRoots(from, to int) {
	for j := from; j < to; j++ {
		b.variances[j] /= float64(b.examples())
	}
	b.rootsOf(from, to)
}

// rootsOf finds r of σ².
func (b *normalizer[T]) rootsOf(from, to int) {
	for j := from; j < to; j++ {
		r := 1 / math.Sqrt(b.variances[j]+b.epsilon)
		b.root[j] = T(r)
		b.scale[j] = T(float64(b.gamma[j]) * r)
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
	m := p.part.whole(p.m)
	if b == nil || !b.ofBatch || m < 2 {
		return
	}
	unbiased := float64(m) / float64(m-1)
	for j, shift := range b.shift {
		b.mean[j] += T(b.spec.momentum * (float64(b.ly.b[j]) - float64(shift) - float64(b.mean[j])))
		b.variance[j] += T(b.spec.momentum * (b.variances[j]*unbiased - float64(b.variance[j])))
	}
}

// batchRows makes rows of U of those of hat, and of them rows of A.
func (b *normalizer[T]) batchRows(from, to int) {
	ly, n := b.ly, b.ly.out
	scale, beta := b.scale[:n], b.beta[:n]
	for i := from; i < to; i++ {
		u, hat := ly.z[i*n:(i+1)*n], ly.hat[i*n:(i+1)*n]
		for j, s := range scale {
			u[j] = hat[j]*s + beta[j]
		}
	}
	ly.activate(from, to, 0, n)
}

// batchSums computes sums and dots of columns.
func (b *normalizer[T]) batchSums(from, to int) {
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
	for j, r := range b.root[from:to] {
		dots[j] *= float64(r)
	}
}

// batchBackColumns makes columns of dU ones of dZ.
func (b *normalizer[T]) batchBackColumns(from, to int) {
	if !b.ofBatch {
		b.scaleBack(from, to)
		return
	}
	m, n := b.pass.m, b.ly.out
	scale, offset, slope := b.scale[from:to], b.offset[from:to], b.slope[from:to]
	for j := range scale {
		s, r := float64(scale[j])/float64(b.examples()), float64(b.root[from+j])
		offset[j] = T(s * b.sums[from+j])
		slope[j] = T(s * b.dots[from+j] * r)
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
