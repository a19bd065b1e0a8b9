package bench_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"weft.example/bench"
	"weft.example/blas"
	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

// The benchmarks are named Gemm/isa=…/type=…/case=…/impl=…, a key and no slash within each part,
// so that
//
//	go test -run '^$' -bench '/isa=avx2/type=float32' -count 6 ./bench | benchstat -col /impl -
//
// picks any of them and puts weft beside its yardsticks. The Sets are all that the CPU runs, or
// WEFT_ISA's; naive and gonum do not depend on them and are repeated for the comparison. weft is
// one worker, weft-blas the same through gonum's interface, and weft-all are as many as
// GOMAXPROCS, as is gonum.

// shortTime is how long each benchmark runs unless -benchtime says otherwise: hundreds of them
// are done in minutes.
const shortTime = "20ms"

func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.benchtime" })
	if !given {
		if err := flag.Set("test.benchtime", shortTime); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// each runs a benchmark of both types for every Set, or for that of WEFT_ISA.
func each(b *testing.B, f32, f64 func(b *testing.B, set *kernels.Set, name string)) {
	sets := kernels.Available()
	if os.Getenv(kernels.ISAEnv) != "" {
		sets = []*kernels.Set{defaultSet(b)}
	}
	for _, set := range sets {
		f32(b, set, "isa="+set.Name+"/type=float32")
		f64(b, set, "isa="+set.Name+"/type=float64")
	}
}

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
	each(b, benchmarkGemm[float32], benchmarkGemm[float64])
}

// BenchmarkEdges times the kinds of EdgeCases.
func BenchmarkEdges(b *testing.B) {
	each(b, benchmarkEdges[float32], benchmarkEdges[float64])
}

func benchmarkEdges[T kernels.Float](b *testing.B, set *kernels.Set, name string) {
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
		measure(b, name+"/case="+c.Name, []path{
			{"gonum", g.Gonum},
			{"weft-blas", func() { g.Through(door) }},
			{"weft-plan", run},
		}, flops(c.Flops(), peak))
	}
}

// BenchmarkBatch times cubes through gonum's interface, by a plan, and 64 of them as a batch.
func BenchmarkBatch(b *testing.B) {
	each(b, benchmarkBatch[float32], benchmarkBatch[float64])
}

func benchmarkBatch[T kernels.Float](b *testing.B, set *kernels.Set, name string) {
	const count = 64
	peak := bench.Peak[T](set)
	door := gonumblas.New(set, workers.New(1))
	for _, n := range []int{4, 6, 8, 11, 13, 16, 20, 24, 32, 40, 48, 64} {
		g := bench.NewGemm[T](bench.GemmCase{M: n, N: n, K: n})
		plan, cube := g.Plan(set), fmt.Sprintf("%s/case=cube-%d", name, n)
		measure(b, cube, []path{
			{"weft-blas", func() { g.Through(door) }},
			{"weft-plan", func() { g.Planned(plan) }},
		}, flops(g.Flops(), peak))
		x, y, z := make([]T, count*n*n), make([]T, count*n*n), make([]T, count*n*n)
		measure(b, cube, []path{
			{"weft-batch64", func() { plan.Batch(count, x, n*n, y, n*n, z, n*n) }},
		}, flops(count*g.Flops(), peak))
	}
}

func benchmarkGemm[T kernels.Float](b *testing.B, set *kernels.Set, name string) {
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
		measure(b, name+"/case="+c.Name, []path{
			{"naive", g.Naive},
			{"gonum", checked(g.Gonum)},
			{"weft", checked(func() { g.Weft(alone) })},
			{"weft-blas", checked(func() { g.Through(door) })},
			{"weft-all", checked(func() { g.Weft(all) })},
		}, flops(c.Flops(), peak))
	}
}

func BenchmarkElementwise(b *testing.B) {
	each(b, benchmarkElementwise[float32], benchmarkElementwise[float64])
}

func benchmarkElementwise[T kernels.Float](b *testing.B, set *kernels.Set, name string) {
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
			measure(b, name+"/case="+op.Name+"/size="+size.Name, paths,
				func(b *testing.B) { b.SetBytes(int64(e.Bytes())) })
		}
	}
}

func BenchmarkNetwork(b *testing.B) {
	each(b, benchmarkNetwork[float32], benchmarkNetwork[float64])
}

func benchmarkNetwork[T kernels.Float](b *testing.B, set *kernels.Set, name string) {
	peak := bench.Peak[T](set)
	pool := workers.New(0)
	for _, c := range bench.NetworkCases() {
		alone := network[T](b, c, set, nil)
		all, err := bench.NewNetwork[T](c, set, pool) // whose results TestNetwork checks
		if err != nil {
			b.Fatal(err)
		}
		name := name + "/case=" + c.Name + "/pass="
		measure(b, name+"forward", []path{
			{"naive", alone.NaiveForward},
			{"weft", alone.WeftForward},
			{"weft-all", all.WeftForward},
			{"weft-frozen", func() { alone.WeftPredict() }},
		}, flops(c.ForwardFlops(), peak))
		measure(b, name+"backward", []path{
			{"naive", alone.NaiveBackward},
			{"weft", alone.WeftBackward},
			{"weft-all", all.WeftBackward},
		}, flops(c.BackwardFlops(), peak))
		measure(b, name+"both", []path{
			{"weft", alone.WeftBoth},
			{"weft-all", all.WeftBoth},
		}, flops(c.ForwardFlops()+c.BackwardFlops(), peak))
		measure(b, name+"step", []path{
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
