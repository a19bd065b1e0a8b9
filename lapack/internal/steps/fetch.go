package steps

import "weft.example/lapack/internal/scratch"

// Fetch reads a matrix of m by n, so that it is in this core's cache. Where another core has written it, who goes along rows has lines
// fetched ahead; a product, which takes a few elements of many rows at a time, waits for each of them. Two workers' LU of order 512 takes
// 0.95 times as long so, of 1024 0.92 times. QR, whose panels lie in long rows, and Cholesky take as long as without, or longer (Zen 5).
//
//go:noinline
func Fetch(m, n int, a []float64, lda int) (sum float64) {
	for i := range m {
		row := a[i*lda:][:n]
		for j := 0; j < n; j += scratch.Line {
			sum += row[j]
		}
	}
	return sum
}
