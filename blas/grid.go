package blas

import "math"

// grid divides C into parts for the workers, down by across.
type grid struct{ down, across int }

// multiplyAlone is the number of multiply-adds below which waking a worker
// costs more than it saves: some 10 µs of one core's work.
const multiplyAlone = 1 << 19

// gridFor returns the grid of at most so many parts whose largest is done first.
func gridFor(p plan, m, n, k, lanes, parts int) grid {
	best, least := grid{1, 1}, math.Inf(1)
	for down := 1; down <= min(parts, m); down++ {
		g := grid{down, min(parts/down, cut(n, lanes))}
		rows, columns := cut(m, g.down), cut(cut(n, lanes), g.across)*lanes
		if cost := p.cost(rows, min(columns, n), k, lanes); cost < least {
			best, least = g, cost
		}
	}
	return best
}

// part returns the rows and columns of C in one part. Columns are cut between
// vectors.
func (g grid) part(i, m, n, lanes int) (i0, i1, j0, j1 int) {
	i0, i1 = piece(m, g.down, i/g.across)
	j0, j1 = tiles(n, lanes, g.across, i%g.across)
	return i0, i1, j0, j1
}
