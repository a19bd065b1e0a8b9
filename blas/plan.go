package blas

import "weft/kernels"

// form is a way to go about a product.
type form int

const (
	// strips computes rows of C in strips along the rows of B, whose elements
	// fill vectors; those of A are repeated.
	strips form = iota
	// turned computes strips of Cᵀ = Bᵀ·Aᵀ and turns them over.
	turned
	// dots computes each element as the dot product of a row of A and a column of
	// B, vectors along the depth.
	dots

	forms
)

// plan is how a product is computed. It depends on shape and strides alone, so
// that the bits of a result do.
type plan struct {
	form         form
	packA, packB bool
}

// String names the form and what is packed, "strips+A+B" for one.
func (p plan) String() string {
	s := [forms]string{"strips", "turned", "dots"}[p.form]
	if p.packA {
		s += "+A"
	}
	if p.packB {
		s += "+B"
	}
	return s
}

// shape is what a plan goes by: the sizes of a product and how A and B lie.
type shape struct {
	m, n, k            int
	ars, acs, brs, bcs int
}

func shapeOf[T kernels.Float](m, n, k int, a, b Matrix[T]) shape {
	return shape{m, n, k, a.RS, a.CS, b.RS, b.CS}
}

// What things cost, in multiply-adds of vectors; BenchmarkPlans has the grounds
// (Zen 5).
const (
	packCost   = 9.6  // a vector of A or B, to be packed
	keepCost   = 3.84 // the same, if a tile does it as it goes
	turnCost   = 16   // a vector of C, to be turned over
	gatherCost = 2.5  // an element of C, to add up the lanes of a dot product
	readCost   = 0.02 // an element of A or B
	dotCost    = 1.17 // of dot products, times, both of whose operands have to be read on
	dotFar     = 1.15 // of dot products, times, with a matrix from afar
	loneCost   = 1.15 // of a tile's only vector, times, which as many loads go with
	crowdCost  = 1.06 // of rows that crowd, times
	loneCrowd  = 1.07 // of rows that crowd, times, where a tile has most of them: a vector wide
	lostCost   = 1.25 // of rows in place that L1 loses, times (Zen 3)
	flatCost   = 1.25 // of a B that comes from L2 for each few rows of A, times (Zen 3)
)

// cost estimates a plan.
func (bs *blocking) cost(p plan, s shape) float64 {
	a, b, c := float64(s.m)*float64(s.k), float64(s.k)*float64(s.n), float64(s.m)*float64(s.n)
	lanes := float64(bs.lanes)
	cost := readCost * (a + b)
	pack := func(packed bool, along int, elements float64) {
		switch {
		case packed && p.form == strips && along == 1:
			cost += keepCost / lanes * elements
		case packed:
			cost += packCost / lanes * elements
		}
	}
	pack(p.packA, s.ars, a)
	pack(p.packB, s.bcs, b)
	switch p.form {
	case turned:
		row := min(s.m, turnedArea/turnedRows) // of Aᵀ in a chunk
		if p.packA && row > 2*bs.sweep && bs.lost(s.k, row) {
			b *= lostCost
		}
		cost += b*bs.vectors(s.m) + turnCost/lanes*c
	case dots:
		cost += c * (dotCost*float64(cut(s.k, bs.lanes)) + gatherCost)
		if max(a, b) >= float64(fetchBytes/bs.size) {
			cost *= dotFar
		}
	default:
		if bs.flat(s.n) && area(s.k, s.n) > bs.L1/2/bs.size {
			a *= flatCost
		}
		cost += a * bs.vectors(s.n)
	}
	return cost * bs.crowding(p, s)
}

// vectors is what a row of n elements costs.
func (bs *blocking) vectors(n int) float64 {
	if n <= bs.lanes {
		return loneCost
	}
	return float64(cut(n, bs.lanes))
}

// crowding is how many times as long a plan takes by the way that the rows lie which
// its tiles walk along.
func (bs *blocking) crowding(p plan, s shape) float64 {
	rows, along, packed := s.ars, s.n, p.packA
	if p.form != strips {
		rows, along, packed = s.bcs, s.m, false
	}
	switch {
	case packed || !bs.crowd(rows):
		return 1
	case p.form != dots && along <= bs.lanes:
		return loneCrowd
	case p.form == strips:
		return 1 // which are few, or B is packed
	}
	return crowdCost
}

// planFor returns the plan that costs least.
func (bs *blocking) planFor(s shape) plan {
	best := bs.strips(s)
	if s.bcs == 1 && s.n%bs.lanes == 0 && s.n > bs.lanes {
		return best
	}
	least := bs.cost(best, s)
	for _, p := range [...]plan{
		{form: turned, packA: s.ars != 1},
		{form: dots, packA: s.acs != 1, packB: s.brs != 1},
	} {
		if cost := bs.cost(p, s); cost < least {
			best, least = p, cost
		}
	}
	return best
}

// narrow returns how many of the last columns to compute apart from the others,
// by a form of their own: 0, or those that would fill but part of a vector, unless A would
// come from afar twice.
//
//   - Where A's columns are contiguous, that form is turned, and all elements are summed in one order.
//   - Otherwise it is dots as a rule, which sum in another order. To go without takes AVX2's float32 3 to
//     14 % longer where vectors, the last included, are odd in number, and float64 2 to 9 %; where
//     they are even, 4 to 15 % less (Zen 3).
func (bs *blocking) narrow(s shape) int {
	r := s.n % bs.lanes
	if s.bcs != 1 || s.n < bs.lanes || r == 0 || area(s.m, s.k) >= 2*fetchBytes/bs.size {
		return 0
	}
	const again = 1000 // what a second product costs to set up
	wide, rest := s, s
	wide.n, rest.n = s.n-r, r
	last := bs.planFor(rest)
	if s.columnsOfA() {
		last = plan{form: turned}
		// Where the others are best turned, so is the whole. What lies so far apart that few rows at
		// a time are gone along wants pieces of the depth of its own.
		if bs.planFor(wide).form != strips || bs.abreast(s.m, s.k, s.brs) || bs.abreast(r, s.k, s.acs) {
			return 0
		}
	}
	apart := bs.cost(bs.strips(wide), wide) + bs.cost(last, rest) + again
	if apart < bs.cost(bs.strips(s), s) {
		return r
	}
	return 0
}

// columnsOfA tells whether those are contiguous. A single row is taken for one.
func (s *shape) columnsOfA() bool { return s.ars == 1 && s.m > 1 }

// flat tells whether n columns have a tile wider and flatter than that of blocks.
func (bs *blocking) flat(n int) bool {
	v, sweep := cut(n, bs.lanes), bs.sweep/bs.lanes
	return bs.slim() && v%sweep != 0 && v > sweep && v <= 2*sweep+1
}

// strips decides what to pack for strips. Rows of A are best where they lie: packed at
// once they cost 2 to 4 % of a product, and the tiles of blocks have few enough of them
// that L1 holds a line of each (Zen 5).
func (bs *blocking) strips(s shape) plan {
	depth := min(s.k, bs.KC)
	wide := s.n > 4*bs.NR
	p := plan{form: strips}
	switch {
	case s.bcs != 1:
		p.packB = true
	case s.k <= shallow:
	case s.n > bs.NR && bs.lost(depth, s.brs) && (s.m >= 4*bs.MR || s.m >= 3*bs.MR && bs.overflow(depth, s.brs, bs.L2) >= 2):
		p.packB = true // float32 128x512x256 goes from 76 to 95 GFLOP/s, of 102 (Zen 3)
	case wide && s.ars == 1 && bs.lost(depth, s.acs) && s.m >= 8*bs.MR:
		p.packB = true // to pack A with it: float32 TN 128x784x256 goes from 75 to 86 (Zen 3)
	case s.m*bs.size < 96*bs.MR: // there are few rows to share the cost
	case bs.overflow(depth, s.brs, bs.L2) >= 2, wide && (bs.packsA(s) || bs.crowd(s.ars)):
		p.packB = true
	case s.m >= 32*bs.MR && s.k > 2*shallow && area(s.k, s.n) > 3*bs.blockB:
		p.packB = true // float32 1536 cubed is level, float64 goes from 114 to 124 GFLOP/s
	}
	p.packA = p.packB && bs.packsA(s)
	return p
}

// packsA tells whether to pack A for a B in panels: many of them, where columns of A lie far
// from one another.
func (bs *blocking) packsA(s shape) bool {
	return s.ars == 1 && s.n > 4*bs.NR && (s.acs*bs.size >= page/2 || bs.lost(min(s.k, bs.KC), s.acs))
}
