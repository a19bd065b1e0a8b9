package blas

// This page chooses how a product is computed. A choice stands in this file unless another is named.
//
//	class of shapes                        what runs                                         chosen by
//	C empty                                nothing                                           Workspace.scaled (gemm.go)
//	alpha or k zero                        C is scaled                                       Workspace.scaled (gemm.go)
//	up to 64 cubed                         one tile, dots, or the same behind packing        wayOf (small.go)
//	last columns of less than a vector     a product of their own                            lastColumns
//	the rest: the cheapest of three forms  outer, transposed or inner products               cheapest, by cost
//
// Within a form planOf (blocks.go) chooses the kernel, the order of loops and the blocks:
//
//	outer        one row of C, far B               VecMat: rows of B side by side            alongRows (far.go)
//	             depth 1, C beyond L1              Update: C once from end to end            byUpdates (parts.go)
//	             small depth, C from memory        Update, unless far rows go side by side   planAccess (blocks.go)
//	             depth 2 or 3, C in L2, slim tiles Update                                    planAccess (blocks.go)
//	             the same, C overwritten           Tile, stores past the caches              nonTemporalRows (far.go)
//	             few rows of A, conflicts in L2    Tile, few steps of the depth at a time    fewStreams (far.go)
//	             few rows of A, far B, slim tiles  Tile, wide and shallow blocks of B        alongB (far.go)
//	             fits L2                           Tile, B in place, one block               oneBlock (blocks.go)
//	             B in place                        Tile                                      outer
//	             B packed                          Tile, which packs B as it goes            outer, packsAsItGoes (parts.go)
//	transposed   one column of C, far A            VecMat                                    alongRows (far.go)
//	             few columns of C, far A           Tile, wide and shallow blocks of Aᵀ       alongB (far.go)
//	             Aᵀ in L2, AVX-512                 Tile, turned in registers                 planTransposed (blocks.go)
//	             others                            Tile, into a chunk of Cᵀ                  planTransposed (blocks.go)
//	inner        one row or column of C            MatVec                                    planInner (blocks.go)
//	             the same, from L2                 Dot, with one row of B or A               planInner (blocks.go)
//	             others                            Dot, of the shape that loads least        dotShape (parts.go)
//
// A plan depends on:
//
//   - the sizes and strides of the product,
//   - the alignment of its operands,
//   - its beta and its epilogue,
//   - whether it is for one worker. Such a plan may have fewer blocks but has the same sums, so the bits of a result do
//     not depend on workers.
//
// A part of the product chooses for itself what changes no sum: rows at a time, stores, fetches (parts.go).

// planFor makes p the plan that costs least.
func (m *machine) planFor(p *plan, r *request) { m.planOf(p, m.cheapest(r.shape), r) }

// cheapest returns the candidate that costs least.
func (m *machine) cheapest(s shape) candidate {
	best := m.outer(s)
	if s.bcs == 1 && (s.n%m.lanes == 0 && s.n > m.lanes || m.alongB(s.m, s.n, s.k, s.brs)) {
		return best
	}
	least := m.cost(best, s)
	for _, p := range [...]candidate{
		{form: transposedProduct, packA: s.ars != 1},
		{form: innerProducts, packA: s.acs != 1, packB: s.brs != 1},
	} {
		if cost := m.cost(p, s); cost < least {
			best, least = p, cost
		}
	}
	return best
}

// outer decides what outer products pack. Rows of A are best where they lie. To pack them costs 2 to 4 % of a product, and
// L1 holds a line of each row of a tile anyway (Zen 5).
func (m *machine) outer(s shape) candidate {
	steps := min(s.k, m.KC)
	wide := s.n > 4*m.NR
	p := candidate{form: outerProducts}
	switch {
	case s.bcs != 1:
		p.packB = true
	case s.k <= shallow, m.alongB(s.m, s.n, s.k, s.brs):
	case s.n > m.NR && m.evictsL1(steps, s.brs) && (s.m >= 4*m.MR || s.m >= 3*m.MR && m.pressure(steps, s.brs, m.L2) >= 2):
		p.packB = true // float32 128x512x256 goes from 76 to 95 GFLOP/s, of 102 (Zen 3)
	case wide && s.ars == 1 && m.evictsL1(steps, s.acs) && s.m >= 8*m.MR:
		p.packB = true // to pack A with it: float32 TN 128x784x256 goes from 75 to 86 (Zen 3)
	case s.m*m.size < 96*m.MR: // few rows of A share the cost of packing
	case m.pressure(steps, s.brs, m.L2) >= 2, wide && (m.packsA(s) || m.conflict(s.ars)):
		p.packB = true
	case s.m >= 32*m.MR && s.k > 2*shallow && area(s.k, s.n) > 3*m.blockB:
		p.packB = true // float32 1536 cubed is level, float64 goes from 114 to 124 GFLOP/s
	}
	p.packA = p.packB && m.packsA(s)
	return p
}

// packsA tells whether to pack A where B is in panels. It pays for many panels, where columns of A lie far apart, or where A is large:
// AVX2 float64 2000 cubed goes from 37 to 39 GFLOP/s, float32 from 72 to 78, 1024 cubed from 72 to 77. 640 cubed loses 3 to 5 %
// (Zen 3). Other slim tiles were not measured.
func (m *machine) packsA(s shape) bool {
	if s.acs == 1 {
		return m.oneLine() && area(s.m, s.k) >= m.blockA && s.m >= keepRows && s.n >= keepColumns
	}
	return s.ars == 1 && s.n > 4*m.NR && (s.acs*m.size >= page/2 || m.evictsL1(min(s.k, m.KC), s.acs))
}

// cost estimates a candidate.
func (m *machine) cost(p candidate, s shape) float64 {
	a, b, c := float64(s.m)*float64(s.k), float64(s.k)*float64(s.n), float64(s.m)*float64(s.n)
	lanes := float64(m.lanes)
	cost := readCost * (a + b)
	pack := func(packed bool, along int, elements float64) {
		switch {
		case packed && p.form == outerProducts && along == 1:
			cost += keepCost / lanes * elements
		case packed:
			cost += packCost / lanes * elements
		}
	}
	pack(p.packA, s.ars, a)
	pack(p.packB, s.bcs, b)
	switch p.form {
	case transposedProduct:
		row := min(s.m, chunkArea/chunkRows) // of Aᵀ in a chunk
		if p.packA && row > 2*m.sweep && m.evictsL1(s.k, row) {
			b *= evictedCost
		}
		turn := float64(transposeCost)
		if m.turns(&s) {
			turn = turnCost
		}
		cost += b*m.vectorsCost(s.m) + turn/lanes*c
	case innerProducts:
		cost += c * (dotCost*float64(m.vectors(s.k)) + gatherCost)
		if max(a, b) >= float64(fetchBytes/m.size) {
			cost *= dotFar
		}
	default:
		if m.flat(s.n) && area(s.k, s.n) > m.L1/2/m.size {
			a *= flatCost
		}
		cost += a * m.vectorsCost(s.n)
	}
	return cost * m.conflictsCost(p, s)
}

// vectorsCost is what a row of n elements costs.
func (m *machine) vectorsCost(n int) float64 {
	if n <= m.lanes {
		return loneCost
	}
	return float64(m.vectors(n))
}

// conflictsCost is the slowdown from set conflicts among the rows that the tiles read.
func (m *machine) conflictsCost(p candidate, s shape) float64 {
	stride, along, packed := s.ars, s.n, p.packA
	if p.form != outerProducts {
		stride, along, packed = s.bcs, s.m, false
	}
	switch {
	case packed || !m.conflict(stride):
		return 1
	case p.form != innerProducts && along <= m.lanes:
		return loneConflict
	case p.form == outerProducts:
		return 1 // rows are few, or B is packed
	}
	return conflictCost
}

// flat tells whether the tile for n columns is wider and flatter than the tile of blocks.
func (m *machine) flat(n int) bool {
	v, sweep := m.vectors(n), m.sweep/m.lanes
	return m.slim() && v%sweep != 0 && v > sweep && v <= 2*sweep+1
}

// lastColumns returns how many of the last columns to compute apart from the others, by a plan of their own. It is 0 or
// the columns that fill only part of a vector. It is 0 where A would come from afar twice.
//
//   - Where A's columns are contiguous, the last columns are a transposed product. All elements are summed in one order.
//   - Otherwise they are inner products as a rule, which sum in another order.
//
// Without inner products for them AVX2 takes 3 to 14 % longer in float32, 2 to 9 % in float64, where the number of vectors
// of a row, the last included, is odd. Where it is even AVX2 takes 4 to 15 % less (Zen 3).
func (m *machine) lastColumns(s shape) int {
	r := s.n % m.lanes
	if s.bcs != 1 || s.n < m.lanes || r == 0 || area(s.m, s.k) >= 2*fetchBytes/m.size {
		return 0
	}
	wide, rest := s, s
	wide.n, rest.n = s.n-r, r
	last := m.cheapest(rest)
	if s.columnsOfA() {
		last = candidate{form: transposedProduct}
		// Where the other columns are best transposed, so are all. fewStreams wants pieces of the depth of its own, and so
		// another order of sums.
		if m.cheapest(wide).form != outerProducts || m.fewStreams(s.m, s.k, s.brs) || m.fewStreams(r, s.k, s.acs) {
			return 0
		}
	}
	apart := m.cost(m.outer(wide), wide) + m.cost(last, rest) + secondCost
	if apart < m.cost(m.outer(s), s) {
		return r
	}
	return 0
}

// columnsOfA tells whether columns of A are contiguous. A single row of A counts as a row.
func (s *shape) columnsOfA() bool { return s.ars == 1 && s.m > 1 }

// planAlike makes p the plan for the last columns of a product whose A has contiguous columns. They are a transposed
// product. Outer products compute the n columns before them. Both have the same pieces of the depth, so all elements are
// summed in one order.
func (m *machine) planAlike(p *plan, r *request, n int) {
	wide := r.shape
	wide.n = n
	m.planOf(p, candidate{form: transposedProduct}, r)
	if p.kernel == byVecMat {
		p.kernel = byTile
	}
	p.cutDepth(r.k, m.outerPieces(m.outer(wide), wide))
}
