package blas

import (
	"runtime"

	"weft.example/kernels"
)

// way is how a small product is computed.
type way int

const (
	planned   way = iota // not small: it goes by a plan
	byTiles              // on rows of B as they lie
	byDots               // dot products of rows of A with columns of B, which are contiguous
	byRow                // one column of C, as a row: the transposed product
	packTiles            // rows of B are packed, for tiles
	packDots             // columns of B are packed, for dot products
)

// String says what runs.
func (w way) String() string {
	return [...]string{"planned", "small: tiles", "small: dots", "small: tiles, transposed", "small+B: tiles", "small+B: dots"}[w]
}

// packs tells whether a way needs a Workspace to pack in.
func (w way) packs() bool { return w >= packTiles }

// wayOf chooses how to compute a product. A cost is a number of vectors that are multiplied and added.
//
//	rows of B contiguous, as wide as a vector   tiles
//	one column of C                             dot products, or the transposed product
//	few columns of C                            the cheaper of tiles and dot products, of packed columns of B
//	columns of B contiguous                     the cheaper of dot products and tiles, of packed rows of B
func wayOf[T kernels.Float](kn *kernels.Kernels[T], s *shape, ldc int) way {
	if uint(s.m|s.n|s.k) >= smallSides || s.k > smallDepth || uint64(s.m)*uint64(s.n)*uint64(s.k)-1 >= smallWork {
		return planned // or empty
	}
	g := &kn.Gemm
	if s.bcs == 1 && (s.n >= g.Lanes || s.n > 1 && (s.m*s.k <= fewSteps || 2*s.n >= g.Lanes && s.k <= 2*g.Lanes)) {
		return byTiles
	}
	if s.n == 1 {
		switch {
		case s.acs == 1 && s.brs == 1:
			return byDots
		case s.acs == 1:
			return packDots
		case s.ars == 1 && ldc == 1:
			return byRow
		}
	}
	vectors, deep := g.Vectors(s.n), g.Vectors(s.k)
	tiles := tileStep * max(s.m*vectors, leastTile) * s.k
	if vectors == 1 && s.m > leastTile {
		tiles = loneStep * s.m * s.k
	}
	dots := s.m * s.n * (dotStep*deep + dotGather)
	switch {
	case s.bcs == 1 && (s.acs != 1 || tiles <= dots+deep*dotPack):
		return byTiles
	case s.bcs == 1:
		return packDots
	case s.brs != 1 || s.n*s.k > smallPack:
		return planned
	case s.acs == 1 && dots <= tiles+tilePack*s.n*deep:
		return byDots
	}
	return packTiles
}

// OneTile returns the width, in vectors, of the single tile that computes an m by n product of depth k, or 0 if no tile
// does. Rows of B are contiguous.
func OneTile[T kernels.Float](kn *kernels.Kernels[T], m, n, k int) int {
	g := &kn.Gemm
	v := g.Vectors(n)
	if v > g.Sweep || m > g.Rows[v-1] || uint(k-1) >= smallDepth || n < g.Lanes && (n == 1 || m*k > fewSteps && (2*n < g.Lanes || k > 2*g.Lanes)) {
		return 0
	}
	return v
}

// oneTile computes a product by the tile that OneTile returns.
func oneTile[T kernels.Float](kn *kernels.Kernels[T], v int, p *kernels.Product[T], a, b, c []T) {
	p.Rows, p.Ahead = p.M, v*kn.Gemm.Lanes
	if p.Alpha == 1 && p.Beta == 0 {
		p.Simple = 1
	}
	kn.Gemm.Tiles[v-1](p, &a[0], &b[0], &c[0])
}

// small computes a product in one of the ways that pack nothing.
func small[T kernels.Float](kn *kernels.Kernels[T], how way, p *kernels.Product[T], columns int, a, b, c []T) {
	switch how {
	case byTiles:
		smallTiles(kn, p, a, b, c)
	case byDots:
		smallDots(kn, p, columns, a, b, c)
	case byRow:
		p.M, p.N, p.BKS, p.ARS, p.AKS = 1, p.M, p.AKS, 0, p.BKS
		p.LDC = p.N
		smallTiles(kn, p, b, a, c)
	}
}

// smallTiles computes a product by tiles, on rows of B that are contiguous.
func smallTiles[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], a, b, c []T) {
	g := &kn.Gemm
	if vectors := g.Vectors(p.N); vectors <= g.Sweep {
		most := g.Rows[vectors-1]
		if p.M <= most {
			oneTile(kn, vectors, p, a, b, c)
			return
		}
		p.Ahead = vectors * g.Lanes
		tilesOf(p, evenly(p.M, most))
		g.Tiles[vectors-1](p, &a[0], &b[0], &c[0])
		return
	}
	if p.K == 1 || p.N*p.K > callRead {
		unpacked(kn, access{residency: cachesHere().residency(p.M, p.N, p.K, bytesOf[T](1)), update: p.K == 1}, p, a, b, c)
		return
	}
	wideTiles(kn, p, a, b, c)
}

// wideTiles is inPlace for a small product with a B in L2. A call takes all rows, and all columns but for those of the tiles
// that are a vector narrower.
func wideTiles[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], a, b, c []T) {
	g := &kn.Gemm
	rows := evenly(p.M, rowsAtOnce(kn, access{}, p))
	tilesOf(p, rows)
	columns := evenly(g.Vectors(p.N), g.Widest(rows.size))
	n, width := p.N, columns.size*g.Lanes
	p.N = min(columns.larger*width, n)
	p.BGS, p.Ahead = width, width
	g.Tiles[columns.size-1](p, &a[0], &b[0], &c[0])
	if j := p.N; j < n {
		width -= g.Lanes
		p.N, p.BGS, p.Ahead = n-j, width, width
		g.Tiles[columns.size-2](p, &a[0], &b[j], &c[j])
	}
}

// packSmall computes a product in one of the ways that pack B first.
func (w *Workspace[T]) packSmall(how way, p *kernels.Product[T], columns int, a, b, c []T) {
	if len(w.scratch) == 0 || len(w.scratch[0].b) < p.N*p.K+w.machine.lanes {
		w.reserve(1, p.M, p.N, p.K)
	}
	x, packed := Matrix[T]{b, p.BKS, columns}, w.scratch[0].b
	if how == packTiles {
		pack(w.kernels, packed, p.N, p.K, x.T())
		p.BKS = p.N
		smallTiles(w.kernels, p, a, packed, c)
		return
	}
	pack(w.kernels, packed, p.K, p.N, x)
	smallDots(w.kernels, p, p.K, a, packed, c)
}

// small computes a product if it is small, and reports whether it did. Where w is not entered, it computes only
// products that pack nothing. Alpha is not zero.
func (w *Workspace[T]) small(x *problem[T], entered bool) bool {
	how, v := byTiles, 0
	if x.b.CS == 1 && x.m > 0 && x.n > 0 {
		v = OneTile(w.kernels, x.m, x.n, x.k)
	}
	if v == 0 {
		var s shape
		x.shapeTo(&s)
		if how = wayOf(w.kernels, &s, x.ldc); how == planned || how.packs() && !entered {
			return false
		}
	}
	// Not a literal: it is copied by loads of 16 bytes, which wait for the stores of 8 bytes before them.
	var p kernels.Product[T]
	p.M, p.N, p.K, p.ARS, p.AKS, p.BKS, p.LDC, p.Alpha, p.Beta = x.m, x.n, x.k, x.a.RS, x.a.CS, x.b.RS, x.ldc, x.alpha, x.beta
	q := kernels.Hide(&p)
	switch {
	case v > 0:
		oneTile(w.kernels, v, q, x.a.Data, x.b.Data, x.c)
	case how == byTiles:
		smallTiles(w.kernels, q, x.a.Data, x.b.Data, x.c)
	case how.packs():
		w.packSmall(how, q, x.b.CS, x.a.Data, x.b.Data, x.c)
	default:
		small(w.kernels, how, q, x.b.CS, x.a.Data, x.b.Data, x.c)
	}
	runtime.KeepAlive(&p)
	return true
}
