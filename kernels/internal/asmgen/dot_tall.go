package asmgen

// A matrix times a vector by tiles of the most rows. All tiles of a call go the same way, what the next one begins with is in registers,
// and the sums of a tile's rows become one vector. They are the sums that other tiles have, in the same order.

// tallTile is the registers of such a tile beside those that others have too.
type tallTile struct {
	*dotTile
	next, by, cs reg // the first row of the next tile, and bytes from a tile to the next one
	alpha, beta  vec
}

// tall emits the tiles of the most rows whose C is contiguous and which all have the same row of B.
func (t *dotTile) tall(r *regs) {
	x := &tallTile{t, r.ints.take("next"), t.ldb, t.ldc, r.vecs.take("alpha"), r.vecs.take("beta")}
	p := t.c
	for _, f := range []struct {
		name string
		is   int
	}{{"m", t.rows}, {"ldc", 1}, {"bs", 0}} {
		t.arg(t.k, t.of(p, f.name))
		t.jumpUnequal(t.k, f.is, t.at("tile"))
	}
	t.bytesOf(t.lda, p, "lda")
	t.bytesOf(x.by, p, "as")
	t.bytesOf(x.cs, p, "cs")
	t.broadcastArg(x.alpha, t.of(p, "alpha"))
	t.broadcastArg(x.beta, t.of(p, "beta"))
	t.param(x.next, "a")
	t.param(t.c, "c")
	again := t.newLabel("tall")
	t.label(again)
	x.products()
	x.gather()
	x.store()
	t.machine.add(t.c, x.cs)
	t.bump(dotTiles, -1)
	t.jumpMore(again)
	t.ret()
}

// tallVectors is how many vectors of each row are taken at a time. float64 256 by 256 takes 4.86 µs so, and 4.98 by one (Zen 5).
const tallVectors = 4

// products leaves the sums of each row.
func (x *tallTile) products() {
	summed := x.newLabel("summed")
	x.param(x.k, "p")
	x.arg(x.k, x.of(x.k, "k"))
	x.shift(x.k, -log2(x.lanes()))
	x.mov(x.a, x.next)
	x.machine.add(x.next, x.by)
	x.param(x.b, "b")
	x.ladder(0, x.rows, x.a, x.lda)
	x.ladder(1, x.n, x.b, x.ldb)
	for _, sum := range x.sum {
		x.zero(sum)
	}
	for _, vectors := range []int{tallVectors, 1} {
		loop, next := x.newLabel("loop"), x.newLabel("next")
		x.jumpLess(x.k, vectors, next)
		if vectors > 1 {
			x.align()
		}
		x.label(loop)
		for j := range vectors {
			x.dotTile.products(x.rows, j*x.bytes)
		}
		x.climb(0, vectors*x.bytes)
		x.climb(1, vectors*x.bytes)
		x.addImm(x.k, -vectors)
		x.jumpAtLeast(x.k, vectors, loop)
		x.label(next)
	}
	x.param(x.k, "p")
	x.arg(x.k, x.of(x.k, "k"))
	x.remainder(x.k, x.k, x.lanes())
	x.jumpZero(x.k, summed)
	x.rung(x.spare[0], 1, 0, 0, partialVector)
	for i, sum := range x.sum {
		x.rung(x.spare[1], 0, i, 0, partialVector)
		x.fma(sum, x.spare[0], x.spare[1])
	}
	x.label(summed)
}

// gather leaves all sums in the first register, in the order of their rows.
func (x *tallTile) gather() {
	var lanes []vec // of 16 bytes, each with the sums of some rows
	for r := 0; r < x.rows; r += x.few() {
		gatherLanes(x.machine, x.elem, x.spare, func(l int) vec { return x.sum[r+l] }, x.few())
		lanes = append(lanes, x.sum[r])
	}
	pairs := func(d, y vec, low, high int) {
		x.machine.(masked).lanes4(x.spare[0], d, y, low)
		x.machine.(masked).lanes4(x.spare[1], d, y, high)
		x.addv(d, x.spare[0], x.spare[1])
	}
	for i := 0; i < len(lanes); i += 2 {
		pairs(lanes[i], lanes[i+1], 0x44, 0xee) // lanes 0 and 1 of each, and 2 and 3
	}
	pairs(lanes[0], lanes[len(lanes)-2], 0x88, 0xdd) // 0 and 2, and 1 and 3
}

// store scales the sums by alpha, and stores them with beta*C.
func (x *tallTile) store() {
	overwrite, sums := x.newLabel("overwrite"), x.sum[0]
	m := mover{mc: x.machine}
	if x.rows < x.lanes() {
		m.few = x.rows
	}
	x.mulv(sums, sums, x.alpha)
	x.param(x.k, "p")
	x.jumpNought(x.of(x.k, "beta"), overwrite)
	m.load(x.spare[0], x.c)
	x.fma(sums, x.spare[0], x.beta)
	x.label(overwrite)
	m.store(x.c, sums)
}
