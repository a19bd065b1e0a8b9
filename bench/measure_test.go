package bench_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"weft.example/bench"
	"weft.example/kernels"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		xs   []float64
		want float64
	}{
		{[]float64{3}, 3},
		{[]float64{9, 1, 5}, 5},
		{[]float64{4, 1, 3, 2}, 2}, // the lower of two
		{[]float64{7, 7, 1, 2, 100}, 7},
	} {
		if got := bench.Median(c.xs); got != c.want {
			t.Errorf("Median(%v) = %v, want %v", c.xs, got, c.want)
		}
	}
}

func TestMedianKeepsOrder(t *testing.T) {
	xs := []float64{3, 1, 2}
	bench.Median(xs)
	if xs[0] != 3 || xs[1] != 1 {
		t.Errorf("the argument became %v", xs)
	}
}

func TestCompare(t *testing.T) {
	var long, short int
	plan := bench.Plan{Rounds: 3, Time: 2 * time.Millisecond}
	got, err := plan.Compare(context.Background(),
		func() { long++; time.Sleep(20 * time.Millisecond) },
		func() { short++; time.Sleep(100 * time.Microsecond) })
	if err != nil {
		t.Fatal(err)
	}
	if long != 1 {
		t.Errorf("the long function was called %d times, want once", long)
	}
	if short < 4 {
		t.Errorf("the short function was called %d times, want some in each round", short)
	}
	// Sleeps are never too short.
	if got[0] < 0.02 || got[1] < 1e-4 || got[1] > got[0] {
		t.Errorf("times %v s, want some 0.02 and 0.0001", got)
	}
}

func TestSettle(t *testing.T) {
	plan := bench.Plan{Rounds: 3, Time: time.Millisecond, Settle: 30 * time.Millisecond}
	start, calls := time.Now(), 0
	times, err := plan.Samples(context.Background(), func() { calls++ })
	if err != nil {
		t.Fatal(err)
	}
	if spent := time.Since(start); spent < 90*time.Millisecond {
		t.Errorf("three rounds took %v, want at least the 30 ms before each", spent)
	}
	if len(times[0]) != 3 || slices.Min(times[0]) > 1e-5 {
		t.Errorf("times %v s, want three of a call each, without what is before them", times[0])
	}
}

func TestCompareStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := bench.Plan{Rounds: 3, Time: time.Millisecond}.Compare(ctx, func() { t.Error("called") })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestAllocs(t *testing.T) {
	var sink []byte
	if got := bench.Allocs(func() { sink = make([]byte, 1<<10) }); got != 1 {
		t.Errorf("one allocation counts as %d", got)
	}
	_ = sink
	if got := bench.Allocs(func() {}); got != 0 {
		t.Errorf("no allocation counts as %d", got)
	}
}

func TestPeak(t *testing.T) {
	for _, set := range kernels.Available() {
		if got := bench.Peak[float32](set); !(got > 0) || math.IsInf(got, 0) {
			t.Errorf("%s: float32 peak of %v GFLOP/s", set.Name, got)
		}
	}
}
