package gonumlapack

import (
	"fmt"
	"math/rand/v2"
	"testing"

	gonumapi "gonum.org/v1/gonum/lapack"
)

func BenchmarkSVD(b *testing.B) {
	for _, c := range []struct {
		name string
		rows int
		job  gonumapi.SVDJob
	}{{"thin", 1, gonumapi.SVDStore}, {"thin4n", 4, gonumapi.SVDStore}, {"values", 1, gonumapi.SVDNone}} {
		for _, n := range []int{32, 64, 128, 256, 512, 1024} {
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				m := c.rows * n
				rnd := rand.New(rand.NewPCG(1, 2))
				a, u, vt, s := make([]float64, m*n), make([]float64, m*n), make([]float64, n*n), make([]float64, n)
				for i := range a {
					a[i] = rnd.NormFloat64()
				}
				x := make([]float64, m*n)
				work := make([]float64, 1)
				impl := Implementation{}
				impl.Dgesvd(c.job, c.job, m, n, x, n, s, u, n, vt, n, work, -1)
				work = make([]float64, int(work[0]))
				for b.Loop() {
					copy(x, a)
					impl.Dgesvd(c.job, c.job, m, n, x, n, s, u, n, vt, n, work, len(work))
				}
			})
		}
	}
}
