package bench_test

import (
	"fmt"
	"strings"
	"testing"

	"weft.example/bench"
	"weft.example/blas"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestGemm runs the smaller products by every path on every Set.
func TestGemm(t *testing.T) {
	for _, set := range kernels.Available() {
		t.Run(set.Name+"/float32", func(t *testing.T) { testGemm[float32](t, set) })
		t.Run(set.Name+"/float64", func(t *testing.T) { testGemm[float64](t, set) })
	}
}

func testGemm[T kernels.Float](t *testing.T, set *kernels.Set) {
	w := blas.NewWorkspace[T](set, workers.New(2))
	for _, c := range bench.GemmCases() {
		c.M, c.N, c.K = min(c.M, 70), min(c.N, 70), min(c.K, 300)
		g := bench.NewGemm[T](c)
		for _, p := range []path{{"naive", g.Naive}, {"gonum", g.Gonum}, {"weft", func() { g.Weft(w) }}} {
			p.run()
			if err := g.Check(); err != nil {
				t.Errorf("%s: %v", p.impl, err)
			}
		}
		if err := g.Check(); err == nil {
			t.Errorf("%s: a product that was not computed passes", c.Name)
		}
	}
}

// TestElementwise runs every kernel on every Set beside the plain loop.
func TestElementwise(t *testing.T) {
	for _, set := range kernels.Available() {
		t.Run(set.Name+"/float32", func(t *testing.T) { testElementwise[float32](t, set) })
		t.Run(set.Name+"/float64", func(t *testing.T) { testElementwise[float64](t, set) })
	}
}

func testElementwise[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, bytes := range []int{8 << 10, 128 << 10} { // within one call of a kernel, and more
		arrays := bench.NewArrays[T](bench.Size{Name: "test", Bytes: bytes})
		for _, op := range bench.ElementwiseOps[T]() {
			e := bench.Elementwise[T]{ElementwiseOp: op, K: bench.KernelsOf[T](set), Arrays: arrays}
			if err := e.Check(e.Weft); err != nil {
				t.Error(err)
			}
			if e.HasGonum() {
				if err := e.Check(e.Gonum); err != nil {
					t.Errorf("gonum: %v", err)
				}
			}
			if err := e.Check(func() {}); err == nil {
				t.Errorf("%s: a result that was not computed passes", op.Name)
			}
		}
	}
}

// TestArraysOfRows wants no arrays that are not whole rows: kernels of rows would leave out the rest.
func TestArraysOfRows(t *testing.T) {
	for _, bytes := range []int{-1 << 10, 0, 8, 1<<10 - 8, 1<<10 + 8} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.Contains(text, "want a multiple of 128") {
					t.Errorf("%d bytes: panic %q", bytes, text)
				}
			}()
			bench.NewArrays[float64](bench.Size{Bytes: bytes})
		}()
	}
	bench.NewArrays[float64](bench.Size{Bytes: 1 << 10})
}

// TestNetwork compares weft with the naive path on every Set. A few examples do.
func TestNetwork(t *testing.T) {
	for _, set := range kernels.Available() {
		t.Run(set.Name, func(t *testing.T) {
			for _, c := range bench.NetworkCases() {
				c.Batch = min(c.Batch, 8)
				network[float32](t, c, set, nil)
				network[float64](t, c, set, workers.New(2))
			}
		})
	}
}

func TestNetworkFlops(t *testing.T) {
	c := bench.NetworkCase{Batch: 10, Inputs: 4, Layers: bench.Lecture(3, 2)}
	if got, want := c.ForwardFlops(), 2.*10*(4*3+3*2); got != want {
		t.Errorf("forward: %g, want %g", got, want)
	}
	// dW of both layers and dA[1].
	if got, want := c.BackwardFlops(), 2.*10*(4*3+3*2+3*2); got != want {
		t.Errorf("backward: %g, want %g", got, want)
	}
}

// TestNames wants names of which each is one part of a benchmark's name, and no two alike.
func TestNames(t *testing.T) {
	seen := map[string]bool{}
	name := func(kind, name string) {
		if strings.ContainsAny(name, "/ =") || name == "" || seen[kind+name] {
			t.Errorf("%s %q: a name with a slash, space or equals sign, or one twice", kind, name)
		}
		seen[kind+name] = true
	}
	for _, c := range bench.GemmCases() {
		name("product", c.Name)
	}
	for _, c := range bench.EdgeCases() {
		name("edge", c.Name)
	}
	for _, c := range bench.NetworkCases() {
		name("network", c.Name)
	}
	for _, op := range bench.ElementwiseOps[float32]() {
		name("kernel", op.Name)
	}
}

func TestShape(t *testing.T) {
	for want, c := range map[string]interface{ Shape() string }{
		"1x2x3":       bench.GemmCase{M: 1, N: 2, K: 3},
		"1x2x3:NT":    bench.GemmCase{M: 1, N: 2, K: 3, TransB: true},
		"1x2x3:TN":    bench.GemmCase{M: 1, N: 2, K: 3, TransA: true},
		"4-3-2":       bench.NetworkCase{Inputs: 4, Layers: bench.Lecture(3, 2)},
		"784-256-9-1": bench.NetworkCase{Inputs: 784, Layers: bench.Lecture(256, 9, 1)},
	} {
		if got := c.Shape(); got != want {
			t.Errorf("%+v has shape %s, want %s", c, got, want)
		}
	}
}
