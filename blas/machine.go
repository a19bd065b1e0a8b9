package blas

import (
	"slices"
	"unsafe"

	"weft.example/kernels"
)

// machine is what choices go by beside the product: the tiles of a Set, the caches, and the sizes of blocks that
// follow from both. Sizes are in elements unless a comment says bytes.
//
//   - A block of B stays in L2 while the micropanels of A pass by it.
//   - A micropanel of A, MR rows, stays in L1 while the panels of that block pass by it.
//   - A block of rows of A stays in L3 while all of B passes by it.
type machine struct {
	MR, NR, lanes int
	sweep         int   // columns of the tile for rows of B in place
	tileRows      []int // tileRows[v-1] is the most rows of a tile of v vectors
	turned        bool  // whether tiles can be turned
	updates       int   // there is an update for each depth up to this
	size          int   // bytes of an element
	caches

	KC     int // depth of blocks
	blockA int // elements of A in a block of rows
	blockB int // elements of a block of B: a panel of the greatest depth at least, see depthPieces
	spaceA int // elements of the packing space for A
	far    int // a C of at least as many bytes comes from memory
}

// caches are the bytes of a core's caches, and how it reads what is further away.
type caches struct {
	L1, L2 int
	// manyStreams tells that rows side by side come from afar, and go there, in less time than from end to end.
	manyStreams bool
	// nearRows tells that L2 is read in less time along one row after the other than along several.
	nearRows bool
}

func machineOf[T kernels.Float](kn *kernels.Kernels[T], c caches) machine {
	g, size := &kn.Gemm, int(unsafe.Sizeof(T(0)))
	return machine{
		MR: g.MR, NR: g.NR, lanes: g.Lanes, sweep: g.Sweep * g.Lanes, tileRows: g.Rows, turned: g.Turned > 0, updates: len(kn.Update), size: size, caches: c,
		KC: packedDepth / size, blockA: blockBytes / size, blockB: max(c.L2/2, packedDepth*5/4*g.NR) / size, spaceA: spaceBytes / size, far: farBytes,
	}
}

// alike tells whether two machines have the same tiles and caches. Then a matrix packed for one serves the other.
func (m *machine) alike(o *machine) bool {
	return m.MR == o.MR && m.NR == o.NR && m.sweep == o.sweep && m.lanes == o.lanes && m.size == o.size &&
		m.caches == o.caches && slices.Equal(m.tileRows, o.tileRows)
}

// slim tells whether tiles take no more than a line of each row of B. Such a tile has little to do for each line, so the
// caches limit it. Tiles of two lines are not limited: 256 cubed in place runs at 97 % of the peak (Zen 5).
func (m *machine) slim() bool { return m.sweep*m.size <= line }

// oneLine tells whether a tile takes a whole line of each row of B and no more, as AVX2's does. It is slim, and was measured apart.
func (m *machine) oneLine() bool { return m.sweep*m.size == line }

// shares is how many micropanels of A fetch what lies behind the panels: a panel has so many lines a row.
func (m *machine) shares() int { return max(1, m.NR*m.size/line) }

// vectors is the number of vectors for n elements, the last perhaps not full.
func (m *machine) vectors(n int) int { return ceilDiv(n, m.lanes) }

// blockRows is the rows of a block of A of a given depth, in whole micropanels.
func (m *machine) blockRows(depth int) int { return max(m.blockA/depth/m.MR, 1) * m.MR }

// blockColumns is the columns of a block of B of a given depth, in whole units.
func (m *machine) blockColumns(depth, unit int) int { return max(m.blockB/depth/unit, 1) * unit }

// chunk returns the rows and columns of a chunk of Cᵀ, and the depth that is summed at a time. Cᵀ has n rows.
//
//   - A chunk with few rows has many columns, so memory is read along long rows.
//   - Where Aᵀ is to be packed, k is its depth, else 0. The chunk's columns of Aᵀ, for all of the depth, then fit the
//     packing space. It has as many columns as fit, since all of B passes by each chunk.
func (m *machine) chunk(n, k int) (rows, columns, depth int) {
	rows = min(n, chunkRows)
	columns = min(chunkArea/rows, m.blockB/chunkDepth)
	if k > 0 {
		columns = min(columns, m.spaceA/k)
	}
	columns = max(columns/m.sweep, 1) * m.sweep
	if rows == 1 { // float32 TT 1024x1x1024 goes from 50 to 57 GFLOP/s, AVX2 from 44 to 56 (Zen 5)
		return rows, columns, m.placeSteps(columns)
	}
	return rows, columns, min(m.blockB/columns, m.KC)
}

// placeSteps is the most of the depth to sum at a time for n columns of B in place. A narrow B may be deeper.
func (m *machine) placeSteps(n int) int {
	return min(max(placeDepth/m.size, m.blockB/n), narrowSteps)
}

// depthPieces is the number of pieces to cut a depth of k into. A piece is at most most deep. A single piece may be a
// quarter deeper, which costs less than to go over C twice.
func depthPieces(k, most int) int {
	if k <= most*5/4 {
		return 1
	}
	return ceilDiv(k, most)
}

// wholeRows returns the most rows of a tile as wide as n columns, or 0 if no tile is as wide.
func (m *machine) wholeRows(n int) int {
	if v := m.vectors(n); v <= len(m.tileRows) {
		return m.tileRows[v-1]
	}
	return 0
}

// widest returns the columns of the widest tile that takes as many rows.
func (m *machine) widest(rows int) int {
	v := len(m.tileRows)
	for v > 0 && m.tileRows[v-1] < rows {
		v--
	}
	return v * m.lanes
}

// turns tells whether a transposed product may go by such tiles: L2 holds Aᵀ, and no tile is too deep for a call.
func (m *machine) turns(s *shape) bool {
	return s.ars == 1 && m.turned && min(s.m, s.n) >= m.lanes && 1 < s.k && s.k <= turnedDepth && area(s.k, s.m) <= m.blockB
}
