package kernels

import (
	"fmt"
	"testing"
)

// BenchmarkTile times tiles whose operands lie in L1, beside the ceiling that
// multiply-adds in registers reach.
func BenchmarkTile(b *testing.B) {
	for _, s := range Available()[1:] {
		benchmarkTile(b, s.Name+"/float32", tableOf[float32](s))
		benchmarkTile(b, s.Name+"/float64", tableOf[float64](s))
	}
}

func benchmarkTile[T Float](b *testing.B, name string, k *table[T]) {
	rate := func(b *testing.B, flops int) {
		b.ReportMetric(float64(flops)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOPS")
	}
	b.Run(name+"/peak", func(b *testing.B) {
		for b.Loop() {
			k.Peak(100)
		}
		rate(b, 100*k.PeakFlops)
	})
	g := &k.Gemm
	const most = 256
	width := len(g.Tiles) * g.Lanes
	x, y, c := make([]T, most*g.Rows[0]), make([]T, most*width), make([]T, g.Rows[0]*width)
	for _, depth := range []int{16, 64, most} {
		for m := 1; m <= g.Rows[0]; m++ {
			v := g.Widest(m)
			n := v * g.Lanes
			p := Product[T]{M: m, N: n, K: depth, Rows: m, ARS: 1, AKS: m, BKS: n, LDC: n, Ahead: n, Alpha: 1}
			b.Run(fmt.Sprintf("%s/k=%d/%dx%d", name, depth, m, n), func(b *testing.B) {
				for b.Loop() {
					g.Tiles[v-1](&p, &x[0], &y[0], &c[0])
				}
				rate(b, 2*m*n*depth)
			})
		}
	}
}
