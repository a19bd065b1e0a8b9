package factor

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

// definite is a positive definite matrix of n rows that lie ld apart. The other triangle and what is between rows is NaN.
func definite(half blas.Uplo, n, ld int) []float64 {
	rng := rand.New(rand.NewPCG(uint64(n), 3))
	a := make([]float64, n*ld)
	for i := range n {
		for j := range ld {
			switch at := &a[i*ld+j]; {
			case j >= n || j != i && (j < i) != (half == blas.Lower):
				*at = math.NaN()
			case i == j:
				*at = float64(n) / 8
			default:
				*at = rng.NormFloat64() / 4
			}
		}
	}
	return a
}

// factorError returns what is wrong with a factor of a: an element whose backward error is above that of Higham, Accuracy and Stability of
// Numerical Algorithms, theorem 10.3, or one that is not the triangle's and was written.
func factorError(half blas.Uplo, n, ld int, a, factor []float64) error {
	at := func(x []float64, i, j int) float64 { // of the lower triangle, or of the transpose of the upper one
		if half == blas.Upper {
			i, j = j, i
		}
		return x[i*ld+j]
	}
	for i := range n {
		for j := range i + 1 {
			sum, size := 0.0, 0.0
			for p := range j + 1 {
				v := at(factor, i, p) * at(factor, j, p)
				sum, size = sum+v, size+math.Abs(v)
			}
			if bound := float64(2*n+10) * 0x1p-53 * size; !(math.Abs(sum-at(a, i, j)) <= bound) {
				return fmt.Errorf("element %d, %d: %v, want %v within %.2g", i, j, sum, at(a, i, j), bound)
			}
		}
	}
	for i, v := range a {
		if v != v && factor[i] == factor[i] {
			return fmt.Errorf("element %d, %d written", i/ld, i%ld)
		}
	}
	return nil
}

// TestCholeskySteps wants factors of orders round blocks, for any number of workers with the same bits.
func TestCholeskySteps(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(8))
	for _, set := range kernels.Available() {
		sizes := []int{blockRows + 1, 2 * blockRows, 3*blockRows + 1}
		if set.Name == kernels.Best().Name {
			sizes = append(sizes, 5*blockRows+33)
		}
		for _, n := range sizes {
			for _, half := range []blas.Uplo{blas.Upper, blas.Lower} {
				a, first := definite(half, n, n+3), []float64(nil)
				for _, k := range []int{1, 2, 7} {
					got := append([]float64(nil), a...)
					if !choleskyInSteps(gonumblas.New(set, workers.New(k)), half, n, got, n+3) {
						t.Fatalf("%s, %c, %d rows, %d workers: not positive definite", set.Name, half, n, k)
					}
					if k == 1 {
						first = got
						if err := factorError(half, n, n+3, a, got); err != nil {
							t.Errorf("%s, %c, %d rows: %v", set.Name, half, n, err)
						}
					}
					for i, v := range got {
						if math.Float64bits(v) != math.Float64bits(first[i]) {
							t.Fatalf("%s, %c, %d rows: element %d, %d is %v by one worker, %v by %d", set.Name, half, n, i/(n+3), i%(n+3), first[i], v, k)
						}
					}
				}
			}
		}
	}
}

// TestCholeskyStepsIndefinite wants each block of the diagonal looked at, and NaN in any of them found.
func TestCholeskyStepsIndefinite(t *testing.T) {
	bl, n := gonumblas.New(kernels.Best(), workers.New(2)), 3*blockRows+5
	for _, half := range []blas.Uplo{blas.Upper, blas.Lower} {
		source := definite(half, n, n)
		a := make([]float64, n*n)
		for i := 5; i < n; i += 21 {
			for _, v := range []float64{-1, 0, math.NaN()} {
				copy(a, source)
				a[i*n+i] = v
				if choleskyInSteps(bl, half, n, a, n) {
					t.Errorf("%c: positive definite with %v at %d", half, v, i)
				}
			}
		}
	}
}
