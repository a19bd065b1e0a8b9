package blas

import "weft.example/kernels"

// turnedTiles computes C = alpha·A·B + beta·C as p, which is Cᵀ = Bᵀ·Aᵀ. Rows of Aᵀ, the operand b, are contiguous. Each tile of
// Cᵀ goes to room and from there into C. Lines of C that come late are then written while the next tile is multiplied, unlike those
// of larger chunks: float64 TT 128 cubed takes 53 µs so, 59 by a chunk, and 59 behind packing B (Emerald Rapids).
func turnedTiles[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], a, b, c []T, ldc int, room []T) {
	g, n, m := &kn.Gemm, p.M, p.N
	tile, spare := room[:len(room)/2], room[len(room)/2:]
	for j := 0; j < n; j += g.Lanes {
		rows := evenly(min(g.Lanes, n-j), g.MR)
		for v := evenly(g.Vectors(m), g.Widest(rows.size)); v.more(); v.next() {
			i, width := v.columns(g.Lanes, m)
			p.M, p.N, p.LDC, p.BGS, p.Ahead = rows.total, width, width, width, width
			tilesOf(p, rows)
			if p.Beta != 0 {
				pack(kn, tile, width, p.M, Rows(c[i*ldc+j:], ldc))
			}
			g.Tiles[v.size-1](p, &a[j*p.ARS], &b[i], &tile[0])
			if p.M == g.Lanes {
				kn.Transpose(p.M, width, &c[i*ldc+j], ldc, &tile[0], width)
				continue
			}
			pack(kn, spare, p.M, width, Rows(tile, width)) // a transposition may write whole vectors
			kn.Copy(width, p.M, &c[i*ldc+j], ldc, &spare[0], p.M)
		}
	}
}
