package gonumblas

import (
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/kernels"
	"weft.example/workers"
)

func TestUnknownISA(t *testing.T) {
	t.Setenv(kernels.ISAEnv, "mmx")
	var l lazy
	for range 2 {
		func() {
			defer func() {
				text, _ := recover().(string)
				if !strings.Contains(text, kernels.ISAEnv) || !strings.Contains(text, "mmx") || strings.Contains(text, "\n") {
					t.Errorf("panic %q, want one line that names %s and mmx", text, kernels.ISAEnv)
				}
			}()
			l.get()
		}()
	}
}

// TestNew multiplies with kernels and workers of its own, on every Set.
func TestNew(t *testing.T) {
	for _, set := range kernels.Available() {
		impl := New(set, workers.New(1))
		for _, n := range []int{3, 90} { // straight to a tile, and by a workspace
			a, c := make([]float64, n*n), make([]float64, n*n)
			for i := range n {
				a[i*n+i] = 2
			}
			impl.Dgemm(blas.NoTrans, blas.Trans, n, n, n, 1, a, n, a, n, 0, c, n)
			if c[0] != 4 || c[n*n-1] != 4 || c[1] != 0 {
				t.Errorf("%s: twice the identity squared begins %v", set.Name, c[:2])
			}
		}
	}
}
