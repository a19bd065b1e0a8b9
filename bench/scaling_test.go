package bench_test

import (
	"math"
	"testing"

	"weft.example/bench"
)

// TestLinkOf finds a link by what sums over it take, however many ranks there are.
func TestLinkOf(t *testing.T) {
	for _, ranks := range []int{2, 3, 4, 7, 1024} {
		for _, want := range bench.Links() {
			var bytes, seconds []float64
			for b := 4.; b < 1e8; b *= 5 {
				bytes, seconds = append(bytes, b), append(seconds, want.Sum(ranks, b))
			}
			got := bench.LinkOf(want.Name, ranks, bytes, seconds)
			if math.Abs(got.Latency/want.Latency-1) > 1e-9 || math.Abs(got.Rate/want.Rate-1) > 1e-9 {
				t.Errorf("%d ranks: %v, want %v", ranks, got, want)
			}
		}
	}
}

// TestLinkSum has sums by hand.
func TestLinkSum(t *testing.T) {
	l := bench.Link{Latency: 1, Rate: 10}
	for _, c := range []struct {
		ranks       int
		bytes, want float64
	}{
		{1, 100, 0}, {2, 0, 2}, {2, 100, 2 + 10}, {3, 0, 4}, {4, 100, 4 + 15}, {5, 0, 6}, {1024, 1024, 20 + 204.6},
	} {
		if got := l.Sum(c.ranks, c.bytes); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%d ranks, %v bytes: %v, want %v", c.ranks, c.bytes, got, c.want)
		}
	}
}

// TestWork has steps by hand: layers of 10 and 20 seconds behind 30 of the forward pass.
func TestWork(t *testing.T) {
	w := bench.Work{Layers: []bench.Part{{Share: 1. / 6, Bytes: 100}, {Share: 2. / 6, Bytes: 50}}, Each: 6}
	for _, c := range []struct{ rate, want float64 }{
		{1e9, 60},    // nothing to wait for
		{10, 65},     // the first layer's sum is hidden, the second's is not
		{4, 77.5},    // nor is all of the first's
		{2, 40 + 75}, // the second waits for the first
	} {
		if got := w.Step(bench.Link{Rate: c.rate}, 2, 10); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("at %v bytes a second: %v, want %v", c.rate, got, c.want)
		}
	}
	if got := w.Efficiency(bench.Link{Rate: 10}, 2, 10); math.Abs(got-60./65) > 1e-9 {
		t.Errorf("efficiency %v", got)
	}
	batch := w.BatchFor(0.9, bench.Link{Rate: 10}, 2)
	if !(w.Efficiency(bench.Link{Rate: 10}, 2, float64(batch)) >= 0.9) || w.Efficiency(bench.Link{Rate: 10}, 2, float64(batch-1)) >= 0.9 {
		t.Errorf("%d examples", batch)
	}
	if got := w.BatchFor(0.9, bench.Link{Rate: 1e-9}, 2); got != 0 {
		t.Errorf("%d examples over no link", got)
	}
}

// TestWorkOf divides a network's step among its layers.
func TestWorkOf(t *testing.T) {
	w := bench.WorkOf(bench.NetworkCase{"", 1, 30, bench.Lecture(20, 10)}, 4, [2]int{10, 30}, [2]float64{5, 9})
	if w.Fixed != 3 || math.Abs(w.Each-0.2) > 1e-12 || w.Name != "30-20-10" {
		t.Errorf("%+v", w)
	}
	total := 2*(30*20+20*10) + 2*(30*20+2*20*10)
	want := []bench.Part{{4 * 20 * 10 / float64(total), 4 * 21 * 10}, {2 * 30 * 20 / float64(total), 4 * 31 * 20}}
	for i, p := range w.Layers {
		if math.Abs(p.Share-want[i].Share) > 1e-12 || p.Bytes != want[i].Bytes {
			t.Errorf("layer %d: %+v, want %+v", i, p, want[i])
		}
	}
}

// TestRankStep wants the same parameters by all ways when there is one rank, and each gradient to be summed once.
func TestRankStep(t *testing.T) {
	c := bench.NetworkCase{"", 7, 13, bench.Lecture(11, 5, 3)}
	var summed int
	seen := map[*float32]bool{}
	s, err := bench.NewRankStep(c, defaultSet(t), nil, bench.Sums{
		Start: func(x []float32) error {
			summed += len(x)
			if seen[&x[0]] {
				t.Error("a sum of what was summed")
			}
			seen[&x[0]] = true
			return nil
		},
		Progress: func() error { return nil },
		Wait:     func() error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, step := range map[string]func() error{"overlapped": s.Overlapped, "apart": s.Apart, "alone": s.Alone} {
		summed = 0
		clear(seen)
		if err := step(); err != nil {
			t.Fatal(err)
		}
		params := 14*11 + 12*5 + 6*3
		if name == "alone" && summed != 0 || name != "alone" && (summed < params || summed > 2*params) { // with what fills cache lines
			t.Errorf("%s sums %d of %d", name, summed, params)
		}
	}
}
