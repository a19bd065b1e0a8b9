package blas

import (
	"runtime"

	"weft/kernels"
)

// The calls of tiles, updates and matrix–vector kernels. Each is bounded, and each stands in a function that is
// not inlined, since that is where a goroutine gives way.

// A call of a tile cannot be interrupted. It is held to so many multiply-adds,
// some 20 µs, and to so many elements of B, which may come from far away.
const (
	sweepWork = 1 << 19
	sweepRead = 1 << 16
)

// sweep moves a tile of v vectors along the columns of a product. Like panels it is where a
// goroutine gives way.
//
//go:noinline
func sweep[T kernels.Float](g *kernels.Gemm[T], v int, p *kernels.Product[T], a, b, c []T) {
	tile, width := g.Tiles[v-1], v*g.Lanes
	t := kernels.Hide(p)
	t.BGS = width
	if t.Ahead == 0 {
		t.Ahead = width
	}
	if p.M*p.N*p.K <= sweepWork && p.N*p.K <= sweepRead {
		tile(t, &a[0], &b[0], &c[0])
		return
	}
	n, most := p.N, max(1, min(sweepWork/p.M, sweepRead)/(width*p.K))*width
	for j := 0; j < n; j += most {
		t.N = min(most, n-j)
		tile(t, &a[0], &b[j], &c[j])
	}
	t.N = n
}

// panels multiplies a sliver of A by all panels of a packed block of B, as many at a call as
// may be: that is 2 to 3 % where they are short (Zen 3). If packed is not nil, the first one packs the
// sliver there, MR rows whose columns are contiguous.
//
// It is not inlined, as it is where a goroutine in the midst of a product gives
// way: a signal to preempt that meets assembly, as most do, comes to nothing,
// calls of assembly do not look at the stack guard, and a function like this
// one does.
//
//go:noinline
func (w *Workspace[T]) panels(ahead int, v pieces, a Matrix[T], m, n, k int, b []T, beta T, c []T, packed []T) {
	g, j := &w.kernels.Gemm, &w.job
	p := j.product(m, n, k, a, Matrix[T]{}, beta)
	t := kernels.Hide(&p)
	t.Rows = m
	// Prefetching the next sliver to L2 meanwhile brought nothing (Zen 3, Zen 5).
	for v.more() {
		j0, nr := v.columns(g.Lanes, n)
		tiles := 1
		t.N, t.BKS, t.BGS, t.Pack = nr, nr, k*nr, kernels.PackNone
		t.Ahead = ahead
		if ahead == 0 {
			t.Ahead = v.size * g.Lanes
		}
		if v.at == 0 && packed != nil {
			t.Pack, t.Packed = kernels.PackA, &packed[0]
		} else {
			tiles = max(1, min(v.run(), sweepWork/(m*k*nr), (n-j0)/nr))
			t.N = tiles * nr
		}
		g.Tiles[v.size-1](t, &a.Data[0], &b[j0*k], &c[j0])
		if t.Pack == kernels.PackA {
			a = Matrix[T]{packed, 1, m}
			t.ARS, t.AKS = 1, m
		}
		v.skip(tiles)
	}
	runtime.KeepAlive(&p)
}

// packing multiplies MR rows of A by a block of B, whose panels it packs. It gives way as
// panels does.
//
//go:noinline
func (w *Workspace[T]) packing(a Matrix[T], n, k int, b Matrix[T], packed []T, beta T, c []T) {
	g := &w.kernels.Gemm
	p := w.job.product(w.bs.MR, n, k, a, b, beta)
	t := kernels.Hide(&p)
	t.Rows, t.Pack = t.M, kernels.PackB
	for v := w.eachPanel(n); v.more(); v.next() {
		j0, nr := v.columns(g.Lanes, n)
		t.N, t.Packed = nr, &packed[j0*k]
		g.Tiles[v.size-1](t, &a.Data[0], &b.Data[j0], &c[j0])
	}
	runtime.KeepAlive(&p)
}

// update is one call of the kernel. Like panels it is where a goroutine gives way.
//
//go:noinline
func update[T kernels.Float](kn *kernels.Kernels[T], depth int, p *kernels.Product[T], a, b, c []T) {
	kn.Update[depth-1](kernels.Hide(p), &a[0], &b[0], &c[0])
}

// fewRows is one call of the kernel. Like panels it is where a goroutine gives way.
//
//go:noinline
func fewRows[T kernels.Float](kn *kernels.Kernels[T], m, k int, alpha T, a Matrix[T], x []T, beta T, y []T, incy, ahead int) {
	kn.MatVec(m, k, alpha, &a.Data[0], a.RS, &x[0], beta, &y[0], incy, ahead)
}
