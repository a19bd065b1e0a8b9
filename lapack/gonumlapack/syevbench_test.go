package gonumlapack

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"
)

func BenchmarkDsyev(b *testing.B) {
	for _, job := range []lapack.EVJob{lapack.EVCompute, lapack.EVNone} {
		for _, n := range []int{32, 64, 128, 256, 512, 1024} {
			b.Run(fmt.Sprintf("%c/%d", job, n), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(1, 1))
				a, c, w := make([]float64, n*n), make([]float64, n*n), make([]float64, n)
				for i := range a {
					a[i] = rng.Float64() - 0.5
				}
				work := []float64{0}
				var impl Implementation
				impl.Dsyev(job, blas.Upper, n, c, n, w, work, -1)
				work = make([]float64, int(work[0]))
				for b.Loop() {
					copy(c, a)
					if !impl.Dsyev(job, blas.Upper, n, c, n, w, work, len(work)) {
						b.Fatal("no convergence")
					}
				}
			})
		}
	}
}
