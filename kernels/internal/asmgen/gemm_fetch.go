package asmgen

// What tiles bring near before they want it.

// From fetchDepth on a tile's sum takes long enough to bring C near, and the rest of the
// product little enough time not to have it there. It is fetched so many steps before
// the end, since B would drive it out of L1 again: 1 to 2 % of large products beside
// fetching at the beginning (Zen 5).
const (
	fetchDepth = 128
	fetchSteps = 64
)

// fetch starts to bring the tile's rows of C into L1.
func (t *tile) fetch() {
	t.arg(tileC, t.sig.param("c"))
	t.eachRow(func(int) {
		for off := 0; off < t.v*t.bytes; off += line {
			t.prefetch(tileC, off)
		}
	})
	t.arg(tileC, t.sig.param("c"))
}

// rowsAhead is how far down a tile fetches a B that streams: 4 rows of 1 KiB, the
// widest, read L3 at 115 GB/s, where without it is 95 (Zen 5).
const rowsAhead = 4

// panelAhead is the bytes ahead at which a tile fetches panels from L3, some 300 cycles:
// float64 256 x 1024 by 1024 goes from 124 to 132 GFLOP/s, while panels in L2 lose 1 % (Zen 5).
const panelAhead = 4 << 10

// streamRows is the most rows of tiles for a B that streams: with more it takes as
// long to multiply as to read.
const streamRows = 4

// take loads a vector of B. With it a tile that streams fetches what it will want of
// rows to come, or another what the next group will want of this row, where loads do
// not bound the loop, or memory does: where rows lie far apart the caches foresee
// none of it. One by one: a burst of 16 is slower by a tenth. For one row it halves
// the rate of a B in L2. To fetch the rows of A below, which the next strip will
// want, or in a packed panel of B the eighth row on, brought nothing (Zen 5).
func (t *tile) take(r vec, j int, partial bool) {
	if disp := j * t.bytes; disp%line == 0 {
		switch {
		case t.kind == farPanelTile:
			t.prefetch(tileB, panelAhead+disp)
		case t.kind == streamTile:
			t.prefetch(tileAhead, disp)
		case !t.kind.panels() && t.m > 1 && (t.m+2*t.v <= t.m*t.v || t.v > 5):
			t.prefetch(tileB, t.v*t.bytes+disp)
		}
	}
	t.get(r, tileB, j, partial)
	if t.kind == packBTile {
		t.put(tilePacked, j, r, partial)
	}
}
