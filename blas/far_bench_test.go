package blas

import (
	"fmt"
	"testing"
	"unsafe"

	"weft.example/kernels"
)

// BenchmarkFar multiplies into a C from memory on one core: the grounds for how it is gone
// through. What is reported is C alone, once written and, unless beta is zero, once read.
func BenchmarkFar(b *testing.B) {
	for _, size := range [][2]int{{3072, 2048}, {3001, 2001}, {1000, 8000}, {200000, 64}, {200000, 100}} {
		for _, k := range []int{1, 2, 8, 16, 32, 64} {
			for _, beta := range []float32{0, 1} {
				name := fmt.Sprintf("%dx%dx%d/beta=%v", size[0], size[1], k, beta)
				b.Run("float32/"+name, func(b *testing.B) { benchmarkFar(b, size[0], size[1], k, beta) })
				b.Run("float64/"+name, func(b *testing.B) { benchmarkFar(b, size[0], size[1], k, float64(beta)) })
			}
		}
	}
}

func benchmarkFar[T kernels.Float](b *testing.B, m, n, k int, beta T) {
	set, err := kernels.Default()
	if err != nil {
		b.Fatal(err)
	}
	w := NewWorkspace[T](set, nil)
	x, y, c := ramp[T](m*k), ramp[T](k*n), ramp[T](m*n)
	for b.Loop() {
		w.Gemm(m, n, k, 1, Rows(x, k), Rows(y, n), beta, c, n)
	}
	area, seconds := float64(m)*float64(n), b.Elapsed().Seconds()/float64(b.N)
	b.ReportMetric(2*area*float64(k)/seconds/1e9, "GFLOPS")
	b.ReportMetric(area*float64(1+beta)*float64(unsafe.Sizeof(beta))/seconds/1e9, "GB/s")
}
