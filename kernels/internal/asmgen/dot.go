package asmgen

import "fmt"

const dotDecl = "k int, alpha T, a *T, lda int, b *T, ldb int, beta T, c *T, ldc int, next *T, nexts int, tiles, as, bs, cs int"

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

// dotTile is a tile of dot products of m rows with n rows. Vector registers:
//
//	0 … m*n-1      the sums, a lane for each residue of p: row i with row j is i*n+j
//	then           a vector of each of the fewer rows, and one of the others
//	AVX2's last    the mask of the last vector
type dotTile struct {
	*asm
	*isa
	machine
	sig  signature
	m, n int
}

// dot emits the tile
//
//	c[i*ldc+j] = beta*c[i*ldc+j] + alpha * Σp a[i*lda+p] * b[j*ldb+p]
//
// for i < m and j < n, and others after it, as, bs and cs elements further each, which
// from Go would cost 8 ns to call.
func dot(a *asm, s *isa, mc machine, m, n int) {
	name := dotName(s, m, n)
	if need := m*n + min(m, n) + 1; need > s.regs {
		panic(fmt.Sprintf("%s: the tile needs %d registers of %d", name, need, s.regs))
	}
	sig := function(a, s, name, fmt.Sprintf("Dot products of %d rows with %d rows.", m, n), dotDecl)
	t := &dotTile{a, s, mc, sig, m, n}
	t.arg(dotK, sig.param("k"))
	t.remainder(dotC, dotK, s.lanes())
	t.tail(dotC)
	t.stride(dotLDA, "lda")
	t.stride(dotLDB, "ldb")
	next := t.newLabel("tile")
	t.label(next)
	t.tile()
	t.advanceAll()
	t.bump(sig.param("tiles"), -1)
	t.jumpMore(next)
	t.ret()
}

// tile computes one tile.
func (t *dotTile) tile() {
	t.arg(dotK, t.sig.param("k"))
	t.shift(dotK, -log2(t.lanes()))
	t.arg(dotA, t.sig.param("a"))
	t.arg(dotB, t.sig.param("b"))
	t.ladder(0, t.m, dotA, dotLDA)
	t.ladder(1, t.n, dotB, dotLDB)
	for r := range vec(t.m * t.n) {
		t.zero(r)
	}
	if t.fetches() {
		t.arg(dotC, t.sig.param("next"))
		t.stride(dotLDC, "nexts")
		t.machine.add(dotLDC, dotC)
	}
	t.sum()
	t.arg(dotC, t.sig.param("c"))
	t.stride(dotLDC, "ldc")
	t.gatherSums()
	t.store()
}

// advanceAll moves to the next tile, and to the two rows that it is to fetch. Pointers are
// kept in the arguments.
func (t *dotTile) advanceAll() {
	for _, p := range [][2]string{{"a", "as"}, {"b", "bs"}, {"c", "cs"}} {
		t.stride(dotC, p[1])
		t.addTo(t.sig.param(p[0]), dotC)
	}
	if t.fetches() {
		t.stride(dotC, "nexts")
		t.shift(dotC, 1)
		t.addTo(t.sig.param("next"), dotC)
	}
}

// stride loads a stride as bytes.
func (t *dotTile) stride(r reg, name string) {
	t.arg(r, t.sig.param(name))
	t.shift(r, log2(t.elem))
}

// fetches tells whether the tile fetches rows for the next: where loads, which
// take twice as long from rows that are not aligned, leave time.
func (t *dotTile) fetches() bool { return t.m*t.n >= 2*(t.m+t.n+1) }

func (t *dotTile) acc(i, j int) vec { return vec(i*t.n + j) }

// spare is a register beyond the sums.
func (t *dotTile) spare(i int) vec { return vec(t.m*t.n + i) }

// sum adds all products to the sums.
func (t *dotTile) sum() {
	loop, rest, summed := t.newLabel("loop"), t.newLabel("rest"), t.newLabel("summed")
	t.jumpZero(dotK, rest)
	t.align()
	t.label(loop)
	t.products(false)
	t.climb(0, 1)
	t.climb(1, 1)
	if t.fetches() {
		for _, r := range []reg{dotC, dotLDC} {
			t.prefetchFar(r)
			t.addImm(r, t.bytes)
		}
	}
	t.countdown(dotK, loop)
	t.label(rest)
	t.arg(dotK, t.sig.param("k"))
	t.remainder(dotK, dotK, t.lanes())
	t.jumpZero(dotK, summed)
	t.products(true)
	t.label(summed)
}

// products multiplies one vector of every row of A with one of every row of B.
func (t *dotTile) products(partial bool) {
	few, many, acc := 0, 1, t.acc
	if t.m > t.n {
		few, many, acc = 1, 0, func(i, j int) vec { return t.acc(j, i) }
	}
	rows := [2]int{t.m, t.n}
	for i := range rows[few] {
		t.rung(t.spare(i), few, i, 0, partial)
	}
	x := t.spare(rows[few])
	for j := range rows[many] {
		t.rung(x, many, j, 0, partial)
		for i := range rows[few] {
			t.fma(acc(i, j), t.spare(i), x)
		}
	}
}

// eachPiece ranges over the sums, 16 bytes of C at a time: columns j to j+n-1.
func (t *dotTile) eachPiece(f func(i, j, n int)) {
	for i := range t.m {
		for j := 0; j < t.n; j += 16 / t.elem {
			f(i, j, min(16/t.elem, t.n-j))
		}
	}
}

// gatherSums adds the lanes up and leaves the sums of a piece in the register of
// its first. Columns that are a piece on their own are gathered from several rows at once.
func (t *dotTile) gatherSums() {
	few := 16 / t.elem
	t.eachPiece(func(i, j, n int) {
		if n > 1 {
			t.gather(func(l int) vec { return t.acc(i, j+l) }, n)
		}
	})
	if t.n%few != 1 {
		return
	}
	for i := 0; i < t.m; i += few {
		column := func(l int) vec { return t.acc(i+l, t.n-1) }
		n := min(few, t.m-i)
		t.gather(column, n)
		for l := 1; l < n; l++ {
			t.element0(column(l), column(0), l)
		}
	}
}

// gather leaves the sums of n registers, at most 16 bytes, in the first.
func (t *dotTile) gather(r func(l int) vec, n int) {
	u := t.spare(0)
	for l := 0; l < n; l += 2 {
		t.pairwise(r(l), r(l), r(min(l+1, n-1)), u, t.elem == 8)
	}
	if t.elem == 4 {
		y := r(0)
		if n > 2 {
			y = r(2)
		}
		t.pairwise(r(0), r(0), y, u, true)
	}
	t.fold(r(0), u)
}

// pairwise adds the low and the high element, or two, of each 16 bytes of x, and
// those of y, and leaves them side by side in d.
func (t *dotTile) pairwise(d, x, y, u vec, double bool) {
	v := t.spare(1)
	t.zip(u, x, y, false, double)
	t.zip(v, x, y, true, double)
	t.addv(d, u, v)
}

// store scales the sums by alpha, adds beta*C and stores them.
func (t *dotTile) store() {
	scaled, overwrite, stored := t.newLabel("scaled"), t.newLabel("overwrite"), t.newLabel("stored")
	x, old := t.spare(0), t.spare(1)
	t.jumpOne(t.sig.param("alpha"), scaled)
	t.broadcastArg(x, t.sig.param("alpha"))
	t.eachPiece(func(i, j, n int) { t.mulv(t.acc(i, j), t.acc(i, j), x) })
	t.label(scaled)
	t.jumpNought(t.sig.param("beta"), overwrite)
	t.broadcastArg(x, t.sig.param("beta"))
	t.eachPiece(func(i, j, n int) {
		t.nextRow(i, j)
		t.loadFew(old, dotC, j*t.elem, n)
		t.fma(t.acc(i, j), old, x)
		t.storeFew(dotC, j*t.elem, t.acc(i, j), n)
	})
	t.jump(stored)
	t.label(overwrite)
	t.eachPiece(func(i, j, n int) {
		t.nextRow(i, j)
		t.storeFew(dotC, j*t.elem, t.acc(i, j), n)
	})
	t.label(stored)
}

// nextRow moves on to row i of C at its first piece.
func (t *dotTile) nextRow(i, j int) {
	if i > 0 && j == 0 {
		t.machine.add(dotC, dotLDC)
	}
}

func dotName(s *isa, m, n int) string {
	return fmt.Sprintf("dot%s%s_%dx%d", s.float(), s.title, m, n)
}
