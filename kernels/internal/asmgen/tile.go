package asmgen

import "fmt"

const (
	tileDecl = "p *Product, a, b, c *T"

	// productDecl is Product as args declares it.
	productDecl = "m, n, k, rows, short, ars, aks, bks, bgs, ldc, ahead, store, pack int, packed *T, more, astep, bstep, cstep, nstep, ldcstep, follow int, alpha, beta T"
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

// tile is the family of register tiles that are v vectors wide, of 1 to rows rows. It takes
//
//	the sums, row by row
//	a row of B, and one more to repeat an element of A; or, where that is fewer, m for a column of A repeated and
//	one for B
//
// so AVX-512 14×2 takes 28+2+1 = 31 vectors of 32, AVX2 6×2 12+2+1 = 15 of 15 and a mask, and
// NEON 8×3 24+3+1 = 28 of 31. Where scalable, a row is one vector of several registers: see
// tile_scalable.go.
//
// Tiles of all heights share a tail: see tail.go.
type tile struct {
	*family
	v, rows int
	across  int // vectors that a row takes
	tileRegs
}

// tileRegs are the registers of a tile. Some have a second name at another time. Strides, in bytes, and how far ahead B is fetched are loaded once.
type tileRegs struct {
	k, a, ars, aks, b, bks reg
	c                      reg // until the sum is done 0 where C is yet to be fetched, or else the height
	ahead                  reg
	temp                   reg // which the rows of A may take

	packed, packedRow reg // where a tile that packs has come to, and the bytes of a row of B there
	height, p, ldc    reg // when the sum is done: the rows that are left to store, the Product, and the stride of C

	sum    []vec // row by row
	spare  []vec // of A and B and, when the sum is done, for what it is stored with
	scalar []vec // a column of A, where scalar registers hold it
}

func newTileRegs(s *isa, mc machine, v, rows, across int) (t tileRegs) {
	r := newRegs(s, mc, groupOf(v), false)
	i := r.ints.take
	t.k, t.a, t.ars, t.aks, t.b, t.bks, t.c, t.ahead, t.temp = i("k"), i("a"), i("ars"), i("aks"), i("b"), i("bks"), i("c"), i("ahead"), i("temp")
	r.ints.free(t.temp)
	r.ints.hold(mc.rowRegs(rows)...)
	t.packed, t.packedRow = r.ints.rename(t.ahead, "packed"), r.ints.rename(t.c, "row of packed")
	t.height, t.p, t.ldc = r.ints.rename(t.k, "height"), r.ints.rename(t.a, "p"), r.ints.rename(t.b, "ldc")

	t.sum = r.vecs.block("sums", rows*across)
	if s.scalars == 0 {
		t.spare = r.vecs.block("A and B", spares(rows, across))
		return t
	}
	t.spare = r.vecs.block("B", 1)
	for range rows {
		t.scalar = append(t.scalar, r.repeated("A"))
	}
	return t
}

// spares is how many vectors of A and B a kernel has at once, whose sums are of at most m rows and n columns: all of
// the fewer, and one of the others.
func spares(m, n int) int { return max(2, min(m, n)+1) }

// tiles emits the family of v vectors: a function of Product's contract, which goes down the
// rows of C, a tile's height at a time, and along each of them group by group.
func tiles(a *asm, s *isa, mc machine, v int) {
	rows, across := most(s.vectors, v), v
	if s.scalable {
		across = 1
	}
	sig := functionWith(a, s, tilesName(s, v), tileDoc(s, rows, v), tileDecl, tileFrame)
	t := &tile{newFamily(a, s, mc, sig, productDecl), v, rows, across, newTileRegs(s, mc, v, rows, across)}
	if s.scalable {
		mc.(scalable).lengthTo(columns, v)
	}
	t.begin()
	t.label(t.at("group"))
	t.param(t.b, "b")
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
	t.param(t.p, "p")
	t.bytesOf(t.ars, t.p, "ars")
	t.bytesOf(t.aks, t.p, "aks")
	t.bytesOf(t.bks, t.p, "bks")
	if !t.scalable {
		t.bytesOf(t.ahead, t.p, "ahead")
	}
	t.arg(t.k, t.of(t.p, "more"))
	t.addImm(t.k, 1)
	t.setTo(pLeft, t.k)
	t.arg(t.k, t.of(t.p, "store"))
	t.jumpUnequal(t.k, storeSimple, t.at("several"))
	t.set(t.k, 0)
	t.setTo(slow, t.k)
	t.arg(t.temp, t.of(t.p, "rows"))
	t.setTo(height, t.temp)
	t.label(t.at("simple"))
	t.arg(t.k, t.of(t.p, "n"))
	t.setTo(nLeft, t.k)
	t.jump(t.at("group"))

	t.label(t.at("several"))
	t.chooseMode(t.p, t.k)
	t.arg(t.c, t.of(t.p, "store"))
	t.machine.add(t.k, t.c)
	t.setTo(slow, t.k)
	t.label(t.at("product"))
	t.param(t.k, "b")
	t.setTo(firstB, t.k)
	t.arg(t.k, t.of(t.p, "m"))
	t.setTo(mLeft, t.k)
	t.label(t.at("row"))
	t.nextRow()
	if t.packs() {
		t.arg(t.c, t.of(t.p, "pack"))
		t.jumpNonzero(t.c, t.at("pack"))
	}
}

// nextRow is at the first group of a row of tiles, of which it chooses the height. t.k is the rows left,
// t.p the Product.
func (t *tile) nextRow() {
	t.arg(t.temp, t.of(t.p, "rows"))
	t.jumpUpTo(t.k, t.of(t.p, "short"), t.at("lower"))
	t.label(t.at("chosen"))
	t.setTo(height, t.temp)
	t.arg(t.k, t.of(t.p, "n"))
	t.setTo(nLeft, t.k)
	t.param(t.k, "c")
	t.setTo(firstC, t.k)
}

// nextGroup loads what a sum needs but t.b, and goes to that of the tile's height. What is seldom the case
// is out of line.
func (t *tile) nextGroup() {
	t.label(t.at("atGroup"))
	t.announce("")
	t.arg(t.temp, height)
	t.load()
	t.zeroSums()
	t.jumpZero(t.k, t.at("select"))
	if !t.scalable {
		t.mov(t.c, t.temp)
		t.jumpAtLeast(t.k, fetchDepth, t.at("deep"))
	}
	t.label(t.at("summing"))
	t.dispatch(t.temp, t.rows, func(m int) string { return t.at("sums%d", m) })

	if !t.scalable {
		t.label(t.at("deep"))
		t.addImm(t.k, -fetchSteps)
		t.set(t.c, 0)
		t.jump(t.at("summing"))
	}
	t.label(t.at("lower"))
	t.addImm(t.temp, -1)
	t.jump(t.at("chosen"))
	t.announcePartial("")
}

// load is at the beginning of a sum but for t.b.
func (t *tile) load() {
	t.param(t.k, "p")
	t.arg(t.k, t.of(t.k, "k"))
	t.param(t.a, "a")
}

// announce has what follows work on the columns of the group at hand.
func (t *tile) announce(where string) {
	switch {
	case t.scalable:
		t.announceScalable()
	case t.masks:
		t.arg(t.temp, nLeft)
		t.machine.(masked).tailOrWhole(t.temp, (t.v-1)*t.lanes())
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
	t.arg(t.temp, nLeft)
	if t.v > 1 {
		t.addImm(t.temp, -(t.v-1)*t.lanes())
	}
	t.machine.(fixed).tail(t.temp)
	t.jump(t.at("ready%s", where))
}

// advance moves on to the next group of columns or, behind the last, to the next row of tiles or the next
// product.
func (t *tile) advance() {
	next, columns, rows := t.newLabel("next"), t.newLabel("columns"), t.newLabel("rows")
	t.passGroup(columns)
	t.param(t.p, "p")
	t.arg(t.k, t.of(t.p, "store"))
	t.jumpEqual(t.k, storeSimple, next)
	t.arg(t.temp, firstB)
	t.setTo(t.sig.param("b"), t.temp)
	t.arg(t.temp, firstC)
	t.setTo(t.sig.param("c"), t.temp)
	t.arg(t.c, height)
	t.arg(t.k, mLeft)
	t.sub(t.k, t.c)
	t.jumpNonzero(t.k, rows)
	t.label(next)
	t.bump(pLeft, -1)
	t.jumpMore(t.at("more"))
	t.ret()

	// The sum waits for b, which does not go through memory. For the next rows the same brought nothing (Zen 3).
	t.label(columns)
	t.param(t.b, "b")
	t.param(t.p, "p")
	t.bytesOf(t.k, t.p, "bgs")
	t.machine.add(t.b, t.k)
	t.setTo(t.sig.param("b"), t.b)
	t.behindGroup(t.sig.param("c"))
	t.jump(t.at("atGroup"))

	t.label(rows)
	t.setTo(mLeft, t.k)
	t.mul(t.ldc, t.c)
	t.addTo(t.sig.param("c"), t.ldc)
	t.mul(t.c, t.ars)
	t.addTo(t.sig.param("a"), t.c)
	t.jump(t.at("row"))

	t.label(t.at("more"))
	for _, name := range []string{"a", "b", "c"} {
		t.bytesOf(t.b, t.p, name+"step")
		t.addTo(t.sig.param(name), t.b)
	}
	t.arg(t.k, t.of(t.p, "store"))
	t.jumpEqual(t.k, storeSimple, t.at("simple"))
	t.jump(t.at("product"))
}

// passGroup jumps if there are columns behind a group.
func (t *tile) passGroup(more string) {
	if t.scalable {
		t.arg(t.a, columns)
		t.arg(t.k, nLeft)
		t.sub(t.k, t.a)
		t.setTo(nLeft, t.k)
		t.jumpAtLeast(t.k, 1, more)
		return
	}
	t.bump(nLeft, -t.v*t.lanes())
	t.jumpMore(more)
}

// behindGroup moves on by the bytes of a group.
func (t *tile) behindGroup(ps ...param) {
	if t.scalable {
		t.arg(t.a, columns)
		t.shift(t.a, log2(t.elem))
	}
	for _, p := range ps {
		if t.scalable {
			t.addTo(p, t.a)
		} else {
			t.bump(p, t.v*t.bytes)
		}
	}
}

// acc is the sum of row i and vector j.
func (t *tile) acc(i, j int) vec { return t.sum[i*t.across+j] }

// factors are where beta and alpha are while a tile is stored, and C's old elements.
func (t *tile) factors() (beta, alpha, old vec) {
	if t.scalars > 0 {
		return t.scalar[0], t.scalar[1], t.spare[0]
	}
	return t.spare[0], t.spare[1], t.spare[1]
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
