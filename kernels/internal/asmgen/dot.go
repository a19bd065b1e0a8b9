package asmgen

import "fmt"

const (
	dotDecl = "p *Dots, a, b, c, next *T"

	// dotsDecl is Dots as args declares it.
	dotsDecl = "m, k, lda, ldb, ldc, tiles, as, bs, cs, nexts int, alpha, beta T"
)

// Integer registers of a dot tile. On x86 rows take those from 7 on.
const (
	dotK reg = iota
	dotA
	dotLDA
	dotB
	dotLDB
	dotC   // next, until the sum is done
	dotLDC // next's other row, until then
)

// Local variables of a dot tile.
var (
	dotMode  = param{name: "mode", in: local, off: 8}
	dotTiles = param{name: "tiles", in: local, off: 16}
)

// dotTile is the family of tiles of dot products of 1 to rows rows with n rows. Vector registers:
//
//	0 … rows*n-1   the sums, a lane for each residue of p, those of the tile's last row last
//	then           a vector of each of the fewer rows, and one of the others
//	AVX2's last    the mask of the last vector
//
// Tiles of all heights share what follows the sums, as other tiles do.
type dotTile struct {
	*family
	n, rows int
}

// dots emits the tiles
//
//	c[i*LDC+j] = Beta*c[i*LDC+j] + Alpha * Σp a[i*LDA+p] * b[j*LDB+p]
//
// for i < M and j < n, and others after it, AS, BS and CS elements further each, which
// from Go would cost 8 ns to call.
func dots(a *asm, s *isa, mc machine, n int) {
	rows := most(s.dots, n)
	for m := 1; m <= rows; m++ {
		if need := rows*n + max(2, min(m, n)+1); need > s.regs {
			panic(fmt.Sprintf("%s: a tile of %d by %d dot products needs %d registers of %d", s.title, m, n, need, s.regs))
		}
	}
	sig := functionWith(a, s, dotName(s, n), fmt.Sprintf("Dot products of up to %d rows with %d rows.", rows, n), dotDecl, 16)
	t := &dotTile{newFamily(a, s, mc, sig, dotsDecl), n, rows}
	grouped(s, mc, 1, true)
	t.begin()
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

// begin decides what is stored, and counts what is left of a row behind whole vectors.
func (t *dotTile) begin() {
	t.param(dotC, "p")
	t.chooseMode(dotC, dotK)
	t.setTo(dotMode, dotK)
	t.arg(dotK, t.of(dotC, "tiles"))
	t.setTo(dotTiles, dotK)
	if !t.scalable {
		t.arg(dotK, t.of(dotC, "k"))
		t.remainder(dotK, dotK, t.lanes())
		t.machine.(fixed).tail(dotK)
	}
}

// load is at the beginning of a tile, and goes to the sums of its height.
func (t *dotTile) load() {
	t.param(dotC, "p")
	t.arg(dotK, t.of(dotC, "k"))
	if t.scalable {
		t.machine.(scalable).whole()
	} else {
		t.shift(dotK, -log2(t.lanes()))
	}
	t.bytesOf(dotLDA, dotC, "lda")
	t.bytesOf(dotLDB, dotC, "ldb")
	t.param(dotA, "a")
	t.param(dotB, "b")
	t.ladder(1, t.n, dotB, dotLDB)
	t.arg(dotLDC, t.of(dotC, "m"))
	for r := range vec(t.rows * t.n) { // those that there are not, too
		t.zero(r)
	}
	t.dispatch(dotLDC, t.rows, func(m int) string { return t.at("sums%d", m) })
}

// fetches tells whether a tile of m rows fetches rows for the next: where loads, which
// take twice as long from rows that are not aligned, leave time.
func (t *dotTile) fetches(m int) bool { return m*t.n >= 2*(m+t.n+1) }

func (t *dotTile) acc(i, j int) vec { return vec(i*t.n + j) }

// spare is a register beyond the sums.
func (t *dotTile) spare(i int) vec { return vec(t.rows*t.n + i) }

// sums emits the sums of whole vectors, for tiles of m rows.
func (t *dotTile) sums(m int) {
	t.label(t.at("sums%d", m))
	if t.fetches(m) && !t.scalable {
		t.bytesOf(dotLDC, dotC, "nexts")
		t.param(dotC, "next")
		t.machine.add(dotLDC, dotC)
	}
	t.ladder(0, m, dotA, dotLDA)
	if t.scalable {
		strips(t.asm, t.machine, dotK, nil, func() {
			t.products(m)
			t.climb(0, 0)
			t.climb(1, 0)
		})
		t.machine.(scalable).whole()
		t.jump(t.at("gather"))
		return
	}
	loop := t.newLabel("loop")
	t.jumpZero(dotK, t.at("rest"))
	t.align()
	t.label(loop)
	t.products(m)
	t.climb(0, t.bytes)
	t.climb(1, t.bytes)
	if t.fetches(m) {
		for _, r := range []reg{dotC, dotLDC} {
			t.prefetchFar(r)
			t.addImm(r, t.bytes)
		}
	}
	t.countdown(dotK, loop)
	t.jump(t.at("rest"))
}

// products multiplies one vector of every row of A with one of every row of B.
func (t *dotTile) products(m int) {
	few, many, acc := 0, 1, t.acc
	if m > t.n {
		few, many, acc = 1, 0, func(i, j int) vec { return t.acc(j, i) }
	}
	rows := [2]int{m, t.n}
	for i := range rows[few] {
		t.rung(t.spare(i), few, i, 0, wholeVector)
	}
	x := t.spare(rows[few])
	for j := range rows[many] {
		t.rung(x, many, j, 0, wholeVector)
		for i := range rows[few] {
			t.fma(acc(i, j), t.spare(i), x)
		}
	}
}

// advance moves to the next tile, and to the two rows that it is to fetch.
func (t *dotTile) advance() {
	t.param(dotA, "p")
	for _, p := range [][2]string{{"a", "as"}, {"b", "bs"}, {"c", "cs"}, {"next", "nexts"}} {
		t.bytesOf(dotC, dotA, p[1])
		if p[0] == "next" {
			t.shift(dotC, 1)
		}
		t.addTo(t.sig.param(p[0]), dotC)
	}
	t.bump(dotTiles, -1)
	t.jumpMore(t.at("tile"))
}

func dotName(s *isa, n int) string { return fmt.Sprintf("dot%s%s_%d", s.float(), s.title, n) }
