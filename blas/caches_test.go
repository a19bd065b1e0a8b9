package blas

import (
	"math/rand/v2"
	"testing"

	"weft/kernels"
)

// TestCaches multiplies as CPUs with other caches would, shapes for which that matters.
func TestCaches(t *testing.T) { forEach(t, testCaches[float32], testCaches[float64]) }

func testCaches[T kernels.Float](t *testing.T, s *kernels.Set) {
	tries, all := 4, []caches{{32 << 10, 256 << 10}, {32 << 10, 512 << 10}, {48 << 10, 1 << 20}}
	if testing.Short() {
		tries, all = 1, all[:1]
	}
	rng := rand.New(rand.NewPCG(19, 0))
	for _, c := range all {
		w := NewWorkspace[T](s, nil)
		w.bs = blockingFor(&w.kernels.Gemm, c)
		for _, shape := range [][3]int{{25, 128, 192}, {20, 1024, 40}, {50, 260, 100}, {9, 20, 500}, {2, 256, 9000}, {256, 2, 9000}} {
			for range tries {
				x := randomProduct[T](rng, shape[0], shape[1], shape[2])
				if err := x.try(w.bs.KC, func() { w.Gemm(x.m, x.n, x.k, x.alpha, x.a, x.b, x.beta, x.c, x.ldc) }); err != nil {
					t.Fatalf("%+v, %d×%d×%d, A %d %d, B %d %d: %v", c, x.m, x.n, x.k, x.a.RS, x.a.CS, x.b.RS, x.b.CS, err)
				}
			}
		}
	}
}

func TestCachesHere(t *testing.T) {
	if c := cachesHere(); c.L1 < 8<<10 || c.L1 > c.L2 || c.L2 < leastL2 || c.L2 > mostL2 {
		t.Errorf("caches of %d and %d bytes", c.L1, c.L2)
	}
}
