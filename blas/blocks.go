package blas

// What completes a candidate to a plan: the kernel, the order of loops and the blocks. The table of all choices heads
// select.go.

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

// oneBlock tells whether a product with B in place is a single block. C is then too small to be written past the caches.
func (m *machine) oneBlock(s *shape) bool {
	return area(s.k, s.n) <= m.blockB && s.k <= m.placeSteps(s.n) && s.m*s.n*m.size < m.far
}

// outerPieces is the number of pieces that outer products cut the depth into.
func (m *machine) outerPieces(p candidate, s shape) int {
	most := m.placeSteps(s.n)
	switch {
	case m.keepsA(p, s):
		most = keepDepth / m.size
	case p.packA:
		most = packASteps
	case p.packB:
		most = m.KC
	case m.alongB(s.m, s.n, s.k, s.brs):
		most = m.alongSteps(s.n)
	case m.fewStreams(s.m, s.k, s.brs) && !m.oneBlock(&s):
		most = hardwareStreams
	}
	return depthPieces(s.k, most)
}

// keepsA tells whether a block of A is packed once, and kept for all blocks of columns. Where it is packed for each, TN float64
// 1000 cubed takes 1.04 of the time, float32 1.03, 512 cubed 1.05 and 1.02. Rows of A, which no tile packs, are level in place
// (Zen 3).
func (m *machine) keepsA(p candidate, s shape) bool {
	return p.form == outerProducts && p.packA && s.k > shallow && s.n >= keepColumns && s.m >= keepRows
}

// planBlocks has blocks of outer products fill the caches.
func (m *machine) planBlocks(p *plan, r *request) {
	pieces := depthPieces(r.k, m.KC)
	if !p.prepacked {
		pieces = m.outerPieces(p.candidate, r.shape)
	}
	p.cutDepth(r.k, pieces)
	p.mc = m.blockRows(p.kc)
	if p.keepA = !p.prepacked && m.keepsA(p.candidate, r.shape); p.keepA {
		p.mc = max(m.spaceA/p.kc/m.MR, 1) * m.MR
	}
	switch {
	case p.prepacked:
		p.colUnit, p.nc, p.ahead = 1, m.blockColumns(p.kc, m.NR)/m.NR, panelAhead/m.size
		if p.follow = m.shares() > 1 && area(r.m, r.k) <= m.blockB; p.follow {
			p.nc = max(1, p.nc*followed/4)
		}
	case p.packB:
		p.colUnit, p.nc = m.NR, m.blockColumns(p.kc, m.NR)
		if p.kc <= shallow {
			p.few = max(m.L1/2/m.size/p.kc/m.NR, 1) * m.NR
		}
	default:
		p.colUnit, p.nc = m.sweep, m.blockColumns(p.kc, m.sweep)
	}
}

// cutDepth has a depth of k summed in as many pieces.
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
	x.alongB = !p.packB && !p.prepacked && m.alongB(r.m, r.n, r.k, r.brs)
	x.farB = x.farB && !x.alongB && !m.fewStreams(r.m, r.k, r.brs)
	bytes := float64(r.m) * float64(r.n) * float64(m.size) // of C
	x.memoryC = bytes >= float64(m.far)
	x.nonTemporal = x.memoryC && !r.reread && r.overwrite && p.kc <= farDepth && r.alignedC
	few := m.slim() && p.kc <= updateDepth && updateLeast < bytes && bytes <= updateMost
	switch {
	case x.memoryC && m.manyStreams:
	case x.memoryC && r.k == 1 && !r.overwrite && m.oneLine():
		// AVX2 adds to some rows side by side: float64 x·yᵀ of 2048 by 2048 takes 2.2 ms so, and 2.8 by updates or row by row (Zen 3).
	case r.k == 1:
		x.update = true
	default:
		x.update = (x.memoryC && p.kc <= m.updates || few) && r.alignedC && (p.packB || r.alignedB)
	}
}

// outerKernel chooses the kernel of outer products, the one that most blocks run.
func (m *machine) outerKernel(p *plan, r *request) kernel {
	switch {
	case p.prepacked || p.packB && p.kc > shallow:
		return byTile
	case !p.packB && p.access.farB && m.alongRows(r.m, r.n, r.k):
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
	p.access.alongB = !p.packA && r.n <= 2*m.MR && m.alongB(r.n, r.m, r.k, r.acs)
	switch {
	case p.access.alongB:
		p.mc = max(min(chunkArea/p.nc, m.blockB/2/alongLeast)/m.sweep, 1) * m.sweep
		steps = m.alongSteps(min(r.m, p.mc))
	case few:
		steps = hardwareStreams
	}
	p.cutDepth(r.k, ceilDiv(r.k, steps))
	p.access.farB = !p.packA && !few && !p.access.alongB && m.residency(r.n, r.m, r.k, m.size).farB
	p.access.update = r.k == 1
	p.turned = m.turns(&r.shape) && p.depthPieces == 1 && !few && !p.access.alongB && !p.access.farB
	switch {
	case p.access.farB && m.alongRows(r.n, r.m, r.k):
		p.kernel = byVecMat
	case p.access.update && min(r.m, p.mc)*min(r.n, p.nc)*m.size > nearBytes:
		p.kernel = byUpdate
	}
}

// planInner completes inner products. A matrix times a vector takes the time to read the matrix:
//
//   - from L2 by the rows of a tile, which load the vector once for all of them: float32 128x1x784 comes at 115 GB/s, and at 59
//     row by row (Emerald Rapids),
//   - from afar by MatVec, which fetches ahead, by rows as long as a call may take.
func (m *machine) planInner(p *plan, r *request) {
	p.order, p.rowUnit, p.colUnit, p.kernel = order{dimK, dimM, dimN}, 1, 1, byDot
	steps := dotBytes / m.size
	p.cutDepth(r.k, ceilDiv(r.k, steps))
	if (r.m == 1 || r.n == 1) && !r.eachAlone {
		rows := max(r.m, r.n)
		pieces := ceilDiv(r.k, callRow)
		p.kernel = byMatVec
		if rows >= enoughSums && area(rows, r.k) <= m.L2/m.size {
			p.kernel = byDotRows
			pieces = vectorPieces(r.k, m.size)
			if m.wholeVector(r.k) {
				pieces = 1
			}
		}
		p.cutDepth(r.k, pieces)
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

// wholeVector tells whether tiles of dot products take a vector of n elements as a whole: it fits L1, and a call may go along so
// much of enough rows. float32 12288 elements times 20 rows take 7.5 µs, in pieces of 2048 7.8 (Emerald Rapids).
func (m *machine) wholeVector(n int) bool { return n <= callRead/enoughSums && n*m.size <= m.L1 }

// vectorPieces is the number of pieces to cut a vector into, to be in L1. It has n elements of size bytes each.
func vectorPieces(n, size int) int {
	if n*size <= vectorBytes {
		return 1
	}
	return ceilDiv(2*n*size, vectorBytes)
}
