package asmgen

// What follows the sums of whole vectors in a tile of dot products. It is written once, for the most rows.

// rest multiplies what is left of the depth behind whole vectors, row by row: a partial vector or, where loads have no
// masks, an element at a time. Registers hold that of B, if there are as many.
func (t *dotTile) rest() {
	again, added := t.newLabel("again"), t.newLabel("added")
	of, held := partialVector, t.n
	if !t.maskedLoads {
		of = firstElement
	}
	if len(t.spare) <= held {
		held = 0
	}
	x := t.spare[max(1, held)]
	t.label(t.at("rest"))
	t.param(t.k, "p")
	t.arg(t.k, t.of(t.k, "k"))
	t.remainder(t.k, t.k, t.lanes())
	t.jumpZero(t.k, t.at("gather"))
	t.label(again)
	t.param(t.c, "p")
	t.arg(t.ldc, t.of(t.c, "m"))
	t.mov(t.c, t.a)
	for j := range held {
		t.rung(t.spare[j], 1, j, 0, of)
	}
	for i := range t.rows {
		mover{mc: t.machine, tail: t.maskedLoads, one: !t.maskedLoads}.load(x, t.c)
		for j := range t.n {
			b := t.spare[min(j, held)]
			if held == 0 {
				t.rung(b, 1, j, 0, of)
			}
			t.fma(t.acc(i, j), b, x)
		}
		if i < t.rows-1 {
			t.last(t.ldc, added)
			t.machine.add(t.c, t.lda)
		}
	}
	t.label(added)
	if !t.maskedLoads {
		t.addImm(t.a, t.elem)
		t.climb(1, t.elem)
		t.countdown(t.k, again)
	}
}

// few is the sums of a piece: of 16 bytes or, where scalable, of one element.
func (t *dotTile) few() int {
	if t.scalable {
		return 1
	}
	return 16 / t.elem
}

// pieces ranges over the sums of a row, a piece of C at a time: columns j to j+n-1.
func (t *dotTile) pieces(f func(j, n int)) {
	for j := 0; j < t.n; j += t.few() {
		f(j, min(t.few(), t.n-j))
	}
}

// lone tells whether the last column is a piece on its own, of several.
func (t *dotTile) lone() bool { return t.n%t.few() == 1 }

// gatherSums adds the lanes up, and leaves the sums of a piece in the register of its first. Columns that are
// a piece on their own are gathered from several rows at once, those that there are not too.
func (t *dotTile) gatherSums() {
	group := 1
	if t.lone() {
		group = t.few()
	}
	t.label(t.at("gather"))
	t.param(t.a, "p")
	t.arg(t.k, t.of(t.a, "m"))
	for i := 0; i < t.rows; i += group {
		rows := min(group, t.rows-i)
		for r := range rows {
			t.pieces(func(j, n int) {
				switch {
				case t.scalable:
					t.fold(t.acc(i+r, j), t.spare[0])
				case n > 1:
					t.gather(func(l int) vec { return t.acc(i+r, j+l) }, n)
				}
			})
		}
		if t.lone() {
			column := func(l int) vec { return t.acc(i+l, t.n-1) }
			t.gather(column, rows)
			for l := 1; l < rows; l++ {
				t.machine.(fixed).element0(column(l), column(0), l)
			}
		}
		switch {
		case i+rows == t.rows:
		case rows == 1:
			t.last(t.k, t.at("gathered"))
		default:
			t.addImm(t.k, -rows)
			t.jumpLess(t.k, 1, t.at("gathered"))
		}
	}
	t.label(t.at("gathered"))
}

// store scales the sums by alpha, adds beta*C and stores them. t.a is the Dots.
func (t *dotTile) store() {
	scaled := t.newLabel("scaled")
	beta, alpha, old := t.spare[0], t.spare[1], t.spare[1]
	t.broadcastArg(beta, t.of(t.a, "beta"))
	t.broadcastArg(alpha, t.of(t.a, "alpha"))
	t.bytesOf(t.ldc, t.a, "ldc")
	t.param(t.c, "c")
	t.arg(t.a, t.of(t.a, "m"))
	t.arg(t.k, dotMode)
	t.jumpLess(t.k, modeAlpha, scaled)
	t.addImm(t.k, -modeAlpha)
	for i := range t.rows { // those that there are not, too
		t.pieces(func(j, n int) { t.mulv(t.acc(i, j), t.acc(i, j), alpha) })
	}
	t.label(scaled)
	t.jumpEqual(t.k, modeAdd, t.at("add"))
	t.rowLadder("over", t.rows, t.a, t.c, t.ldc, func(i int) {
		t.pieces(func(j, n int) { t.storeFew(t.c, j*t.elem, t.acc(i, j), n) })
	})
	t.rowLadder("add", t.rows, t.a, t.c, t.ldc, func(i int) {
		t.pieces(func(j, n int) {
			t.loadFew(old, t.c, j*t.elem, n)
			t.fma(t.acc(i, j), old, beta)
			t.storeFew(t.c, j*t.elem, t.acc(i, j), n)
		})
	})
	t.label(t.at("stored"))
}
