package blas

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestGemvWays compares with sums in Go what is said to be near, by every Set and with NaN around all that is to be read. It shows that
// other products of the sizes are not.
func TestGemvWays(t *testing.T) {
	for _, set := range kernels.Available() {
		testGemvWays[float32](t, set)
		testGemvWays[float64](t, set)
	}
}

func testGemvWays[T kernels.Float](t *testing.T, set *kernels.Set) {
	kn, c := kernels.Of[T](set), caches{L1: 1 << 10, L2: 1 << 20, nearRows: true}
	rng, near := rand.New(rand.NewPCG(1, 0)), 0
	for _, size := range [][2]int{{1, 128}, {3, 256}, {64, 192}, {100, 255}, {257, 130}, {90, 64}, {300, 4500 / 8}} {
		for _, transposed := range []bool{false, true} {
			for _, beta := range []T{0, 1, -0.5} {
				m, n := size[0], size[1]
				lda := n + 3
				a, x, y := numbers[T](rng, (m-1)*lda+n), numbers[T](rng, n), numbers[T](rng, m)
				for i := range m - 1 {
					for j := n; j < lda; j++ {
						a[i*lda+j] = T(math.NaN())
					}
				}
				g := gemv[T]{1.5, beta, Matrix[T]{a, lda, 1}, vector[T]{x, n, 1}, vector[T]{y, m, 1}}
				if transposed {
					g.a, g.x, g.y = g.a.T(), g.y, g.x
				}
				if beta == 0 {
					for i := range g.y.data {
						g.y.data[i] = T(math.NaN())
					}
				}
				if g.way(kn, c) != sideBySideRows {
					near++
				}
				want, bound := gemvInGo(&g)
				ways, before := []gemvWay{sideBySideRows, rowByRow}, slices.Clone(g.y.data)
				if transposed {
					ways = []gemvWay{sideBySideRows, downFew, downMany}
				}
				for _, way := range ways {
					copy(g.y.data, before)
					g.compute(kn, way)
					for i, w := range want {
						if got := float64(g.y.data[i]); !(math.Abs(got-w) <= bound) {
							t.Fatalf("%s %T %d×%d transposed %v beta %v way %v: y[%d] = %v, want %v", set, a, m, n, transposed, beta, way, i, got, w)
						}
					}
				}
			}
		}
	}
	if whole := bytesOf[T](kn.Gemm.Lanes) >= line; whole != (near > 0) {
		t.Errorf("%s: %d products are near, vectors of a line: %v", set, near, whole)
	}
}

// gemvInGo returns y and a bound of its error.
func gemvInGo[T kernels.Float](g *gemv[T]) (y []float64, bound float64) {
	for i := range g.y.n {
		sum, size := 0.0, 0.0
		for j := range g.x.n {
			term := float64(g.a.Data[i*g.a.RS+j*g.a.CS]) * float64(g.x.data[j])
			sum, size = sum+term, size+math.Abs(term)
		}
		sum *= float64(g.alpha)
		if g.beta != 0 {
			sum += float64(g.beta) * float64(g.y.data[i])
		}
		y = append(y, sum)
		bound = max(bound, float64(g.x.n+4)*eps[T]()*(size+1)*2)
	}
	return y, bound
}
