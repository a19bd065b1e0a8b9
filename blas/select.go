package blas

import (
	"fmt"
	"math"
	"strings"

	"weft/kernels"
)

// This page chooses how a product is computed. A ladder, from the top:
//
//	class of shapes                        what runs                                         chosen by
//	C empty                                nothing                                           Workspace.multiply
//	alpha or k zero                        C is scaled                                       Workspace.multiply
//	up to 64 cubed                         one tile, dots, or the same behind packing        wayOf (small.go)
//	last columns of less than a vector     a product of their own                            lastColumns
//	the rest: the cheapest of three forms  outer, transposed or inner products               cheapest, by cost
//
// Within a form planOf chooses the kernel, the order of loops and the blocks:
//
//	outer        one row of C, far B, slim tiles   VecMat: rows of B side by side            alongRows
//	             depth 1, C beyond L1              Update: C once from end to end            byUpdates
//	             small depth, C from memory        Update                                    byUpdates
//	             the same, C overwritten           Tile, stores past the caches              nonTemporalRows
//	             few rows of A, conflicts in L2    Tile, few steps of the depth at a time    fewStreams
//	             fits L2                           Tile, B in place, one block               oneBlock
//	             B in place                        Tile                                      outer
//	             B packed                          Tile, which packs B as it goes            outer, packsAsItGoes
//	transposed   one column of C, far A            VecMat                                    alongRows
//	             others                            Tile, into a chunk of Cᵀ                  planOf
//	inner        one row or column of C            MatVec                                    planOf
//	             others                            Dot, of the shape that loads least        dotShape
//
// A plan depends on the sizes and strides of the product, the alignment of its operands, its beta and epilogue. For one
// worker it may have fewer blocks, but no other sums, so that the bits of a result do not depend on workers. What a part of the product decides for itself changes no sum; it
// stands at the end of this page.

// form is a way to go about a product.
type form int

const (
	// outerProducts computes rows of C along the rows of B, whose elements fill vectors. Those of A are repeated.
	outerProducts form = iota
	// transposedProduct computes Cᵀ = Bᵀ·Aᵀ by outer products, a chunk at a time, and transposes it.
	transposedProduct
	// innerProducts computes each element as the inner product of a row of A and a column of B, with vectors along
	// the depth.
	innerProducts

	forms
)

// candidate is a form and what it packs: what is weighed by its cost.
type candidate struct {
	form         form
	packA, packB bool
}

// String names the form and what is packed, "outer+A+B" for one.
func (p candidate) String() string {
	s := [forms]string{"outer", "transposed", "inner"}[p.form]
	if p.packA {
		s += "+A"
	}
	if p.packB {
		s += "+B"
	}
	return s
}

// kernel is what does the sums of a product, or most of them.
type kernel int

const (
	byTile kernel = iota
	byNonTemporalTile
	byUpdate
	byVecMat // updates that share a row of C
	byMatVec
	byDot

	kernelsNamed
)

func (k kernel) String() string {
	return [kernelsNamed]string{"tile", "non-temporal tile", "update", "vecmat", "matvec", "dot"}[k]
}

// dimension is one of a product's three.
type dimension int

const (
	dimM dimension = iota // rows of A and C
	dimN                  // columns of B and C
	dimK                  // the depth
)

// order is that of loops round a block, the outermost first.
type order [3]dimension

// access is how outer products go about operands in place.
type access struct {
	residency
	nonTemporal bool // C may be written past the caches
	update      bool // C may be gone through by updates
}

// plan is how a product is computed.
type plan struct {
	candidate
	kernel    kernel
	access    access
	order     order
	prepacked bool // B is in panels

	// Blocks.
	mc, nc, kc       int // rows, columns and depth of one, kc at most. Columns of a prepacked B count in panels.
	rowUnit, colUnit int // rows and columns are cut between units
	depthPieces      int
	few              int  // columns of a block where a part has few rows, or 0
	ahead            int  // elements of B ahead of their use to fetch, or 0 for a tile's width
	oneBlock         bool // for one worker alone
	fetchA, fetchB   bool // for bands of inner products to come
}

// String says what runs, in blocks of which rows × columns × depth.
func (p plan) String() string {
	s := []string{fmt.Sprintf("%v: %v", p.candidate, p.kernel)}
	place := !p.packB || p.kc <= shallow // or residency changes nothing
	for _, f := range []struct {
		set  bool
		name string
	}{
		{p.prepacked, "prepacked"}, {place && p.access.farB, "far B"}, {place && p.access.farC, "far C"}, {place && p.access.memoryC, "C from memory"},
		{p.fetchA, "fetch A"}, {p.fetchB, "fetch B"}, {p.oneBlock, "one block"},
	} {
		if f.set {
			s = append(s, f.name)
		}
	}
	return fmt.Sprintf("%s, %d×%d×%d", strings.Join(s, ", "), p.mc, p.nc, p.kc)
}

// packs tells whether the product needs packing space.
func (p *plan) packs() bool { return p.packA || p.packB || p.form == transposedProduct }

// request is what a plan goes by.
type request struct {
	shape
	overwrite bool // beta is 0
	reread    bool // an epilogue reads C
	alignedB  bool // rows of B begin vectors
	alignedC  bool
	alone     bool // for one worker
	eachAlone bool // rows of C have the bits that they have alone
	prepacked bool // B is in panels
}

// requestOf is what a plan for x goes by. An epilogue may reread C.
func requestOf[T kernels.Float](m *machine, x *problem[T], reread bool) (r request) {
	r.shape, r.overwrite, r.reread = x.shape(), x.beta == 0, reread
	r.alignedC = aligned(m.lanes, &x.c[0], x.ldc)
	if len(x.b.Data) > 0 {
		r.alignedB = aligned(m.lanes, &x.b.Data[0], x.b.RS)
	}
	return r
}

// planFor makes p the plan that costs least.
func (m *machine) planFor(p *plan, r *request) { m.planOf(p, m.cheapest(r.shape), r) }

// cheapest returns the candidate that costs least.
func (m *machine) cheapest(s shape) candidate {
	best := m.outer(s)
	if s.bcs == 1 && s.n%m.lanes == 0 && s.n > m.lanes {
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

// outer decides what outer products pack. Rows of A are best where they lie: packed at once they cost 2 to 4 % of a
// product, and the tiles of blocks have few enough of them that L1 holds a line of each (Zen 5).
func (m *machine) outer(s shape) candidate {
	steps := min(s.k, m.KC)
	wide := s.n > 4*m.NR
	p := candidate{form: outerProducts}
	switch {
	case s.bcs != 1:
		p.packB = true
	case s.k <= shallow:
	case s.n > m.NR && m.evictsL1(steps, s.brs) && (s.m >= 4*m.MR || s.m >= 3*m.MR && m.pressure(steps, s.brs, m.L2) >= 2):
		p.packB = true // float32 128x512x256 goes from 76 to 95 GFLOP/s, of 102 (Zen 3)
	case wide && s.ars == 1 && m.evictsL1(steps, s.acs) && s.m >= 8*m.MR:
		p.packB = true // to pack A with it: float32 TN 128x784x256 goes from 75 to 86 (Zen 3)
	case s.m*m.size < 96*m.MR: // there are few rows to share the cost
	case m.pressure(steps, s.brs, m.L2) >= 2, wide && (m.packsA(s) || m.conflict(s.ars)):
		p.packB = true
	case s.m >= 32*m.MR && s.k > 2*shallow && area(s.k, s.n) > 3*m.blockB:
		p.packB = true // float32 1536 cubed is level, float64 goes from 114 to 124 GFLOP/s
	}
	p.packA = p.packB && m.packsA(s)
	return p
}

// packsA tells whether to pack A for a B in panels: many of them, where columns of A lie far from one another.
func (m *machine) packsA(s shape) bool {
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
		cost += b*m.vectorsCost(s.m) + transposeCost/lanes*c
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

// flat tells whether n columns have a tile wider and flatter than that of blocks.
func (m *machine) flat(n int) bool {
	v, sweep := m.vectors(n), m.sweep/m.lanes
	return m.slim() && v%sweep != 0 && v > sweep && v <= 2*sweep+1
}

// lastColumns returns how many of the last columns to compute apart from the others, by a plan of their own: 0, or those
// that would fill but part of a vector, unless A would come from afar twice.
//
//   - Where A's columns are contiguous, that is a transposed product, and all elements are summed in one order.
//   - Otherwise it is inner products as a rule, which sum in another order. To go without takes AVX2's float32 3 to 14 %
//     longer where vectors, the last included, are odd in number, and float64 2 to 9 %. Where they are even it takes 4
//     to 15 % less (Zen 3).
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
		// Where the others are best transposed, so is the whole. What few rows meet few at a time wants pieces of the
		// depth of its own.
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

// columnsOfA tells whether those are contiguous. A single row is taken for one.
func (s *shape) columnsOfA() bool { return s.ars == 1 && s.m > 1 }

// planAlike makes p the plan for the last columns of a product whose A has contiguous columns. They are a transposed product
// in the pieces of the depth that outer products sum the n columns before them in: so all elements are summed in one
// order.
func (m *machine) planAlike(p *plan, r *request, n int) {
	wide := r.shape
	wide.n = n
	m.planOf(p, candidate{form: transposedProduct}, r)
	if p.kernel == byVecMat {
		p.kernel = byTile
	}
	p.cutDepth(r.k, m.outerPieces(m.outer(wide), wide))
}

// planOf makes p the plan of a candidate.
func (m *machine) planOf(p *plan, c candidate, r *request) {
	*p = plan{candidate: c, prepacked: r.prepacked}
	switch {
	case c.form == transposedProduct:
		m.planTransposed(p, r)
	case c.form == innerProducts:
		m.planInner(p, r)
	default:
		m.planOuter(p, r)
	}
}

// planOuter completes outer products.
func (m *machine) planOuter(p *plan, r *request) {
	p.order, p.rowUnit = order{dimM, dimK, dimN}, m.MR
	if !p.packB && !p.prepacked && r.alone && m.oneBlock(&r.shape) {
		p.oneBlock, p.depthPieces = true, 1
		p.mc, p.nc, p.kc = r.m, r.n, r.k
	} else {
		m.planBlocks(p, r)
	}
	m.planAccess(p, r)
	p.kernel = m.outerKernel(p, r)
}

// oneBlock tells whether a product with B in place needs no loops round a block, nor is C written past the caches.
func (m *machine) oneBlock(s *shape) bool {
	return area(s.k, s.n) <= m.blockB && s.k <= m.placeSteps(s.n) && s.m*s.n*m.size < m.far
}

// outerPieces is the number of pieces that outer products cut the depth into.
func (m *machine) outerPieces(p candidate, s shape) int {
	most := m.placeSteps(s.n)
	switch {
	case p.packA:
		most = packASteps
	case p.packB:
		most = m.KC
	case m.fewStreams(s.m, s.k, s.brs) && !m.oneBlock(&s):
		most = hardwareStreams
	}
	return depthPieces(s.k, most)
}

// planBlocks has blocks of outer products fill the caches.
func (m *machine) planBlocks(p *plan, r *request) {
	pieces := depthPieces(r.k, m.KC)
	if !p.prepacked {
		pieces = m.outerPieces(p.candidate, r.shape)
	}
	p.cutDepth(r.k, pieces)
	p.mc = m.blockRows(p.kc)
	switch {
	case p.prepacked:
		p.colUnit, p.nc, p.ahead = 1, m.blockColumns(p.kc, m.NR)/m.NR, panelAhead/m.size
	case p.packB:
		p.colUnit, p.nc = m.NR, m.blockColumns(p.kc, m.NR)
		if p.kc <= shallow {
			p.few = max(m.L1/2/m.size/p.kc/m.NR, 1) * m.NR
		}
	default:
		p.colUnit, p.nc = m.sweep, m.blockColumns(p.kc, m.sweep)
	}
}

// cutDepth has a depth of k summed in so many pieces.
func (p *plan) cutDepth(k, pieces int) {
	p.depthPieces, p.kc = pieces, k
	if pieces > 1 {
		p.kc = ceilDiv(k, pieces)
	}
}

// planAccess says how outer products go about operands in place.
func (m *machine) planAccess(p *plan, r *request) {
	x := &p.access
	x.residency = m.residency(r.m, r.n, r.k, m.size)
	x.farB = x.farB && !m.fewStreams(r.m, r.k, r.brs)
	x.memoryC = float64(r.m)*float64(r.n)*float64(m.size) >= float64(m.far)
	x.nonTemporal = x.memoryC && !r.reread && r.overwrite && p.kc <= farDepth && r.alignedC
	x.update = r.k == 1 || x.memoryC && p.kc <= m.updates && r.alignedC && (p.packB || r.alignedB)
}

// outerKernel chooses the kernel of outer products: that of most blocks.
func (m *machine) outerKernel(p *plan, r *request) kernel {
	switch {
	case p.prepacked || p.packB && p.kc > shallow:
		return byTile
	case !p.packB && p.access.farB && m.alongRows(r.m, r.n):
		p.cutDepth(r.k, 1)
		p.mc, p.nc = r.m, r.n
		return byVecMat
	case p.access.nonTemporal && m.nonTemporalRows(r.n, p.kc) > 0:
		return byNonTemporalTile
	case p.access.update && (r.k > 1 || r.m*r.n*m.size > nearBytes):
		return byUpdate
	}
	return byTile
}

// planTransposed completes a transposed product. Its chunks are along the columns of A.
func (m *machine) planTransposed(p *plan, r *request) {
	deep := 0
	if p.packA {
		deep = r.k
	}
	p.order, p.rowUnit, p.colUnit = order{dimM, dimN, dimK}, m.sweep, m.lanes
	var steps int
	p.nc, p.mc, steps = m.chunk(r.n, deep)
	few := !p.packA && m.fewStreams(r.n, r.k, r.acs)
	if few {
		steps = hardwareStreams
	}
	p.cutDepth(r.k, ceilDiv(r.k, steps))
	p.access.farB = !p.packA && !few && m.residency(r.n, r.m, r.k, m.size).farB
	p.access.update = r.k == 1
	switch {
	case p.access.farB && m.alongRows(r.n, r.m):
		p.kernel = byVecMat
	case p.access.update && min(r.m, p.mc)*min(r.n, p.nc)*m.size > nearBytes:
		p.kernel = byUpdate
	}
}

// planInner completes inner products. A matrix times a vector reads the matrix once, from end to end, and that is what
// it takes.
func (m *machine) planInner(p *plan, r *request) {
	p.order, p.rowUnit, p.colUnit, p.kernel = order{dimK, dimM, dimN}, 1, 1, byDot
	steps := dotBytes / m.size
	p.cutDepth(r.k, ceilDiv(r.k, steps))
	if (r.m == 1 || r.n == 1) && !r.eachAlone {
		p.kernel = byMatVec
		p.cutDepth(r.k, vectorPieces(r.k, m.size))
		steps = p.kc
	}
	p.mc, p.nc = r.m, r.n
	if p.packA {
		p.mc = m.spaceA / steps
	}
	if p.packB {
		p.nc = m.blockB / steps
	}
	p.fetchA = !p.packA && area(r.m, r.ars) >= fetchBytes/m.size
	p.fetchB = !p.packB && area(r.n, r.bcs) >= fetchBytes/m.size
}

// vectorPieces is the number of pieces to cut a vector into, of n elements of so many bytes.
func vectorPieces(n, size int) int {
	if n*size <= vectorBytes {
		return 1
	}
	return ceilDiv(2*n*size, vectorBytes)
}

// fewStreams tells whether few rows meet k of another matrix in place so far apart that even L2 loses what is fetched
// down a column of lines. It is better to walk along few of those at a time, though C is read again for each. float64
// 1x4096x1024 goes from 3.6 to 6.8 GFLOP/s, 2x4096x1024 from 5.2 to 13.9. Rows of 8 KiB and less are level or lose
// (Zen 3).
func (m *machine) fewStreams(rows, k, stride int) bool {
	return m.slim() && rows > 1 && rows <= streamRows && m.pressure(k, stride, m.L2) >= 32
}

// alongRows tells whether so many rows of C go along rows of a far B, n elements long, several at a time: one row does,
// where tiles are slim. AVX2's float64 1x1024x1024 goes from 16.5 to 27 GFLOP/s. Tiles that are 1 KiB wide, AVX-512's,
// are 5 % ahead of it (Zen 5).
func (m *machine) alongRows(rows, n int) bool {
	return rows == 1 && n*m.size >= rowBytes && m.slim()
}

// memoryRows returns the rows of tiles that hold n columns as a whole, or 0 for none. A C from memory is best gone
// through from end to end: float32 100000x64, added to, goes by a depth of 32 from 98 to 168 GFLOP/s, float64 from
// 42 to 90 (Zen 5). A single row of vectors of half a line loses.
func (m *machine) memoryRows(n, k int) int {
	rows := m.wholeRows(n)
	if rows == 1 && (k > farDepth || m.lanes*m.size < line) {
		return 0
	}
	return rows
}

// nonTemporalRows returns the rows of the tiles that write n columns past the caches, or 0 where none does: whole
// lines, of which little is left over. A C from memory is read before it is written, unless it is written past the
// caches. That moves 1 byte for each instead of 2, and runs at 80 GB/s instead of 16: float64 2048x2048x2 goes from 12
// to 21 GFLOP/s, by a depth of 16 from 80 to 116 (Zen 5).
func (m *machine) nonTemporalRows(n, k int) int {
	if n <= m.widest(1) {
		if rows := m.memoryRows(n, k); 1 <= rows && n == m.widest(rows) && rows*m.lanes <= n && n*m.size%line == 0 {
			return rows
		}
		return 0
	}
	rows := m.MR
	for rows*m.lanes > m.widest(rows) { // more rows than vectors are bound by multiply-adds
		rows--
	}
	for ; rows > 1; rows-- { // a single one would be in several pieces
		if m.widest(rows)*m.size%line == 0 && n%m.widest(rows)*16 <= n {
			return rows
		}
	}
	return 0
}

// What parts choose.

// blockWidth is the columns of a block for a part of so many rows.
func (p *plan) blockWidth(rows int) int {
	if p.few > 0 && rows <= shallowRows {
		return p.few
	}
	return p.nc
}

// axes is a part of m by n as its blocks cut it.
func (p *plan) axes(m, n, k int) (x [3]axis) {
	x[dimM] = axis{m, p.rowUnit, ceilDiv(m, p.mc)}
	x[dimN] = axis{n, p.colUnit, ceilDiv(n, p.blockWidth(m))}
	x[dimK] = axis{k, 1, p.depthPieces}
	return x
}

// onePanel tells whether to pack a block of B as a single panel.
func (m *machine) onePanel(n, k int) bool { return k <= shallow || n <= m.NR }

// packsAsItGoes tells whether the first micropanel of A packs a block of B, b's rows a stride apart: tiles have time
// for the stores.
func (m *machine) packsAsItGoes(rows, k, stride, step int) bool {
	return step == 1 && rows >= m.MR && !m.evictsL2(k, stride)
}

// byUpdates tells whether to write C from end to end, a row at a time: for a depth of 1; and for those that have a
// kernel, where C has to come from memory, unless rows that do not begin vectors would take two loads for one.
// float64 2048x2048x2, added to C, goes from 14 to 20 GFLOP/s, by 8 from 30 to 47, and 100000x64x8 from 16 to 63. A C
// in L3 loses as often as it gains, and so does a greater depth in two passes (Zen 5).
func byUpdates[T kernels.Float](kn *kernels.Kernels[T], how access, p *kernels.Product[T], b []T) bool {
	switch {
	case !how.update:
		return false
	case p.K == 1:
		return bytesOf[T](p.M*p.N) > nearBytes
	}
	return p.K <= len(kn.Update) && aligned(kn.Gemm.Lanes, &b[0], p.BKS)
}

// fetchesRows tells whether a tile of so many rows fetches a far B ahead. More than one loses where rows of B share sets.
func fetchesRows[T kernels.Float](how access, rows, stride int) bool {
	return how.farB && rows <= streamRows && (rows == 1 || !sameSet[T](stride))
}

// rowsAtOnce returns how many rows of C tiles take at a time along rows of B in place.
//
//   - C from memory: as many as a tile has that holds them as a whole.
//   - C far, or its rows share sets of L1, and to get there is most of the work: no more than the tile of blocks has.
//     float64 1024x1024x8 goes from 88 to 107 GFLOP/s, and with fewer rows falls again (Zen 5).
//   - Rows of A share sets: as many as L1 holds a line each of. float64 1024x8x1024 goes from 84 to 100 GFLOP/s. Longer
//     rows of B are level (Zen 5).
func rowsAtOnce[T kernels.Float](kn *kernels.Kernels[T], how access, p *kernels.Product[T]) int {
	g := &kn.Gemm
	if how.memoryC {
		m := machineOf(kn, caches{})
		if rows := m.memoryRows(p.N, p.K); rows > 0 {
			return rows
		}
	}
	vectors := g.Vectors(p.N)
	rows := rowsFor(g, vectors)
	if p.K <= 12 && vectors >= 8 && (how.farC || rows > ways && sameSet[T](p.LDC)) {
		rows = min(rows, g.MR)
	}
	if vectors <= 2 && sameSet[T](p.ARS) {
		rows = min(rows, conflictRows)
	}
	return rows
}

// rowsFor returns how many rows of C to take at a time along so many vectors: as a tile has whose width divides them
// well.
func rowsFor[T kernels.Float](g *kernels.Gemm[T], vectors int) int {
	width := min(vectors, g.Sweep)
	if vectors%width != 0 && vectors <= 2*width+1 {
		width++ // else the one narrow step among many is the lesser evil
	}
	if width > len(g.Rows) {
		return 0
	}
	return g.Rows[width-1]
}

// tileShape is the rows of A and of B that a tile of inner products takes.
type tileShape struct{ a, b int }

// dotShape is the tile that loads least for an m by n product. Where loads do not bound it, those of the longer side
// count half as much again, whose rows come from farther, once for each piece of the shorter: float32 1024x8x1024 runs
// at 210 GFLOP/s with tiles of 3 by 8 and at 183 with 6 by 4 (Zen 5).
func dotShape[T kernels.Float](family *kernels.Inner[T], m, n int) tileShape {
	var near, far tileShape
	least, leastFar := math.Inf(1), math.Inf(1)
	for x := 1; x <= family.Rows[0]; x++ {
		y := len(family.Rows)
		for family.Rows[y-1] < x {
			y--
		}
		a, b := float64(ceilDiv(n, y))/float64(n), float64(ceilDiv(m, x))/float64(m) // loads of A and of B
		if a+b < least {
			least, near = a+b, tileShape{x, y}
		}
		longer := b
		if m > n {
			longer = a
		}
		if load := a + b + longer/2; load < leastFar {
			leastFar, far = load, tileShape{x, y}
		}
	}
	if least > loadBound {
		return near
	}
	return far
}
