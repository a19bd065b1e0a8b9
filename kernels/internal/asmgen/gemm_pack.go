package asmgen

// Tiles that pack an operand as they multiply: a step of some 12 cycles has time for the few
// stores, while to pack it on its own takes as long as to read it from afar.

const packDecl = gemmDecl + ", packed *T"

func (kind tileKind) packs() bool { return kind == packATile || kind == packBTile }

// decl is what a tile of the kind is called with.
func (kind tileKind) decl() string {
	if kind.packs() {
		return packDecl
	}
	return gemmDecl
}

// Until the sums are done, C's registers are free.
const (
	tilePacked = tileLDC // where the tile has come to
	tileRow    = tileC   // the bytes of a row of B there
)

func (t *tile) beginPacking() {
	t.arg(tilePacked, t.sig.param("packed"))
	if t.kind == packBTile {
		t.arg(tileRow, t.sig.param("n"))
		t.shift(tileRow, log2(t.elem))
	}
}

func (t *tile) endPacking() {
	t.arg(tileC, t.sig.param("c"))
	t.arg(tileLDC, t.sig.param("ldc"))
	t.shift(tileLDC, log2(t.elem))
}

// packColumn packs a column of A, and fetches the one beside it, of the next sliver: where
// columns lie pages apart the caches foresee none of it, and a tile would wait.
func (t *tile) packColumn() {
	x, few := t.spare(t.v), 16/t.elem
	for i := 0; i < t.m; i += few {
		n := min(few, t.m-i)
		t.loadFew(x, tileA, i*t.elem, n)
		t.storeFew(tilePacked, i*t.elem, x, n)
	}
	t.prefetch(tileA, max(line, t.m*t.elem))
	t.addImm(tilePacked, t.m*t.elem)
}
