package blas

import (
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/internal/checked"
	"weft.example/kernels"
)

// offer hands a system to Few.
func (x *system[T]) offer(s *Spaces[T]) bool {
	turned, ldb := x.b.CS != 1, x.b.RS
	if turned {
		ldb = x.b.CS
	}
	return s.Few(checked.Operands{}, x.solve, x.a.Unit, x.a.Half, x.m, x.n, x.alpha, x.a.Data, x.a.RS, x.a.CS, turned, x.b.Data, ldb)
}

// TestFew wants Few to leave the bits in memory that Trsm and Trmm do, or all as it was.
func TestFew(t *testing.T) { forEach(t, testFew[float32], testFew[float64]) }

func testFew[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(44, 0))
	memory := [2]arena[T]{newArena[T](), newArena[T]()}
	spaces, w, taken := NewSpaces[T](s, nil), NewWorkspace[T](s, nil), 0
	for i := range 32 * fewer(12, 4) {
		m, n := 1+rng.IntN(leafRows+1), 1+rng.IntN(3*leafRows)
		x := randomSystem(rng, i%32, m, n, memory)
		before := slices.Clone(x.b.Data)
		done := x.offer(spaces)
		got := slices.Clone(x.b.Data)
		if copy(x.b.Data, before); done {
			x.run(w)
			taken++
		}
		if !sameBits(got, x.b.Data) {
			t.Fatalf("flags %d, alpha %v, %d×%d, A %d %d, B %d %d, done %v: other bits", i%32, x.alpha, m, n, x.a.RS, x.a.CS, x.b.RS, x.b.CS, done)
		}
	}
	if least := 32 * fewer(12, 4) / 3; taken < least {
		t.Errorf("%d systems computed, want at least %d", taken, least)
	}
}

// TestFewCallsAreBounded holds the kernel to the bounds of preempt.go, and Few to the sizes that they allow.
func TestFewCallsAreBounded(t *testing.T) {
	memory := make([]float64, 1<<20)
	for _, g := range geometries() {
		r := new(recorder)
		w := recording[float64](g, r)
		s := &Spaces[float64]{Kernels: w.kernels}
		s.pool.New = func() any { return w }
		for _, size := range [][2]int{{leafRows, 8 * fewColumns}, {leafRows, fewColumns - 1}, {1, fewColumns - 1}, {leafRows, fewTurned / leafRows}} {
			for _, b := range []Matrix[float64]{Rows(memory, size[1]), Rows(memory, size[0]).T()} {
				x := system[float64]{m: size[0], n: size[1], alpha: 0.5, a: Triangular[float64]{Rows(memory, size[0]), Lower, true}, b: b}
				r.calls = r.calls[:0]
				x.offer(s)
				for _, c := range r.calls {
					if c.work > callWork || c.moves > callMoves {
						t.Errorf("%s %v: a %s of %d multiply-adds and %d elements", g.name, size, c.kernel, c.work, c.moves)
					}
				}
			}
		}
	}
}
