package asmgen

// Tiles that pack an operand as they multiply: a step of some 12 cycles has time for the few
// stores, while to pack it on its own takes as long as to read it from afar.

type packing int

const (
	packsNone packing = iota
	packsA
	packsB
)

// packs tells whether tiles of that width pack: those of blocks.
func (t *tile) packs() bool { return t.v <= t.nv() }

// Until the sums are done, these registers are free.
const (
	tilePacked = tileAhead // where the tile has come to
	tileRow    = tileC     // the bytes of a row of B there
)

// packing emits the sums of a tile of MR rows that packs, of which there is one. tileC is what it packs.
func (t *tile) packing() {
	m, b := t.mr, t.newLabel("packB")
	fetch := func(disp int) { t.prefetch(tileB, t.v*t.bytes+disp) }
	if !t.besides(m) || t.scalable {
		fetch = nil
	}
	one := func(kind packing) {
		t.machine.rows(m, tileA, tileARS)
		t.param(tilePacked, "p")
		t.arg(tilePacked, t.of(tilePacked, "packed"))
		t.arg(tileRow, nLeft)
		t.shift(tileRow, log2(t.elem))
		masked, done := t.newLabel("masked"), t.newLabel("packed")
		if t.apart() {
			t.jumpFewer(nLeft, t.v*t.lanes(), masked)
			t.steps(t.newLabel("whole"), loop{m: m, fetch: fetch, pack: kind})
			t.jump(done)
		}
		t.steps(masked, loop{m: m, fetch: fetch, pack: kind, partial: !t.scalable})
		t.label(done)
		t.jump(t.at("select"))
	}
	t.label(t.at("pack"))
	t.announce("Pack")
	t.param(tileB, "b")
	t.load()
	t.zeroSums()
	t.jumpEqual(tileC, int(packsB), b)
	one(packsA)
	t.label(b)
	one(packsB)
	t.announcePartial("Pack")
}

// packColumn packs a column of A, and fetches the one beside it, of the next micropanel: where
// columns lie pages apart the caches foresee none of it, and a tile would wait.
func (t *tile) packColumn(m int) {
	if t.scalable {
		for i := range m {
			t.machine.(scalable).storeScalar(tilePacked, i*t.elem, scalarReg(i))
		}
	} else {
		x, few := t.spare(t.v), 16/t.elem
		for i := 0; i < m; i += few {
			n := min(few, m-i)
			t.loadFew(x, tileA, i*t.elem, n)
			t.storeFew(tilePacked, i*t.elem, x, n)
		}
	}
	t.prefetch(tileA, max(line, m*t.elem))
	t.addImm(tilePacked, m*t.elem)
}
