package blas

import "math"

// grid divides C into parts for the workers, down by across.
type grid struct{ down, across int }

const (
	// multiplyAlone is the work below which waking a worker costs more than it
	// saves: some 10 µs of one core; and multiplyReady that below which sharing with
	// one that is awake does, some 3 µs.
	multiplyAlone = 3 << 18
	multiplyReady = 3 << 17

	// turns is how many parts each worker is given to take, where they are large
	// enough: one that comes late, or shares its core with others, takes fewer. Where
	// parts pack for themselves there are fewer: float64 1024 cubed gains 8 %, while
	// what is done in 50 µs would lose 20 (Zen 5).
	turns        = 4
	turnsPacking = 2
	// partWork is the least work of a part.
	partWork = 1 << 19
	// partSide is the least side of a part that C is cut to: two tiles' rows, or
	// each worker would read B almost as often as one alone; and half of that where
	// there would be fewer parts than workers: float32 209x20x12288 goes from 440 to
	// 660 GFLOP/s on 16 (Emerald Rapids).
	partSide = 24
	// longBytes of B's rows, as tiles for one row of C are wide, are the least of a part, if as
	// many as workers are that long: float32 1x1024x1024 goes from 60 to 98 GFLOP/s on two,
	// 1x1536x1024 from 98 to 115 (Zen 5), while two to four rows, and AVX2, lose as often as they gain.
	longBytes = 1 << 10
	// lateCost is the share of a worker's turn that the others wait for it.
	lateCost = 0.1
	// rowCost is what each row of C in a part adds, in multiply-adds of vectors: where
	// there is little to multiply, long rows are what memory likes.
	rowCost = 4
)

// workOf is the work of a product in multiply-adds, as which the elements that
// have to be moved count where they take longer.
func workOf(m, n, k int) float64 {
	const move = 4
	x, y, z := float64(m), float64(n), float64(k)
	return max(x*y*z, move*(x*z+z*y+x*y))
}

// gridFor returns the grid whose parts the workers are expected to finish first, cut
// between columns of the given unit.
func (bs *blocking) gridFor(p plan, s shape, unit, workers int) grid {
	turns := turns
	if p.packA || p.packB {
		turns = turnsPacking
	}
	most := workers * min(turns, max(1, int(workOf(s.m, s.n, s.k)/partWork)/workers)) // or the last round would be of few
	side := partSide
	if max(1, s.m/side)*max(1, s.n/side) < workers {
		side /= 2
	}
	across := max(1, s.n/side)
	if long := longBytes / bs.size; p.form == strips && s.m == 1 && !bs.slim() && s.n >= workers*long {
		across = s.n / long / workers * workers
	}
	best, least := grid{1, 1}, math.Inf(1)
	for down := 1; down <= min(most, max(1, s.m/side)); down++ {
		g := grid{down, min(most/down, cut(s.n, unit), across)}
		part := s
		part.m, part.n = cut(s.m, g.down), min(s.n, cut(cut(s.n, unit), g.across)*unit)
		rounds := float64(cut(g.down*g.across, workers))
		if cost := (bs.cost(p, part) + rowCost*float64(part.m)) * (rounds + lateCost); cost < least {
			best, least = g, cost
		}
	}
	return best
}

// part returns the rows and columns of C in one part. Columns are cut between units.
func (g grid) part(i, m, n, unit int) (i0, i1, j0, j1 int) {
	i0, i1 = piece(m, g.down, i/g.across)
	j0, j1 = tiles(n, unit, g.across, i%g.across)
	return i0, i1, j0, j1
}
