package asmgen

// The tail of a family of tiles. It is written once, for the most rows, as ladders of rows, and a
// tile of fewer rows comes in further down.

// finish goes to the ladder that a tile of m rows wants, with beta and alpha in the spare registers.
func (t *tile) finish(m int) {
	beta, _, _ := t.factors()
	to := func(name string, partial bool) {
		over := t.at("over%s%d", name, m)
		t.label(t.at("finish%s%d", name, m))
		t.param(tileP, "p")
		t.param(tileC, "c")
		t.bytesOf(tileLDC, tileP, "ldc")
		t.arg(tileK, t.of(tileP, "simple"))
		t.jumpNonzero(tileK, over)
		t.broadcastArg(beta, t.of(tileP, "beta"))
		t.jumpNotOne(t.of(tileP, "alpha"), t.at("alpha%d", m))
		t.label(t.at("scaled%s%d", name, m))
		t.jumpNotNought(t.of(tileP, "beta"), t.at("add%s%d", name, m))
		if t.nonTemporal() && !partial {
			t.arg(tileK, t.of(tileP, "store"))
			t.jumpZero(tileK, over)
			if t.masks {
				t.jumpFewer(nLeft, t.v*t.lanes(), over)
			}
			over = t.at("past%d", m)
		}
		t.jump(over)
	}
	t.label(t.at("select%d", m))
	if t.apart() {
		t.jumpFewer(nLeft, t.v*t.lanes(), t.at("finishPartial%d", m))
	}
	to("", false)
	if t.apart() {
		to("Partial", true)
	}
}

// nonTemporal tells whether tiles of that width may write past the caches: the widest of so few
// rows that memory is what bounds them.
func (t *tile) nonTemporal() bool {
	return t.streams && t.rows <= t.v && t.vectors[t.rows-1] == t.v
}

// tail emits the ladders.
func (t *tile) tail() {
	beta, alpha, old := t.factors()
	ladder := func(name string, row func(i int)) { t.ladderOf(t.rows, name, tileC, tileLDC, row) }
	for i := range t.rows { // each with alpha, as it may be the first
		t.label(t.at("alpha%d", t.rows-i))
		t.broadcastArg(alpha, t.of(tileP, "alpha"))
		for j := range t.across {
			r := t.acc(t.rows, i, j)
			t.mulv(r, r, alpha)
		}
	}
	t.arg(tileA, height)
	if t.apart() {
		t.jumpFewer(nLeft, t.v*t.lanes(), t.at("alphaPartial"))
	}
	t.dispatch(tileA, t.rows, func(m int) string { return t.at("scaled%d", m) })
	names := []string{""}
	if t.apart() {
		t.label(t.at("alphaPartial"))
		t.dispatch(tileA, t.rows, func(m int) string { return t.at("scaledPartial%d", m) })
		names = append(names, "Partial")
	}
	for n, name := range names {
		move := func(j int) mover {
			return mover{mc: t.machine, disp: j * t.bytes, tail: (n == 1 || t.masks) && j == t.v-1}
		}
		ladder("over"+name, func(i int) {
			for j := range t.across {
				move(j).store(tileC, t.acc(t.rows, i, j))
			}
		})
		ladder("add"+name, func(i int) {
			for j := range t.across {
				r := t.acc(t.rows, i, j)
				move(j).load(old, tileC)
				t.fma(r, old, beta)
				move(j).store(tileC, r)
			}
		})
	}
	if t.nonTemporal() {
		ladder("past", func(i int) {
			for j := range t.across {
				t.machine.(streaming).storeFar(tileC, j*t.bytes, t.acc(t.rows, i, j))
			}
		})
	}
}
