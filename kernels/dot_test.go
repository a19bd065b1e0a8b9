package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"

	"weft.example/internal/long"
)

func checkDot[T Float](r *rooms[T], k *table[T]) error { return checkDotFamilies(r, &k.Dot) }

// checkMatVec takes a matrix times a vector for a tile of so many rows with one.
func checkMatVec[T Float](r *rooms[T], k *table[T]) error {
	if err := checkMatVecRows(r, k); err != nil {
		return err
	}
	tile := func(p *Dots[T], a, b, c, _ *T) {
		for range p.Tiles {
			k.MatVec(p.M, p.K, p.Alpha, a, p.LDA, 0, b, p.Beta, c, p.LDC, far)
			if p.K > 0 { // or a and b may be nil
				a, b = at(a, p.AS), at(b, p.BS)
			}
			c = at(c, p.CS)
		}
	}
	return checkDotFamilies(r, &Inner[T]{[]DotTile[T]{tile}, []int{5}})
}

// far is a distance at which nothing is mapped.
const far = math.MaxInt / 64

// checkDotFamilies runs every tile of dot products on random, whole and special numbers.
func checkDotFamilies[T Float](r *rooms[T], d *Inner[T]) error {
	depths := []int{0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 64, 257}
	if !long.Tests() {
		depths = []int{0, 1, 7, 33}
	}
	for _, depth := range depths {
		for _, numbers := range []func(*product[T]){random[T], whole[T]} {
			if err := checkDots(r, d, depth, 0, numbers); err != nil {
				return err
			}
		}
	}
	for seed := range uint64(8) {
		if err := checkDots(r, d, 5, seed, special[T]); err != nil {
			return err
		}
	}
	return nil
}

// checkDots computes one product with tiles of every size, up to three at once along the
// rows or the columns.
func checkDots[T Float](r *rooms[T], d *Inner[T], depth int, seed uint64, numbers func(*product[T])) error {
	tries := 12
	if !long.Tests() {
		tries = 3
	}
	rng := rand.New(rand.NewPCG(seed, uint64(depth)))
	const most = 3
	p := &product[T]{m: most * d.Rows[0], n: most * len(d.Tiles), k: depth, rng: rng}
	numbers(p)
	p.multiply()
	for n := 1; n <= len(d.Tiles); n++ {
		for m := 1; m <= d.Rows[n-1]; m++ {
			for range tries {
				if err := p.tryDots(r, d.Tiles[n-1], m, n, 1+rng.IntN(most)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// tryDots tries so many tiles of m by n rows, one below or beside the other.
func (p *product[T]) tryDots(r *rooms[T], tile DotTile[T], m, n, tiles int) error {
	lda, ldb := p.k+p.rng.IntN(3), p.k+p.rng.IntN(3)
	d := Dots[T]{M: m, K: p.k, LDA: lda, LDB: ldb, Tiles: tiles, Nexts: far}
	rows, columns := m, n
	down := p.rng.IntN(2) == 0
	if down {
		rows, d.AS = tiles*m, m*lda
	} else {
		columns, d.BS, d.CS = tiles*n, n*ldb, n
	}
	c := p.anyCall(rows, columns)
	c.ars, c.bks = lda, ldb
	d.LDC, d.Alpha, d.Beta = c.ldc, c.alpha, c.beta
	if down {
		d.CS = m * c.ldc
	}
	before := d
	err := p.tryDot(r, c, func(a, b, out *T) { tile(&d, a, b, out, out) })
	if err == nil && d != before {
		err = fmt.Errorf("the Dots were written")
	}
	if err != nil {
		return fmt.Errorf("%d tiles of %d and %d rows, %+v: %w", tiles, m, n, c, err)
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
	return p.compare(c, 0, out.x)
}
