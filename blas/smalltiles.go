package blas

import (
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// isSmall tells whether a product is small, and not empty.
func isSmall(m, n, k int) bool {
	return uint(m|n|k) < smallSides && k <= smallDepth && uint64(m)*uint64(n)*uint64(k)-1 < smallWork
}

// wideRows tells whether rows of B, which are contiguous, are so wide that tiles are surely the cheapest.
func wideRows(lanes, m, n, k int) bool {
	return n >= lanes || n > 1 && (m*k <= fewSteps || 2*n >= lanes && k <= 2*lanes)
}

// Tiled tells whether tiles are surely the best for a product whose rows of B are contiguous.
func Tiled[T kernels.Float](kn *kernels.Kernels[T], m, n, k int) bool {
	return isSmall(m, n, k) && wideRows(kn.Gemm.Lanes, m, n, k)
}

// SingleTile returns the width, in vectors, of a single tile that is surely the best for a product whose rows of B are contiguous, or 0. No
// size is 0.
func SingleTile[T kernels.Float](g *kernels.Gemm[T], m, n, k int) int {
	v := g.Vectors(n)
	if v > g.Sweep || m > g.Rows[v-1] || k > smallDepth || !wideRows(g.Lanes, m, n, k) {
		return 0
	}
	return v
}

// Tiles computes a product that is Tiled. It checks nothing, as Product. Slices come by pointer: by value they do not fit in registers.
// float64 NN 16 cubed goes from 111 to 99 ns by this and by fewer calls on the way (Zen 5).
func Tiles[T kernels.Float](_ checked.Operands, kn *kernels.Kernels[T], p *kernels.Product[T], a, b, c *[]T) {
	smallTiles(kn, p, a, b, c)
}

// smallTiles computes a product by tiles, on rows of B that are contiguous.
func smallTiles[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], a, b, c *[]T) {
	g := &kn.Gemm
	if vectors := g.Vectors(p.N); vectors <= g.Sweep {
		p.Ahead = vectors * g.Lanes
		if most := g.Rows[vectors-1]; p.M > most {
			tilesOf(p, evenly(p.M, most))
		} else if p.Rows = p.M; p.Alpha == 1 && p.Beta == 0 {
			p.Store = kernels.Simple
		}
		g.Tiles[vectors-1](p, &(*a)[0], &(*b)[0], &(*c)[0])
		return
	}
	if p.K == 1 || p.N*p.K > callRead {
		unpacked(kn, access{residency: cachesHere().residency(p.M, p.N, p.K, bytesOf[T](1)), update: p.K == 1}, p, *a, *b, *c)
		return
	}
	wideTiles(kn, p, *a, *b, *c)
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
