package gonumblas_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
)

// TestFewBits holds routines on few elements to gonum's bits, wherever in memory these lie: suites above, of eigenproblems, hold them
// to thresholds that a sum in another order passes only by chance.
func TestFewBits(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("gonum has assembly, which fuses nothing, on amd64")
	}
	rng := rand.New(rand.NewPCG(3, 0))
	random := func() []float64 {
		x := make([]float64, 3*8+4)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		return x
	}
	theirs := vectors64(gonum.Implementation{})
	for _, set := range kernels.Available() {
		ours := vectors64(gonumblas.New(set, nil))
		for n := 1; n <= 12; n++ {
			for _, inc := range [][2]int{{1, 1}, {-1, -1}, {1, -1}, {2, 3}, {-3, 2}} {
				if n > 8 && inc[0] != inc[1] {
					continue
				}
				for at := range 4 {
					x, y, alpha, c, s := random(), random(), rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()
					all := func(v vectors[float64]) [3][]float64 {
						x, y := slices.Clone(x), slices.Clone(y)
						dot := 0.0
						if inc[0] != -1 || inc[1] != -1 {
							dot = v.dot(n, x, inc[0], y[at:], inc[1])
						}
						v.axpy(n, alpha, x, inc[0], y[at:], inc[1])
						v.scal(min(n, 8), alpha, x[at:], max(inc[0], -inc[0]))
						v.rot(n, x, inc[0], y[at:], inc[1], c, s)
						return [3][]float64{x, y, {dot}}
					}
					got, want := all(ours), all(theirs)
					for i := range got {
						for j := range got[i] {
							if math.Float64bits(got[i][j]) != math.Float64bits(want[i][j]) {
								t.Fatalf("%s, %d elements %d apart, y at %d: vector %d has %v at %d, gonum's %v", set.Name, n, inc, at, i, got[i][j], j, want[i][j])
							}
						}
					}
				}
			}
		}
	}
}
