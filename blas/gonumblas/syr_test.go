package gonumblas_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft/blas/gonumblas"
	"weft/kernels"
)

type syr[T kernels.Float] func(ul blas.Uplo, n int, alpha T, x []T, incX int, a []T, lda int)

// TestSyr holds every Set's symmetric updates to float64. The other triangle and what lies between rows is NaN, and stays
// so. The matrix ends where a page does.
func TestSyr(t *testing.T) {
	onEverySet(t, func(t *testing.T, i gonumblas.Implementation) { testSyr(t, i.Ssyr, 0x1p-23) }, func(t *testing.T, i gonumblas.Implementation) { testSyr(t, i.Dsyr, 0x1p-52) })
}

func testSyr[T kernels.Float](t *testing.T, syr syr[T], eps float64) {
	rng := rand.New(rand.NewPCG(11, 0))
	nan := T(math.NaN())
	memory, vector := newRoom[T](), newRoom[T]()
	for _, n := range []int{0, 1, 55, 56, 57, 64, 65, 129, 300} {
		for _, ul := range []blas.Uplo{blas.Upper, blas.Lower} {
			lda := max(1, n) + rng.IntN(3)
			a := memory.last(max(0, lda*(n-1)+n))
			stored := func(i, j int) bool { return j < n && (i == j || (ul == blas.Upper) == (i < j)) }
			for at := range a {
				if a[at] = nan; stored(at/lda, at%lda) {
					a[at] = T(rng.NormFloat64())
				}
			}
			x := vector.last(n)
			for i := range x {
				x[i] = T(rng.NormFloat64())
			}
			before := append([]T(nil), a...)
			const alpha = -1.5
			syr(ul, n, alpha, x, 1, a, lda)
			for at, got := range a {
				i, j := at/lda, at%lda
				if !stored(i, j) {
					if got == got {
						t.Fatalf("%c, n = %d, lda = %d: A[%d,%d] = %v is written", ul, n, lda, i, j, got)
					}
					continue
				}
				added := alpha * float64(x[i]) * float64(x[j])
				if want := float64(before[at]) + added; !(math.Abs(float64(got)-want) <= 3*eps*(math.Abs(added)+math.Abs(want))) {
					t.Fatalf("%c, n = %d, lda = %d: A[%d,%d] = %v, want %v", ul, n, lda, i, j, got, want)
				}
			}
		}
	}
}
