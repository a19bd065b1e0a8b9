//go:build !race

// The race detector makes sync.Pool drop items at random.

package gonumlapack

import (
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/lapack"

	"weft.example/blas/gonumblas"
	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestSVDAllocatesNothing has merges that workers share.
func TestSVDAllocatesNothing(t *testing.T) {
	sets := kernels.Available()
	impl := New(gonumblas.New(sets[len(sets)-1], workers.New(2)))
	for _, n := range []int{20, 150, 300} {
		source, a := normal(n*n, rand.New(rand.NewPCG(11, 12))), make([]float64, n*n)
		s, u, v, work := make([]float64, n), make([]float64, n*n), make([]float64, n*n), make([]float64, 1)
		impl.Dgesvd(lapack.SVDStore, lapack.SVDStore, n, n, a, n, s, u, n, v, n, work, -1)
		work = make([]float64, int(work[0]))
		if count := mallocs.PerRun(func() {
			copy(a, source)
			impl.Dgesvd(lapack.SVDStore, lapack.SVDStore, n, n, a, n, s, u, n, v, n, work, len(work))
		}); count != 0 {
			t.Errorf("n = %d: %d allocations", n, count)
		}
	}
}
