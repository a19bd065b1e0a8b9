package blas

import "weft/kernels"

// tilesOf has all rows of a product taken in such pieces.
func tilesOf[T kernels.Float](p *kernels.Product[T], rows pieces) {
	p.Rows = rows.size
	p.Short = p.M - rows.larger*rows.size
}

// strip computes C = alpha·A·B + beta·C on the operands as they lie: B's rows
// are contiguous, and the rows of C are swept along them, as many at a time as stripRows has,
// unless C comes from memory and is shallow enough to be gone through for itself. Few rows fetch
// a B that is far; of more than one, that loses where rows of B crowd.
func strip[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], a, b, c []T, far reach) {
	if rows := pastRows(&kn.Gemm, p, c, far); rows > 0 {
		stripPast(kn, rows, p, a, b, c)
		return
	}
	if ranked(kn, p, b, c, far) {
		rank(kn, p, a, b, c, far)
		return
	}
	g, t := &kn.Gemm, *p
	vectors := g.Vectors(p.N)
	short := float64(p.M)*float64(p.N)*float64(p.K) <= smallWork // and need not give way
	for r := evenly(p.M, stripRows(g, p, far)); r.more(); {
		tiles := min(r.run(), max(1, sweepWork/(r.size*p.N*p.K)))
		t.M, t.Rows, t.Short, t.Ahead = tiles*r.size, r.size, 0, 0
		if short {
			t.M = p.M
			tilesOf(&t, r)
		}
		if far.b && r.size <= streamRows && (r.size == 1 || !crowd[T](p.BKS)) {
			t.Ahead = streamAhead * p.BKS
		}
		x, z := a[r.at*p.ARS:], c[r.at*p.LDC:]
		wide := evenly(vectors, g.Widest(r.size))
		t.N = min(wide.larger*wide.size*g.Lanes, p.N)
		sweep(g, wide.size, &t, x, b, z)
		if j := t.N; j < p.N {
			t.N = p.N - j
			sweep(g, wide.size-1, &t, x, b[j:], z[j:])
		}
		if short {
			return
		}
		r.skip(tiles)
	}
}

// Tiles of at most streamRows rows multiply no slower than a B from afar can be read. They fetch it so
// many rows ahead: 4 rows of 1 KiB, the widest, read L3 at 115 GB/s, where without it is 95 (Zen 5).
const (
	streamRows  = 4
	streamAhead = 4
)

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
func stripRows[T kernels.Float](g *kernels.Gemm[T], p *kernels.Product[T], far reach) int {
	vectors := g.Vectors(p.N)
	if rows := memoryRows(g, p.N, p.K); far.memory && rows > 0 {
		return rows
	}
	rows := rowsFor(g, vectors)
	if p.K <= 12 && vectors >= 8 && (far.c || rows > ways && crowd[T](p.LDC)) {
		rows = min(rows, g.MR)
	}
	if vectors <= 2 && crowd[T](p.ARS) {
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
	if vectors > len(g.Rows) {
		return 0
	}
	return g.Rows[vectors-1]
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
