package blas

import (
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"weft.example/kernels"
	"weft.example/workers"
)

// TestNearUpdates wants updates for few columns of A and a C near L2, where tiles are slim and rows begin vectors, with
// the bits of one worker for two.
func TestNearUpdates(t *testing.T) {
	forEach(t, testNearUpdates[float32], testNearUpdates[float64])
}

func testNearUpdates[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(31, 0))
	kn := *kernels.Of[T](s)
	var updates atomic.Int64
	kn.Update = slices.Clone(kn.Update)
	for i, update := range kn.Update {
		kn.Update[i] = func(p *kernels.Product[T], a, b, c *T) {
			updates.Add(1)
			update(p, a, b, c)
		}
	}
	one, two := NewWorkspace[T](s, nil), NewWorkspace[T](s, workers.New(2))
	one.kernels, two.kernels = &kn, &kn
	withCPUs(2, func() {
		for _, k := range []int{2, updateDepth, updateDepth + 1} {
			for _, columns := range []bool{false, true} { // of A, contiguous
				for slack := range 2 {
					const m, n = 300, 512 // more than is small
					x := randomProduct[T](rng, m, n, k)
					x.alpha, x.a = max(x.alpha, 0.5), tight[T](rng, m, k, columns)
					x.b, x.ldc = Rows(Make[T](k*(n+slack)), n+slack), n+slack
					for i := range x.b.Data {
						x.b.Data[i] = number[T](rng)
					}
					x.c = slices.Repeat([]T{sentinel}, m*x.ldc)
					for i := range x.c {
						if i%x.ldc < n {
							x.c[i] = 1 / (x.beta * x.beta) // or Inf, which must not be read
						}
					}
					c := Make[T](len(x.c))
					copy(c, x.c)
					x.c = c
					want, y := x.reference(one.machine.KC), x
					y.c = slices.Clone(x.c)
					updates.Store(0)
					x.run(one)
					if err := x.compare(want); err != nil {
						t.Fatalf("%d×%d×%d, ldc %d, beta %v: %v", m, n, k, x.ldc, x.beta, err)
					}
					if want := one.machine.slim() && k <= updateDepth && slack == 0; want != (updates.Load() > 0) {
						t.Errorf("%d×%d×%d, ldc %d: %d updates", m, n, k, x.ldc, updates.Load())
					}
					if y.run(two); !slices.Equal(x.c, y.c) {
						t.Errorf("%d×%d×%d, ldc %d: not the bits of one worker with two", m, n, k, x.ldc)
					}
				}
			}
		}
	})
}
