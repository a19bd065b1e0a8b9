package blas

import "weft.example/kernels"

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
