package tests_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestFrozen compares predictors with passes on small whole numbers, of which
// every sum in any order is exact, while the network that was frozen changes.
func TestFrozen(t *testing.T) { forEachSet(t, testFrozen[float32], testFrozen[float64]) }

func testFrozen[T kernels.Float](t *testing.T, set *kernels.Set) {
	const batch = 300
	net, err := engine.New[T](set, 70,
		engine.Layer{Units: 131, Act: kernels.ReLU, Dropout: 0.5},
		engine.Layer{Units: 1, Act: kernels.Identity},
		engine.Layer{Units: 67, Act: kernels.Identity})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(9, 0))
	whole := func(x []T) {
		for i := range x {
			x[i] = T(rng.IntN(5) - 2)
		}
	}
	for l := 1; l <= net.Depth(); l++ {
		whole(net.W(l))
		whole(net.B(l))
	}
	x := make([]T, batch*net.Units(0))
	whole(x)
	pass, err := net.NewPass(batch, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Clone(pass.Forward(x, batch))
	frozen := net.Freeze()
	whole(net.W(1)) // which must not matter from here on
	withCPUs(4, func() {
		var wg sync.WaitGroup
		for _, pool := range []*workers.Pool{nil, workers.New(3), nil} {
			p, err := frozen.NewPredictor(batch, engine.Config{Workers: pool})
			if err != nil {
				t.Fatal(err)
			}
			wg.Add(1)
			go func() {
				defer wg.Done()
				for _, m := range []int{batch, 0, 1, 3, 4, 9, 64, 200} {
					got := p.Forward(x, m)
					if n := m * net.Units(net.Depth()); len(got) != n || firstDifference(got, want[:n]) >= 0 {
						t.Errorf("%d examples: another output than the pass", m)
					}
				}
			}()
		}
		wg.Wait()
	})
}

// TestFrozenPanics wants both numbers of a size that does not fit.
func TestFrozenPanics(t *testing.T) {
	net, err := engine.New[float32](kernels.Best(), 3, engine.Layer{Units: 2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := net.Freeze().NewPredictor(0, engine.Config{}); err == nil || err.Error() != "engine: a batch of 0, want at least 1" {
		t.Errorf("a batch of 0: %v", err)
	}
	p, err := net.Freeze().NewPredictor(4, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		x    []float32
		m    int
		want string
	}{
		{make([]float32, 15), 5, "engine: m = 5, want 0 to the predictor's batch 4"},
		{nil, -1, "engine: m = -1, want 0 to the predictor's batch 4"},
		{make([]float32, 5), 2, "engine: len(x) = 5, want at least m·n0 = 6"},
	} {
		func() {
			defer func() {
				if got := recover(); got != c.want {
					t.Errorf("panic %v, want %q", got, c.want)
				}
			}()
			p.Forward(c.x, c.m)
		}()
	}
}
