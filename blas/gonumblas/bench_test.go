package gonumblas_test

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft/blas/gonumblas"
)

func BenchmarkSmall(b *testing.B) {
	var l blas.Float32Level3 = gonumblas.Implementation{}
	for _, n := range []int{4, 8, 13, 16, 24, 31, 32, 48, 64} {
		x, y, z := make([]float32, n*n), make([]float32, n*n), make([]float32, n*n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				l.Sgemm(blas.NoTrans, blas.NoTrans, n, n, n, 1, x, n, y, n, 0, z, n)
			}
			b.ReportMetric(2*float64(n*n*n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOPS")
		})
	}
}
