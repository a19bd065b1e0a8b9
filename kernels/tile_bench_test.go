package kernels

import (
	"fmt"
	"testing"
)

// BenchmarkTile times tiles whose operands lie in L1, beside the ceiling that
// multiply-adds in registers reach.
func BenchmarkTile(b *testing.B) {
	for _, s := range Available()[1:] {
		benchmarkTile(b, s.Name+"/float32", &s.F32)
		benchmarkTile(b, s.Name+"/float64", &s.F64)
	}
}

func benchmarkTile[T Float](b *testing.B, name string, k *Kernels[T]) {
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
	x, y, c := make([]T, most*len(g.Tiles)), make([]T, most*len(g.Tiles[0])*g.Lanes), make([]T, len(g.Tiles)*len(g.Tiles[0])*g.Lanes)
	for _, depth := range []int{16, 64, most} {
		for i, tiles := range g.Tiles {
			m, n := i+1, len(tiles)*g.Lanes
			b.Run(fmt.Sprintf("%s/k=%d/%dx%d", name, depth, m, n), func(b *testing.B) {
				for b.Loop() {
					tiles[len(tiles)-1](depth, 1, &x[0], 1, m, &y[0], n, 0, &c[0], n, n)
				}
				rate(b, 2*m*n*depth)
			})
		}
	}
}
