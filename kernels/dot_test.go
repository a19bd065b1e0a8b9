package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func checkDot[T Float](r *rooms[T], k *Kernels[T]) error { return checkDotFamily(r, k.Dot) }

// checkMatVec takes a matrix times a vector for a tile of so many rows with one.
func checkMatVec[T Float](r *rooms[T], k *Kernels[T]) error {
	family := make([][]Dot[T], 5)
	for i := range family {
		family[i] = []Dot[T]{func(depth int, alpha T, a *T, lda int, b *T, _ int, beta T, c *T, ldc int, _ *T, _ int, tiles, as, bs, cs int) {
			for range tiles {
				k.MatVec(i+1, depth, alpha, a, lda, b, beta, c, ldc, 1<<40)
				if depth > 0 { // or a and b may be nil
					a, b = at(a, as), at(b, bs)
				}
				c = at(c, cs)
			}
		}}
	}
	return checkDotFamily(r, family)
}

// checkDotFamily runs every tile of dot products on random, whole and special numbers.
func checkDotFamily[T Float](r *rooms[T], family [][]Dot[T]) error {
	depths := []int{0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 64, 257}
	if testing.Short() {
		depths = []int{0, 1, 7, 33}
	}
	for _, depth := range depths {
		for _, numbers := range []func(*product[T]){random[T], whole[T]} {
			if err := checkDots(r, family, depth, 0, numbers); err != nil {
				return err
			}
		}
	}
	for seed := range uint64(8) {
		if err := checkDots(r, family, 5, seed, special[T]); err != nil {
			return err
		}
	}
	return nil
}

// checkDots computes one product with tiles of every size, up to three at once along the
// rows or the columns.
func checkDots[T Float](r *rooms[T], family [][]Dot[T], depth int, seed uint64, numbers func(*product[T])) error {
	tries := 12
	if testing.Short() {
		tries = 3
	}
	rng := rand.New(rand.NewPCG(seed, uint64(depth)))
	const most = 3
	p := &product[T]{m: most * len(family), n: most * len(family[0]), k: depth, rng: rng}
	numbers(p)
	p.multiply()
	for i, tiles := range family {
		for j, tile := range tiles {
			for range tries {
				m, n, tiles := i+1, j+1, 1+rng.IntN(most)
				lda, ldb := depth+rng.IntN(3), depth+rng.IntN(3)
				as, bs := m*lda, n*ldb
				down := rng.IntN(2) == 0
				if down {
					m, bs = tiles*m, 0
				} else {
					n, as = tiles*n, 0
				}
				c := p.anyCall(m, n)
				c.ars, c.bks = lda, ldb
				cs := n / tiles
				if down {
					cs = m / tiles * c.ldc
				}
				err := p.tryDot(r, c, func(a, b, out *T) {
					tile(p.k, c.alpha, a, lda, b, ldb, c.beta, out, c.ldc, out, 1<<40, tiles, as, bs, cs)
				})
				if err != nil {
					return fmt.Errorf("%d tiles of %d and %d rows, %+v: %w", tiles, i+1, j+1, c, err)
				}
			}
		}
	}
	return nil
}

// tryDot runs what makes the call, of which ars is lda and bks ldb, and looks at everything it should
// have written or not.
func (p *product[T]) tryDot(r *rooms[T], c call[T], run func(a, b, out *T)) error {
	a := r[0].input(span(c.m, p.k, c.ars, 1), c.placeA)
	each(c.m, p.k, func(i, q int) { a.x[i*c.ars+q] = p.a[i*p.k+q] })
	b := r[1].input(span(c.n, p.k, c.bks, 1), c.placeB)
	each(c.n, p.k, func(j, q int) { b.x[j*c.bks+q] = p.b[q*p.n+j] })
	out := r[2].output(span(c.m, c.n, c.ldc, 1), c.putC)
	each(c.m, c.n, func(i, j int) {
		out.x[i*c.ldc+j] = p.c[i*p.n+j]
		if c.beta == 0 {
			out.x[i*c.ldc+j] = T(math.NaN())
		}
	})
	firstA, firstB := a.first, b.first
	if p.k == 0 {
		firstA, firstB = nil, nil
	}
	err := faultless(func() { run(firstA, firstB, out.first) })
	if err != nil {
		return err
	}
	if err := out.intact(); err != nil {
		return err
	}
	kept := true
	each(c.m, p.k, func(i, q int) { kept = kept && same(a.x[i*c.ars+q], p.a[i*p.k+q]) })
	each(c.n, p.k, func(j, q int) { kept = kept && same(b.x[j*c.bks+q], p.b[q*p.n+j]) })
	if !kept || a.intact() != nil || b.intact() != nil {
		return fmt.Errorf("A or B was written")
	}
	return p.compare(c, out.x)
}
