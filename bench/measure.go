package bench

import (
	"context"
	"runtime"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat"

	"weft.example/kernels"
)

// Plan says how long to measure.
type Plan struct {
	Rounds int           // odd, so that a median is one of the times taken
	Time   time.Duration // of one function in one round, roughly

	// Settle is how long each function runs before its round, at least, and is not timed. While a call out of Go lasts, Go's
	// runtime looks after it every 20 µs, and some milliseconds longer. Where it has no CPU for that to itself, what
	// follows a peer would take up to twice as long.
	Settle time.Duration
}

// Compare returns the median time of one call of each function, in seconds.
func (p Plan) Compare(ctx context.Context, fs ...func()) ([]float64, error) {
	times, err := p.Samples(ctx, fs...)
	if err != nil {
		return nil, err
	}
	medians := make([]float64, len(fs))
	for i := range fs {
		medians[i] = Median(times[i])
	}
	return medians, nil
}

// Samples returns the time of one call of each function in each round, in seconds.
func (p Plan) Samples(ctx context.Context, fs ...func()) ([][]float64, error) {
	loops := make([]Loop, len(fs))
	for i, f := range fs {
		loops[i] = LoopOf(f)
	}
	return p.Loops(ctx, loops...)
}

// Loop makes so many calls of something.
type Loop func(calls int)

// Once makes one call.
func (l Loop) Once() { l(1) }

// LoopOf calls f.
func LoopOf(f func()) Loop {
	return func(calls int) {
		for range calls {
			f()
		}
	}
}

// Loops returns the time of one call by each loop in each round, in seconds.
//
// They take turns, round after round in this one process, so that a
// change of clock rate or a busy neighbour meets all of them. A call that takes
// longer than all its rounds should is made once.
func (p Plan) Loops(ctx context.Context, fs ...Loop) ([][]float64, error) {
	calls := make([]int, len(fs))
	times := make([][]float64, len(fs))
	for i, f := range fs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var once float64
		calls[i], once = p.calibrate(f)
		if once > float64(p.Rounds)*p.Time.Seconds() {
			calls[i], times[i] = 0, []float64{once}
		}
	}
	for range p.Rounds {
		for i, f := range fs {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if calls[i] > 0 {
				p.settle(f)
				times[i] = append(times[i], timeOf(calls[i], f))
			}
		}
	}
	return times, nil
}

func (p Plan) settle(f Loop) {
	for start := time.Now(); time.Since(start) < p.Settle; {
		f.Once()
	}
}

// calibrate returns how many calls of f fill the time of a round, and how long
// one takes. It warms the caches on the way.
func (p Plan) calibrate(f Loop) (calls int, once float64) {
	for calls = 1; ; calls *= 2 {
		once = timeOf(calls, f)
		if spent := once * float64(calls); spent >= p.Time.Seconds()/2 {
			return max(1, int(p.Time.Seconds()/once)), once
		}
	}
}

// timeOf returns the mean time of one call, in seconds.
func timeOf(calls int, f Loop) float64 {
	start := time.Now()
	f(calls)
	return time.Since(start).Seconds() / float64(calls)
}

// Median returns the middle of xs, the lower of two.
func Median(xs []float64) float64 {
	sorted := slices.Sorted(slices.Values(xs))
	return stat.Quantile(0.5, stat.Empirical, sorted, nil)
}

// Allocs returns the allocations of one call of f. Unlike testing.AllocsPerRun
// it leaves GOMAXPROCS alone, so workers take part as they do in earnest.
func Allocs(f func()) uint64 {
	const calls = 5
	f() // what is allocated once is not counted
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range calls {
		f()
	}
	runtime.ReadMemStats(&after)
	return (after.Mallocs - before.Mallocs) / calls
}

// Peak measures the ceiling of one core: the GFLOP/s of a Set's multiply-adds
// in registers, the best of many tries, since a core is only ever slowed down.
func Peak[T kernels.Float](set *kernels.Set) float64 {
	const calls = 100
	call, flops := PeakCall[T](set)
	var best float64
	for start := time.Now(); time.Since(start) < 60*time.Millisecond; {
		best = max(best, flops/timeOf(calls, LoopOf(call))/1e9)
	}
	return best
}

// PeakCall returns a few µs of a Set's multiply-adds in registers, and how many floating-point
// operations they are: the ceiling, to be measured in turn with what is held against it.
func PeakCall[T kernels.Float](set *kernels.Set) (call func(), flops float64) {
	const rounds = 1000
	fn := kernels.FunctionsOf[T](set)
	return func() { fn.Peak(rounds) }, float64(rounds * fn.PeakFlops)
}
