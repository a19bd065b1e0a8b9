package blas

import (
	"unsafe"

	"weft/internal/checked"
	"weft/kernels"
)

// The products that need no Workspace: so small that a plan, packing or help
// cannot pay.
const (
	smallWork  = 64 * 64 * 64 // multiply-adds: 2 µs, of which a plan would take 50 ns
	thinWork   = 20 * 20 * 20 // from here on dot products may be faster
	leastDot   = 48           // the depth from which one is faster than a tile's column
	smallSides = 1 << 12
	smallDepth = 256
)

// IsSmall tells whether Small computes an m by n product of depth k: not where
// it is empty.
func IsSmall[T kernels.Float](kn *kernels.Kernels[T], m, n, k int) bool {
	if uint(m|n|k) >= smallSides || k > smallDepth {
		return false
	}
	work := uint64(m) * uint64(n) * uint64(k)
	return work > 0 && work <= smallWork && (work <= thinWork || n >= kn.Gemm.Lanes)
}

// Small computes what Gemm of a Workspace does where IsSmall, for rows of B that are contiguous,
// brs apart, and alpha that is not zero. It needs no Workspace. It checks nothing, which would be a
// twentieth of a product of 8 cubed: the door of gonum's interfaces has done so.
func Small[T kernels.Float](_ checked.Operands, kn *kernels.Kernels[T], m, n, k int, alpha T, a []T, ars, acs int, b []T, brs int, beta T, c []T, ldc int) {
	g := &kn.Gemm
	if n == 1 && brs == 1 && acs == 1 && k >= leastDot {
		matVec(kn, m, k, alpha, Matrix[T]{a, ars, acs}, b, beta, c, ldc)
		return
	}
	if tile := g.Single(m, n); tile != nil {
		tile(k, alpha, &a[0], ars, acs, &b[0], brs, beta, &c[0], ldc, n)
		return
	}
	upper := (m + 1) / 2
	if tile := g.Single(upper, n); tile != nil {
		tile(k, alpha, &a[0], ars, acs, &b[0], brs, beta, &c[0], ldc, n)
		g.Single(m-upper, n)(k, alpha, &a[upper*ars], ars, acs, &b[0], brs, beta, &c[upper*ldc], ldc, n)
		return
	}
	strip(kn, m, n, k, alpha, Matrix[T]{a, ars, acs}, Matrix[T]{b, brs, 1}, beta, c, ldc, cachesHere().reach(m, n, k, int(unsafe.Sizeof(alpha))))
}

// strip computes C = alpha·A·B + beta·C on the operands as they lie: B's rows
// are contiguous, and the rows of C are swept along them, as many at a time as stripRows has,
// unless C comes from memory and is shallow enough to be gone through for itself. Few rows have
// tiles of their own for a B that is far; of more than one, they lose where rows of B crowd.
func strip[T kernels.Float](kn *kernels.Kernels[T], m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int, far reach) {
	if rows := pastRows(&kn.Gemm, n, k, beta, c, ldc, far); rows > 0 {
		stripPast(kn, rows, m, n, k, alpha, a, b, c, ldc)
		return
	}
	if ranked(kn, m, n, k, b, c, ldc, far) {
		rank(kn, m, n, k, alpha, a, b, beta, c, ldc, far)
		return
	}
	g := &kn.Gemm
	vectors := g.Vectors(n)
	short := float64(m)*float64(n)*float64(k) <= smallWork // and need not give way
	for r := evenly(m, stripRows(g, n, k, a.RS, ldc, far)); r.more(); r.next() {
		tiles := g.Tiles[r.size-1]
		if far.b && r.size <= len(g.Stream) && (r.size == 1 || !crowd[T](b.RS)) {
			tiles = g.Stream[r.size-1]
		}
		x, z := &a.Data[r.at*a.RS], c[r.at*ldc:]
		if short && vectors <= len(tiles) {
			tiles[vectors-1](k, alpha, x, a.RS, a.CS, &b.Data[0], b.RS, beta, &z[0], ldc, n)
			continue
		}
		wide := evenly(vectors, len(tiles))
		j := min(wide.larger*wide.size*g.Lanes, n)
		sweep(tiles[wide.size-1], r.size, j, wide.size*g.Lanes, k, alpha, x, a.RS, a.CS, b.Data, b.RS, beta, z, ldc)
		if j < n {
			sweep(tiles[wide.size-2], r.size, n-j, (wide.size-1)*g.Lanes, k, alpha, x, a.RS, a.CS, b.Data[j:], b.RS, beta, z[j:], ldc)
		}
	}
}

// crowdRows is the rows of A of which L1 holds a line each, all in one set, beside B's.
const crowdRows = 8

// crowd tells whether rows that far apart fall on one set of L1.
func crowd[T kernels.Float](stride int) bool { return bytesOf[T](stride)%page == 0 }

// stripRows returns how many rows of C strip sweeps at a time: as a tile has that holds them as
// a whole, where C comes from memory; or, where C is far or its rows crowd a few sets of L1, and to
// get there is most of the work, as the tile of blocks has: float64 1024x1024x8 goes from 88 to
// 107 GFLOP/s, and with fewer rows falls again (Zen 5); or, where rows of A crowd, as L1 holds a
// line each: float64 1024x8x1024 goes from 84 to 100 GFLOP/s, while longer rows of B are
// level (Zen 5).
func stripRows[T kernels.Float](g *kernels.Gemm[T], n, k, ars, ldc int, far reach) int {
	vectors := g.Vectors(n)
	if rows := memoryRows(g, n, k); far.memory && rows > 0 {
		return rows
	}
	rows := rowsFor(g, vectors)
	if k <= 12 && vectors >= 8 && (far.c || rows > ways && crowd[T](ldc)) {
		rows = min(rows, g.MR)
	}
	if vectors <= 2 && crowd[T](ars) {
		rows = min(rows, crowdRows)
	}
	return rows
}

// rowsFor returns how many rows of C to sweep at a time along so many vectors:
// as a tile has whose width divides them well.
func rowsFor[T kernels.Float](g *kernels.Gemm[T], vectors int) int {
	width := min(vectors, g.Sweep)
	if vectors%width != 0 && vectors <= 2*width+1 {
		width++ // else the one narrow step among many is the lesser evil
	}
	return wholeRows(g, width)
}

// wholeRows returns the most rows of a tile that holds so many vectors of each, or 0 for none.
func wholeRows[T kernels.Float](g *kernels.Gemm[T], vectors int) int {
	rows := len(g.Tiles)
	for rows > 0 && len(g.Tiles[rows-1]) < vectors {
		rows--
	}
	return rows
}

// pieces walks along a length in even pieces, the larger ones first: the piece of
// the given size begins at at.
type pieces struct{ at, size, total, larger int }

// evenly cuts total into the fewest pieces of at most size.
func evenly(total, size int) pieces {
	switch { // without a division, which takes as long as a small product
	case total <= size:
		return pieces{0, total, total, 1}
	case total <= 2*size:
		return pieces{0, (total + 1) / 2, total, 2 - total%2}
	}
	n := cut(total, size)
	piece := cut(total, n)
	return pieces{0, piece, total, total - n*(piece-1)}
}

func (p *pieces) more() bool { return p.at < p.total }

func (p *pieces) next() { p.skip(1) }

// start is where piece i from here begins.
func (p *pieces) start(i int) int { return p.at + i*p.size - max(0, i-p.larger) }

// between is a walk along pieces i to j-1 alone, from 0 on.
func (p *pieces) between(i, j int) pieces {
	s := pieces{0, p.size, p.start(j) - p.start(i), min(max(p.larger-i, 0), j-i)}
	if s.larger == 0 {
		s.size--
	}
	return s
}

// run is the number of pieces of the size at hand that come one after the other, and skip
// goes past so many of them.
func (p *pieces) run() int {
	if p.larger > 0 {
		return p.larger
	}
	return (p.total - p.at) / p.size
}

func (p *pieces) skip(n int) {
	p.at += n * p.size
	if p.larger -= n; p.larger == 0 {
		p.size--
	}
}

// A call of a tile cannot be interrupted. It is held to so many multiply-adds,
// some 20 µs, and to so many elements of B, which may come from far away.
const (
	sweepWork = 1 << 19
	sweepRead = 1 << 16
)

// sweep moves a tile along n columns, width at a step. Like panels it is where a
// goroutine gives way.
//
//go:noinline
func sweep[T kernels.Float](tile kernels.Tile[T], m, n, width, k int, alpha T, a *T, ars, aks int, b []T, bks int, beta T, c []T, ldc int) {
	if m*n*k <= sweepWork && n*k <= sweepRead {
		tile(k, alpha, a, ars, aks, &b[0], bks, beta, &c[0], ldc, n)
		return
	}
	most := max(1, min(sweepWork/m, sweepRead)/(width*k)) * width
	for j := 0; j < n; j += most {
		tile(k, alpha, a, ars, aks, &b[j], bks, beta, &c[j], ldc, min(most, n-j))
	}
}
