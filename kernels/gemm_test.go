package kernels

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// checkGemm runs every tile on random, on whole and on special numbers.
func checkGemm[T Float](r *rooms[T], k *Kernels[T]) error {
	depths := []int{0, 1, 2, 3, 4, 5, 7, 8, 16, 17, 64, 257}
	if testing.Short() {
		depths = []int{0, 1, 4, 7, 65}
	}
	for _, depth := range depths {
		for _, numbers := range []func(*product[T]){random[T], whole[T]} {
			if err := checkTiles(r, &k.Gemm, depth, 0, numbers); err != nil {
				return err
			}
		}
	}
	for seed := range uint64(8) { // each puts its special numbers elsewhere
		if err := checkTiles(r, &k.Gemm, 5, seed, special[T]); err != nil {
			return err
		}
	}
	return nil
}

// checkRank takes an update for wider members of a family of tiles, of its depth.
func checkRank[T Float](r *rooms[T], k *Kernels[T]) error {
	for p, rank := range k.Rank {
		g := Gemm[T]{Lanes: k.Gemm.Lanes, Tiles: make([][]Tile[T], 4)}
		for i := range g.Tiles {
			tile := func(_ int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int) {
				rank(i+1, n, alpha, a, ars, aks, b, bks, beta, c, ldc, 1<<40)
			}
			g.Tiles[i] = []Tile[T]{k.Gemm.Tiles[min(i, len(k.Gemm.Tiles)-1)][0], tile, tile}
		}
		for seed := range uint64(8) {
			for _, numbers := range []func(*product[T]){random[T], whole[T], special[T]} {
				if err := checkTiles(r, &g, p+1, seed, numbers); err != nil {
					return fmt.Errorf("depth %d: %w", p+1, err)
				}
			}
		}
	}
	return nil
}

func checkVecMat[T Float](r *rooms[T], k *Kernels[T]) error {
	tile := func(depth int, alpha T, a *T, _, aks int, b *T, bks int, beta T, c *T, _ int, n int) {
		k.VecMat(depth, n, alpha, a, aks, b, bks, beta, c)
	}
	g := Gemm[T]{Lanes: k.Gemm.Lanes, Tiles: [][]Tile[T]{{tile, tile, tile}}}
	for seed := range uint64(3) {
		for _, depth := range []int{VecMatRows, 2 * VecMatRows, 5 * VecMatRows} {
			for _, numbers := range []func(*product[T]){random[T], whole[T], special[T]} {
				if err := checkTiles(r, &g, depth, seed, numbers); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// checkTiles computes one product with tiles of every kind and size; those that
// write far, to rows that begin vectors.
func checkTiles[T Float](r *rooms[T], g *Gemm[T], depth int, seed uint64, numbers func(*product[T])) error {
	tries := 5 // of the ways to call a tile, of which there are thousands
	if testing.Short() {
		tries = 1
	}
	rng := rand.New(rand.NewPCG(seed, uint64(depth)))
	p := &product[T]{m: len(g.Tiles), n: 3 * len(g.Tiles[0]) * g.Lanes, k: depth, rng: rng}
	numbers(p)
	p.multiply()
	all := func(kind string, m, v int, tile Tile[T], aligned bool) error {
		for _, n := range strips(v, g.Lanes) {
			for range tries {
				c := p.anyCall(m, n)
				if aligned {
					c.putC, c.ldc = 0, (c.ldc+g.Lanes-1)/g.Lanes*g.Lanes
				}
				if err := p.try(r, tile, c); err != nil {
					return fmt.Errorf("%s tile of %d rows and %d vectors, %+v: %w", kind, m, v, c, err)
				}
			}
		}
		return nil
	}
	var errs []error
	for i, tiles := range g.Tiles {
		for j, tile := range tiles {
			errs = append(errs, all("near", i+1, j+1, tile, false))
		}
	}
	for i, tile := range g.Far {
		errs = append(errs, all("far", i+1, len(g.Tiles[i]), tile, true))
	}
	for i, tiles := range g.Stream {
		for j, tile := range tiles {
			errs = append(errs, all("stream", i+1, j+1, tile, false))
		}
	}
	for _, tiles := range [][]Tile[T]{g.Panel, g.FarPanel} {
		for j, tile := range tiles {
			errs = append(errs, p.tryPanels(r, g.MR, (j+1)*g.Lanes, tile))
		}
	}
	for j := range g.PackB {
		for _, n := range strips(j+1, g.Lanes) {
			if n > (j+1)*g.Lanes {
				break
			}
			for range tries {
				if err := p.tryPacks(r, g, j, p.anyCall(g.MR, n)); err != nil {
					errs = append(errs, fmt.Errorf("of %d vectors: %w", j+1, err))
				}
			}
		}
	}
	return errors.Join(errs...)
}

// tryPanels tries a tile for panels of so many columns on one to three of them, as an
// ordinary tile whose B it finds packed.
func (p *product[T]) tryPanels(r *rooms[T], m, width int, tile Tile[T]) error {
	for panels := 1; panels <= 3; panels++ {
		c := p.anyCall(m, panels*width)
		packed := make([]T, p.k*c.n+1)
		each(p.k, c.n, func(q, j int) { packed[j/width*width*p.k+q*width+j%width] = p.b[q*p.n+j] })
		err := p.try(r, func(k int, alpha T, a *T, ars, aks int, _ *T, _ int, beta T, c *T, ldc int, n int) {
			tile(k, alpha, a, ars, aks, &packed[0], width, beta, c, ldc, n)
		}, c)
		if err != nil {
			return fmt.Errorf("tile for panels of %d columns, %+v: %w", width, c, err)
		}
	}
	return nil
}

// strips are numbers of columns that a tile v vectors wide is made for: of one
// step, of two and of three, the last step as narrow as may be or nearly whole.
func strips(v, lanes int) []int {
	width := v * lanes
	narrow := width - lanes + 1
	return []int{narrow, narrow + lanes/2, width - 1, width, width + narrow, 2*width + narrow + lanes/3, 3 * width}
}

// product is what all tiles of a family compute a part of, the largest of
// them the whole.
type product[T Float] struct {
	m, n, k int
	a, b, c []T // row-major
	alphas  []T
	betas   []T
	rounds  float64   // roundings of one unit, 0 where all is exact
	dot     []float64 // A·B
	abs     []float64 // |A|·|B|
	seen    map[[2]T][]T
	rng     *rand.Rand
}

// random fills the product with numbers of either sign below one.
func random[T Float](p *product[T]) {
	p.fill(func() float64 { return 2*p.rng.Float64() - 1 })
	p.alphas, p.betas = []T{1, -0.5, 1.7}, []T{0, 1, 0.5}
	p.rounds = float64(p.k + 3) // γ in units of eps: twice the unit roundings, for the reference has a few too
}

// whole fills the product with small integers, on which every order of
// summing is exact.
func whole[T Float](p *product[T]) {
	p.fill(func() float64 { return float64(p.rng.IntN(17) - 8) })
	p.alphas, p.betas = []T{1, -2}, []T{0, 1, 3}
}

// special is random but for NaN and infinities, one of them against a zero in
// the element that every tile computes.
func special[T Float](p *product[T]) {
	random(p)
	q := p.rng.IntN(p.k)
	p.a[q], p.b[q*p.n] = 0, T(math.Inf(1))
	p.a[p.rng.IntN(len(p.a))] = T(math.NaN())
	p.c[p.rng.IntN(len(p.c))] = T(math.NaN())
	p.c[p.rng.IntN(len(p.c))] = T(math.Inf(-1))
}

func (p *product[T]) fill(number func() float64) {
	p.a, p.b, p.c = make([]T, p.m*p.k), make([]T, p.k*p.n), make([]T, p.m*p.n)
	for _, x := range [][]T{p.a, p.b, p.c} {
		for i := range x {
			x[i] = T(number())
		}
	}
}

// multiply computes the reference.
func (p *product[T]) multiply() {
	p.dot, p.abs = make([]float64, p.m*p.n), make([]float64, p.m*p.n)
	p.seen = map[[2]T][]T{}
	for i := range p.m {
		for j := range p.n {
			p.dot[i*p.n+j], p.abs[i*p.n+j] = p.element(i, j)
		}
	}
}

// element is row i of A times column j of B, in twice float64's precision, and
// the sum of the absolute products. (Ogita, Rump and Oishi's Dot2.)
func (p *product[T]) element(i, j int) (dot, abs float64) {
	var plain, low float64
	for q := range p.k {
		x, y := float64(p.a[i*p.k+q]), float64(p.b[q*p.n+j])
		h := x * y
		sum := dot + h
		z := sum - dot
		low += dot - (sum - z) + (h - z) + math.FMA(x, y, -h)
		dot = sum
		plain += h
		abs += math.Abs(h)
	}
	if math.IsNaN(plain) || math.IsInf(plain, 0) {
		return plain, 0
	}
	return dot + low, abs
}

// call is one way to compute a part of a product.
type call[T Float] struct {
	m, n                 int
	alpha, beta          T
	ars, aks, bks, ldc   int
	placeA, placeB, putC placement
}

func (p *product[T]) anyCall(m, n int) call[T] {
	anyOf := func(list ...int) int { return list[p.rng.IntN(len(list))] }
	place := func() placement { return placement(p.rng.IntN(int(placements))) }
	slack := anyOf(0, 1, 5)
	strides := [][2]int{
		{1, m},                 // packed
		{p.k + slack, 1},       // row-major
		{1, m + slack},         // column-major
		{2*(p.k+slack) + 1, 2}, // neither
	}[p.rng.IntN(4)]
	return call[T]{
		m: m, n: n,
		alpha: p.alphas[p.rng.IntN(len(p.alphas))], beta: p.betas[p.rng.IntN(len(p.betas))],
		ars: strides[0], aks: strides[1], bks: n + anyOf(0, 1, 5), ldc: n + anyOf(0, 1, 5),
		placeA: place(), placeB: place(), putC: place(),
	}
}

// try makes the call and looks at everything it should have written or not.
func (p *product[T]) try(r *rooms[T], tile Tile[T], c call[T]) error {
	a := r[0].input(span(c.m, p.k, c.ars, c.aks), c.placeA)
	each(c.m, p.k, func(i, q int) { a.x[i*c.ars+q*c.aks] = p.a[i*p.k+q] })
	b := r[1].input(span(p.k, c.n, c.bks, 1), c.placeB)
	each(p.k, c.n, func(q, j int) { b.x[q*c.bks+j] = p.b[q*p.n+j] })
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
	err := faultless(func() {
		tile(p.k, c.alpha, firstA, c.ars, c.aks, firstB, c.bks, c.beta, out.first, c.ldc, c.n)
	})
	if err != nil {
		return err
	}
	if err := out.intact(); err != nil {
		return err
	}
	if err := p.inputsKept(c, a, b); err != nil {
		return err
	}
	return p.compare(c, out.x)
}

// tryPacks tries the tiles of j+1 vectors that pack.
func (p *product[T]) tryPacks(r *rooms[T], g *Gemm[T], j int, c call[T]) error {
	errB := p.tryPack(r, g.PackB[j], c, c.n, func(q, j int) T { return p.b[q*p.n+j] })
	if errB != nil {
		errB = fmt.Errorf("tile that packs B, %+v: %w", c, errB)
	}
	c.ars, c.aks = 1, c.m+c.bks-c.n // as far apart as rows of B
	errA := p.tryPack(r, g.PackA[j], c, c.m, func(q, i int) T { return p.a[i*p.k+q] })
	if errA != nil {
		errA = fmt.Errorf("tile that packs A, %+v: %w", c, errA)
	}
	return errors.Join(errA, errB)
}

// tryPack tries a tile that packs, and looks at the rows that it packed.
func (p *product[T]) tryPack(r *rooms[T], tile PackTile[T], c call[T], row int, want func(q, j int) T) error {
	packed := r[3].output(p.k*row, c.putC)
	err := p.try(r, func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int) {
		tile(k, alpha, a, ars, aks, b, bks, beta, c, ldc, n, packed.first)
	}, c)
	if err != nil {
		return err
	}
	if err := packed.intact(); err != nil {
		return err
	}
	each(p.k, row, func(q, j int) {
		if got, want := packed.x[q*row+j], want(q, j); !same(got, want) {
			err = fmt.Errorf("packed[%d,%d] = %v, want %v", q, j, got, want)
		}
	})
	return err
}

func (p *product[T]) inputsKept(c call[T], a, b operand[T]) error {
	kept := true
	each(c.m, p.k, func(i, q int) { kept = kept && same(a.x[i*c.ars+q*c.aks], p.a[i*p.k+q]) })
	each(p.k, c.n, func(q, j int) { kept = kept && same(b.x[q*c.bks+j], p.b[q*p.n+j]) })
	if !kept || a.intact() != nil || b.intact() != nil {
		return fmt.Errorf("A or B was written")
	}
	return nil
}

// compare holds each element to the reference and to the bits that earlier
// tiles, of whatever shape, computed for it.
func (p *product[T]) compare(c call[T], got []T) error {
	for at, v := range got {
		i, j := at/c.ldc, at%c.ldc
		if j >= c.n {
			if !same(v, sentinel) {
				return fmt.Errorf("C[%d,%d] = %v written beyond the columns", i, j, v)
			}
			continue
		}
		e := i*p.n + j
		want, scale := float64(c.alpha)*p.dot[e], math.Abs(float64(c.alpha))*p.abs[e]
		if c.beta != 0 {
			want += float64(c.beta) * float64(p.c[e])
			scale += math.Abs(float64(c.beta) * float64(p.c[e]))
		}
		tol := p.rounds * eps[T]() * scale
		if math.IsNaN(want) || math.IsInf(want, 0) {
			tol = 0
		}
		if v != T(want) && !near(v, T(want), tol) { // zeros of either sign are equal
			return fmt.Errorf("C[%d,%d] = %v, want %v within %.3g", i, j, v, want, tol)
		}
		if err := p.sameAsSeen(c, e, v); err != nil {
			return fmt.Errorf("C[%d,%d]: %w", i, j, err)
		}
	}
	return nil
}

func (p *product[T]) sameAsSeen(c call[T], e int, v T) error {
	key := [2]T{c.alpha, c.beta}
	first := p.seen[key]
	if first == nil {
		first = make([]T, p.m*p.n)
		fill(first, sentinel)
		p.seen[key] = first
	}
	if first[e] == sentinel {
		first[e] = v
	}
	if !same(first[e], v) {
		return fmt.Errorf("%v here, %v in a tile of another shape", v, first[e])
	}
	return nil
}

// span is the number of elements an m by n view reaches over.
func span(m, n, rs, cs int) int {
	if m == 0 || n == 0 {
		return 0
	}
	return (m-1)*rs + (n-1)*cs + 1
}

func each(m, n int, f func(i, j int)) {
	for i := range m {
		for j := range n {
			f(i, j)
		}
	}
}
