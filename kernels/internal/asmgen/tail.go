package asmgen

// The tail of a family of tiles. It is written once, for the most rows, as ladders of rows: a tile of
// fewer rows leaves them sooner.

// finish goes to the ladder that the product wants, with beta and alpha in the spare registers. Where partial groups have
// ladders of their own, those are told apart at the beginning, and once more if there is more to do than to store the sums.
func (t *tile) finish() {
	beta, _, _ := t.factors()
	begin := func(name string) {
		t.label(t.at("finish%s", name))
		t.param(t.p, "p")
		t.param(t.c, "c")
		t.bytesOf(t.ldc, t.p, "ldc")
		t.arg(t.height, height)
		t.jumpFewer(slow, 1, t.at("over%s", name))
	}
	if !t.scalable {
		t.label(t.at("summed"))
		t.jumpZero(t.c, t.at("fetch"))
	}
	t.label(t.at("select"))
	t.ifPartial("finishPartial")
	begin("")
	t.label(t.at("slow"))
	t.broadcastArg(beta, t.of(t.p, "beta"))
	t.jumpNotOne(t.of(t.p, "alpha"), t.at("alpha"))
	t.label(t.at("scaled"))
	if t.turns() {
		t.arg(t.temp, t.of(t.p, "store"))
		t.jumpEqual(t.temp, storeTurned, t.at("turned"))
	}
	add := t.at("add")
	if t.apart() {
		add = t.at("addAny")
	}
	t.jumpNotNought(t.of(t.p, "beta"), add)
	t.ifPartial("overPartial")
	if t.nonTemporal() {
		t.arg(t.temp, t.of(t.p, "store"))
		t.jumpZero(t.temp, t.at("over"))
		if t.masks {
			t.jumpFewer(nLeft, t.v*t.lanes(), t.at("over"))
		}
		t.jump(t.at("past"))
	} else {
		t.jump(t.at("over"))
	}
	if t.apart() {
		t.label(add)
		t.ifPartial("addPartial")
		t.jump(t.at("add"))
		begin("Partial")
		t.jump(t.at("slow"))
	}
}

// ifPartial jumps if the group is partial and such groups have code of their own.
func (t *tile) ifPartial(to string) {
	if t.apart() {
		t.jumpFewer(nLeft, t.v*t.lanes(), t.at("%s", to))
	}
}

// nonTemporal tells whether tiles of that width may write past the caches: the widest of so few
// rows that memory is what bounds them.
func (t *tile) nonTemporal() bool {
	return t.streams && t.rows <= t.v && t.vectors[t.rows-1] == t.v
}

// ladder emits what is done with each row.
func (t *tile) ladder(name string, row func(i int)) {
	t.rowLadder(name, t.rows, t.height, t.c, t.ldc, row)
}

// tail emits the ladders.
func (t *tile) tail() {
	beta, alpha, old := t.factors()
	t.label(t.at("alpha"))
	t.broadcastArg(alpha, t.of(t.p, "alpha"))
	for i := range t.rows { // those that there are not, too
		for j := range t.across {
			r := t.acc(i, j)
			t.mulv(r, r, alpha)
		}
	}
	t.jump(t.at("scaled"))
	names := []string{""}
	if t.apart() {
		names = append(names, "Partial")
	}
	for n, name := range names {
		move := func(j int) mover {
			return mover{mc: t.machine, disp: j * t.bytes, tail: (n == 1 || t.masks) && j == t.v-1}
		}
		t.ladder("over"+name, func(i int) {
			for j := range t.across {
				move(j).store(t.c, t.acc(i, j))
			}
		})
		t.ladder("add"+name, func(i int) {
			for j := range t.across {
				r := t.acc(i, j)
				move(j).fma(r, beta, old, t.c)
				move(j).store(t.c, r)
			}
		})
	}
	if t.nonTemporal() {
		t.ladder("past", func(i int) {
			for j := range t.across {
				t.machine.(streaming).storeFar(t.c, j*t.bytes, t.acc(i, j))
			}
		})
	}
	if t.turns() {
		t.turned()
	}
}
