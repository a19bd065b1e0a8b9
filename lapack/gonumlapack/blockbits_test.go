package gonumlapack_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"weft.example/blas/gonumblas"
	"weft.example/internal/long"
	"weft.example/kernels"
	"weft.example/lapack/gonumlapack"
	"weft.example/workers"
)

// TestBlockBits wants LU and QR of matrices that workers copy in blocks to have the bits of one worker's, who computes in place: of orders
// that are no multiples of a block, wide and tall.
func TestBlockBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(8))
	rng, trials := rand.New(rand.NewPCG(1, 2)), 6
	if long.Tests() {
		trials = 60
	}
	for _, set := range kernels.Available() {
		for range trials {
			m, n := 192+rng.IntN(150), 192+rng.IntN(150)
			lda, k := n+rng.IntN(3)*8, min(m, n)
			source := make([]float64, m*lda)
			for i := range source {
				source[i] = rng.NormFloat64()
			}
			var wantLU, wantQR []float64
			for _, count := range []int{1, 2, 3, 7} {
				impl := gonumlapack.New(gonumblas.New(set, workers.New(count)))
				lu, qr, pivots, tau, work := slices.Clone(source), slices.Clone(source), make([]int, k), make([]float64, k), make([]float64, 1)
				impl.Dgetrf(m, n, lu, lda, pivots)
				impl.Dgeqrf(m, n, qr, lda, tau, work, -1)
				work = make([]float64, int(work[0]))
				impl.Dgeqrf(m, n, qr, lda, tau, work, len(work))
				if count == 1 {
					wantLU, wantQR = lu, qr
				}
				for i := range lu {
					if math.Float64bits(lu[i]) != math.Float64bits(wantLU[i]) || math.Float64bits(qr[i]) != math.Float64bits(wantQR[i]) {
						t.Fatalf("%s, %d by %d, rows %d apart, %d workers: element %d, %d differs from one worker's", set.Name, m, n, lda, count, i/lda, i%lda)
					}
				}
			}
		}
	}
}
