package asmgen

// Tiles that pack an operand as they multiply: a step of some 12 cycles has time for the few
// stores, while to pack it on its own takes as long as to read it from afar.

type packing int

const (
	packsNone packing = iota
	packsA
	packsB
)

// packs tells whether tiles of that width pack: those of blocks. A block is wider than such a tile. Cut into panels evenly,
// it has none less than half as wide.
func (t *tile) packs() bool { return t.nv() <= 2*t.v && t.v <= t.nv() }

// packing emits the sums of a tile of MR rows that packs, of which there is one. t.c is what it packs.
func (t *tile) packing() {
	m, b := t.mr, t.newLabel("packB")
	fetch := func(disp int) { t.prefetch(t.b, t.v*t.bytes+disp) }
	if !t.besides(m) || t.scalable {
		fetch = nil
	}
	one := func(kind packing) {
		t.arg(t.packedRow, nLeft)
		t.shift(t.packedRow, log2(t.elem))
		masked := t.newLabel("masked")
		if t.apart() {
			t.jumpFewer(nLeft, t.v*t.lanes(), masked)
			t.steps(t.newLabel("whole"), loop{m: m, fetch: fetch, pack: kind})
			t.jump(t.at("select"))
		}
		t.steps(masked, loop{m: m, fetch: fetch, pack: kind, partial: !t.scalable})
		t.jump(t.at("select"))
	}
	t.label(t.at("pack"))
	t.announce("Pack")
	t.param(t.b, "b")
	t.load()
	t.zeroSums()
	t.machine.rows(m, t.a, t.ars)
	t.param(t.packed, "p")
	t.arg(t.packed, t.of(t.packed, "packed"))
	t.jumpEqual(t.c, int(packsB), b)
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
			t.machine.(scalable).storeScalar(t.packed, i*t.elem, t.scalar[i])
		}
	} else {
		x, few := t.spare[t.v], 16/t.elem
		for i := 0; i < m; i += few {
			n := min(few, m-i)
			t.loadFew(x, t.a, i*t.elem, n)
			t.storeFew(t.packed, i*t.elem, x, n)
		}
	}
	t.prefetch(t.a, max(line, m*t.elem))
	t.addImm(t.packed, m*t.elem)
}
