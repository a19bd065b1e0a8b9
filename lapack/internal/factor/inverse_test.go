package factor

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestInverseByRows wants an inverse of orders round strips whose product with A is near I, for any number of workers with the same bits, and
// nothing written between rows.
func TestInverseByRows(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(8))
	for _, set := range kernels.Available() {
		for _, n := range []int{leastByRows, 2*stripRows + 1, 3*stripRows - 1} {
			rng, ld := rand.New(rand.NewPCG(uint64(n), 5)), n+3
			a := make([]float64, n*ld)
			for i := range a {
				a[i] = rng.NormFloat64()
				if i%ld >= n {
					a[i] = math.NaN()
				}
			}
			var first []float64
			for _, k := range []int{1, 2, 7} {
				bl, x, pivots := gonumblas.New(set, workers.New(k)), append([]float64(nil), a...), make([]int, n)
				LU(bl, n, n, x, ld, pivots)
				if !InvertLU(bl, n, x, ld, pivots) {
					t.Fatalf("%s, %d rows: singular", set.Name, n)
				}
				if k == 1 {
					first = x
				}
				for i, v := range x {
					if math.Float64bits(v) != math.Float64bits(first[i]) || i%ld >= n && v == v {
						t.Fatalf("%s, %d rows: element %d, %d is %v by one worker, %v by %d", set.Name, n, i/ld, i%ld, first[i], v, k)
					}
				}
			}
			worst := 0.0 // of X·A - I, relative to |X|·|A|
			for i := range n {
				for j := range n {
					sum, size := 0.0, 0.0
					if i == j {
						sum = -1
					}
					for p := range n {
						v := first[i*ld+p] * a[p*ld+j]
						sum, size = sum+v, size+math.Abs(v)
					}
					worst = max(worst, math.Abs(sum)/size)
				}
			}
			if bound := float64(n) * 0x1p-53; !(worst <= bound) {
				t.Errorf("%s, %d rows: X·A is %.2g from I, want %.2g", set.Name, n, worst, bound)
			}
		}
	}
}
