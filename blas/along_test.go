package blas

import (
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/kernels"
	"weft.example/workers"
)

// TestAlongB wants wide and shallow blocks of a far B for few rows of A where tiles are slim, and of Aᵀ for few columns of
// C, with the bits of one worker for two.
func TestAlongB(t *testing.T) { forEach(t, testAlongB[float32], testAlongB[float64]) }

func testAlongB[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(32, 0))
	one, two := NewWorkspace[T](s, nil), NewWorkspace[T](s, workers.New(2))
	tall := alongTall*one.machine.MR + 2
	withCPUs(2, func() {
		cases := []struct {
			m, n, k    int
			columnsOfA bool
			columnsOfB bool
			along      bool // where tiles are slim
		}{
			{5, 513, 1100, false, false, true},
			{41, 1015, 1300, true, false, true},
			{620, 5, 1001, true, true, true},
			{2, 513, 1100, false, false, false},
			{tall, 409, 1300, false, false, false}, // near B
			{5, 1024, 1100, false, false, false},   // rows share sets
			{5, 120, 5000, false, false, false},    // short rows
			{5, 2101, 4 * alongMost, false, false, false},
		}
		for _, c := range cases[:fewer(len(cases), 7)] {
			x := randomProduct[T](rng, c.m, c.n, c.k)
			x.alpha, x.beta = 1, 1
			x.a, x.b = tight[T](rng, c.m, c.k, c.columnsOfA), tight[T](rng, c.k, c.n, c.columnsOfB)
			x.c, x.ldc = Make[T](c.m*c.n), c.n
			for i := range x.c {
				x.c[i] = number[T](rng)
			}
			want, y := x.reference(one.machine.KC), x
			y.c = slices.Clone(x.c)
			x.run(one)
			if err := x.compare(want); err != nil {
				t.Fatalf("%d×%d×%d: %v", c.m, c.n, c.k, err)
			}
			if y.run(two); !slices.Equal(x.c, y.c) {
				t.Errorf("%d×%d×%d: not the bits of one worker with two", c.m, c.n, c.k)
			}
			r := request{shape: shapeOf(c.m, c.n, c.k, x.a, x.b)}
			var p plan
			one.machine.planFor(&p, &r)
			if want := c.along && one.machine.slim(); p.access.alongB != want {
				t.Errorf("%d×%d×%d: %v, want along B %v", c.m, c.n, c.k, p, want)
			}
		}
	})
}
