package blas

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"weft.example/kernels"
	"weft.example/workers"
)

// TestGemmPacked wants of products with a packed B what Gemm's have, an epilogue
// that meets every element once, and the same bits from any number of workers.
func TestGemmPacked(t *testing.T) { forEach(t, testGemmPacked[float32], testGemmPacked[float64]) }

func testGemmPacked[T kernels.Float](t *testing.T, s *kernels.Set) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	rng := rand.New(rand.NewPCG(8, 0))
	alone, shared := NewWorkspace[T](s, nil), NewWorkspace[T](s, workers.New(3))
	bs, packed := alone.machine, 0
	large := [][3]int{{160, 161, 162}, {300, 2*bs.NR + 1, 700}, {70, bs.blockColumns(bs.KC, bs.NR) + bs.NR + 5, bs.KC*3/2 + 3}, {600, 5*bs.NR + 1, bs.KC*5/4 + 1}}
	large = slices.Repeat(large, fewer(4, 2)) // for A by rows and by columns
	for _, size := range append(some(sizes(bs)), large...) {
		p := randomProduct[T](rng, size[0], size[1], size[2])
		if p.n == 0 || p.k == 0 {
			continue
		}
		b := NewPacked(s, p.k, p.n, p.b)
		if !b.asItLies(p.m, p.a) {
			packed++
		}
		q := p
		q.c = slices.Clone(p.c)
		if err := p.try(bs.KC, func() { alone.GemmPacked(p.m, p.alpha, p.a, b, p.beta, p.c, p.ldc, nil) }); err != nil {
			t.Fatalf("%d×%d×%d, alpha %v, A %d %d, B %d %d, ldc %d: %v", p.m, p.n, p.k, p.alpha, p.a.RS, p.a.CS, p.b.RS, p.b.CS, p.ldc, err)
		}
		err := q.tryThen(func(m, n, k int, alpha T, a, _ Matrix[T], beta T, c []T, ldc int, then Epilogue) {
			shared.GemmPacked(m, alpha, a, b, beta, c, ldc, then)
		})
		if err != nil {
			t.Fatalf("%d×%d×%d: %v", p.m, p.n, p.k, err)
		}
		if !slices.EqualFunc(p.c, q.c, func(x, y T) bool { return x == y || x != x && y != y }) {
			t.Fatalf("%d×%d×%d: workers change bits", p.m, p.n, p.k)
		}
	}
	if packed < len(large)/2 {
		t.Errorf("the packed B is used in %d cases, want %d at least", packed, len(large)/2)
	}
}
