package gonumblas_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/kernels"
)

// TestGbmv holds every Set's bands times vectors to sums of float64. What is not stored is NaN.
func TestGbmv(t *testing.T) { onTriangles(t, testGbmv[float32], testGbmv[float64]) }

func testGbmv[T kernels.Float](t *testing.T, f triangles[T], seed uint64) {
	rng := rand.New(rand.NewPCG(12, seed))
	rooms := [3]room[T]{newRoom[T](), newRoom[T](), newRoom[T]()}
	sizes := [][2]int{{1, 1}, {1, 9}, {9, 1}, {8, 8}, {3, 9000}, {300, 90}, {90, 300}, {200, 200}}
	for range 100 {
		sizes = append(sizes, [2]int{1 + rng.IntN(100), 1 + rng.IntN(100)})
	}
	for _, s := range sizes {
		m, n := s[0], s[1]
		kL, kU := rng.IntN(m), rng.IntN(n)
		if rng.IntN(2) == 0 {
			kL, kU = rng.IntN(min(m, 30)), rng.IntN(min(n, 30))
		}
		if n == 9000 {
			kU = n - 1 // pieces of rows
		}
		lda := kL + kU + 1 + rng.IntN(3)
		a := rooms[0].place(rng, (min(m, n+kL)-1)*lda+kL+kU+1)
		at := func(i, j int) int { return i*lda + kL + j - i }
		for i := range a {
			a[i] = T(math.NaN())
		}
		for i := range m {
			for j := max(0, i-kL); j < min(n, i+kU+1); j++ {
				a[at(i, j)] = T(rng.NormFloat64())
			}
		}
		for _, tA := range transposes {
			alpha, beta := []T{1, -1, 1.5}[rng.IntN(3)], []T{0, 1, -1, -0.5}[rng.IntN(4)]
			incX, incY, lenX, lenY := increment(rng), increment(rng), n, m
			if tA != blas.NoTrans {
				lenX, lenY = m, n
			}
			x, y := vectorOf(rng, rooms[1], lenX, incX), vectorOf(rng, rooms[2], lenY, incY)
			beforeA, want, sizes := slices.Clone(a), float64s(y), make([]float64, len(y))
			for i := range lenY {
				at := place(lenY, incY, i)
				want[at] *= float64(beta)
				sizes[at] = math.Abs(want[at])
				if beta == 0 {
					y[at] = T(math.NaN()) // which must not be read
				}
			}
			for i := range m {
				for j := max(0, i-kL); j < min(n, i+kU+1); j++ {
					p, q := j, i
					if tA != blas.NoTrans {
						p, q = i, j
					}
					term := float64(alpha) * float64(a[at(i, j)]) * float64(x[place(lenX, incX, p)])
					want[place(lenY, incY, q)] += term
					sizes[place(lenY, incY, q)] += math.Abs(term)
				}
			}
			for i := range sizes {
				sizes[i] *= eps[T]() * float64(kL+kU+5)
			}
			f.gbmv(tA, m, n, kL, kU, alpha, a, lda, x, incX, beta, y, incY)
			err := compare(float64s(y), want, sizes)
			if err == nil && !kept(a, beforeA) {
				err = fmt.Errorf("A is written")
			}
			if err != nil {
				t.Fatalf("%c %d×%d, %d below, %d above, lda %d, alpha %v beta %v, increments %d %d: %v", tA, m, n, kL, kU, lda, alpha, beta, incX, incY, err)
			}
		}
	}
}
