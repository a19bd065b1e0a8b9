package blas

import (
	"math/bits"
	"unsafe"

	"weft/kernels"
)

// blocking holds the sizes of the blocks a product is cut into, in elements.
//
// One block of B stays in L2 while the slivers of A pass by it, and one sliver of A, MR
// rows, in L1, or near by, while the panels of that block do. A block of rows of A
// stays in L3 while all of B passes.
type blocking struct {
	MR, NR, lanes int
	few           int // the most rows that tiles for a far B have
	sweep         int // columns of the tile that strips in place are swept with
	KC            int // depth of blocks
	blockA        int // elements of A in a block of rows
	blockB        int // elements of B in a block
	spaceA        int // elements of A that are packed at a time where they are kept
	size          int // bytes of an element
	far           int // bytes of C, see past
	caches
}

// What is behind the sizes: steps enough that to begin a tile and to write it is a small
// cost; a block of B at half of L2; and no more of A than a core's share of L3 (2 to
// 8 MiB are level, all of float64 3000 cubed is 3 % slower; Zen 5).
const (
	depthBytes = 4 << 10 // of a row of A, with B packed
	placeBytes = 2 << 10 // of a row of A in place, with B in place
	bytesA     = 4 << 20
	packBytes  = 2 << 20

	packASteps  = 256  // of the depth, with A packed
	narrowSteps = 2048 // with B in place and narrow
)

func blockingFor[T kernels.Float](g *kernels.Gemm[T], c caches) blocking {
	size := int(unsafe.Sizeof(T(0)))
	return blocking{
		MR: g.MR, NR: g.NR, lanes: g.Lanes, few: streamRows, sweep: g.Sweep * g.Lanes, size: size, far: farBytes, caches: c,
		KC: depthBytes / size, blockA: bytesA / size, blockB: c.L2 / 2 / size, spaceA: packBytes / size,
	}
}

// depths is the number of pieces to cut the depth into: one up to a quarter more
// than most, which costs less than to go over C twice.
func depths(k, most int) int {
	if k <= most*5/4 {
		return 1
	}
	return cut(k, most)
}

// depth is the most of it to sum at a time for n columns. If A is packed, less, so that
// more panels share the cost; and in place, where rows of B or columns of A lie far
// apart, unless B is narrow.
func (bs *blocking) depth(p plan, n int) int {
	switch {
	case p.packA:
		return packASteps
	case p.packB:
		return bs.KC
	}
	return min(max(placeBytes/bs.size, bs.blockB/n), narrowSteps)
}

// rows is the rows of A in a block so deep, whole slivers.
func (bs *blocking) rows(depth int) int { return max(bs.blockA/depth/bs.MR, 1) * bs.MR }

// columns is the width of a block of B so deep, in whole units.
func (bs *blocking) columns(depth, unit int) int { return max(bs.blockB/depth/unit, 1) * unit }

// oneBlock tells whether strips in place have no loops round them, nor is C written past
// the caches.
func (bs *blocking) oneBlock(m, n, k int) bool {
	return area(k, n) <= bs.blockB && k <= bs.depth(plan{}, n) && m*n*bs.size < bs.far
}

// cut divides total units into the fewest pieces of at most size each, as
// even as they come: piece i of n spans i·total/n to (i+1)·total/n. Even
// pieces spare the last one from being thin, which is where tiles are slow.
func cut(total, size int) (n int) { return (total + size - 1) / size }

func piece(total, n, i int) (from, to int) { return start(total, n, i), start(total, n, i+1) }

// start is i·total/n for i ≤ n. The product may not fit in an int.
func start(total, n, i int) int {
	high, low := bits.Mul64(uint64(i), uint64(total))
	if high == 0 {
		return int(low / uint64(n))
	}
	quotient, _ := bits.Div64(high, low, uint64(n))
	return int(quotient)
}

// tiles is piece i of n pieces of total elements, cut between tiles of the
// given size.
func tiles(total, size, n, i int) (from, to int) {
	from, to = piece(cut(total, size), n, i)
	return min(from*size, total), min(to*size, total)
}
