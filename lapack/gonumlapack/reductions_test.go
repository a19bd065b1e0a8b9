package gonumlapack

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestReductionsForget wants reductions to have the same bits whatever is in their memory: after a matrix of NaN, in a workspace of NaN,
// and for any number of workers.
func TestReductionsForget(t *testing.T) {
	set := kernels.Available()[len(kernels.Available())-1]
	fill := func(n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = math.NaN()
		}
		return x
	}
	for name, reduce := range map[string]func(impl Implementation, n int, a, d, e, tau, tau2, work []float64){
		"Dsytrd": func(impl Implementation, n int, a, d, e, tau, _, work []float64) {
			impl.Dsytrd(blas.Upper, n, a, n, d, e[:n-1], tau[:n-1], work, len(work))
		},
		"Dgebrd": func(impl Implementation, n int, a, d, e, tau, tau2, work []float64) {
			impl.Dgebrd(n, n, a, n, d, e[:n-1], tau, tau2, work, len(work))
		},
		"Dgehrd": func(impl Implementation, n int, a, _, _, tau, _, work []float64) {
			impl.Dgehrd(n, 0, n-1, a, n, tau[:n-1], work, len(work))
		},
	} {
		for _, n := range []int{17, 77, 300} {
			rng := rand.New(rand.NewPCG(3, uint64(n)))
			src := make([]float64, n*n)
			for i := range src {
				src[i] = rng.NormFloat64()
			}
			var want []float64
			for _, w := range []int{1, 2, 7} {
				impl := New(gonumblas.New(set, workers.New(w)))
				for range 2 {
					a, work := slices.Clone(src), fill(64*n)
					reduce(impl, n, a, fill(n), fill(n), fill(n), fill(n), work)
					if want == nil {
						want = a
					}
					if !slices.Equal(a, want) {
						t.Errorf("%s of %d, %d workers: other bits", name, n, w)
					}
					reduce(impl, n, fill(n*n), fill(n), fill(n), fill(n), fill(n), fill(64*n))
				}
			}
		}
	}
}
