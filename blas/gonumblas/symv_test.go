package gonumblas_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestSymv holds every Set's symmetric matrices times vectors to sums of float64. What is not stored is NaN.
func TestSymv(t *testing.T) { onTriangles(t, testSymv[float32], testSymv[float64]) }

func testSymv[T kernels.Float](t *testing.T, f triangles[T], seed uint64) {
	rng := rand.New(rand.NewPCG(9, seed))
	rooms := [3]room[T]{newRoom[T](), newRoom[T](), newRoom[T]()}
	for _, n := range triangleSizes(rng) {
		for _, l := range layouts(rng, n) {
			alpha, beta := []T{1, -1, 1.5}[rng.IntN(3)], []T{0, 1, -1, -0.5}[rng.IntN(4)]
			incX, incY := increment(rng), increment(rng)
			a, x, y := rooms[0].place(rng, l.size()), vectorOf(rng, rooms[1], n, incX), vectorOf(rng, rooms[2], n, incY)
			fill(rng, l, a)
			beforeA, want, bounds := slices.Clone(a), slices.Clone(y), make([]float64, len(y))
			for i := range n {
				at := place(n, incY, i)
				sum := float64(beta) * float64(y[at])
				size := math.Abs(sum)
				if beta == 0 {
					y[at] = T(math.NaN()) // which must not be read
				}
				for j := max(0, i-l.k); j < min(n, i+l.k+1); j++ {
					term := float64(alpha) * float64(a[max(l.at(i, j), l.at(j, i))]) * float64(x[place(n, incX, j)])
					sum, size = sum+term, size+math.Abs(term)
				}
				want[at], bounds[at] = T(sum), eps[T]()*float64(n+4)*size
			}
			f.symv(l, alpha, a, x, incX, beta, y, incY)
			err := compare(y, want, bounds)
			if err == nil && !kept(a, beforeA) {
				err = fmt.Errorf("A is written")
			}
			if err != nil {
				t.Fatalf("%v, alpha %v beta %v, increments %d %d: %v", l, alpha, beta, incX, incY, err)
			}
		}
	}
}

// TestSymvParts has strips of a large matrix shared: the same bits for any number of workers, near gonum's sums.
func TestSymvParts(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(7))
	rng := rand.New(rand.NewPCG(10, 0))
	for _, n := range []int{361, 514, 777, 1030} {
		for _, ul := range []blas.Uplo{blas.Upper, blas.Lower} {
			lda := n + rng.IntN(9)
			a, x, start := make([]float64, n*lda), make([]float64, n), make([]float64, 2*n)
			for i := range a {
				a[i] = math.NaN()
			}
			for i := range n {
				x[i], start[2*i] = rng.NormFloat64(), rng.NormFloat64()
				for j := i; j < n; j++ {
					v := rng.NormFloat64()
					if ul == blas.Upper {
						a[i*lda+j] = v
					} else {
						a[j*lda+i] = v
					}
				}
			}
			want := slices.Clone(start)
			gonum.Implementation{}.Dsymv(ul, n, -1.5, a, lda, x, 1, 0.5, want, 2)
			var first []float64
			for _, k := range []int{1, 2, 7} {
				impl, y := gonumblas.New(kernels.Best(), workers.New(k)), slices.Clone(start)
				impl.Dsymv(ul, n, -1.5, a, lda, x, 1, 0.5, y, 2) // leaves sums in memory that the next one has
				copy(y, start)
				impl.Dsymv(ul, n, -1.5, a, lda, x, 1, 0.5, y, 2)
				if first == nil {
					first = y
				}
				for i := range y {
					if math.Abs(y[i]-want[i]) > float64(n)*math.Sqrt(float64(n))*0x1p-51 {
						t.Fatalf("%c, n %d: y[%d] = %v, want %v", ul, n, i, y[i], want[i])
					}
					if math.Float64bits(y[i]) != math.Float64bits(first[i]) {
						t.Fatalf("%c, n %d: %d workers have other bits than 1", ul, n, k)
					}
				}
			}
		}
	}
}
