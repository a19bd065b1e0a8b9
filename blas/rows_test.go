package blas

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"weft.example/kernels"
	"weft.example/workers"
)

// TestGemmRows wants the product, and each of its rows in the bits that it has alone.
func TestGemmRows(t *testing.T) { forEach(t, testGemmRows[float32], testGemmRows[float64]) }

func testGemmRows[T kernels.Float](t *testing.T, s *kernels.Set) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	rng := rand.New(rand.NewPCG(8, 0))
	alone, shared := NewWorkspace[T](s, nil), NewWorkspace[T](s, workers.New(3))
	for _, size := range [][3]int{
		{1, 1, 1}, {2, 1, 300}, {9, 5, 7}, {17, 33, 64}, {6, 40, 784}, {64, 1, 2500}, {5, 7, 5000}, {130, 67, 90}, {300, 64, 30}, {3, 500, 700},
	} {
		p := randomProduct[T](rng, size[0], size[1], size[2])
		one := slices.Clone(p.c)
		if err := p.tryThen(shared.GemmRows); err != nil {
			t.Fatalf("%v, alpha %v, beta %v: %v", size, p.alpha, p.beta, err)
		}
		for i := range p.m {
			alone.GemmRows(1, p.n, p.k, p.alpha, p.a.from(i, 0), p.b, p.beta, one[i*p.ldc:], p.ldc, nil)
		}
		for at := range one {
			if one[at] != p.c[at] {
				t.Fatalf("%v: C[%d,%d] = %v, in its row alone %v", size, at/p.ldc, at%p.ldc, p.c[at], one[at])
			}
		}
	}
}

// BenchmarkRows is what it costs that each row is as if alone, beside Gemm, on a layer's forward
// product.
func BenchmarkRows(b *testing.B) {
	const n, k = 512, 784
	for _, m := range []int{1, 4, 16, 64, 256} {
		x, y, c := make([]float32, m*k), make([]float32, n*k), make([]float32, m*n)
		w := NewWorkspace[float32](kernels.Best(), nil)
		for name, multiply := range map[string]func(){
			"any":  func() { w.Gemm(m, n, k, 1, Rows(x, k), Rows(y, k).T(), 0, c, n) },
			"rows": func() { w.GemmRows(m, n, k, 1, Rows(x, k), Rows(y, k).T(), 0, c, n, nil) },
		} {
			b.Run(fmt.Sprintf("m=%d/%s", m, name), func(b *testing.B) {
				for b.Loop() {
					multiply()
				}
				b.ReportMetric(2*float64(m)*n*k*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}
