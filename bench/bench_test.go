package bench_test

import (
	"fmt"
	"strings"
	"testing"

	"weft.example/bench"
	"weft.example/blas"
	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

// The benchmarks are named set/type/case/impl=…, so that
//
//	go test -run '^$' -bench . -count 6 ./bench | benchstat -col /impl -
//
// puts weft beside its yardsticks. The set is WEFT_ISA's or the best; naive and
// gonum do not depend on it and are repeated for the comparison. weft is one
// worker, weft-blas the same through gonum's interface, and weft-all are as many
// as GOMAXPROCS, as is gonum.

// path is one way to compute something.
type path struct {
	impl string
	run  func()
}

// measure runs one benchmark for each path; work is what one call does.
func measure(b *testing.B, name string, paths []path, work func(b *testing.B)) {
	for _, p := range paths {
		b.Run(name+"/impl="+p.impl, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.run()
			}
			work(b)
		})
	}
}

// flops reports GFLOP/s, and the percentage of one core's peak.
func flops(n, peak float64) func(b *testing.B) {
	return func(b *testing.B) {
		rate := n * float64(b.N) / b.Elapsed().Seconds() / 1e9
		b.ReportMetric(rate, "GFLOPS")
		b.ReportMetric(100*rate/peak, "%peak")
	}
}

func defaultSet(tb testing.TB) *kernels.Set {
	set, err := kernels.Default()
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

func BenchmarkGemm(b *testing.B) {
	benchmarkGemm[float32](b, "float32")
	benchmarkGemm[float64](b, "float64")
}

// BenchmarkEdges times the kinds of EdgeCases.
func BenchmarkEdges(b *testing.B) {
	benchmarkEdges[float32](b, "float32")
	benchmarkEdges[float64](b, "float64")
}

func benchmarkEdges[T kernels.Float](b *testing.B, typ string) {
	set := defaultSet(b)
	peak := bench.Peak[T](set)
	door := gonumblas.New(set, workers.New(1))
	for _, c := range bench.EdgeCases() {
		g := bench.NewGemm[T](c)
		plan := g.Plan(set)
		run := func() { g.Planned(plan) }
		run()
		if err := g.Check(); err != nil {
			b.Fatal(err)
		}
		measure(b, strings.Join([]string{set.Name, typ, c.Name}, "/"), []path{
			{"gonum", g.Gonum},
			{"weft-blas", func() { g.Through(door) }},
			{"weft-plan", run},
		}, flops(c.Flops(), peak))
	}
}

// BenchmarkBatch times cubes through gonum's interface, by a plan, and 64 of them as a batch.
func BenchmarkBatch(b *testing.B) {
	benchmarkBatch[float32](b, "float32")
	benchmarkBatch[float64](b, "float64")
}

func benchmarkBatch[T kernels.Float](b *testing.B, typ string) {
	const count = 64
	set := defaultSet(b)
	peak := bench.Peak[T](set)
	door := gonumblas.New(set, workers.New(1))
	for _, n := range []int{4, 6, 8, 11, 13, 16, 20, 24, 32, 40, 48, 64} {
		g := bench.NewGemm[T](bench.GemmCase{M: n, N: n, K: n})
		plan, name := g.Plan(set), fmt.Sprintf("%s/%s/%d", set.Name, typ, n)
		measure(b, name, []path{
			{"weft-blas", func() { g.Through(door) }},
			{"weft-plan", func() { g.Planned(plan) }},
		}, flops(g.Flops(), peak))
		x, y, z := make([]T, count*n*n), make([]T, count*n*n), make([]T, count*n*n)
		measure(b, name, []path{
			{"weft-batch64", func() { plan.Batch(count, x, n*n, y, n*n, z, n*n) }},
		}, flops(count*g.Flops(), peak))
	}
}

func benchmarkGemm[T kernels.Float](b *testing.B, typ string) {
	set := defaultSet(b)
	peak := bench.Peak[T](set)
	alone, all := blas.NewWorkspace[T](set, nil), blas.NewWorkspace[T](set, workers.New(0))
	door := gonumblas.New(set, workers.New(1))
	for _, c := range bench.GemmCases() {
		g := bench.NewGemm[T](c)
		checked := func(f func()) func() {
			f()
			if err := g.Check(); err != nil {
				b.Fatal(err)
			}
			return f
		}
		measure(b, strings.Join([]string{set.Name, typ, c.Name}, "/"), []path{
			{"naive", g.Naive},
			{"gonum", checked(g.Gonum)},
			{"weft", checked(func() { g.Weft(alone) })},
			{"weft-blas", checked(func() { g.Through(door) })},
			{"weft-all", checked(func() { g.Weft(all) })},
		}, flops(c.Flops(), peak))
	}
}

func BenchmarkElementwise(b *testing.B) {
	benchmarkElementwise[float32](b, "float32")
	benchmarkElementwise[float64](b, "float64")
}

func benchmarkElementwise[T kernels.Float](b *testing.B, typ string) {
	set := defaultSet(b)
	for _, size := range bench.Sizes() {
		arrays := bench.NewArrays[T](size)
		for _, op := range bench.ElementwiseOps[T]() {
			e := bench.Elementwise[T]{ElementwiseOp: op, K: bench.KernelsOf[T](set), Arrays: arrays}
			paths := []path{{"naive", e.Naive}, {"weft", e.Weft}}
			if e.HasGonum() {
				paths = append(paths, path{"gonum", e.Gonum})
			}
			for _, p := range paths[1:] {
				if err := e.Check(p.run); err != nil {
					b.Fatal(err)
				}
			}
			measure(b, strings.Join([]string{set.Name, typ, op.Name, size.Name}, "/"), paths,
				func(b *testing.B) { b.SetBytes(int64(e.Bytes())) })
		}
	}
}

func BenchmarkNetwork(b *testing.B) {
	benchmarkNetwork[float32](b, "float32")
	benchmarkNetwork[float64](b, "float64")
}

func benchmarkNetwork[T kernels.Float](b *testing.B, typ string) {
	set := defaultSet(b)
	peak := bench.Peak[T](set)
	pool := workers.New(0)
	for _, c := range bench.NetworkCases() {
		alone, all := network[T](b, c, set, nil), network[T](b, c, set, pool)
		name := strings.Join([]string{set.Name, typ, c.Name}, "/")
		measure(b, name+"/forward", []path{
			{"naive", alone.NaiveForward},
			{"weft", alone.WeftForward},
			{"weft-all", all.WeftForward},
			{"weft-frozen", func() { alone.WeftPredict() }},
		}, flops(c.ForwardFlops(), peak))
		measure(b, name+"/backward", []path{
			{"naive", alone.NaiveBackward},
			{"weft", alone.WeftBackward},
			{"weft-all", all.WeftBackward},
		}, flops(c.BackwardFlops(), peak))
		measure(b, name+"/both", []path{
			{"weft", alone.WeftBoth},
			{"weft-all", all.WeftBoth},
		}, flops(c.ForwardFlops()+c.BackwardFlops(), peak))
		measure(b, name+"/step", []path{
			{"weft", alone.WeftStep},
			{"weft-fused", alone.WeftFusedStep},
			{"weft-all", all.WeftStep},
			{"weft-fused-all", all.WeftFusedStep},
		}, flops(c.ForwardFlops()+c.BackwardFlops(), peak))
	}
}

// network returns the case once both of its paths agree.
func network[T kernels.Float](tb testing.TB, c bench.NetworkCase, set *kernels.Set, pool *workers.Pool) *bench.Network[T] {
	tb.Helper()
	n, err := bench.NewNetwork[T](c, set, pool)
	if err != nil {
		tb.Fatal(err)
	}
	if err := n.Check(); err != nil {
		tb.Fatal(err)
	}
	return n
}
