package blas

import (
	"fmt"
	"testing"

	"weft.example/kernels"
)

// BenchmarkPlans times every plan that can compute a product on one core, with
// a star at the one that planFor chooses: the grounds for its costs.
func BenchmarkPlans(b *testing.B) {
	for _, c := range []struct {
		op      string // whether A and B are transposed
		m, n, k int
	}{
		{"NN", 64, 64, 64}, {"NN", 128, 128, 128}, {"NN", 256, 256, 256}, {"NN", 512, 512, 512},
		{"NN", 768, 768, 768}, {"NN", 1000, 1000, 1000}, {"NN", 1536, 1536, 1536}, {"NN", 1024, 1024, 1024}, {"NN", 2048, 2048, 2048}, {"TN", 1024, 1024, 1024},
		{"NN", 128, 1024, 1024}, {"NN", 256, 256, 512}, {"NN", 640, 1280, 768}, {"TN", 256, 512, 512}, {"TN", 784, 256, 256}, {"TN", 768, 768, 768}, {"TN", 1000, 200, 1024}, {"TT", 1000, 1000, 1000},
		{"NT", 1, 512, 784}, {"NT", 8, 512, 784}, {"NT", 32, 512, 784}, {"NT", 64, 512, 784}, {"NT", 256, 128, 784}, {"NT", 256, 512, 784}, {"NT", 256, 1024, 1024}, {"NT", 64, 1024, 1024}, {"NT", 1024, 1024, 1024}, {"NT", 2048, 2048, 2048}, {"NT", 128, 2048, 2048},
		{"NT", 1024, 64, 256}, {"NT", 64, 10, 256}, {"NT", 4096, 20, 784}, {"NT", 209, 20, 12288},
		{"TN", 512, 784, 64}, {"NN", 64, 784, 512}, {"TN", 20, 12288, 209}, {"NN", 209, 12288, 20},
		{"NN", 1024, 8, 1024}, {"TT", 1024, 8, 1024}, {"TT", 8, 1024, 1024}, {"TT", 1024, 1024, 8}, {"TT", 2048, 2048, 2},
		{"NN", 1024, 1, 1024}, {"TT", 1024, 1, 1024}, {"TT", 10000, 16, 16}, {"TT", 16, 10000, 16}, {"NN", 333, 7, 511},
	} {
		name := fmt.Sprintf("%s/%dx%dx%d", c.op, c.m, c.n, c.k)
		benchmarkPlans[float32](b, "float32/"+name, c.op, c.m, c.n, c.k)
		benchmarkPlans[float64](b, "float64/"+name, c.op, c.m, c.n, c.k)
	}
}

func benchmarkPlans[T kernels.Float](b *testing.B, name, op string, m, n, k int) {
	set, err := kernels.Default()
	if err != nil {
		b.Fatal(err)
	}
	w := NewWorkspace[T](set, nil)
	x, y, c := ramp[T](m*k), ramp[T](k*n), ramp[T](m*n)
	x0, y0 := Rows(x, k), Rows(y, n)
	if op[0] == 'T' {
		x0 = Rows(x, m).T()
	}
	if op[1] == 'T' {
		y0 = Rows(y, k).T()
	}
	chosen := w.machine.cheapest(shapeOf(m, n, k, x0, y0))
	for _, p := range plans() {
		if p.form == outerProducts && p.packA && !(p.packB && x0.RS == 1) {
			continue // the same as without
		}
		needless := p.form != outerProducts && (p.packA && fits(candidate{p.form, false, p.packB}, x0, y0) || p.packB && fits(candidate{p.form, p.packA, false}, x0, y0))
		if needless || !fits(p, x0, y0) {
			continue
		}
		star := ""
		if p == chosen {
			star = "*"
		}
		b.Run(fmt.Sprintf("%s/%s", name, p)+star, func(b *testing.B) {
			for b.Loop() {
				w.runPlan(p, problem[T]{m: m, n: n, k: k, alpha: 1, a: x0, b: y0, c: c, ldc: n}, grid{1, 1})
			}
			b.ReportMetric(2*float64(m)*float64(n)*float64(k)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOPS")
		})
	}
}

// ramp returns n small numbers. Zeros would not do: memory that was never
// written is one page many times over, and lies in cache.
func ramp[T kernels.Float](n int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = T(i%7) - 3
	}
	return x
}
