package gonumblas_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestSyr holds every Set's symmetric updates by one vector, and by two, to float64. What is not stored is NaN, and stays so.
// Products count that under- or overflow without alpha.
func TestSyr(t *testing.T) { onTriangles(t, testSyr[float32], testSyr[float64]) }

func testSyr[T kernels.Float](t *testing.T, f triangles[T], seed uint64) {
	rng := rand.New(rand.NewPCG(11, seed))
	rooms := [3]room[T]{newRoom[T](), newRoom[T](), newRoom[T]()}
	for _, n := range triangleSizes(rng) {
		for _, l := range layouts(rng, n) {
			if l.kind == 'b' {
				continue // BLAS has none
			}
			alpha, incX, incY, two := []T{1, -1, 1.5}[rng.IntN(3)], increment(rng), increment(rng), rng.IntN(2) == 0
			a, x, y := rooms[0].place(rng, l.size()), vectorOf(rng, rooms[1], n, incX), vectorOf(rng, rooms[2], n, incY)
			fill(rng, l, a)
			if rng.IntN(3) == 0 && (!two || n >= 64) { // for two, gonum's few rows have alpha last
				small, large := 1e-165, 1e305
				if bits := eps[T](); bits > 1e-10 {
					small, large = 1e-22, 1e37
				}
				if rng.IntN(2) == 0 {
					small, large = 1/small, 1/large
				}
				alpha *= T(large)
				for i := range x {
					x[i] *= T(small)
				}
				for i := range y {
					y[i] *= T(small)
				}
				for i := range a {
					a[i] *= T(large * small * small)
				}
			}
			want, bounds := slices.Clone(a), make([]float64, len(a))
			for i := range n {
				for j := range n {
					at, xi, xj := l.at(i, j), float64(x[place(n, incX, i)]), float64(x[place(n, incX, j)])
					if at < 0 {
						continue
					}
					first, second := float64(alpha)*xi*xj, 0.0
					if two {
						yi, yj := float64(y[place(n, incY, i)]), float64(y[place(n, incY, j)])
						first, second = float64(alpha)*xi*yj, float64(alpha)*yi*xj
					}
					want[at] = T(float64(a[at]) + first + second)
					bounds[at] = 5 * eps[T]() * (math.Abs(float64(a[at])) + math.Abs(first) + math.Abs(second))
				}
			}
			if two {
				f.syr2(l, alpha, x, incX, y, incY, a)
			} else {
				f.syr(l, alpha, x, incX, a)
			}
			if err := compare(a, want, bounds); err != nil {
				t.Fatalf("%v, alpha %v, increments %d %d, two vectors %v: %v", l, alpha, incX, incY, two, err)
			}
		}
	}
}
