package bench_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"weft.example/bench"
	"weft.example/internal/ranks"
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

// TestRankStep wants a step of two ranks, overlapped and apart, to sum each gradient once, and to know that rank 0 waits for one that is slow.
func TestRankStep(t *testing.T) {
	c := bench.NetworkCase{"", 7, 13, bench.Lecture(11, 5, 3)}
	const least, most, pause = 4 * (14*11 + 12*5 + 6*3), 2 * 4 * (14*11 + 12*5 + 6*3), 20 * time.Millisecond // with what fills cache lines
	for _, apart := range []bool{false, true} {
		for rank, err := range ranks.Run(2, func(r *ranks.Rank) error {
			var calls []string
			r.Before = func(method string, _ int) error {
				calls = append(calls, method)
				if r.Rank() == 1 && method == "Wait" {
					time.Sleep(pause)
				}
				return nil
			}
			s, err := bench.NewRankStep(c, defaultSet(t), nil, r, apart)
			if err != nil {
				return err
			}
			start := time.Now()
			for range 3 {
				if err := s.Take(); err != nil {
					return err
				}
			}
			if i := slices.Index(calls, "StartSum32"); slices.Contains(calls[:i], "Wait") || slices.Contains(calls[i:i+2], "Progress") == apart {
				t.Errorf("apart %v: %q", apart, calls)
			}
			if n := s.Bytes(); n < least || n > most {
				t.Errorf("apart %v: a step sums %d bytes, want %d to %d", apart, n, least, most)
			}
			whole := time.Since(start).Seconds()
			if share := s.Waits(); !(share > 0.5*3*pause.Seconds()/whole && share <= 1) {
				t.Errorf("apart %v: a rank waits for a share of %v of %v s", apart, share, whole)
			}
			return nil
		}) {
			if err != nil {
				t.Errorf("rank %d: %v", rank, err)
			}
		}
	}
	alone, err := bench.NewRankStep(c, defaultSet(t), nil, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := alone.Take(); err != nil {
		t.Fatal(err)
	}
}
