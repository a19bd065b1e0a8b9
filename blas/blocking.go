package blas

import (
	"unsafe"

	"weft/kernels"
)

// blocking holds the sizes of the blocks a product is cut into, in elements.
//
// One sliver of A, MR by KC, stays in L1 while the panels of B pass by it; one
// block of B, KC by NC, stays in L2 while the slivers of A pass by it; one
// block of A, MC by KC, is packed once for all of B and lies in L2 and L3.
type blocking struct {
	MR, NR, lanes int
	MC, KC, NC    int
	size          int // bytes of an element
	far           int // bytes of C, see past
}

// The bytes behind the sizes: a row of a sliver, so that 12 to 14 of them fill
// at most 28 KiB of a 32 KiB L1; a block of B at half a 1 MiB L2; rows of A
// enough to make the packing of B, repeated for each block of A, a small cost.
// Twice the rows, packing space in huge pages, slivers packed when first needed
// and fetching the next block of B or sliver of A to L2 between tiles brought
// nothing (Zen 5).
const (
	depthBytes = 2 << 10
	blockBytes = 512 << 10
	rowsOfA    = 1024
)

func blockingFor[T kernels.Float](g *kernels.Gemm[T]) blocking {
	size := int(unsafe.Sizeof(T(0)))
	kc := depthBytes / size
	nc := blockBytes / size / kc
	return blocking{
		MR: g.MR, NR: g.NR, lanes: g.Lanes, size: size, far: farBytes,
		MC: cut(rowsOfA, g.MR) * g.MR, KC: kc, NC: max(nc/g.NR, 1) * g.NR,
	}
}

// depths is the number of pieces to cut the depth into: one up to half as much
// again as KC, which costs less than to go over C twice.
func (bs *blocking) depths(k int) int {
	if k <= bs.KC*3/2 {
		return 1
	}
	return cut(k, bs.KC)
}

// block returns the rows of A and the columns of B in blocks of so much depth:
// whole slivers and panels, more of them the shallower they are.
func (bs *blocking) block(depth int) (rows, columns int) {
	return bs.MC * bs.KC / depth / bs.MR * bs.MR, bs.NC * bs.KC / depth / bs.NR * bs.NR
}

// cut divides total units into the fewest pieces of at most size each, as
// even as they come: piece i of n spans i*total/n to (i+1)*total/n. Even
// pieces spare the last one from being thin, which is where tiles are slow.
func cut(total, size int) (n int) { return (total + size - 1) / size }

func piece(total, n, i int) (from, to int) { return i * total / n, (i + 1) * total / n }
