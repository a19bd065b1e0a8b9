package blas

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"weft.example/kernels"
	"weft.example/workers"
)

// TestFar lets every large C count as one that outgrows the caches, in memory that allows
// to write past them, or to update it row by row, and in such that does not.
func TestFar(t *testing.T) { forEach(t, testFar[float32], testFar[float64]) }

func testFar[T kernels.Float](t *testing.T, s *kernels.Set) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	rng := rand.New(rand.NewPCG(9, 0))
	kn := *kernels.Of[T](s)
	most := fewer(5, 2)                // of the sizes
	var far, ranks, final atomic.Int64 // calls of tiles, of updates, and elements told of
	count := func(list []kernels.Tile[T], of func(p *kernels.Product[T]) *atomic.Int64) []kernels.Tile[T] {
		counted := slices.Clone(list)
		for i, tile := range list {
			counted[i] = func(p *kernels.Product[T], a, b, c *T) {
				if n := of(p); n != nil {
					n.Add(1)
				}
				tile(p, a, b, c)
			}
		}
		return counted
	}
	kn.Gemm.Tiles = count(kn.Gemm.Tiles, func(p *kernels.Product[T]) *atomic.Int64 {
		if p.Store == kernels.NonTemporal {
			return &far
		}
		return nil
	})
	kn.Update = count(kn.Update, func(*kernels.Product[T]) *atomic.Int64 { return &ranks })
	for i, size := range [][2]int{{66, 4096}, {400, 704}, {1101, 256}, {801, 333}, {3000, 64}} {
		for _, k := range []int{1, 3, len(kn.Update), 21, farDepth + 1} {
			if k > len(kn.Update) && i > 1 || i >= most {
				continue
			}
			for _, aligned := range []bool{true, false} {
				w := NewWorkspace[T](s, workers.New(1+i%2*2))
				w.kernels, w.machine.far, w.machine.manyStreams = &kn, 1, i%2 == 1
				p := randomProduct[T](rng, size[0], size[1], k)
				p.alpha, p.b = max(p.alpha, 0.5), Rows(Make[T](k*p.n), p.n)
				for i := range p.b.Data {
					p.b.Data[i] = number[T](rng)
				}
				p.ldc = ceilDiv(p.n, w.machine.lanes) * w.machine.lanes
				c := Make[T](p.m*p.ldc + 1)
				if !aligned {
					c = c[1:]
				}
				p.c = c[:p.m*p.ldc]
				for i := range p.c {
					p.c[i] = sentinel
					if i%p.ldc < p.n {
						p.c[i] = 1 / (p.beta * p.beta) // or Inf, which must not be read
					}
				}
				want, before := p.reference(w.machine.KC), slices.Clone(p.c)
				far.Store(0)
				ranks.Store(0)
				p.run(w)
				if err := p.compare(want); err != nil {
					t.Fatalf("%d×%d×%d, ldc %d: %v", p.m, p.n, p.k, p.ldc, err)
				}
				past := far.Load() > 0
				if want := aligned && p.beta == 0 && k <= farDepth; p.n > 500 && want != past && s.Name != "generic" {
					t.Errorf("%d×%d×%d, ldc %d, beta %v, aligned %v: %d far tiles", p.m, p.n, p.k, p.ldc, p.beta, aligned, far.Load())
				}
				wide := aligned && p.n%w.machine.lanes == 0
				tall := p.n <= 64                                              // goes into chunks of Cᵀ
				sides := k == 1 && p.beta != 0 && !tall && w.machine.oneLine() // rows side by side
				if want := !past && !w.machine.manyStreams && !sides && (k == 1 || wide && k <= len(kn.Update)); want != (ranks.Load() > 0) {
					t.Errorf("%d×%d×%d, ldc %d, beta %v, aligned %v: %d updates", p.m, p.n, p.k, p.ldc, p.beta, aligned, ranks.Load())
				}
				far.Store(0)
				then := func(i0, i1, j0, j1 int) { final.Add(int64((i1 - i0) * (j1 - j0))) }
				final.Store(0)
				copy(p.c, before)
				w.GemmThen(p.m, p.n, p.k, p.alpha, p.a, p.b, p.beta, p.c, p.ldc, then)
				if err := p.compare(want); err != nil {
					t.Fatalf("%d×%d×%d, ldc %d, with an epilogue: %v", p.m, p.n, p.k, p.ldc, err)
				}
				if final.Load() != int64(p.m*p.n) || far.Load() > 0 {
					t.Errorf("%d×%d×%d, ldc %d: an epilogue of %d elements, %d far tiles before it", p.m, p.n, p.k, p.ldc, final.Load(), far.Load())
				}
			}
		}
	}
}
