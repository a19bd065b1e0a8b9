package bench_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"weft.example/bench"
	"weft.example/blas"
	"weft.example/workers"
)

// busyCases are products of 25 µs to 200 ms on one core. None has many parts.
var busyCases = []bench.GemmCase{
	{M: 256, N: 256, K: 256},
	{M: 512, N: 512, K: 512},
	{M: 1024, N: 1024, K: 1024},
	{M: 2048, N: 2048, K: 2048},
	{M: 512, N: 512, K: 3},
	{M: 8, N: 512, K: 784, TransB: true},
	{M: 1024, N: 64, K: 256, TransB: true},
	{M: 128, N: 256, K: 512, TransB: true},
}

// BenchmarkBusy reports one worker's time divided by that of GOMAXPROCS workers, beside other
// processes that spin. The two take turns for 30 ms, several turns of the operating system's,
// and the medians are compared: above 1 the helpers are worth having. total compares the sums.
func BenchmarkBusy(b *testing.B) {
	set := defaultSet(b)
	for others := range 3 {
		for _, c := range busyCases {
			b.Run(fmt.Sprintf("others=%d/case=%s", others, c.Shape()), func(b *testing.B) {
				compete(b, others)
				one, all := bench.NewGemm[float32](c), bench.NewGemm[float32](c)
				alone, shared := blas.NewWorkspace[float32](set, nil), blas.NewWorkspace[float32](set, workers.New(0))
				plan := bench.Plan{Rounds: 1, Time: 30 * time.Millisecond}
				var times [2][]float64
				var sums [2]float64
				for b.Loop() {
					t, err := plan.Compare(context.Background(), func() { one.Weft(alone) }, func() { all.Weft(shared) })
					if err != nil {
						b.Fatal(err)
					}
					for i := range t {
						times[i] = append(times[i], t[i])
						sums[i] += t[i]
					}
				}
				b.ReportMetric(bench.Median(times[0])/bench.Median(times[1]), "median")
				b.ReportMetric(sums[0]/sums[1], "total")
			})
		}
	}
}

// competeEnv tells this binary that it is one of the others.
const competeEnv = "WEFT_COMPETE"

// compete starts so many processes that spin, of one thread each, until the benchmark ends or
// this process does.
func compete(b *testing.B, others int) {
	for range others {
		cmd := exec.Command(os.Args[0], "-test.run=^TestCompetitor$")
		cmd.Env = append(os.Environ(), competeEnv+"=1", "GOMAXPROCS=1")
		alive, err := cmd.StdinPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() {
			_ = alive.Close()
			_ = cmd.Wait()
		})
	}
}

// TestCompetitor is what the others run. Its input ends when nobody holds the other end any more.
func TestCompetitor(t *testing.T) {
	if os.Getenv(competeEnv) == "" {
		return
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	for x := 1; x != 0; x |= 1 {
	}
}
