package asmgen

// The tail of a family of tiles. It is written once, for the most rows, as ladders of rows: a tile of
// fewer rows leaves them sooner.

// finish goes to the ladder that the product wants, with beta and alpha in the spare registers.
func (t *tile) finish() {
	beta, _, _ := t.factors()
	to := func(name string, partial bool) {
		over := t.at("over%s", name)
		t.label(t.at("finish%s", name))
		t.param(tileP, "p")
		t.param(tileC, "c")
		t.bytesOf(tileLDC, tileP, "ldc")
		t.arg(tileHeight, height)
		t.jumpFewer(slow, 1, over)
		t.broadcastArg(beta, t.of(tileP, "beta"))
		t.jumpNotOne(t.of(tileP, "alpha"), t.at("alpha"))
		t.label(t.at("scaled%s", name))
		t.jumpNotNought(t.of(tileP, "beta"), t.at("add%s", name))
		if t.nonTemporal() && !partial {
			t.arg(tileSpare, t.of(tileP, "store"))
			t.jumpZero(tileSpare, over)
			if t.masks {
				t.jumpFewer(nLeft, t.v*t.lanes(), over)
			}
			over = t.at("past")
		}
		t.jump(over)
	}
	if !t.scalable {
		t.label(t.at("summed"))
		t.jumpZero(tileC, t.at("fetch"))
	}
	t.label(t.at("select"))
	if t.apart() {
		t.jumpFewer(nLeft, t.v*t.lanes(), t.at("finishPartial"))
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

// ladder emits what is done with each row.
func (t *tile) ladder(name string, row func(i int)) {
	t.rowLadder(name, t.rows, tileHeight, tileC, tileLDC, row)
}

// tail emits the ladders.
func (t *tile) tail() {
	beta, alpha, old := t.factors()
	t.label(t.at("alpha"))
	t.broadcastArg(alpha, t.of(tileP, "alpha"))
	for i := range t.rows { // those that there are not, too
		for j := range t.across {
			r := t.acc(i, j)
			t.mulv(r, r, alpha)
		}
	}
	names := []string{""}
	if t.apart() {
		t.jumpFewer(nLeft, t.v*t.lanes(), t.at("scaledPartial"))
		names = append(names, "Partial")
	}
	t.jump(t.at("scaled"))
	for n, name := range names {
		move := func(j int) mover {
			return mover{mc: t.machine, disp: j * t.bytes, tail: (n == 1 || t.masks) && j == t.v-1}
		}
		t.ladder("over"+name, func(i int) {
			for j := range t.across {
				move(j).store(tileC, t.acc(i, j))
			}
		})
		t.ladder("add"+name, func(i int) {
			for j := range t.across {
				r := t.acc(i, j)
				move(j).load(old, tileC)
				t.fma(r, old, beta)
				move(j).store(tileC, r)
			}
		})
	}
	if t.nonTemporal() {
		t.ladder("past", func(i int) {
			for j := range t.across {
				t.machine.(streaming).storeFar(tileC, j*t.bytes, t.acc(i, j))
			}
		})
	}
}
