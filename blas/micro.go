package blas

import (
	"runtime"

	"weft.example/kernels"
)

// This file has the calls of tiles, updates and matrix–vector kernels. Each call is bounded, and gives way to a stop of
// the world: see preempt.go.

// inPlace multiplies rows of A by rows of B in place. It takes as many rows of C at a time as rowsAtOnce says.
func inPlace[T kernels.Float](kn *kernels.Kernels[T], how access, p *kernels.Product[T], a, b, c []T) {
	g, t := &kn.Gemm, *p
	vectors := g.Vectors(p.N)
	short := float64(p.M)*float64(p.N)*float64(p.K) <= smallWork // one call, which need not give way
	for r := evenly(p.M, rowsAtOnce(kn, how, p)); r.more(); {
		tiles := min(r.run(), max(1, callWork/(r.size*p.N*p.K)))
		t.M, t.Rows, t.Short, t.Ahead = tiles*r.size, r.size, 0, 0
		if short {
			t.M = p.M
			tilesOf(&t, r)
		}
		if how.alongB {
			t.Ahead = alongAhead / bytesOf[T](1)
		}
		if fetchesRows[T](how, r.size, p.BKS) {
			t.Ahead = streamAhead * p.BKS
		}
		x, z := a[r.at*p.ARS:], c[r.at*p.LDC:]
		wide := evenly(vectors, g.Widest(r.size))
		t.N = min(wide.larger*wide.size*g.Lanes, p.N)
		sweep(g, wide.size, &t, x, b, z)
		if j := t.N; j < p.N {
			t.N = p.N - j
			sweep(g, wide.size-1, &t, x, b[j:], z[j:])
		}
		if short {
			return
		}
		r.skip(tiles)
	}
}

// tilesOf makes a tile take all rows of a product, in the given pieces.
func tilesOf[T kernels.Float](p *kernels.Product[T], rows pieces) {
	p.Rows = rows.size
	p.Short = p.M - rows.larger*rows.size
}

// sweep moves a tile of v vectors along the columns of a product.
//
//go:noinline
func sweep[T kernels.Float](g *kernels.Gemm[T], v int, p *kernels.Product[T], a, b, c []T) {
	tile, width := g.Tiles[v-1], v*g.Lanes
	t := kernels.Hide(p)
	t.BGS = width
	if t.Ahead == 0 {
		t.Ahead = width
	}
	if p.M*p.N*p.K <= callWork && p.N*p.K <= callRead {
		tile(t, &a[0], &b[0], &c[0])
		return
	}
	n, most := p.N, max(1, min(callWork/p.M, callRead)/(width*p.K))*width
	for j := 0; j < n; j += most {
		t.N = min(most, n-j)
		tile(t, &a[0], &b[j], &c[j])
	}
	t.N = n
}

// panels multiplies a micropanel of A by the panels of a packed block of B. A call takes as many panels as callWork
// allows: that is 2 to 3 % faster where they are short (Zen 3). If room is not nil, the first call packs the micropanel
// to it: MR rows whose columns are contiguous. follow is that of a Product.
//
//go:noinline
func (w *Workspace[T]) panels(v pieces, x *problem[T], room []T, follow int) {
	g, a, k, n := &w.kernels.Gemm, x.a, x.k, x.n
	p := x.product()
	t := kernels.Hide(&p)
	t.Rows, t.Follow = x.m, follow
	// Prefetching the next micropanel to L2 meanwhile gained nothing (Zen 3, Zen 5).
	for v.more() {
		j0, nr := v.columns(g.Lanes, n)
		tiles := 1
		t.N, t.BKS, t.BGS, t.Pack = nr, nr, k*nr, kernels.PackNone
		t.Ahead = w.job.ahead
		if t.Ahead == 0 {
			t.Ahead = v.size * g.Lanes
		}
		if v.at == 0 && room != nil {
			t.Pack, t.Packed = kernels.PackA, &room[0]
		} else {
			tiles = max(1, min(v.run(), callWork/(x.m*k*nr), (n-j0)/nr))
			t.N = tiles * nr
		}
		g.Tiles[v.size-1](t, &a.Data[0], &x.b.Data[j0*k], &x.c[j0])
		if t.Pack == kernels.PackA {
			a = Matrix[T]{room, 1, x.m}
			t.ARS, t.AKS = 1, x.m
		}
		v.skip(tiles)
	}
	runtime.KeepAlive(&p)
}

// packing multiplies MR rows of A by a block of B. Its tiles pack the panels of B to room.
//
//go:noinline
func (w *Workspace[T]) packing(x *problem[T], room []T) {
	g := &w.kernels.Gemm
	p := x.product()
	t := kernels.Hide(&p)
	t.Rows, t.Pack = t.M, kernels.PackB
	for v := w.eachPanel(x.n); v.more(); v.next() {
		j0, nr := v.columns(g.Lanes, x.n)
		t.N, t.Packed = nr, &room[j0*x.k]
		g.Tiles[v.size-1](t, &x.a.Data[0], &x.b.Data[j0], &x.c[j0])
	}
	runtime.KeepAlive(&p)
}

// update is one call of an update kernel.
//
//go:noinline
func update[T kernels.Float](kn *kernels.Kernels[T], depth int, p *kernels.Product[T], a, b, c []T) {
	kn.Update[depth-1](kernels.Hide(p), &a[0], &b[0], &c[0])
}

// matVecArgs is what MatVec is told of a matrix, a vector and their product.
type matVecArgs[T kernels.Float] struct {
	m, k, lda, bend int
	alpha, beta     T
	incY, ahead     int
}

// times is one call of MatVec.
//
//go:noinline
func (r *matVecArgs[T]) times(kn *kernels.Kernels[T], a, x, y []T) {
	kn.MatVec(r.m, r.k, r.alpha, &a[0], r.lda, r.bend, &x[0], r.beta, &y[0], r.incY, r.ahead)
}

// dotColumn is one call of the tiles of dot products with one row of B, the vector x.
//
//go:noinline
func dotColumn[T kernels.Float](kn *kernels.Kernels[T], t *kernels.Dots[T], a, x, y []T) {
	kn.Dot.Tiles[0](t, &a[0], &x[0], &y[0], &a[0])
}

// band is rows of a matrix.
type band[T kernels.Float] struct {
	Matrix[T]
	rows int
}

// dotBand computes one row or one column of tiles of inner products. It is a column where p has more rows than a tile.
// Meanwhile the tiles prefetch rows of next.
//
//go:noinline
func dotBand[T kernels.Float](family *kernels.Inner[T], p *kernels.Dots[T], n int, tile tileShape, a, b, c []T, next band[T]) {
	along, column := evenly(n, tile.b), p.M > tile.a
	if column {
		along = evenly(p.M, tile.a)
	}
	q := *p
	t := kernels.Hide(&q)
	most := max(1, callWork/(tile.a*tile.b*p.K))
	for fetched := 0; along.more(); {
		tiles, size := min(along.run(), most), along.size
		x := &a[0] // to prefetch, where next has no row left: a is near
		t.Nexts = 0
		if fetched < next.rows {
			tiles = min(tiles, ceilDiv(next.rows-fetched, 2))
			x, t.Nexts = &next.Data[fetched*next.RS], next.RS
			fetched += 2 * tiles
		}
		if t.Tiles = tiles; column {
			t.M, t.AS, t.BS, t.CS = size, size*p.LDA, 0, size*p.LDC
			family.Tiles[n-1](t, &a[along.at*p.LDA], &b[0], &c[along.at*p.LDC], x)
		} else {
			t.AS, t.BS, t.CS = 0, size*p.LDB, size
			family.Tiles[size-1](t, &a[0], &b[along.at*p.LDB], &c[along.at], x)
		}
		along.skip(tiles)
	}
	runtime.KeepAlive(&q)
}
