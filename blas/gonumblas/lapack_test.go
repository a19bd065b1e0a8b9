package gonumblas

import (
	"testing"

	"weft.example/internal/checked"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestTranspose wants each element where it belongs, and nothing else written.
func TestTranspose(t *testing.T) {
	impls := map[string]Implementation{"zero": {}}
	for _, set := range kernels.Available() {
		impls[set.Name] = New(set, workers.New(1))
	}
	const other = -1e300
	for name, impl := range impls {
		for _, m := range []int{0, 1, 3, 4, 7, 8, 9, 16, 31, 65} {
			for _, n := range []int{0, 1, 2, 7, 8, 31, 32, 33, 70} {
				lds, ldd := n+3, m+2
				src, dst := make([]float64, m*lds+1), make([]float64, n*ldd+1)
				for i := range src {
					src[i] = float64(i)
				}
				for i := range dst {
					dst[i] = other
				}
				impl.Dtranspose(checked.Operands{}, m, n, dst, ldd, src, lds)
				for i, got := range dst {
					want := float64(other)
					if j, r := i/ldd, i%ldd; j < n && r < m {
						want = src[r*lds+j]
					}
					if got != want {
						t.Fatalf("%s, %d by %d: element %d is %g, want %g", name, m, n, i, got, want)
					}
				}
			}
		}
	}
}
