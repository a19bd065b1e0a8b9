package blas

// How rows that are read where they lie fall on the sets of the caches. Strides are in elements.

// Lines that lie whole pages apart share a set of L1, of which one operand may have so many
// ways beside the others.
const (
	line = 64
	page = 4096
	ways = 6
)

// overflow is by how much a line of each of so many rows, a stride apart, overflows the sets
// that they fall on in a cache of the given size.
func (bs *blocking) overflow(rows, stride, cache int) float64 {
	bytes := stride * bs.size
	return float64(rows) * float64(max(bytes&-bytes, line)) / float64(cache)
}

// crowd tells whether rows of that stride, as many as a tile has, fall on so few
// sets of L1 that they drive each other out.
func (bs *blocking) crowd(stride int) bool {
	return stride*bs.size%page == 0 && bs.MR > ways
}

// slim tells whether tiles take no more than a line of each row of B: with so little to do
// for it they are soon through. Where they take two, 256 cubed in place runs at 97 % of the
// peak (Zen 5), so that nothing follows.
func (bs *blocking) slim() bool { return bs.sweep*bs.size <= line }

// lost tells whether tiles lose what they read so many rows of from L1 before they come back
// to it, or before they come to what they had fetched.
func (bs *blocking) lost(rows, stride int) bool {
	return bs.slim() && bs.overflow(rows, stride, bs.L1) >= 1
}

// scattered tells whether even L2 loses what a tile that packs B has fetched of a column of
// lines for the tile beside it.
func (bs *blocking) scattered(rows, stride int) bool {
	return bs.slim() && bs.overflow(rows, stride, bs.L2) >= 4
}

// abreastDepth rows, side by side, are what the CPU fetches ahead by itself.
const abreastDepth = 8

// abreast tells whether few rows meet k of another matrix in place so far apart that even L2
// loses what is fetched down a column of lines: few of those are better walked along at a time,
// though C is read again for each. float64 1x4096x1024 goes from 3.6 to 6.8 GFLOP/s, 2x4096x1024
// from 5.2 to 13.9; rows of 8 KiB and less are level or lose (Zen 3).
func (bs *blocking) abreast(rows, k, stride int) bool {
	return bs.slim() && rows > 1 && rows <= bs.few && bs.overflow(k, stride, bs.L2) >= 32
}
