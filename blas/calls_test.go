package blas

import (
	"strings"
	"testing"

	"weft.example/internal/long"
	"weft.example/kernels"
)

// eachRecorded computes shapes, large ones too, on the geometry of every Set without kernels, and has each product's calls
// looked at. All memory is one page many times over.
func eachRecorded[T kernels.Float](t *testing.T, look func(name string, w *Workspace[T], x *problem[T], calls []call)) {
	memory := make([]T, 48<<20)
	shapes := append(goldenShapes(), [][3]int{
		{8000, 3000, 700}, {3000, 8000, 2500}, {1, 40000, 1000}, {40000, 1, 1000}, {2, 3, 4 << 20}, {14, 32, 2560}, {16, 16, 30000}, {3, 200, 70000}, {200, 3, 70000}, {40, 3, 30000}, {300, 5, 30000}, {400, 2, 20000}, {14000, 1, 300}, {1, 14000, 300}, {3, 14000, 30}, {250, 8, 512}, {500, 8, 256}, {1000, 8, 128}, {10, 14000, 1000}, {14000, 10, 1000},
	}...)
	for _, g := range geometries() {
		r := new(recorder)
		w := recording[T](g, r)
		for i, s := range shapes {
			for op := range 4 {
				m, n, k := s[0], s[1], s[2]
				if area(m, n) > len(memory) || area(n, k) > len(memory) || area(m, k) > len(memory) || !long.Tests() && (i+op)%4 > 0 {
					continue
				}
				x := problem[T]{m: m, n: n, k: k, alpha: 1, beta: T(i % 2), a: Rows(memory, k), b: Rows(memory, n), c: memory, ldc: n}
				if op&2 > 0 {
					x.a = Rows(memory, m).T()
				}
				if op&1 > 0 {
					x.b = Rows(memory, k).T()
				}
				r.calls = r.calls[:0]
				w.Gemm(m, n, k, x.alpha, x.a, x.b, x.beta, x.c, x.ldc)
				if i == 0 { // as deep as no candidate that costs least would have it
					pack(w.kernels, x.c, w.machine.lanes+1, 1<<20, Rows(memory, 1<<20))
				}
				look(g.name+" "+[]string{"NN", "NT", "TN", "TT"}[op], w, &x, r.calls)
			}
		}
	}
}

// TestCallsAreBounded holds every call of a kernel to the bounds of preempt.go.
func TestCallsAreBounded(t *testing.T) {
	t.Run("float32", testCallsAreBounded[float32])
	t.Run("float64", testCallsAreBounded[float64])
}

func testCallsAreBounded[T kernels.Float](t *testing.T) {
	eachRecorded(t, func(name string, w *Workspace[T], x *problem[T], calls []call) {
		for _, c := range calls {
			if c.work > max(callWork, c.tile) || c.moves > callMoves || c.tile > tileWork {
				t.Fatalf("%s %d×%d×%d: a %s of %d multiply-adds, %d of a tile, and %d elements, want at most %d, %d and %d",
					name, x.m, x.n, x.k, c.kernel, c.work, c.tile, c.moves, callWork, tileWork, callMoves)
			}
		}
	})
}

// TestPlanNamesKernel wants a plan to name the kernel that does the most sums.
func TestPlanNamesKernel(t *testing.T) {
	t.Run("float32", testPlanNamesKernel[float32])
	t.Run("float64", testPlanNamesKernel[float64])
}

func testPlanNamesKernel[T kernels.Float](t *testing.T) {
	named := map[kernel]int{}
	eachRecorded(t, func(name string, w *Workspace[T], x *problem[T], calls []call) {
		s := x.shape()
		if wayOf(w.kernels, &s, x.ldc) != planned || w.machine.lastColumns(s) > 0 {
			return
		}
		var p plan
		r := requestOf(&w.machine, x, false)
		r.alone = true
		w.machine.planFor(&p, &r)
		work, most, packed, turned := map[string]int64{}, "", false, 0
		for _, c := range calls {
			packed = packed || c.packsA
			if c.kernel == "transpose" {
				turned += c.moves
			}
			if work[c.kernel] += int64(c.work); work[c.kernel] > work[most] {
				most = c.kernel
			}
		}
		if most != p.kernel.String() {
			t.Errorf("%s %d×%d×%d: %v, but most is done by %s: %v", name, x.m, x.n, x.k, p, most, work)
		}
		if s.acs == 1 { // rows of A are transposed, nearly all, and so is B, for each block of them, if its columns are contiguous
			b := 0
			if s.bcs != 1 {
				b = s.k * s.n * ceilDiv(s.m, p.mc)
			}
			packed = turned-b > s.m*s.k/2
		}
		if said := strings.Contains(p.String(), "+A"); p.form == outerProducts && said != packed {
			t.Errorf("%s %d×%d×%d: %v, but A is packed: %v", name, x.m, x.n, x.k, p, packed)
		}
		named[p.kernel]++
	})
	for k := range kernelsNamed {
		if named[k] == 0 {
			t.Errorf("no product by %v", k)
		}
	}
}
