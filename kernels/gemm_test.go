package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"weft.example/internal/long"
	"weft.example/kernels/internal/args"
)

// checkGemm runs every tile on random, on whole and on special numbers.
func checkGemm[T Float](r *rooms[T], k *table[T]) error {
	depths := []int{0, 1, 2, 3, 4, 5, 7, 8, 16, 17, 64, 257}
	if !long.Tests() {
		depths = []int{0, 1, 4, 7, 129}
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

// checkUpdate takes an update for a family of tiles, of its depth; and for a vector times a matrix,
// some rows of it at a time.
func checkUpdate[T Float](r *rooms[T], k *table[T]) error {
	for i, update := range k.Update {
		depth := i + 1
		g := NewGemm(0, 0, 0, k.Gemm.Lanes, k.Gemm.Tiles[:1], k.Gemm.Rows[:1])
		outer := func(p *Product[T], a, b, c *T) {
			q := *p
			q.K, q.BGS, q.Ahead = 99, 0, far
			update(&q, a, b, c)
		}
		g.Tiles = []Tile[T]{g.Tiles[0], outer, outer}
		g.Rows = []int{g.Rows[0], 4, 4}
		vector := func(p *Product[T], a, b, c *T) {
			q := *p
			q.M, q.ARS, q.BGS, q.LDC = 1, depth*p.AKS, depth*p.BKS, 0
			update(&q, a, b, c)
			if q.M = p.K/depth - 1; q.M > 0 {
				q.Beta = 1
				update(&q, at(a, q.ARS), at(b, q.BGS), c)
			}
		}
		wide := NewGemm(0, 0, 0, k.Gemm.Lanes, []Tile[T]{vector, vector, vector}, []int{1, 1, 1})
		seeds := uint64(5)
		if !long.Tests() {
			seeds = 2
		}
		for seed := range seeds {
			for _, numbers := range []func(*product[T]){random[T], whole[T], special[T]} {
				if err := checkTiles(r, &g, depth, seed, numbers); err != nil {
					return fmt.Errorf("depth %d: %w", depth, err)
				}
			}
			if err := checkTiles(r, &wide, 3*depth, seed, whole[T]); err != nil {
				return fmt.Errorf("vector, %d rows at a time: %w", depth, err)
			}
		}
	}
	return checkUpdateSteps(r, k)
}

// checkTiles computes parts of one product with every family, height and width of tiles.
func checkTiles[T Float](r *rooms[T], g *Gemm[T], depth int, seed uint64, numbers func(*product[T])) error {
	tries := 5 // of the ways to call a tile, of which there are thousands
	if !long.Tests() {
		tries = 1
	}
	rng := rand.New(rand.NewPCG(seed, uint64(depth)))
	p := &product[T]{m: 2 * g.Rows[0], n: 3 * len(g.Tiles) * g.Lanes, k: depth, rng: rng}
	numbers(p)
	p.multiply()
	for v := 1; v <= len(g.Tiles); v++ {
		for m := 1; m <= g.Rows[v-1]; m++ {
			for _, n := range strips(v, g.Lanes) {
				for range tries {
					if err := p.tryWays(r, g, v, m, n); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// tryWays makes a call in each way that a tile of v vectors has of going about it.
func (p *product[T]) tryWays(r *rooms[T], g *Gemm[T], v, m, n int) error {
	tile, width := g.Tiles[v-1], v*g.Lanes
	packs := m == g.MR && g.NR <= 2*width && n <= width && width <= g.NR && p.k > 0
	some := func() bool { return long.Tests() || p.rng.IntN(4) == 0 } // of the ways: in a short test each is tried often
	for _, way := range []struct {
		name string
		ok   bool
		make func(c *call[T])
	}{
		{"one tile high", true, func(*call[T]) {}},
		{"simple", g.MR > 0 && n <= width && slices.Contains(p.alphas, 1), func(c *call[T]) { c.store, c.alpha, c.beta = Simple, 1, 0 }},
		{"a batch of simple ones", g.MR > 0 && n <= width && slices.Contains(p.alphas, 1), func(c *call[T]) {
			c.store, c.alpha, c.beta, c.more = Simple, 1, 0, 1+p.rng.IntN(3)
			c.batch = [3]int{c.spanA(p.k), 0, m*c.ldc + p.rng.IntN(3)}
		}},
		{"several tiles high", m > 1, func(c *call[T]) {
			*c = p.anyCall(m+1+p.rng.IntN(min(2*m, p.m-m)), n)
			c.width, c.ahead = width, width
			c.tall(m)
		}},
		{"from afar", true, func(c *call[T]) { c.ahead = 4 * c.bks }},
		{"followed", true, func(c *call[T]) { c.follow = far }},
		{"past the caches", true, func(c *call[T]) {
			c.store, c.putC, c.ldc = NonTemporal, 0, (c.ldc+g.Lanes-1)/g.Lanes*g.Lanes
		}},
		{"a batch", g.MR > 0, func(c *call[T]) {
			c.more = p.rng.IntN(3)
			c.batch = [3]int{p.rng.IntN(2) * c.spanA(p.k), p.rng.IntN(2) * c.spanB(p.k), m*c.ldc + p.rng.IntN(3)}
		}},
		{"a batch of several tiles", m > 1 && g.MR > 0, func(c *call[T]) {
			*c = p.anyCall(m+1, n)
			c.width, c.ahead, c.more = width, width, 2
			c.tall(m)
			c.batch = [3]int{c.spanA(p.k), 0, c.m * c.ldc}
		}},
		{"panels", n%width == 0 && g.MR > 0, func(c *call[T]) { c.panels, c.bks = width, width }},
		{"panels from afar", n%width == 0 && g.MR > 0, func(c *call[T]) { c.panels, c.bks, c.ahead = width, width, 4*width }},
		{"panels and a micropanel", n%width == 0 && m == g.MR, func(c *call[T]) {
			c.panels, c.bks, c.ars, c.aks = width, width, 1, m
			if p.rng.IntN(2) == 0 {
				c.ahead = 4 * width
			}
		}},
		{"turned", v <= g.Turned && m <= g.Lanes && n <= width, func(c *call[T]) { c.store, c.ldc = Turned, m+c.ldc-n }},
		{"packing A", packs, func(c *call[T]) { c.pack, c.ars, c.aks = PackA, 1, m+c.bks-n }},
		{"packing B", packs, func(c *call[T]) { c.pack = PackB }},
	} {
		if !way.ok || !some() {
			continue
		}
		c := p.anyCall(m, n)
		c.width, c.ahead = width, width
		way.make(&c)
		if err := p.tryPack(r, tile, c); err != nil {
			return fmt.Errorf("tile of %d vectors, %s, %+v: %w", v, way.name, c, err)
		}
	}
	return nil
}

// tall has a product's rows taken so many at a time, and one fewer from some row on, as often as that is even.
func (c *call[T]) tall(rows int) {
	pieces := (c.m + rows - 1) / rows
	c.rows = (c.m + pieces - 1) / pieces
	c.short = (pieces*c.rows - c.m) * (c.rows - 1)
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
	rows, short          int
	width                int // of a group of columns
	panels               int // the width of those that B is packed in, or 0
	alpha, beta          T
	ars, aks, bks, ldc   int
	ahead, follow        int
	more                 int    // products, of the same A and B, behind the first
	batch                [3]int // how far apart they lie
	store                args.Store
	pack                 args.Pack
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
		m: m, n: n, rows: m,
		alpha: p.alphas[p.rng.IntN(len(p.alphas))], beta: p.betas[p.rng.IntN(len(p.betas))],
		ars: strides[0], aks: strides[1], bks: n + anyOf(0, 1, 5), ldc: n + anyOf(0, 1, 5),
		placeA: place(), placeB: place(), putC: place(),
	}
}

// try makes the call and looks at everything it should have written or not.
func (p *product[T]) try(r *rooms[T], tile Tile[T], c call[T], packed *T) error {
	a := r[0].input(c.more*c.batch[0]+c.spanA(p.k), c.placeA)
	b := r[1].input(c.more*c.batch[1]+c.spanB(p.k), c.placeB)
	out := r[2].output(c.more*c.batch[2]+c.spanC(), c.putC)
	for i := range c.more + 1 {
		x, y, z, first := a.x[i*c.batch[0]:], b.x[i*c.batch[1]:], out.x[i*c.batch[2]:], p.firstRow(c, i)
		each(c.m, p.k, func(i, q int) { x[i*c.ars+q*c.aks] = p.a[(first+i)*p.k+q] })
		each(p.k, c.n, func(q, j int) { y[c.placeOfB(p.k, q, j)] = p.b[q*p.n+j] })
		each(c.m, c.n, func(i, j int) {
			z[c.placeOfC(i, j)] = p.c[(first+i)*p.n+j]
			if c.beta == 0 {
				z[c.placeOfC(i, j)] = T(math.NaN())
			}
		})
	}
	firstA, firstB := a.first, b.first
	if p.k == 0 {
		firstA, firstB = nil, nil
	}
	args := Product[T]{
		M: c.m, N: c.n, K: p.k, Rows: c.rows, Short: c.short, ARS: c.ars, AKS: c.aks, BKS: c.bks, BGS: c.width, LDC: c.ldc,
		Ahead: c.ahead, Store: c.store, Pack: c.pack, Packed: packed, Alpha: c.alpha, Beta: c.beta,
		Follow: c.follow,
	}
	args.Repeat(c.more, c.batch[0], c.batch[1], c.batch[2])
	if c.panels > 0 {
		args.BGS = c.panels * p.k
	}
	before := args
	err := faultless(func() { tile(&args, firstA, firstB, out.first) })
	if err != nil {
		return err
	}
	if args != before {
		return fmt.Errorf("the Product was written")
	}
	if err := out.intact(); err != nil {
		return err
	}
	if err := p.inputsKept(c, a, b); err != nil {
		return err
	}
	for i := range c.more + 1 {
		product := out.x[i*c.batch[2]:]
		if err := p.compare(c, p.firstRow(c, i), product[:c.spanC()]); err != nil {
			return fmt.Errorf("product %d: %w", i, err)
		}
		if i < c.more {
			for _, v := range product[c.spanC():c.batch[2]] {
				if !same(v, sentinel) {
					return fmt.Errorf("%v written between products", v)
				}
			}
		}
	}
	return nil
}

// firstRow is where the rows of the product begin that number i of a batch has.
func (p *product[T]) firstRow(c call[T], i int) int {
	if c.batch[0] == 0 {
		return 0
	}
	return i % (p.m - c.m + 1)
}

// spanA, spanB and spanC are how many elements an operand reaches over, and placeOfB and placeOfC are where one lies.
func (c *call[T]) spanA(k int) int { return span(c.m, k, c.ars, c.aks) }
func (c *call[T]) spanC() int {
	if c.store == Turned {
		return span(c.n, c.m, c.ldc, 1)
	}
	return span(c.m, c.n, c.ldc, 1)
}

func (c *call[T]) spanB(k int) int {
	if c.panels > 0 {
		return k * c.n
	}
	return span(k, c.n, c.bks, 1)
}

func (c *call[T]) placeOfC(i, j int) int {
	if c.store == Turned {
		i, j = j, i
	}
	return i*c.ldc + j
}

func (c *call[T]) placeOfB(k, q, j int) int {
	if c.panels > 0 {
		return j/c.panels*c.panels*k + q*c.panels + j%c.panels
	}
	return q*c.bks + j
}

// tryPack makes a call, and looks at what it packed.
func (p *product[T]) tryPack(r *rooms[T], tile Tile[T], c call[T]) error {
	row, want := 0, func(int, int) T { return 0 }
	switch c.pack {
	case PackA:
		row, want = c.m, func(q, i int) T { return p.a[i*p.k+q] }
	case PackB:
		row, want = c.n, func(q, j int) T { return p.b[q*p.n+j] }
	default:
		return p.try(r, tile, c, nil)
	}
	packed := r[3].output(p.k*row, c.putC)
	if err := p.try(r, tile, c, packed.first); err != nil {
		return err
	}
	if err := packed.intact(); err != nil {
		return err
	}
	var err error
	each(p.k, row, func(q, j int) {
		if got, want := packed.x[q*row+j], want(q, j); !same(got, want) {
			err = fmt.Errorf("packed[%d,%d] = %v, want %v", q, j, got, want)
		}
	})
	return err
}

func (p *product[T]) inputsKept(c call[T], a, b operand[T]) error {
	kept := true
	for i := range c.more + 1 {
		x, y, first := a.x[i*c.batch[0]:], b.x[i*c.batch[1]:], p.firstRow(c, i)
		each(c.m, p.k, func(i, q int) { kept = kept && same(x[i*c.ars+q*c.aks], p.a[(first+i)*p.k+q]) })
		each(p.k, c.n, func(q, j int) { kept = kept && same(y[c.placeOfB(p.k, q, j)], p.b[q*p.n+j]) })
	}
	if !kept || a.intact() != nil || b.intact() != nil {
		return fmt.Errorf("A or B was written")
	}
	return nil
}

// compare holds each element, in rows from the first on, to the reference and to the bits that earlier
// tiles, of whatever shape, computed for it.
func (p *product[T]) compare(c call[T], first int, got []T) error {
	for at, v := range got {
		i, j := at/c.ldc, at%c.ldc
		if c.store == Turned {
			i, j = j, i
		}
		if i >= c.m || j >= c.n {
			if !same(v, sentinel) {
				return fmt.Errorf("C[%d,%d] = %v written beyond the columns", i, j, v)
			}
			continue
		}
		e := (first+i)*p.n + j
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
