package bench_test

import (
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"weft/blas"
	"weft/kernels"
)

// BenchmarkPause stops the world while nothing runs, and while two goroutines
// multiply without pause: assembly cannot be interrupted, so each of its calls
// must be short. It reports the 50th and 99th percentile of the stops.
func BenchmarkPause(b *testing.B) {
	b.Run("idle", pauses)
	b.Run("float32/square/2048", func(b *testing.B) { busy[float32](b, square2048) })
	b.Run("float64/square/2048", func(b *testing.B) { busy[float64](b, square2048) })
	b.Run("float64/row/1x4096x4096", func(b *testing.B) { busy[float64](b, [3]int{1, 4096, 4096}) })
}

var square2048 = [3]int{2048, 2048, 2048}

// busy measures pauses beside two goroutines that multiply.
func busy[T kernels.Float](b *testing.B, size [3]int) {
	m, n, k := size[0], size[1], size[2]
	var all sync.WaitGroup
	stop := make(chan struct{})
	for range 2 {
		all.Add(1)
		go func() {
			defer all.Done()
			w := blas.NewWorkspace[T](defaultSet(b), nil)
			x, y, c := make([]T, m*k), make([]T, k*n), make([]T, m*n)
			for {
				select {
				case <-stop:
					return
				default:
					w.Gemm(m, n, k, 1, blas.Rows(x, k), blas.Rows(y, n), 0, c, n)
				}
			}
		}()
	}
	time.Sleep(50 * time.Millisecond)
	pauses(b)
	close(stop)
	all.Wait()
}

func pauses(b *testing.B) {
	var times []float64
	var stats runtime.MemStats
	for b.Loop() {
		start := time.Now()
		runtime.ReadMemStats(&stats)
		times = append(times, float64(time.Since(start).Nanoseconds())/1e3)
		time.Sleep(100 * time.Microsecond)
	}
	slices.Sort(times)
	b.ReportMetric(times[len(times)/2], "p50-µs")
	b.ReportMetric(times[len(times)*99/100], "p99-µs")
}
