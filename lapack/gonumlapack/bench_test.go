package gonumlapack_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/gonumlapack"
)

// BenchmarkFactor reports, beside the rate of each factorization, that of a product of the same order.
func BenchmarkFactor(b *testing.B) {
	impl := gonumlapack.Implementation{}
	for _, n := range []int{16, 32, 64, 128, 256, 512, 1024, 2048} {
		cube := float64(n) * float64(n) * float64(n)
		source := random(n * n)
		spd := slices.Clone(source)
		a, tau, pivots, work := make([]float64, n*n), make([]float64, n), make([]int, n), make([]float64, 64*n)
		for i := range n {
			spd[i*n+i] = float64(2 * n)
		}
		for _, c := range []struct {
			name   string
			flops  float64
			source []float64
			run    func()
		}{
			{"Gemm", 2 * cube, nil, func() {
				gonumblas.Implementation{}.Dgemm(blas.NoTrans, blas.NoTrans, n, n, n, 1, source, n, spd, n, 0, a, n)
			}},
			{"LU", 2 * cube / 3, source, func() { impl.Dgetrf(n, n, a, n, pivots) }},
			{"CholeskyUpper", cube / 3, spd, func() { impl.Dpotrf(blas.Upper, n, a, n) }},
			{"CholeskyLower", cube / 3, spd, func() { impl.Dpotrf(blas.Lower, n, a, n) }},
			{"QR", 4 * cube / 3, source, func() { impl.Dgeqrf(n, n, a, n, tau, work, len(work)) }},
			{"LQ", 4 * cube / 3, source, func() { impl.Dgelqf(n, n, a, n, tau, work, len(work)) }},
			{"TriangleInverse", cube / 3, spd, func() { impl.Dtrtri(blas.Upper, blas.NonUnit, n, a, n) }},
		} {
			b.Run(fmt.Sprint(c.name, "/", n), func(b *testing.B) {
				for b.Loop() {
					if n >= 512 { // where it takes a part of the time
						b.StopTimer()
					}
					copy(a, c.source)
					b.StartTimer()
					c.run()
				}
				b.ReportMetric(c.flops*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}

// BenchmarkTall is QR of matrices with few columns.
func BenchmarkTall(b *testing.B) {
	impl := gonumlapack.Implementation{}
	for _, size := range [][2]int{{128, 32}, {1024, 256}, {4096, 1024}, {10000, 20}, {100000, 20}, {20000, 100}} {
		m, n := size[0], size[1]
		source, a, tau, work := random(m*n), make([]float64, m*n), make([]float64, n), make([]float64, 64*n)
		b.Run(fmt.Sprint("QR/", m, "x", n), func(b *testing.B) {
			for b.Loop() {
				if m*n >= 1<<18 {
					b.StopTimer()
				}
				copy(a, source)
				b.StartTimer()
				impl.Dgeqrf(m, n, a, n, tau, work, len(work))
			}
			flops := 2 * float64(n) * float64(n) * (float64(m) - float64(n)/3)
			b.ReportMetric(flops*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}

func random(n int) []float64 {
	rng := rand.New(rand.NewPCG(uint64(n), 1))
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	return x
}
