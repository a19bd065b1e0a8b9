package tests_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/internal/long"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestBatchInvariant wants each example's output in the same bits from batches of any size, in any
// place of them, from a pass and from a predictor, and from one worker or several.
func TestBatchInvariant(t *testing.T) {
	forEachSet(t, testBatchInvariant[float32], testBatchInvariant[float64])
}

func testBatchInvariant[T kernels.Float](t *testing.T, set *kernels.Set) {
	const batch = 67
	rng := rand.New(rand.NewPCG(1, 0))
	shapes := [][]int{{30, 16, 8, 1}, {784, 33, 10}, {7, 65, 129, 3}}
	if !long.Tests() {
		shapes = shapes[:1]
	}
	for act := range kernels.NumActs {
		for _, units := range shapes {
			layers := []engine.Layer{}
			for _, n := range units[1:] {
				layers = append(layers, engine.Layer{Units: n, Act: act})
			}
			net, err := engine.New[T](set, units[0], layers...)
			if err != nil {
				t.Fatal(err)
			}
			net.Init(1)
			x := make([]T, batch*units[0])
			for i := range x {
				x[i] = T(rng.NormFloat64())
			}
			testRowsOf(t, net, x, batch)
		}
	}
}

// testRowsOf compares the outputs of x's rows in batches of several sizes.
func testRowsOf[T kernels.Float](t *testing.T, net *engine.Network[T], x []T, batch int) {
	t.Helper()
	in, out := net.Units(0), net.Units(net.Depth())
	pass, err := net.NewPass(batch, engine.Config{BatchInvariant: true})
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Clone(pass.Forward(x, batch))
	cfg := engine.Config{BatchInvariant: true, Workers: workers.New(2)}
	predictor, err := net.Freeze().NewPredictor(batch, cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1, 2, 5, 32, batch} {
		for from := 0; from+size <= batch; from += size {
			x, want := x[from*in:], want[from*out:(from+size)*out]
			for who, forward := range map[string]func(x []T, m int) []T{"pass": pass.Forward, "predictor": predictor.Forward} {
				if got := forward(x, size); !slices.Equal(got, want) {
					t.Fatalf("%v, %s: examples %d to %d in a batch of their own have other bits", net, who, from, from+size-1)
				}
			}
		}
	}
}
