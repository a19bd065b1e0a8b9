package gonumblas_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft/blas/gonumblas"
	"weft/kernels"
)

type trv[T kernels.Float] func(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []T, lda int, x []T, incX int)

// TestTriangleVectors holds every Set's products of a triangle and a vector to sums of float64, and its solutions to the
// residual. The other triangle, a unit diagonal and what lies between rows are NaN. The matrix ends where a page does.
func TestTriangleVectors(t *testing.T) {
	onEverySet(t, func(t *testing.T, i gonumblas.Implementation) { testTriangleVectors(t, i.Strmv, i.Strsv, 0x1p-23) }, func(t *testing.T, i gonumblas.Implementation) { testTriangleVectors(t, i.Dtrmv, i.Dtrsv, 0x1p-52) })
}

func testTriangleVectors[T kernels.Float](t *testing.T, trmv, trsv trv[T], eps float64) {
	rng := rand.New(rand.NewPCG(10, 0))
	nan := T(math.NaN())
	memory, vector := newRoom[T](), newRoom[T]()
	for _, n := range []int{0, 1, 35, 36, 37, 40, 129, 192, 195, 300} {
		for _, ul := range []blas.Uplo{blas.Upper, blas.Lower} {
			for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans, blas.ConjTrans} {
				for _, d := range []blas.Diag{blas.NonUnit, blas.Unit} {
					lda := max(1, n) + rng.IntN(3)
					a := memory.last(max(0, lda*(n-1)+n))
					for i := range a {
						a[i] = nan
					}
					full := make([]float64, n*n) // op(A)
					for i := range n {
						for j := range n {
							v := T(rng.NormFloat64() / float64(n+1)) // so that solutions stay small
							switch {
							case i == j && d == blas.Unit:
								full[i*n+i] = 1
								continue
							case i == j:
								v += 2
							case (ul == blas.Upper) != (i < j):
								continue
							}
							a[i*lda+j] = v
							if tA == blas.NoTrans {
								full[i*n+j] = float64(v)
							} else {
								full[j*n+i] = float64(v)
							}
						}
					}
					before := make([]T, n)
					for i := range before {
						before[i] = T(rng.NormFloat64())
					}
					x := vector.last(n)
					copy(x, before)
					trmv(ul, tA, d, n, a, lda, x, 1)
					product := append([]T(nil), x...)
					copy(x, before)
					trsv(ul, tA, d, n, a, lda, x, 1)
					for i := range n {
						var want, size, back, backSize float64
						for j, v := range full[i*n : i*n+n] {
							want, size = want+v*float64(before[j]), size+math.Abs(v*float64(before[j]))
							back, backSize = back+v*float64(x[j]), backSize+math.Abs(v*float64(x[j]))
						}
						if !(math.Abs(float64(product[i])-want) <= eps*float64(n+2)*size) {
							t.Fatalf("%c %c %c, n = %d, lda = %d: (A·x)[%d] = %v, want %v", ul, tA, d, n, lda, i, product[i], want)
						}
						if !(math.Abs(back-float64(before[i])) <= eps*float64(n+2)*backSize) {
							t.Fatalf("%c %c %c, n = %d, lda = %d: (A·x)[%d] = %v for the solution x, want %v", ul, tA, d, n, lda, i, back, before[i])
						}
					}
				}
			}
		}
	}
}
