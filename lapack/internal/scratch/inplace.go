package scratch

// tile is the side of the squares in which a transpose goes through memory: a cache line's elements.
const tile = 8

// TransposeInPlace transposes A of n by n.
func TransposeInPlace(n int, a []float64, lda int) {
	for i0 := 0; i0 < n; i0 += tile {
		for j0 := i0; j0 < n; j0 += tile {
			for i := i0; i < min(i0+tile, n); i++ {
				for j := max(j0, i+1); j < min(j0+tile, n); j++ {
					a[i*lda+j], a[j*lda+i] = a[j*lda+i], a[i*lda+j]
				}
			}
		}
	}
}
