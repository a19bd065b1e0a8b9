package blas

import (
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestSymvCallsAreBounded holds calls to callRead elements, and has each element in one of them. Rows share their memory.
func TestSymvCallsAreBounded(t *testing.T) {
	kn, read := kernels.Of[float32](kernels.Best()), 0
	counting := *kn
	counting.SymvRows = func(p *kernels.Symv[float32], _, _, _, _, _ *float32) {
		elements := 0
		for g := range p.Groups {
			elements += kernels.SymvGroup * (p.N + g*p.More)
		}
		if elements > callRead {
			t.Fatalf("a call of %d groups from %d columns on: %d elements, want at most %d", p.Groups, p.N, elements, callRead)
		}
		read += elements
	}
	x := make([]float32, 40_000)
	for _, half := range []Triangle{Lower, Upper} {
		for _, n := range []int{4, 64, 500, 1000, 2000, 9000, len(x)} {
			read = 0
			s := Storage[float32]{data: x}
			s.triangle(half, n, n-1, blockRows)
			Symv(&counting, 1, &s, x, 1, make([]float32, n))
			if want := n * (n - kernels.SymvGroup) / 2; read != want {
				t.Errorf("upper %v, of %d rows: %d elements beside squares, want %d", half, n, read, want)
			}
		}
	}
}

// TestOuterCallsAreBounded is the same for updates of a triangle, which have half as many elements.
func TestOuterCallsAreBounded(t *testing.T) {
	updated := 0
	counting := *kernels.Of[float32](kernels.Best())
	counting.Update = []kernels.Tile[float32]{func(p *kernels.Product[float32], _, _, _ *float32) {
		elements := p.M*p.N + p.NStep*(p.M*(p.M-1)/2)
		if elements > callRead/2 {
			t.Fatalf("a call of %d rows from %d columns on: %d elements, want at most %d", p.M, p.N, elements, callRead/2)
		}
		updated += elements
	}}
	counting.RampOuter = func(p *kernels.Ramp[float32], _, _, _ *float32) {
		elements := 0
		for i := range p.M {
			elements += p.To - p.From + i*(p.ToStep-p.FromStep)
		}
		if elements > callRead/2 {
			t.Fatalf("a call of %d rows from %d columns on: %d elements, want at most %d", p.M, p.To-p.From, elements, callRead/2)
		}
		updated += elements
	}
	w := NewWorkspace[float32](kernels.Best(), nil)
	w.kernels = &counting
	x := make([]float32, 40_000)
	for _, half := range []Triangle{Lower, Upper} {
		for _, n := range []int{1, 64, 500, 1000, 2000, 9000, len(x)} {
			updated = 0
			s := Storage[float32]{data: x}
			s.triangle(half, n, n-1, blockRows)
			w.Syr(1, x, 1, &s)
			if want := n * (n + 1) / 2; updated != want {
				t.Errorf("upper %v, of %d rows: %d elements, want %d", half, n, updated, want)
			}
		}
	}
}

// TestRampCallsAreBounded is the same for products with triangles and bands. Calls of short rows may be many.
func TestRampCallsAreBounded(t *testing.T) {
	counting, read := *kernels.Of[float32](kernels.Best()), 0
	count := func(p *kernels.Ramp[float32], _, _, _ *float32) {
		elements := 0
		for i := range p.M {
			elements += p.To - p.From + i*(p.ToStep-p.FromStep)
		}
		if elements > callRead || p.M > callRead/8 {
			t.Fatalf("a call of %d rows from %d columns on: %d elements, want at most %d", p.M, p.To-p.From, elements, callRead)
		}
		read += elements
	}
	counting.RampDots, counting.RampAxpy = count, count
	counting.MatVec = func(m, k int, _ float32, _ *float32, _, _ int, _ *float32, _ float32, _ *float32, _, _ int) {
		if m*k > callRead {
			t.Fatalf("a call of %d rows of %d columns: %d elements, want at most %d", m, k, m*k, callRead)
		}
		read += m * k
	}
	tile := func(p *kernels.Product[float32], _, _, _ *float32) {
		if p.N*p.K > callRead {
			t.Fatalf("a tile of %d rows of %d columns: %d elements, want at most %d", p.K, p.N, p.N*p.K, callRead)
		}
		read += p.N * p.K
	}
	counting.Gemm.Tiles = slices.Repeat([]kernels.Tile[float32]{tile}, len(counting.Gemm.Tiles))
	x := make([]float32, 40_000)
	for _, half := range []Triangle{Lower, Upper} {
		for _, n := range []int{1, 64, 500, 1000, 2000, 9000, len(x)} {
			for _, k := range []int{0, 3, 40, n - 1} {
				for _, trans := range []bool{false, true} {
					s := Storage[float32]{data: x}
					s.triangle(half, n, min(k, n-1), blockRows)
					if trans && s.far(&counting) {
						continue
					}
					read = 0
					Trmv(&counting, &s, trans, false, slices.Clone(x))
					if b := min(k, n-1); read != n*(b+1)-b*(b+1)/2 {
						t.Errorf("upper %v, transposed %v, of %d rows, %d beside the diagonal: %d elements, want %d", half, trans, n, b, read, n*(b+1)-b*(b+1)/2)
					}
				}
			}
		}
	}
}
