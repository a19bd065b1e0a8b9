package bench_test

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"weft.example/blas"
	"weft.example/kernels"
)

// BenchmarkPause stops the world while nothing runs, while two goroutines count
// in Go, which shows what the machine itself adds, and while two multiply without
// pause: assembly cannot be interrupted, so each of its calls must be short. It
// reports the 50th and 99th percentile of the stops, in a world of two cores.
func BenchmarkPause(b *testing.B) {
	b.Run("beside=nothing", pauses)
	b.Run("beside=counting", func(b *testing.B) {
		beside(b, func() func() {
			sum := 0
			return func() {
				for i := range 1 << 24 {
					sum += i
				}
			}
		})
	})
	b.Run("beside=float32-square-2048", func(b *testing.B) { beside(b, product[float32](b, 2048, 2048, 2048)) })
	b.Run("beside=float64-square-2048", func(b *testing.B) { beside(b, product[float64](b, 2048, 2048, 2048)) })
	b.Run("beside=float64-row-1x4096x4096", func(b *testing.B) { beside(b, product[float64](b, 1, 4096, 4096)) })
}

// beside measures pauses beside two goroutines, each of which repeats its own work.
func beside(b *testing.B, work func() func()) {
	var all sync.WaitGroup
	var stop atomic.Bool
	for range 2 {
		all.Add(1)
		go func() {
			defer all.Done()
			for do := work(); !stop.Load(); do() {
			}
		}()
	}
	time.Sleep(50 * time.Millisecond)
	pauses(b)
	stop.Store(true)
	all.Wait()
}

// product returns what makes a product of these sizes on arrays of its own.
func product[T kernels.Float](b *testing.B, m, n, k int) func() func() {
	set := defaultSet(b)
	return func() func() {
		w := blas.NewWorkspace[T](set, nil)
		x, y, c := make([]T, m*k), make([]T, k*n), make([]T, m*n)
		for _, pages := range [][]T{x, y, c} {
			for i := range pages {
				pages[i] = 1
			}
		}
		return func() { w.Gemm(m, n, k, 1, blas.Rows(x, k), blas.Rows(y, n), 0, c, n) }
	}
}

// pauses measures a stop of the world with every iteration, and leaves a core idle
// from one to the next for half of the time. A machine that is a share of a larger
// one may be frozen for milliseconds at the end of every tenth of a second in which
// it kept its cores busy throughout, and one stop in twenty would then tell of that.
func pauses(b *testing.B) {
	const cores = 2
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	var times []float64
	var stats runtime.MemStats
	for b.Loop() {
		start := time.Now()
		runtime.ReadMemStats(&stats)
		times = append(times, float64(time.Since(start).Nanoseconds())/1e3)
		runtime.GOMAXPROCS(cores - 1)
		time.Sleep(100 * time.Microsecond)
		runtime.GOMAXPROCS(cores)
		time.Sleep(100 * time.Microsecond)
	}
	slices.Sort(times)
	b.ReportMetric(times[len(times)/2], "p50-µs")
	b.ReportMetric(times[len(times)*99/100], "p99-µs")
}
