//go:build !race

// The race detector makes sync.Pool drop items at random.

package gonumlapack

import (
	"runtime/debug"
	"testing"

	"gonum.org/v1/gonum/lapack"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

func TestEigAllocs(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // which empties pools
	for _, n := range []int{60, 161, 300} {
		a, c := matrix(n, hardEig["random"]), make([]float64, n*n)
		impl := New(gonumblas.New(kernels.Available()[len(kernels.Available())-1], workers.New(1)))
		wr, wi, v, work := make([]float64, n), make([]float64, n), make([]float64, n*n), make([]float64, 1<<20)
		if k := testing.AllocsPerRun(3, func() {
			copy(c, a)
			impl.Dgeev(lapack.LeftEVNone, lapack.RightEVCompute, n, c, n, wr, wi, nil, 1, v, n, work, len(work))
		}); k != 0 {
			t.Errorf("n=%d: %v allocations", n, k)
		}
	}
}
