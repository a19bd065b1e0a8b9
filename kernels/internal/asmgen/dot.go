package asmgen

import "fmt"

const (
	dotDecl = "p *Dots, a, b, c, next *T"

	// dotsDecl is Dots as args declares it.
	dotsDecl = "m, k, lda, ldb, ldc, tiles, as, bs, cs, nexts int, alpha, beta T"
)

// Local variables of a dot tile.
var (
	dotMode  = param{name: "mode", in: local, off: 8}
	dotTiles = param{name: "tiles", in: local, off: 16}
)

// dotTile is the family of tiles of dot products of 1 to rows rows with n rows. Tiles of all heights share what follows
// the sums, as other tiles do.
type dotTile struct {
	*family
	n, rows int

	k, a, lda, b, ldb reg
	c, ldc            reg // until the sum is done the two rows of next, which are fetched

	sum   []vec // a lane for each residue of p, those of the tile's last row last
	spare []vec // a vector of each of the fewer rows, and one of the others
}

// dots emits the tiles
//
//	c[i*LDC+j] = Beta*c[i*LDC+j] + Alpha * Σp a[i*LDA+p] * b[j*LDB+p]
//
// for i < M and j < n, and others after it, AS, BS and CS elements further each, which
// from Go would cost 8 ns to call.
func dots(a *asm, s *isa, mc machine, n int) {
	rows := most(s.dots, n)
	sig := functionWith(a, s, dotName(s, n), fmt.Sprintf("Dot products of up to %d rows with %d rows.", rows, n), dotDecl, 16)
	t, regs := &dotTile{family: newFamily(a, s, mc, sig, dotsDecl), n: n, rows: rows}, newRegs(s, mc, 1, true)
	t.take(regs)
	t.begin()
	if n == 1 && s.wideMasks() {
		t.tall(regs)
	}
	t.label(t.at("tile"))
	t.load()
	for m := rows; m > 0; m-- {
		t.sums(m)
	}
	if !t.scalable {
		t.rest()
	}
	t.gatherSums()
	t.store()
	t.advance()
	t.ret()
}

// take takes the registers.
func (t *dotTile) take(r *regs) {
	r.ints.hold(t.ladderRegs(0, t.rows)...)
	r.ints.hold(t.ladderRegs(1, t.n)...)
	i := r.ints.take
	t.k, t.a, t.lda, t.b, t.ldb, t.c, t.ldc = i("k"), i("a"), i("lda"), i("b"), i("ldb"), i("c"), i("ldc")
	t.sum = r.vecs.block("sums", t.rows*t.n)
	spare := t.n + 1 // for rest
	if r.vecs.left() < spare {
		spare = spares(t.rows, t.n)
	}
	t.spare = r.vecs.block("A and B", spare)
}

// begin decides what is stored, and counts what is left of a row behind whole vectors.
func (t *dotTile) begin() {
	t.param(t.c, "p")
	t.chooseMode(t.c, t.k)
	t.setTo(dotMode, t.k)
	t.arg(t.k, t.of(t.c, "tiles"))
	t.setTo(dotTiles, t.k)
	if !t.scalable {
		t.arg(t.k, t.of(t.c, "k"))
		t.remainder(t.k, t.k, t.lanes())
		t.machine.(fixed).tail(t.k)
	}
}

// load is at the beginning of a tile, and goes to the sums of its height.
func (t *dotTile) load() {
	t.param(t.c, "p")
	t.arg(t.k, t.of(t.c, "k"))
	if t.scalable {
		t.machine.(scalable).whole()
	} else {
		t.shift(t.k, -log2(t.lanes()))
	}
	t.bytesOf(t.lda, t.c, "lda")
	t.bytesOf(t.ldb, t.c, "ldb")
	t.param(t.a, "a")
	t.param(t.b, "b")
	t.ladder(1, t.n, t.b, t.ldb)
	t.arg(t.ldc, t.of(t.c, "m"))
	for _, sum := range t.sum { // those that there are not, too
		t.zero(sum)
	}
	if !t.scalable {
		t.jumpZero(t.k, t.at("rest"))
	}
	t.dispatch(t.ldc, t.rows, func(m int) string { return t.at("sums%d", m) })
}

// fetches tells whether a tile of m rows fetches rows for the next: where loads, which
// take twice as long from rows that are not aligned, leave time.
func (t *dotTile) fetches(m int) bool { return m*t.n >= 2*(m+t.n+1) }

func (t *dotTile) acc(i, j int) vec { return t.sum[i*t.n+j] }

// sums emits the sums of whole vectors, for tiles of m rows.
func (t *dotTile) sums(m int) {
	t.label(t.at("sums%d", m))
	if t.fetches(m) && !t.scalable {
		t.bytesOf(t.ldc, t.c, "nexts")
		t.param(t.c, "next")
		t.machine.add(t.ldc, t.c)
	}
	t.ladder(0, m, t.a, t.lda)
	if t.scalable {
		strips(t.asm, t.machine, t.k, nil, func() {
			t.products(m, 0)
			t.climb(0, 0)
			t.climb(1, 0)
		})
		t.machine.(scalable).whole()
		t.jump(t.at("gather"))
		return
	}
	loop := t.newLabel("loop")
	t.align()
	t.label(loop)
	t.products(m, 0)
	t.climb(0, t.bytes)
	t.climb(1, t.bytes)
	if t.fetches(m) {
		for _, r := range []reg{t.c, t.ldc} {
			t.prefetchFar(r)
			t.addImm(r, t.bytes)
		}
	}
	t.countdown(t.k, loop)
	t.jump(t.at("rest"))
}

// products multiplies one vector of every row of A, disp bytes on, with one of every row of B.
func (t *dotTile) products(m, disp int) {
	few, many, acc := 0, 1, t.acc
	if m > t.n {
		few, many, acc = 1, 0, func(i, j int) vec { return t.acc(j, i) }
	}
	rows := [2]int{m, t.n}
	for i := range rows[few] {
		t.rung(t.spare[i], few, i, disp, wholeVector)
	}
	x := t.spare[rows[few]]
	for j := range rows[many] {
		if rows[few] == 1 {
			fmaRung(t.machine, acc(0, j), t.spare[0], x, many, j, disp, wholeVector)
			continue
		}
		t.rung(x, many, j, disp, wholeVector)
		for i := range rows[few] {
			t.fma(acc(i, j), t.spare[i], x)
		}
	}
}

// advance moves to the next tile, and to the two rows that it is to fetch.
func (t *dotTile) advance() {
	t.param(t.a, "p")
	for _, p := range [][2]string{{"a", "as"}, {"b", "bs"}, {"c", "cs"}, {"next", "nexts"}} {
		t.arg(t.c, t.of(t.a, p[1]))
		bytes := t.elem
		if p[0] == "next" {
			bytes *= 2
		}
		t.shift(t.c, log2(bytes))
		t.addTo(t.sig.param(p[0]), t.c)
	}
	t.bump(dotTiles, -1)
	t.jumpMore(t.at("tile"))
}

func dotName(s *isa, n int) string { return fmt.Sprintf("dot%s%s_%d", s.float(), s.title, n) }
