package blas

import (
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
