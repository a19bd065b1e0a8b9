package asmgen

import "fmt"

const (
	tileDecl = "p *Product, a, b, c *T"

	// productDecl is Product as args declares it.
	productDecl = "m, n, k, rows, short, ars, aks, bks, bgs, ldc, ahead, store, pack int, packed *T, simple, more, astep, bstep, cstep int, alpha, beta T"
)

// Integer registers of a tile. Strides, in bytes, and how far ahead B is fetched are loaded once. On x86 the rows
// of A take registers from tileSpare on.
const (
	tileK reg = iota
	tileA
	tileARS
	tileAKS
	tileB
	tileBKS
	tileC // until the sum is done 0 where C is yet to be fetched, or else the height
	tileAhead
	tileSpare

	// When the sum is done.
	tileHeight = tileK // the rows that are left to store
	tileP      = tileA // the Product
	tileLDC    = tileB
)

// Local variables of a tile. Parameters b and c move along with the groups.
var (
	mLeft  = param{name: "m", in: local, off: 8}
	height = param{name: "height", in: local, off: 16} // rows of the tile at hand
	nLeft  = param{name: "n", in: local, off: 24}
	firstB = param{name: "firstB", in: local, off: 32} // b of the first group
	firstC = param{name: "firstC", in: local, off: 40} // c of the first group of the row
	count  = param{name: "count", in: local, off: 48}

	pLeft = param{name: "products", in: local, off: 56} // of a batch, with the one at hand

	// slow is not 0 where more than the sums is to be stored, or past the caches.
	slow = param{name: "slow", in: local, off: 64}
)

const tileFrame = 64

// tile is the family of register tiles that are v vectors wide, of 1 to rows rows. Vector registers:
//
//	0 … rows*v-1   the sums, row by row
//	then v         a row of B, and one more to repeat an element of A; or, where
//	               that is fewer, m for a column of A repeated and one for B
//	AVX2's last    the mask of the last vector
//
// so AVX-512 14×2 takes 28+2+1 = 31 of 32, AVX2 6×2 12+2+1+1 = 16 of 16, and
// NEON 8×3 24+3+1 = 28 of 31. Where scalable, a row is one vector of several registers: see
// tile_scalable.go.
//
// Tiles of all heights share a tail: see tail.go.
type tile struct {
	*family
	v, rows int
	across  int // vectors that a row takes
}

// tiles emits the family of v vectors: a function of Product's contract, which goes down the
// rows of C, a tile's height at a time, and along each of them group by group.
func tiles(a *asm, s *isa, mc machine, v int) {
	rows := most(s.vectors, v)
	for m := 1; m <= rows; m++ {
		if need := tileNeeds(s, m, rows, v); need > s.regs {
			panic(fmt.Sprintf("%s: a tile of %d rows and %d vectors needs %d registers of %d", s.title, m, v, need, s.regs))
		}
	}
	sig := functionWith(a, s, tilesName(s, v), tileDoc(s, rows, v), tileDecl, tileFrame)
	t := &tile{newFamily(a, s, mc, sig, productDecl), v, rows, v}
	if s.scalable {
		t.beginScalable()
	}
	t.begin()
	t.label(t.at("group"))
	t.param(tileB, "b")
	t.nextGroup()
	for m := rows; m > 0; m-- {
		t.sums(m)
	}
	if !t.scalable {
		t.fetchC()
	}
	t.finish()
	if t.packs() {
		t.packing()
	}
	t.tail()
	t.label(t.at("stored"))
	t.advance()
}

// begin is at the beginning of the function: at the only tile of a Simple product, or at the first row of
// tiles of another.
func (t *tile) begin() {
	t.param(tileP, "p")
	t.bytesOf(tileARS, tileP, "ars")
	t.bytesOf(tileAKS, tileP, "aks")
	t.bytesOf(tileBKS, tileP, "bks")
	if !t.scalable {
		t.bytesOf(tileAhead, tileP, "ahead")
	}
	t.arg(tileK, t.of(tileP, "more"))
	t.addImm(tileK, 1)
	t.setTo(pLeft, tileK)
	t.arg(tileK, t.of(tileP, "simple"))
	t.jumpZero(tileK, t.at("several"))
	t.clear(tileK)
	t.setTo(slow, tileK)
	t.arg(tileSpare, t.of(tileP, "rows"))
	t.setTo(height, tileSpare)
	t.label(t.at("simple"))
	t.arg(tileK, t.of(tileP, "n"))
	t.setTo(nLeft, tileK)
	t.jump(t.at("group"))

	t.label(t.at("several"))
	t.chooseMode(tileP, tileK)
	t.arg(tileC, t.of(tileP, "store"))
	t.machine.add(tileK, tileC)
	t.setTo(slow, tileK)
	t.label(t.at("product"))
	t.param(tileK, "b")
	t.setTo(firstB, tileK)
	t.arg(tileK, t.of(tileP, "m"))
	t.setTo(mLeft, tileK)
	t.label(t.at("row"))
	t.nextRow()
	if t.packs() {
		t.arg(tileC, t.of(tileP, "pack"))
		t.jumpNonzero(tileC, t.at("pack"))
	}
}

// nextRow is at the first group of a row of tiles, of which it chooses the height. tileK is the rows left,
// tileP the Product.
func (t *tile) nextRow() {
	t.arg(tileSpare, t.of(tileP, "rows"))
	t.jumpUpTo(tileK, t.of(tileP, "short"), t.at("lower"))
	t.label(t.at("chosen"))
	t.setTo(height, tileSpare)
	t.arg(tileK, t.of(tileP, "n"))
	t.setTo(nLeft, tileK)
	t.param(tileK, "c")
	t.setTo(firstC, tileK)
}

// nextGroup loads what a sum needs but tileB, and goes to that of the tile's height. What is seldom the case
// is out of line.
func (t *tile) nextGroup() {
	t.label(t.at("atGroup"))
	t.announce("")
	t.arg(tileSpare, height)
	t.load()
	t.zeroSums()
	t.jumpZero(tileK, t.at("select"))
	if !t.scalable {
		t.mov(tileC, tileSpare)
		t.jumpAtLeast(tileK, fetchDepth, t.at("deep"))
	}
	t.label(t.at("summing"))
	t.dispatch(tileSpare, t.rows, func(m int) string { return t.at("sums%d", m) })

	if !t.scalable {
		t.label(t.at("deep"))
		t.addImm(tileK, -fetchSteps)
		t.clear(tileC)
		t.jump(t.at("summing"))
	}
	t.label(t.at("lower"))
	t.addImm(tileSpare, -1)
	t.jump(t.at("chosen"))
	t.announcePartial("")
}

// load is at the beginning of a sum but for tileB.
func (t *tile) load() {
	t.param(tileK, "p")
	t.arg(tileK, t.of(tileK, "k"))
	t.param(tileA, "a")
}

// announce has what follows work on the columns of the group at hand.
func (t *tile) announce(where string) {
	switch {
	case t.scalable:
		t.announceScalable()
	case t.masks:
		t.arg(tileSpare, nLeft)
		t.machine.(masked).tailOrWhole(tileSpare, (t.v-1)*t.lanes())
	default:
		t.machine.(fixed).tailWhole()
		t.jumpFewer(nLeft, t.v*t.lanes(), t.at("partial%s", where))
		t.label(t.at("ready%s", where))
	}
}

// announcePartial is the rest of announce, out of line, where partial groups have loops of their own.
func (t *tile) announcePartial(where string) {
	if !t.apart() {
		return
	}
	t.label(t.at("partial%s", where))
	t.arg(tileSpare, nLeft)
	if t.v > 1 {
		t.addImm(tileSpare, -(t.v-1)*t.lanes())
	}
	t.machine.(fixed).tail(tileSpare)
	t.jump(t.at("ready%s", where))
}

// advance moves on to the next group of columns or, behind the last, to the next row of tiles or the next
// product.
func (t *tile) advance() {
	next, columns, rows := t.newLabel("next"), t.newLabel("columns"), t.newLabel("rows")
	t.passGroup(columns)
	t.param(tileP, "p")
	t.arg(tileK, t.of(tileP, "simple"))
	t.jumpNonzero(tileK, next)
	t.arg(tileSpare, firstB)
	t.setTo(t.sig.param("b"), tileSpare)
	t.arg(tileSpare, firstC)
	t.setTo(t.sig.param("c"), tileSpare)
	t.arg(tileC, height)
	t.arg(tileK, mLeft)
	t.sub(tileK, tileC)
	t.jumpNonzero(tileK, rows)
	t.label(next)
	t.bump(pLeft, -1)
	t.jumpMore(t.at("more"))
	t.ret()

	// The sum waits for b, which does not go through memory. For the next rows the same brought nothing (Zen 3).
	t.label(columns)
	t.param(tileB, "b")
	t.param(tileP, "p")
	t.bytesOf(tileK, tileP, "bgs")
	t.machine.add(tileB, tileK)
	t.setTo(t.sig.param("b"), tileB)
	t.behindGroup(t.sig.param("c"))
	t.jump(t.at("atGroup"))

	t.label(rows)
	t.setTo(mLeft, tileK)
	t.mul(tileLDC, tileC)
	t.addTo(t.sig.param("c"), tileLDC)
	t.mul(tileC, tileARS)
	t.addTo(t.sig.param("a"), tileC)
	t.jump(t.at("row"))

	t.label(t.at("more"))
	for _, name := range []string{"a", "b", "c"} {
		t.bytesOf(tileB, tileP, name+"step")
		t.addTo(t.sig.param(name), tileB)
	}
	t.arg(tileK, t.of(tileP, "simple"))
	t.jumpNonzero(tileK, t.at("simple"))
	t.jump(t.at("product"))
}

// passGroup jumps if there are columns behind a group.
func (t *tile) passGroup(more string) {
	if t.scalable {
		t.arg(tileA, columns)
		t.arg(tileK, nLeft)
		t.sub(tileK, tileA)
		t.setTo(nLeft, tileK)
		t.jumpAtLeast(tileK, 1, more)
		return
	}
	t.bump(nLeft, -t.v*t.lanes())
	t.jumpMore(more)
}

// behindGroup moves on by the bytes of a group.
func (t *tile) behindGroup(ps ...param) {
	if t.scalable {
		t.arg(tileA, columns)
		t.shift(tileA, log2(t.elem))
	}
	for _, p := range ps {
		if t.scalable {
			t.addTo(p, tileA)
		} else {
			t.bump(p, t.v*t.bytes)
		}
	}
}

// acc is the sum of row i and vector j.
func (t *tile) acc(i, j int) vec { return vec(i*t.across + j) }

// spare is a register beyond the sums.
func (t *tile) spare(i int) vec { return vec(t.rows*t.across + i) }

// factors are where beta and alpha are while a tile is stored, and C's old elements.
func (t *tile) factors() (beta, alpha, old vec) {
	if t.scalars {
		return scalarReg(0), scalarReg(1), t.spare(0)
	}
	return t.spare(0), t.spare(1), t.spare(1)
}

// tileNeeds is the registers of a tile of m rows in a family of so many.
func tileNeeds(s *isa, m, rows, v int) int {
	if s.scalable {
		return (rows + 1) * groupOf(v)
	}
	return rows*v + max(2, min(m, v)+1)
}

func tileDoc(s *isa, rows, v int) string {
	if s.scalable {
		return fmt.Sprintf("Tiles of up to %d rows and %d vectors.", rows, v)
	}
	return fmt.Sprintf("Tiles of up to %d rows and %d columns.", rows, v*s.lanes())
}

// tilesName ends in the columns or, where those are known at run time alone, in the vectors.
func tilesName(s *isa, v int) string {
	return fmt.Sprintf("tile%s%s_%d", s.float(), s.title, v*max(1, s.lanes()))
}
