package blas

import "math"

// grid divides C into parts for the workers, down by across.
type grid struct{ down, across int }

const (
	// multiplyAlone is the number of multiply-adds below which waking a worker
	// costs more than it saves: some 10 µs of one core's work.
	multiplyAlone = 3 << 18

	// turns is how many parts each worker is given to take, where they are large
	// enough: one that comes late, or shares its core with others, takes fewer.
	turns = 4
	// partWork is the least of a part, in multiply-adds.
	partWork = 1 << 19
	// lateCost is the share of a worker's turn that the others wait for it.
	lateCost = 0.1
)

// gridFor returns the grid whose parts the workers are expected to finish first.
func gridFor(p plan, m, n, k, lanes, workers int) grid {
	work := float64(m) * float64(n) * float64(k)
	most := min(turns*workers, max(workers, int(work/partWork)))
	best, least := grid{1, 1}, math.Inf(1)
	for down := 1; down <= min(most, m); down++ {
		g := grid{down, min(most/down, cut(n, lanes))}
		rows, columns := cut(m, g.down), min(n, cut(cut(n, lanes), g.across)*lanes)
		rounds := float64(cut(g.down*g.across, workers))
		if cost := p.cost(rows, columns, k, lanes) * (rounds + lateCost); cost < least {
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
