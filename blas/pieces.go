package blas

import "math/bits"

// ceilDiv is the number of pieces of at most size each that total is cut into.
func ceilDiv(total, size int) int { return (total + size - 1) / size }

// piece returns where piece i of n begins and ends: i·total/n to (i+1)·total/n. Pieces are even: a thin last one would
// be slow.
func piece(total, n, i int) (from, to int) { return start(total, n, i), start(total, n, i+1) }

// start is i·total/n for i ≤ n. The product i·total may not fit in an int.
func start(total, n, i int) int {
	high, low := bits.Mul64(uint64(i), uint64(total))
	if high == 0 {
		return int(low / uint64(n))
	}
	quotient, _ := bits.Div64(high, low, uint64(n))
	return int(quotient)
}

// axis is a side of a product, cut into pieces of whole units. The last unit may be short.
type axis struct{ total, unit, pieces int }

// piece returns where piece i begins and ends.
func (x axis) piece(i int) (from, to int) {
	from, to = piece(ceilDiv(x.total, x.unit), x.pieces, i)
	return min(from*x.unit, x.total), min(to*x.unit, x.total)
}

// widest is the most that a piece has.
func (x axis) widest() int { return min(ceilDiv(ceilDiv(x.total, x.unit), x.pieces)*x.unit, x.total) }

// pieces walks along a length in even pieces, the larger ones first. The piece at hand begins at at, and has the given
// size. So have the next ones, up to larger pieces in all. Those behind are one shorter.
type pieces struct{ at, size, total, larger int }

// evenly cuts total into the fewest pieces of at most size.
func evenly(total, size int) pieces {
	switch { // without a division: it takes as long as a small product
	case total <= size:
		return pieces{0, total, total, 1}
	case total <= 2*size:
		return pieces{0, (total + 1) / 2, total, 2 - total%2}
	}
	n := ceilDiv(total, size)
	piece := ceilDiv(total, n)
	return pieces{0, piece, total, total - n*(piece-1)}
}

func (p *pieces) more() bool { return p.at < p.total }

func (p *pieces) next() { p.skip(1) }

// start is where the piece begins that is i behind the one at hand.
func (p *pieces) start(i int) int { return p.at + i*p.size - max(0, i-p.larger) }

// between is a walk along pieces i to j-1 alone. It begins at 0.
func (p *pieces) between(i, j int) pieces {
	s := pieces{0, p.size, p.start(j) - p.start(i), min(max(p.larger-i, 0), j-i)}
	if s.larger == 0 {
		s.size--
	}
	return s
}

// run is how many pieces from the one at hand on have its size.
func (p *pieces) run() int {
	if p.larger > 0 {
		return p.larger
	}
	return (p.total - p.at) / p.size
}

// skip goes past n pieces of the size at hand.
func (p *pieces) skip(n int) {
	p.at += n * p.size
	if p.larger -= n; p.larger == 0 {
		p.size--
	}
}

// columns returns the first column of the piece at hand, and how many it has. Pieces count in vectors; there are n
// columns in all.
func (p *pieces) columns(lanes, n int) (from, width int) {
	from = p.at * lanes
	return from, min(p.size*lanes, n-from)
}

// grid divides C into parts for the workers, down by across.
type grid struct{ down, across int }

// part returns the rows and columns of C in one part. Columns are cut between units.
func (g grid) part(i, m, n, unit int) (i0, i1, j0, j1 int) {
	i0, i1 = piece(m, g.down, i/g.across)
	j0, j1 = axis{n, unit, g.across}.piece(i % g.across)
	return i0, i1, j0, j1
}
