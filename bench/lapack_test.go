package bench_test

import (
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack/gonum"

	"weft.example/bench"
	"weft.example/lapack/gonumlapack"
)

// TestLapack compares weft with gonum by every case, and wants a comparison of unlike matrices to fail.
func TestLapack(t *testing.T) {
	for _, c := range bench.LapackCases() {
		for _, n := range []int{1, 5, 40, 100} {
			weft, theirs := bench.NewFactor(c, n, gonumlapack.Implementation{}), bench.NewFactor(c, n, gonum.Implementation{})
			if err := weft.Agree(theirs); err != nil {
				t.Error(err)
			}
		}
		lazy := bench.NewFactor(c, 40, lazyLapack{})
		if err := lazy.Agree(bench.NewFactor(c, 40, gonum.Implementation{})); err == nil && c.Name == "cholesky" {
			t.Errorf("%s: a factor that was not computed passes", c.Name)
		}
	}
}

// lazyLapack is gonum's, but that Dpotrf does nothing.
type lazyLapack struct{ gonum.Implementation }

func (lazyLapack) Dpotrf(ul blas.Uplo, n int, a []float64, lda int) bool { return true }
