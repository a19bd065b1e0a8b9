package blas

import (
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/kernels"
	"weft.example/workers"
)

// TestKeepA wants blocks of A kept for several blocks of columns, rows and depth, with the bits of one worker for two.
func TestKeepA(t *testing.T) { forEach(t, testKeepA[float32], testKeepA[float64]) }

func testKeepA[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(33, 0))
	one, two := NewWorkspace[T](s, nil), NewWorkspace[T](s, workers.New(2))
	m, k := max(keepRows, 24*one.machine.MR)+1, keepDepth*5/4/bytesOf[T](1)+3
	if s.Name == "generic" {
		k = 101
	}
	a := Matrix[T]{Make[T](k * 640), 1, 640}
	for i := range a.Data {
		a.Data[i] = number[T](rng)
	}
	var p plan
	n := keepColumns
	for ; n <= 16*keepColumns; n += 64 {
		r := request{shape: shape{m, n, k, a.RS, a.CS, n, 1}}
		one.machine.planFor(&p, &r)
		if axes := p.axes(m, n, k); p.keepA && axes[dimN].pieces > 1 {
			break
		}
	}
	if !p.keepA {
		t.Fatalf("%d×…×%d: %v, want A kept", m, k, p)
	}
	x := randomProduct[T](rng, m, n, k)
	x.alpha, x.beta, x.a, x.b = 1, 1, a, tight[T](rng, k, n, false)
	x.c, x.ldc = Make[T](m*n), n
	for i := range x.c {
		x.c[i] = number[T](rng)
	}
	want, y := x.reference(p.kc), x
	y.c = slices.Clone(x.c)
	x.run(one)
	if err := x.compare(want); err != nil {
		t.Fatalf("%d×%d×%d: %v", m, n, k, err)
	}
	withCPUs(2, func() { y.run(two) })
	if !slices.Equal(x.c, y.c) {
		t.Errorf("%d×%d×%d: not the bits of one worker with two", m, n, k)
	}
}
