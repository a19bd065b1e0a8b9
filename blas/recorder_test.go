package blas

import (
	"fmt"
	"sync"

	"weft.example/kernels"
)

// geometry is the shapes of a Set's kernels, and the caches of a CPU that has it.
type geometry struct {
	name          string
	lanes         int // of float32
	mr, nr, sweep int // nr and sweep in vectors
	rows, dotRows []int
	updates       int
	caches        caches
	turns         bool // whether tiles with rows for a vector, or almost, do
}

// geometries are those of Sets, whatever CPU the tests run on.
func geometries() []geometry {
	return []geometry{
		{
			"avx2", 8, 6, 2, 2,
			[]int{10, 6, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1}, []int{6, 6, 3, 2, 2, 2, 1, 1}, 8, caches{L1: 32 << 10, L2: 512 << 10}, false,
		},
		{
			"avx512", 16, 8, 3, 2,
			[]int{16, 14, 9, 6, 5, 4, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, []int{8, 8, 8, 6, 5, 4, 3, 3}, 8, caches{L1: 48 << 10, L2: 1 << 20}, true,
		},
		{
			"neon", 4, 8, 3, 3,
			[]int{8, 8, 8, 6, 5, 4, 3, 3}, []int{8, 8, 8, 6, 5, 4, 3, 3}, 8, caches{L1: 64 << 10, L2: 1 << 20}, false,
		},
	}
}

// call is one of a kernel: its name, the multiply-adds, and the elements that it reads or moves beside those that stay in
// cache for others.
type call struct {
	kernel      string
	work, moves int
	tile        int // the work of what it does not divide
	packsA      bool
}

// recorder takes down calls of kernels, which it does not compute.
type recorder struct {
	sync.Mutex
	calls []call
}

func (r *recorder) add(c call) {
	r.Lock()
	defer r.Unlock()
	r.calls = append(r.calls, c)
}

// recording returns a workspace whose kernels have a geometry and are taken down by r.
func recording[T kernels.Float](g geometry, r *recorder) *Workspace[T] {
	w := NewWorkspace[T](kernels.Available()[0], nil)
	kn, lanes := *w.kernels, g.lanes*4/bytesOf[T](1)
	kn.Update, kn.Dot = nil, kernels.Inner[T]{Rows: g.dotRows}
	var tiles []kernels.Tile[T]
	for v := range g.rows {
		tiles = append(tiles, func(p *kernels.Product[T], _, _, _ *T) {
			name := "tile"
			if p.Store == kernels.NonTemporal {
				name = "non-temporal tile"
			}
			if width := v + 1; p.Pack != kernels.PackNone && (p.M != g.mr || 2*width < g.nr || width > g.nr) {
				panic(fmt.Sprintf("%s: a tile of %d rows and %d vectors packs, want %d rows and half of %d vectors or more", g.name, p.M, width, g.mr, g.nr))
			}
			r.add(call{name, p.M * p.N * p.K, p.N * p.K, min(p.M, p.Rows) * min(p.N, (v+1)*lanes) * p.K, p.Pack == kernels.PackA})
		})
	}
	kn.Gemm = kernels.NewGemm(g.mr, g.nr*lanes, g.sweep, lanes, tiles, g.rows)
	for g.turns && 8*g.rows[kn.Gemm.Turned] >= 7*lanes {
		kn.Gemm.Turned++
	}
	for k := range g.updates {
		kn.Update = append(kn.Update, func(p *kernels.Product[T], _, _, _ *T) {
			name := "update"
			if p.LDC == 0 {
				name = "vecmat"
			}
			r.add(call{name, p.M * p.N * (k + 1), p.M * p.N, 0, false})
		})
	}
	for n := range g.dotRows {
		kn.Dot.Tiles = append(kn.Dot.Tiles, func(p *kernels.Dots[T], _, _, _, _ *T) {
			r.add(call{"dot", p.Tiles * p.M * (n + 1) * p.K, 0, p.M * (n + 1) * p.K, false})
		})
	}
	kn.MatVec = func(m, k int, _ T, _ *T, _, _ int, _ *T, _ T, _ *T, _, _ int) {
		r.add(call{"matvec", m * k, m * k, k, false})
	}
	kn.Copy = func(m, n int, _ *T, _ int, _ *T, _ int) { r.add(call{"copy", 0, m * n, n, false}) }
	kn.Transpose = func(m, k int, _ *T, _ int, _ *T, _ int) { r.add(call{"transpose", 0, m * k, m, false}) }
	kn.TriangleRows = func(m, n, _ int, _ *T, _, _ int, _, _ *T, _ int, _ *T, _ int) {
		r.add(call{"triangle", m * (m + 1) / 2 * n, m * n, m * (m + 1) / 2 * min(n, panelColumns(&kn)), false})
	}
	w.kernels = &kn
	w.machine = machineOf(&kn, g.caches)
	return w
}
