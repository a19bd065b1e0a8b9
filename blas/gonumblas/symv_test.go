package gonumblas_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft/blas/gonumblas"
	"weft/kernels"
)

type symv[T kernels.Float] func(ul blas.Uplo, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int)

// TestSymv holds every Set to sums of float64. The other triangle and what lies between rows is NaN. The matrix ends where a
// page does.
func TestSymv(t *testing.T) {
	onEverySet(t, func(t *testing.T, i gonumblas.Implementation) { testSymv(t, i.Ssymv, 0x1p-23) }, func(t *testing.T, i gonumblas.Implementation) { testSymv(t, i.Dsymv, 0x1p-52) })
}

func testSymv[T kernels.Float](t *testing.T, symv symv[T], eps float64) {
	rng := rand.New(rand.NewPCG(9, 0))
	nan := T(math.NaN())
	memory, vectorX, vectorY := newRoom[T](), newRoom[T](), newRoom[T]()
	for _, n := range []int{0, 1, 5, 23, 24, 25, 31, 32, 33, 40, 63, 129, 300, 401} {
		for _, ul := range []blas.Uplo{blas.Upper, blas.Lower} {
			for _, beta := range []T{0, 1, -0.5} {
				lda := max(1, n) + rng.IntN(3)
				a := memory.last(max(0, lda*(n-1)+n))
				for i := range a {
					a[i] = nan
				}
				full := make([]float64, n*n)
				for i := range n {
					for j := i; j < n; j++ {
						v := T(rng.NormFloat64())
						full[i*n+j], full[j*n+i] = float64(v), float64(v)
						if ul == blas.Upper {
							a[i*lda+j] = v
						} else {
							a[j*lda+i] = v
						}
					}
				}
				x, y := vectorX.last(n), vectorY.last(n)
				before := make([]T, n)
				for i := range x {
					x[i], before[i] = T(rng.NormFloat64()), T(rng.NormFloat64())
				}
				copy(y, before)
				if beta == 0 && n > 0 {
					y[n/2] = nan
				}
				const alpha = 1.5
				symv(ul, n, alpha, a, lda, x, 1, beta, y, 1)
				for i := range y {
					want, size := float64(beta)*float64(before[i]), math.Abs(float64(beta)*float64(before[i]))
					for j, v := range full[i*n : i*n+n] {
						want, size = want+alpha*v*float64(x[j]), size+math.Abs(alpha*v*float64(x[j]))
					}
					if math.IsNaN(float64(y[i])) || math.Abs(float64(y[i])-want) > eps*float64(n+4)*size {
						t.Fatalf("n = %d, lda = %d, %c, beta %v: y[%d] = %v, want %v", n, lda, ul, beta, i, y[i], want)
					}
				}
			}
		}
	}
}
