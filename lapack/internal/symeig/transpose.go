package symeig

// tile is the side of the squares in which a transpose goes through memory: a cache line's elements.
const tile = 8

// columns sets column j of A to row order[j] of z.
func columns(n int, z []float64, ldz int, order, a []float64, lda int) {
	for j0 := 0; j0 < n; j0 += tile {
		for i0 := 0; i0 < n; i0 += tile {
			im := min(tile, n-i0)
			for j := j0; j < min(j0+tile, n); j++ {
				to := a[i0*lda+j:]
				for i, v := range z[int(order[j])*ldz+i0:][:im] {
					to[i*lda] = v
				}
			}
		}
	}
}
