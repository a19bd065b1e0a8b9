//go:build !race

package factor

import (
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestCholeskyStepsAllocateNothing wants no allocation by two workers, once there is scratch. The race detector drops what a pool keeps.
func TestCholeskyStepsAllocateNothing(t *testing.T) {
	bl, n := gonumblas.New(kernels.Best(), workers.New(2)), leastCholesky
	for _, half := range []blas.Uplo{blas.Upper, blas.Lower} {
		a := make([]float64, n*n)
		if got := mallocs.PerRun(func() {
			for i := range n {
				a[i*n+i] = 4
			}
			Cholesky(bl, half, n, a, n)
		}); got != 0 {
			t.Errorf("%c: %d allocations", half, got)
		}
	}
}
