package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"unsafe"
)

// triangleKernel is TriangleRows.
type triangleKernel[T Float] = func(m, n, first, step int, a *T, ars, aks int, f, b *T, ldb int)

// checkTriangle has heights and widths round every edge, triangles of rows and of columns, and rows that go up in memory and
// down. Small whole numbers are computed without rounding, so they want the reference's bits.
func checkTriangle[T Float](r *rooms[T], k *table[T]) error {
	rng := rand.New(rand.NewPCG(31, 0))
	for _, n := range sizes(k.Gemm.Lanes) {
		if n > 9*k.Gemm.Lanes+3 {
			break
		}
		for _, m := range []int{1, 2, 3, 5, 8} {
			for at := range placements {
				for flags := range 16 {
					c := triangleCase[T]{m, n, at, flags&1 != 0, flags&2 != 0, flags&4 != 0, flags&8 != 0}
					if err := c.try(r, rng, k.TriangleRows); err != nil {
						return fmt.Errorf("%+v: %w", c, err)
					}
				}
			}
		}
	}
	return nil
}

type triangleCase[T Float] struct {
	m, n    int
	at      placement
	upper   bool // rows are reversed
	columns bool // columns of A are contiguous
	solve   bool // the first row comes first
	special bool // with NaN and infinities among the numbers
}

// try compares a kernel with the reference.
func (c *triangleCase[T]) try(r *rooms[T], rng *rand.Rand, kernel triangleKernel[T]) error {
	number := func() T {
		if c.special && rng.IntN(20) == 0 {
			return []T{T(math.NaN()), T(math.Inf(1)), 0}[rng.IntN(3)]
		}
		return T(rng.IntN(5) - 2)
	}
	lda, ldb := c.m+rng.IntN(3), c.n+rng.IntN(3)
	a, b, f := r[0].input(span(c.m, c.m, lda, 1), c.at), r[1].output(span(c.m, c.n, ldb, 1), c.at), r[2].input(2*c.m, c.at)
	ars, aks := lda, 1
	if c.columns {
		ars, aks = aks, ars
	}
	firstA, firstB := 0, 0 // elements that row 0 begins with
	if c.upper {
		firstA, firstB = (c.m-1)*(ars+aks), (c.m-1)*ldb
		ars, aks, ldb = -ars, -aks, -ldb
	}
	for i := range c.m { // the other triangle and the diagonal are not read
		for k := range i {
			a.x[firstA+i*ars+k*aks] = number()
		}
		for j := range c.n {
			b.x[firstB+i*ldb+j] = number()
		}
	}
	for i := range f.x {
		f.x[i] = number()
	}
	first, step := 0, 1
	if !c.solve {
		first, step = c.m-1, -1
	}
	run := func(kernel triangleKernel[T], b *T) {
		kernel(c.m, c.n, first, step, at(a.first, firstA+first*ars), ars, aks, at(f.first, 2*first), at(b, firstB), ldb)
	}
	beforeA, beforeF, want := slices.Clone(a.x), slices.Clone(f.x), slices.Clone(b.x)
	run(triangle[T], unsafe.SliceData(want))
	if err := faultless(func() { run(kernel, b.first) }); err != nil {
		return err
	}
	for i, got := range b.x {
		if got != want[i] && (got == got || want[i] == want[i]) {
			return fmt.Errorf("element %d is %v, want %v", i, got, want[i])
		}
	}
	for _, err := range []error{b.intact(), a.unchanged(beforeA), f.unchanged(beforeF)} {
		if err != nil {
			return err
		}
	}
	return nil
}
