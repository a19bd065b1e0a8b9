package blas

import (
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"weak"

	"weft.example/kernels"
	"weft.example/workers"
)

// TestGemmPackedOtherSet multiplies by what was packed for another Set, if there are several.
func TestGemmPackedOtherSet(t *testing.T) {
	const n = 200
	x := make([]float32, n*n)
	for _, ours := range kernels.Available() {
		for _, other := range kernels.Available() {
			if ours.Name == other.Name {
				continue
			}
			w, b := NewWorkspace[float32](ours, nil), NewPacked(other, n, n, Rows(x, n))
			text := panicText(func() { w.GemmPacked(n, 1, Rows(x, n), b, 0, make([]float32, n*n), n, nil) })
			if !strings.Contains(text, "another Set") {
				t.Errorf("%s by %s: panic %q", ours.Name, other.Name, text)
			}
		}
	}
}

// TestGemmPackedPanics wants a workspace free after a panic of an epilogue, and the product
// forgotten, with the epilogue.
func TestGemmPackedPanics(t *testing.T) {
	forEach(t, testGemmPackedPanics[float32], testGemmPackedPanics[float64])
}

func testGemmPackedPanics[T kernels.Float](t *testing.T, s *kernels.Set) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	const m, n, k = 120, 110, 60
	a, b := Rows(make([]T, m*k), k), NewPacked(s, k, n, Rows(make([]T, k*n), n))
	if b.asItLies(m, a) {
		t.Fatal("the packed B is not used")
	}
	for _, max := range []int{1, 2} {
		w := NewWorkspace[T](s, workers.New(max))
		var called atomic.Bool
		product := func() weak.Pointer[T] {
			c := make([]T, m*n)
			text := panicText(func() {
				w.GemmPacked(m, 1, a, b, 0, c, n, func(_, _, _, _ int) { panic("the epilogue's") })
			})
			if text != "the epilogue's" {
				t.Errorf("panic %q", text)
			}
			return weak.Make(&c[0])
		}()
		for range 100 {
			if runtime.GC(); product.Value() == nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
		if product.Value() != nil {
			t.Errorf("%d workers: the workspace holds C", max)
		}
		w.GemmPacked(m, 1, a, b, 0, make([]T, m*n), n, func(_, _, _, _ int) { called.Store(true) })
		if !called.Load() {
			t.Error("the next epilogue is not called")
		}
	}
}
