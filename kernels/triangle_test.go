package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"unsafe"
)

// triangleKernel is TriangleRows.
type triangleKernel[T Float] = func(m, n, mode int, a *T, ars, aks int, f, x *T, ldx int, b *T, ldb int)

// checkTriangle has heights and widths round every edge, triangles of rows and of columns, and rows that go up in memory and
// down. Small whole numbers are computed without rounding, so they want the reference's bits.
func checkTriangle[T Float](r *rooms[T], k *table[T]) error {
	rng := rand.New(rand.NewPCG(31, 0))
	for _, n := range sizes(k.Gemm.Lanes) {
		if n > 9*k.Gemm.Lanes+3 {
			break
		}
		for _, m := range []int{1, 2, 3, 4, 5, 8, 11, 18} {
			for at := range placements {
				flags := rng.IntN(16)
				for mode := TriangleMultiply; mode <= TriangleSolveBeside; mode++ {
					for range 2 {
						c := triangleCase[T]{m, n, mode, at, flags&1 != 0, flags&2 != 0, flags&4 != 0, flags&8 != 0}
						if err := c.try(r, rng, k.TriangleRows); err != nil {
							return fmt.Errorf("%+v: %w", c, err)
						}
						flags += 5
					}
				}
			}
		}
	}
	return nil
}

type triangleCase[T Float] struct {
	m, n, mode int
	at         placement
	upper      bool // rows are reversed
	columns    bool // columns of A are contiguous
	special    bool // with NaN and infinities among the numbers
	beside     bool // to multiply, the sources lie in X
}

// try compares a kernel with the reference.
func (c *triangleCase[T]) try(r *rooms[T], rng *rand.Rand, kernel triangleKernel[T]) error {
	number := func() T {
		if c.special && rng.IntN(20) == 0 {
			return []T{T(math.NaN()), T(math.Inf(1)), 0}[rng.IntN(3)]
		}
		return T(rng.IntN(5) - 2)
	}
	lda, ldb, ldx := c.m+rng.IntN(3), c.n+rng.IntN(3), c.n+rng.IntN(3)
	a, f := r[0].input(span(c.m, c.m, lda, 1), c.at), r[2].input(2*c.m, c.at)
	b, x := r[1].output(span(c.m, c.n, ldb, 1), c.at), r[3].output(span(c.m, c.n, ldx, 1), c.at)
	beside := c.mode == TriangleSolveBeside || c.mode == TriangleMultiply && c.beside
	ars, aks := lda, 1
	if c.columns {
		ars, aks = aks, ars
	}
	firstA, firstB, firstX := 0, 0, 0 // elements that row 0 begins with
	if c.upper {
		firstA, firstB, firstX = (c.m-1)*(ars+aks), (c.m-1)*ldb, (c.m-1)*ldx
		ars, aks, ldb, ldx = -ars, -aks, -ldb, -ldx
	}
	for i := range c.m { // the other triangle and the diagonal are not read
		for k := range i {
			a.x[firstA+i*ars+k*aks] = number()
		}
		for j := range c.n {
			b.x[firstB+i*ldb+j] = number()
			if c.mode == TriangleMultiply {
				x.x[firstX+i*ldx+j] = b.x[firstB+i*ldb+j]
			}
		}
	}
	for i := range f.x {
		f.x[i] = number()
	}
	run := func(kernel triangleKernel[T], b, x *T) {
		own, ldown := at(b, firstB), ldb
		if beside {
			own, ldown = at(x, firstX), ldx
		}
		kernel(c.m, c.n, c.mode, at(a.first, firstA), ars, aks, f.first, own, ldown, at(b, firstB), ldb)
	}
	beforeA, beforeF, want, wantX := slices.Clone(a.x), slices.Clone(f.x), slices.Clone(b.x), slices.Clone(x.x)
	run(triangle[T], unsafe.SliceData(want), unsafe.SliceData(wantX))
	if err := faultless(func() { run(kernel, b.first, x.first) }); err != nil {
		return err
	}
	all := slices.Concat(want, wantX)
	for i, got := range slices.Concat(b.x, x.x) {
		if want := all[i]; got != want && (got == got || want == want) {
			return fmt.Errorf("element %d is %v, want %v", i, got, want)
		}
	}
	for _, err := range []error{b.intact(), x.intact(), a.unchanged(beforeA), f.unchanged(beforeF)} {
		if err != nil {
			return err
		}
	}
	return nil
}
