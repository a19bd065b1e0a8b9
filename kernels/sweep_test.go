package kernels

import (
	"flag"
	"math"
	"runtime"
	"sync"
	"testing"
)

var sweep = flag.Bool("sweep", false, "hold float32 functions to their accuracy at every input")

// TestSweep is TestAccuracy at all 2³² inputs of float32, which takes minutes:
// go test ./kernels -run Sweep -sweep -v
func TestSweep(t *testing.T) {
	if !*sweep {
		t.Skip("without -sweep")
	}
	sets := Available()[1:]
	for _, f := range smooths() {
		t.Run(f.name, func(t *testing.T) {
			worst := sweepAll(f, sets)
			for i, s := range sets {
				t.Logf("%s: the worst error is %.3f units in the last place, at %v", s.Name, worst[i].off, worst[i].x)
				if !(worst[i].off <= f.ulps32) {
					t.Errorf("%s: more than %v", s.Name, f.ulps32)
				}
			}
		})
	}
}

// worstAt is the input with the worst error.
type worstAt struct {
	off float64
	x   float32
}

// sweepAll returns the worst error of each Set, over all inputs.
func sweepAll(f smooth, sets []*Set) []worstAt {
	worst := make([]worstAt, len(sets))
	var mu sync.Mutex
	var wg sync.WaitGroup
	parts := uint64(runtime.GOMAXPROCS(0))
	for part := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mine := make([]worstAt, len(sets))
			for from := part * MaxElements; from < 1<<32; from += parts * MaxElements {
				sweepBlock(f, sets, uint32(from), mine)
			}
			mu.Lock()
			defer mu.Unlock()
			for i, w := range mine {
				if w.off > worst[i].off {
					worst[i] = w
				}
			}
		}()
	}
	wg.Wait()
	return worst
}

// sweepBlock takes the inputs of MaxElements bit patterns.
func sweepBlock(f smooth, sets []*Set, from uint32, worst []worstAt) {
	var x, y [MaxElements]float32
	var want [MaxElements]float64
	for i := range x {
		x[i] = math.Float32frombits(from + uint32(i))
		want[i] = f.near(float64(x[i]))
	}
	for k, s := range sets {
		f.f32(tableOf[float32](s))(len(x), &y[0], &x[0])
		for i, got := range y {
			if same(got, float32(want[i])) {
				continue // within half a unit
			}
			if off := distance(got, truth{hi: want[i]}); off > worst[k].off || off != off {
				worst[k] = worstAt{off, x[i]}
			}
		}
	}
}
