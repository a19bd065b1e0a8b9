package gonumlapack_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	gonumapi "gonum.org/v1/gonum/lapack"

	"weft.example/lapack/gonumlapack"
)

// TestConditionOfRandom wants the estimates of most random matrices to be the condition number itself, as Higham found them to be, and
// none above it or below a tenth of it.
func TestConditionOfRandom(t *testing.T) {
	impl := gonumlapack.Implementation{}
	rng := rand.New(rand.NewPCG(9, 0))
	const n, tries = 10, 200
	for _, norm := range []gonumapi.MatrixNorm{gonumapi.MaxColumnSum, gonumapi.MaxRowSum} {
		exact := 0
		for range tries {
			a := newMatrix(n, n, func(i, j int) float64 { return rng.NormFloat64() * math.Pow(10, float64(i-2*j)/5) })
			lu, pivots, work := a.clone(), make([]int, n), make([]float64, 64*n)
			size := impl.Dlange(norm, n, n, a.data, a.ld, work)
			impl.Dgetrf(n, n, lu.data, lu.ld, pivots)
			got := 1 / impl.Dgecon(norm, n, lu.data, lu.ld, size, work, make([]int, n))
			impl.Dgetri(n, lu.data, lu.ld, pivots, work, len(work))
			want := size * impl.Dlange(norm, n, n, lu.data, lu.ld, work)
			if got > want*(1+1e-6) || got < want/10 {
				t.Errorf("norm %c: estimate %g of %g", norm, got, want)
			}
			if got > want*0.999 {
				exact++
			}
		}
		if exact < tries*8/10 {
			t.Errorf("norm %c: %d of %d estimates are exact", norm, exact, tries)
		}
	}
}

// TestLeastSquaresOfLargest wants a solution where columns of A have norms beyond the largest number.
func TestLeastSquaresOfLargest(t *testing.T) {
	impl := gonumlapack.Implementation{}
	rng := rand.New(rand.NewPCG(10, 0))
	const m, n, size = 60, 5, 0x1p1023
	a := newMatrix(m, n, func(i, j int) float64 { return math.Copysign(1+rng.Float64()/2, rng.NormFloat64()) * size })
	b := newMatrix(m, 1, func(i, j int) float64 { // A·(1/16, 2/16, …)
		sum := 0.0
		for p := range n {
			sum += a.at(i, p) / 16 * float64(p+1)
		}
		return sum
	})
	work := make([]float64, 64*m)
	if !impl.Dgels(blas.NoTrans, m, n, 1, a.data, a.ld, b.data, b.ld, work, len(work)) {
		t.Error("not of full rank")
	}
	for p := range n {
		if got, want := b.at(p, 0), float64(p+1)/16; !(math.Abs(got-want) <= 1e-14) {
			t.Errorf("x[%d] is %g, want %g", p, got, want)
		}
	}
}
