package gonumblas_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestRoutinesConcurrent has several goroutines call routines that keep copies and packed operands in workspaces. Each must
// compute what it does alone.
func TestRoutinesConcurrent(t *testing.T) {
	const n = 130 // more than is small
	rng := rand.New(rand.NewPCG(12, 0))
	impl := gonumblas.New(kernels.Best(), workers.New(2))
	a, b := make([]float64, n*n), make([]float64, n*n)
	for i := range a {
		a[i], b[i] = rng.NormFloat64()/n, rng.NormFloat64()
	}
	for i := range n {
		a[i*n+i] = 2
	}
	routines := map[string]func(c []float64){
		"Dsyrk":  func(c []float64) { impl.Dsyrk(blas.Lower, blas.Trans, n, n, 1, b, n, 0, c, n) },
		"Dsyr2k": func(c []float64) { impl.Dsyr2k(blas.Upper, blas.NoTrans, n, n, 1, a, n, b, n, 0, c, n) },
		"Dsymm":  func(c []float64) { impl.Dsymm(blas.Right, blas.Lower, n, n, 1, a, n, b, n, 0, c, n) },
		"Dtrsm": func(c []float64) {
			copy(c, b)
			impl.Dtrsm(blas.Right, blas.Lower, blas.Trans, blas.NonUnit, n, n, 1, a, n, c, n)
		},
		"Dtrmm": func(c []float64) {
			copy(c, b)
			impl.Dtrmm(blas.Left, blas.Upper, blas.NoTrans, blas.Unit, n, n, 1, a, n, c, n)
		},
		"Dgemv": func(c []float64) { impl.Dgemv(blas.Trans, n, n, 1, a, n, b, -2, 0, c, 3) },
		"Dsymv": func(c []float64) { impl.Dsymv(blas.Lower, n, 1, a, n, b, -2, 0, c, 3) },
		"Dspmv": func(c []float64) { impl.Dspmv(blas.Upper, n, 1, a, b, 2, 0, c, -1) },
		"Dsyr2": func(c []float64) { copy(c, b); impl.Dsyr2(blas.Upper, n, 1, a, 1, b, 2, c, n) },
		"Dtrsv": func(c []float64) {
			copy(c, b)
			impl.Dtrsv(blas.Lower, blas.NoTrans, blas.NonUnit, n, a, n, c, -3)
		},
		"Dger": func(c []float64) { copy(c, b); impl.Dger(n, n, 1, a, -1, b, 2, c, n) },
	}
	want := map[string][]float64{}
	for name, run := range routines {
		want[name] = make([]float64, n*n)
		run(want[name])
	}
	var all sync.WaitGroup
	for range 4 {
		for name, run := range routines {
			all.Go(func() {
				c := make([]float64, n*n)
				for range 5 {
					if run(c); !slices.Equal(c, want[name]) {
						t.Errorf("%s: other bits beside others than alone", name)
						return
					}
				}
			})
		}
	}
	all.Wait()
}
