//go:build !race

// The race detector makes sync.Pool drop items at random.

package gonumlapack

import (
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	gonumapi "gonum.org/v1/gonum/lapack"

	"weft.example/blas/gonumblas"
	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

func TestSymmetricAllocatesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	sets := kernels.Available() // the zero Implementation may compute with gonum's BLAS, which starts goroutines
	var impl gonumapi.Float64 = New(gonumblas.New(sets[len(sets)-1], workers.New(2)))
	for _, n := range []int{20, 150} {
		a, c, w := make([]float64, n*n), make([]float64, n*n), make([]float64, n)
		for i := range a {
			a[i] = rng.NormFloat64()
		}
		for _, job := range []gonumapi.EVJob{gonumapi.EVNone, gonumapi.EVCompute} {
			work := make([]float64, 1)
			impl.Dsyev(job, blas.Upper, n, c, n, w, work, -1)
			work = make([]float64, int(work[0]))
			for _, uplo := range []blas.Uplo{blas.Upper, blas.Lower} {
				if count := mallocs.PerRun(func() {
					copy(c, a)
					impl.Dsyev(job, uplo, n, c, n, w, work, len(work))
				}); count != 0 {
					t.Errorf("n = %d, %c: %d allocations", n, job, count)
				}
			}
		}
	}
}
