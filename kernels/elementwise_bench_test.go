package kernels

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkElementwise times the kernels that work on single elements, on
// operands in L1.
func BenchmarkElementwise(b *testing.B) {
	for _, s := range Available()[1:] {
		b.Run(s.Name+"/float32", func(b *testing.B) { benchmarkElementwise(b, tableOf[float32](s)) })
		b.Run(s.Name+"/float64", func(b *testing.B) { benchmarkElementwise(b, tableOf[float64](s)) })
	}
}

func benchmarkElementwise[T Float](b *testing.B, k *table[T]) {
	const n = 1024
	rng := rand.New(rand.NewPCG(1, 0))
	x, y, z := uniform[T](rng, n), uniform[T](rng, n), make([]T, n)
	run := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f()
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/n, "ns/element")
		})
	}
	for a := range NumActs {
		run(a.String(), func() { k.Act[a].Forward(n, &z[0], &x[0]) })
		run(a.String()+"/backward", func() { k.Act[a].Backward(n, &z[0], &x[0], &y[0]) })
	}
	run("exp", func() { k.Exp(n, &z[0], &x[0]) })
	run("softplus", func() { k.Softplus(n, &z[0], &x[0]) })
	for _, f := range smooths() {
		tail, of := f.tail32, any(f.f32)
		if _, ok := any(T(0)).(float64); ok {
			tail, of = f.tail64, f.f64
		}
		in := within[T](tail, n) // and subnormal results of most
		run(f.name+"/tail", func() { of.(func(k *table[T]) func(n int, y, x *T))(k)(n, &z[0], &in[0]) })
	}
	run("softmax/rows of 128", func() { k.Softmax(n/128, 128, &z[0], 128, &x[0], 128) })
	run("softmax/rows of 16", func() { k.Softmax(n/16, 16, &z[0], 16, &x[0], 16) })
}
