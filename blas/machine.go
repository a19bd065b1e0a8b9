package blas

import (
	"slices"
	"unsafe"

	"weft/kernels"
)

// machine is what choices go by beside the product: the tiles of a Set, the caches, and the sizes of blocks that
// follow. Sizes are in elements.
//
// One block of B stays in L2 while the micropanels of A pass by it. One micropanel of A, MR rows, stays in L1, or near
// by, while the panels of that block do. A block of rows of A stays in L3 while all of B passes.
type machine struct {
	MR, NR, lanes int
	sweep         int   // columns of the tile that goes along rows of B in place
	tileRows      []int // the most rows of a tile, by its vectors
	updates       int   // the depths for which there is an update
	size          int   // bytes of an element
	caches

	KC     int // depth of blocks
	blockA int // elements of A in a block of rows
	blockB int // elements of B in a block
	spaceA int // elements of A that are packed at a time where they are kept
	far    int // bytes of C from which it comes from memory
}

// caches are the bytes that a core has near.
type caches struct{ L1, L2 int }

func machineOf[T kernels.Float](kn *kernels.Kernels[T], c caches) machine {
	g, size := &kn.Gemm, int(unsafe.Sizeof(T(0)))
	return machine{
		MR: g.MR, NR: g.NR, lanes: g.Lanes, sweep: g.Sweep * g.Lanes, tileRows: g.Rows, updates: len(kn.Update), size: size, caches: c,
		KC: packedDepth / size, blockA: blockBytes / size, blockB: c.L2 / 2 / size, spaceA: spaceBytes / size, far: farBytes,
	}
}

// alike tells whether two machines have the same tiles and caches, and so read the same packed matrices.
func (m *machine) alike(o *machine) bool {
	return m.MR == o.MR && m.NR == o.NR && m.sweep == o.sweep && m.lanes == o.lanes && m.size == o.size &&
		m.caches == o.caches && slices.Equal(m.tileRows, o.tileRows)
}

// slim tells whether tiles take no more than a line of each row of B: with so little to do for it they are soon
// through. Where they take two lines, 256 cubed in place runs at 97 % of the peak (Zen 5), so that nothing follows.
func (m *machine) slim() bool { return m.sweep*m.size <= line }

// vectors is the number of vectors that n elements take.
func (m *machine) vectors(n int) int { return ceilDiv(n, m.lanes) }

// blockRows is the rows of A in a block so deep, whole micropanels.
func (m *machine) blockRows(depth int) int { return max(m.blockA/depth/m.MR, 1) * m.MR }

// blockColumns is the columns of a block of B so deep, in whole units.
func (m *machine) blockColumns(depth, unit int) int { return max(m.blockB/depth/unit, 1) * unit }

// chunk returns the rows and columns of a chunk of Cᵀ, which has n rows in all, and the depth that is summed at a
// time. Few rows make long ones, along which memory is read from end to end. Where a depth of k is to be packed, there
// are as many rows as that allows, since all of B passes by each chunk.
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

// placeSteps is the most of the depth to sum at a time for n columns in place. Where rows of B or columns of A lie far
// apart it is little, unless B is narrow.
func (m *machine) placeSteps(n int) int {
	return min(max(placeDepth/m.size, m.blockB/n), narrowSteps)
}

// depthPieces is the number of pieces to cut the depth into: one up to a quarter more than most, which costs less than
// to go over C twice.
func depthPieces(k, most int) int {
	if k <= most*5/4 {
		return 1
	}
	return ceilDiv(k, most)
}

// wholeRows returns the most rows of a tile that holds n columns of each, or 0 for none.
func (m *machine) wholeRows(n int) int {
	if v := m.vectors(n); v <= len(m.tileRows) {
		return m.tileRows[v-1]
	}
	return 0
}

// widest returns the columns of the widest tile of so many rows.
func (m *machine) widest(rows int) int {
	v := len(m.tileRows)
	for v > 0 && m.tileRows[v-1] < rows {
		v--
	}
	return v * m.lanes
}
