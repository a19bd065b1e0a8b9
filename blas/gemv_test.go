package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestGemvViews multiplies by views that gonum's doors do not have: with neither rows nor columns contiguous, and with rows that
// are one. Vectors have all kinds of increments.
func TestGemvViews(t *testing.T) {
	for _, set := range kernels.Available() {
		w := NewWorkspace[float64](set, nil)
		rng := rand.New(rand.NewPCG(1, 0))
		for _, size := range [][2]int{{1, 1}, {5, 7}, {40, 30}, {700, 600}} {
			m, n := size[0], size[1]
			data, x, y := make([]float64, m*n*6), make([]float64, 3*n), make([]float64, 3*m)
			for i := range data {
				data[i] = rng.NormFloat64()
			}
			for i := range x {
				x[i] = rng.NormFloat64()
			}
			for _, a := range []Matrix[float64]{{data, 2 * n, 2}, {data, 2, 2 * m}, {data, n, 1}, {data, 1, m}, {data, 0, 1}, {data, 1, 0}} {
				for _, inc := range []int{1, 3, -2} {
					w.Gemv(m, n, 0.5, a, x, inc, 0, y, inc)
					for i := range m {
						sum, size := 0.0, 0.0
						for j := range n {
							term := 0.5 * a.Data[i*a.RS+j*a.CS] * x[j*max(inc, 0)+(j-n+1)*min(inc, 0)]
							sum, size = sum+term, size+math.Abs(term)
						}
						if got := y[i*max(inc, 0)+(i-m+1)*min(inc, 0)]; math.Abs(got-sum) > float64(n+3)*0x1p-52*size {
							t.Fatalf("%s %d×%d strides %d %d increment %d: y[%d] = %v, want %v", set, m, n, a.RS, a.CS, inc, i, got, sum)
						}
					}
				}
			}
		}
	}
}

// TestGemvPanics wants panics with both numbers.
func TestGemvPanics(t *testing.T) {
	w := NewWorkspace[float32](kernels.Best(), nil)
	d := make([]float32, 12)
	a := Rows(d, 4)
	for want, call := range map[string]func(){
		"blas: sizes m, n, k = -1, 1, 4":             func() { w.Gemv(-1, 4, 1, a, d, 1, 0, d, 1) },
		"blas: strides of A -1, 1":                   func() { w.Gemv(3, 4, 1, Matrix[float32]{d, -1, 1}, d, 1, 0, d, 1) },
		"blas: a has 12 elements, want at least 13":  func() { w.Gemv(3, 5, 1, a, d, 1, 0, d, 1) },
		"blas: x has 2 elements, want at least 4":    func() { w.Gemv(3, 4, 1, a, d[:2], 1, 0, d, 1) },
		"blas: y has 4 elements, want at least 5":    func() { w.Gemv(3, 4, 1, a, d, 1, 0, d[:4], -2) },
		"blas: the increment of x = 0":               func() { w.Gemv(3, 4, 1, a, d, 0, 0, d, 1) },
		"blas: sizes m, n, k = 3, -4, 1":             func() { w.Ger(3, -4, 1, d, 1, d, 1, d, 4) },
		"blas: ldc = 3, want at least max(1, n) = 4": func() { w.Ger(3, 4, 1, d, 1, d, 1, d, 3) },
		"blas: a has 11 elements, want at least 12":  func() { w.Ger(3, 4, 1, d, 1, d, 1, d[:11], 4) },
		"blas: x has 12 elements, want at least 13":  func() { w.Ger(3, 4, 1, d, 6, d, 1, d, 4) },
		"blas: the increment of y = 0":               func() { w.Ger(3, 4, 1, d, 1, d, 0, d, 4) },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.HasPrefix(got, want) {
					t.Errorf("panic %q, want %q", got, want)
				}
			}()
			call()
		}()
	}
	w.Gemv(3, 4, 1, a, d[:4], 1, 0, make([]float32, 3), 1) // the workspace is free still
}

// TestGemvAllocatesNothing goes by every way: in place, behind copies, and by a plan with workers.
func TestGemvAllocatesNothing(t *testing.T) {
	w := NewWorkspace[float64](kernels.Best(), workers.New(2))
	a, x, y := make([]float64, 800*800), make([]float64, 1600), make([]float64, 1600)
	for _, n := range []int{3, 50, 800} {
		for _, inc := range []int{1, 2, -1} {
			if got := mallocs.PerRun(func() {
				w.Gemv(n, n, 1, Rows(a, n), x, inc, 0, y, inc)
				w.Gemv(n, n, 1, Rows(a, n).T(), x, inc, 0, y, inc)
				w.Ger(n, n, 1, x, inc, y, inc, a, n)
			}); got != 0 {
				t.Errorf("size %d, increment %d: %d allocations", n, inc, got)
			}
		}
	}
}
