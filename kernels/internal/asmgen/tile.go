package asmgen

import "fmt"

const (
	tileDecl = "p *Product, a, b, c *T"

	// productDecl is Product as args declares it.
	productDecl = "m, n, k, rows, short, ars, aks, bks, bgs, ldc, ahead, store, pack int, packed *T, alpha, beta T"
)

// Integer registers of a tile. On x86 the rows of A take those from tileSpare on.
const (
	tileK reg = iota // and then what is stored, see finish
	tileA
	tileARS
	tileAKS // then ldc
	tileB   // then the Product
	tileBKS
	tileC // 0 in a sum's loop where C is yet to be fetched
	tileAhead
	tileSpare

	tileLDC = tileAKS
	tileP   = tileB
)

// Local variables of a tile.
var (
	mLeft  = param{name: "m", in: local, off: 8}
	height = param{name: "height", in: local, off: 16} // rows of the tile at hand
	nLeft  = param{name: "n", in: local, off: 24}
	bGroup = param{name: "b", in: local, off: 32}
	cGroup = param{name: "c", in: local, off: 40}
	mode   = param{name: "mode", in: local, off: 48} // what the tail does
	count  = param{name: "count", in: local, off: 56}
)

const tileFrame = 56

// tile is the family of register tiles that are v vectors wide, of 1 to rows rows. Vector registers:
//
//	0 … rows*v-1   the sums, those of the tile's last row last
//	then v         a row of B, and one more to repeat an element of A; or, where
//	               that is fewer, m for a column of A repeated and one for B
//	AVX2's last    the mask of the last vector
//
// so AVX-512 14×2 takes 28+2+1 = 31 of 32, AVX2 6×2 12+2+1+1 = 16 of 16, and
// NEON 8×3 24+3+1 = 28 of 31.
//
// Tiles of all heights share a tail, which begins at the first of their rows: see tail.go.
type tile struct {
	*family
	v, rows int
}

// tiles emits the family of v vectors: a function of Product's contract, which goes down the
// rows of C, a tile's height at a time, and along each of them group by group.
func tiles(a *asm, s *isa, mc machine, v int) {
	rows := most(s.vectors, v)
	for m := 1; m <= rows; m++ {
		if need := rows*v + max(2, min(m, v)+1); need > s.regs {
			panic(fmt.Sprintf("%s: a tile of %d rows and %d vectors needs %d registers of %d", s.title, m, v, need, s.regs))
		}
	}
	sig := functionWith(a, s, tilesName(s, v), fmt.Sprintf("Tiles of up to %d rows and %d columns.", rows, v*s.lanes()), tileDecl, tileFrame)
	t := &tile{newFamily(a, s, mc, sig, productDecl), v, rows}
	t.begin()
	t.label(t.at("row"))
	t.nextRow()
	t.label(t.at("group"))
	t.nextGroup()
	for m := rows; m > 0; m-- {
		t.sums(m)
	}
	if t.packs() {
		t.packing()
	}
	t.tail()
	t.label(t.at("stored"))
	t.advance()
}

// begin decides what the tail does.
func (t *tile) begin() {
	t.param(tileP, "p")
	t.chooseMode(tileP, tileK)
	cached := t.newLabel("cached")
	t.arg(tileC, t.of(tileP, "store"))
	t.shift(tileC, log2(modePast))
	t.jumpNought(t.of(tileP, "beta"), cached)
	t.clear(tileC)
	t.label(cached)
	t.machine.add(tileK, tileC)
	t.setTo(mode, tileK)
	t.arg(tileK, t.of(tileP, "m"))
	t.setTo(mLeft, tileK)
}

// nextRow is at the first group of a row of tiles, of which it chooses the height.
func (t *tile) nextRow() {
	tall := t.newLabel("tall")
	t.param(tileP, "p")
	t.arg(tileC, t.of(tileP, "rows"))
	t.arg(tileK, mLeft)
	t.jumpOver(tileK, t.of(tileP, "short"), tall)
	t.addImm(tileC, -1)
	t.label(tall)
	t.setTo(height, tileC)
	t.arg(tileK, t.of(tileP, "n"))
	t.setTo(nLeft, tileK)
	t.param(tileK, "b")
	t.setTo(bGroup, tileK)
	t.param(tileK, "c")
	t.setTo(cGroup, tileK)
}

// nextGroup loads what a sum needs and goes to that of the tile's height.
func (t *tile) nextGroup() {
	const p = tileAhead
	t.param(p, "p")
	if t.masks {
		t.arg(tileSpare, nLeft)
		t.tailOrWhole(tileSpare, (t.v-1)*t.lanes())
	} else {
		t.jumpFewer(nLeft, t.v*t.lanes(), t.at("partial"))
		t.label(t.at("ready"))
	}
	t.arg(tileK, t.of(p, "k"))
	t.param(tileA, "a")
	t.bytesOf(tileARS, p, "ars")
	t.bytesOf(tileAKS, p, "aks")
	t.arg(tileB, bGroup)
	t.bytesOf(tileBKS, p, "bks")
	if t.packs() {
		t.arg(tileC, t.of(p, "pack"))
		t.jumpNonzero(tileC, t.at("pack"))
	}
	beside := t.newLabel("ahead")
	t.bytesOf(tileAhead, p, "ahead")
	t.jumpNonzero(tileAhead, beside)
	t.addImm(tileAhead, t.v*t.bytes)
	t.label(beside)
	t.arg(tileC, height)
	t.dispatch(tileC, t.rows, func(m int) string { return t.at("sums%d", m) })
	if !t.masks {
		t.label(t.at("partial"))
		t.arg(tileSpare, nLeft)
		if t.v > 1 {
			t.addImm(tileSpare, -(t.v-1)*t.lanes())
		}
		t.machine.tail(tileSpare)
		t.jump(t.at("ready"))
	}
}

// advance moves on to the next group of columns or, behind the last, to the next row of tiles.
func (t *tile) advance() {
	more, next := t.newLabel("columns"), t.newLabel("rows")
	t.param(tileP, "p")
	t.bump(nLeft, -t.v*t.lanes())
	t.jumpMore(more)
	t.arg(tileC, height)
	t.arg(tileK, mLeft)
	t.sub(tileK, tileC)
	t.jumpNonzero(tileK, next)
	t.ret()
	t.label(more)
	t.bytesOf(tileK, tileP, "bgs")
	t.addTo(bGroup, tileK)
	t.bump(cGroup, t.v*t.bytes)
	t.jump(t.at("group"))
	t.label(next)
	t.setTo(mLeft, tileK)
	for _, x := range [][2]string{{"a", "ars"}, {"c", "ldc"}} {
		t.bytesOf(tileK, tileP, x[1])
		t.mul(tileK, tileC)
		t.addTo(t.sig.param(x[0]), tileK)
	}
	t.jump(t.at("row"))
}

// acc is the sum of row i of m and vector j.
func (t *tile) acc(m, i, j int) vec { return vec((t.rows-m+i)*t.v + j) }

// spare is a register beyond the sums.
func (t *tile) spare(i int) vec { return vec(t.rows*t.v + i) }

func tilesName(s *isa, v int) string {
	return fmt.Sprintf("tile%s%s_%d", s.float(), s.title, v*s.lanes())
}
