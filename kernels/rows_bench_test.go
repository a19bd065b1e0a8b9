package kernels

import (
	"fmt"
	"testing"
)

// BenchmarkRows times the kernels that go through the rows of matrices, on operands in L1, in L2
// and in memory.
func BenchmarkRows(b *testing.B) {
	for _, s := range Available()[1:] {
		benchmarkRows(b, s.Name+"/float32", tableOf[float32](s))
		benchmarkRows(b, s.Name+"/float64", tableOf[float64](s))
	}
}

func benchmarkRows[T Float](b *testing.B, name string, k *table[T]) {
	run := func(what string, elements int, f func()) {
		b.Run(name+"/"+what, func(b *testing.B) {
			for b.Loop() {
				f()
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/float64(elements), "ns/element")
		})
	}
	const n, most = 1000, 4000
	x, y, row := make([]T, n*most), make([]T, n*most), make([]T, 8*n)
	for _, at := range []struct {
		name    string
		m, n, k int // rows and columns of C, the most depth
	}{{"L1", 8, 100, 8}, {"L2", 40, n, 8}, {"memory", most, n, 8}} {
		size := at.m * at.n
		for depth := 1; depth <= at.k; depth++ {
			for _, beta := range []T{0, 1} {
				p := Product[T]{M: at.m, N: at.n, K: depth, ARS: depth, AKS: 1, BKS: at.n, LDC: at.n, Ahead: 2 * at.n, Alpha: 1, Beta: beta}
				run(fmt.Sprintf("update/%s/k=%d/beta=%v", at.name, depth, beta), size, func() { k.Update[depth-1](&p, &y[0], &row[0], &x[0]) })
			}
		}
		run("addrow/"+at.name, size, func() { k.AddRow(at.m, at.n, &x[0], at.n, &row[0]) })
		run("addrowrelu/"+at.name, size, func() { k.AddRowReLU(at.m, at.n, &x[0], at.n, &row[0]) })
		run("sumrows/"+at.name, size, func() { k.SumRows(at.m, at.n, 1, &x[0], at.n, &row[0]) })
	}
	for _, n := range []int{1, 3, 5, 10, 16, 30, 50, 90, 128, 300} {
		run(fmt.Sprintf("addrow/n=%d", n), 64*n, func() { k.AddRow(64, n, &x[0], n, &row[0]) })
		run(fmt.Sprintf("addrowrelu/n=%d", n), 64*n, func() { k.AddRowReLU(64, n, &x[0], n, &row[0]) })
		run(fmt.Sprintf("sumrows/n=%d", n), 64*n, func() { k.SumRows(64, n, 1, &x[0], n, &row[0]) })
	}
	for m := 1; m <= k.Gemm.Lanes; m++ {
		for _, depth := range []int{3, 16, 100} {
			run(fmt.Sprintf("transpose/%dx%d", m, depth), m*depth, func() { k.Transpose(m, depth, &y[0], k.Gemm.Lanes, &x[0], depth) })
		}
	}
	for _, n := range []int{3, 20, 1024} {
		run(fmt.Sprintf("axpy/n=%d", n), n, func() { k.Axpy(n, 1, &y[0], &x[0]) })
		run(fmt.Sprintf("sub/n=%d", n), n, func() { k.Sub(n, &y[0], &y[0], &x[0]) })
		run(fmt.Sprintf("scale/n=%d", n), n, func() { k.Scale(n, 1, &x[0]) })
		run(fmt.Sprintf("exp/n=%d", n), n, func() { k.Exp(n, &y[0], &x[0]) })
		run(fmt.Sprintf("relu/n=%d", n), n, func() { k.Act[ReLU].Forward(n, &y[0], &x[0]) })
		run(fmt.Sprintf("momentum/n=%d", n), n, func() { k.Steps.Momentum(n, 0, 0, 0, &y[0], &x[0], &row[0]) })
		run(fmt.Sprintf("adam/n=%d", n), n, func() { k.Steps.Adam(n, 0, 0, 0, 0, 0, 1, 0, 1, &y[0], &x[0], &x[n], &row[0]) })
	}
}
