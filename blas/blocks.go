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
	x.update = r.k == 1 || (x.memoryC && p.kc <= m.updates || few) && r.alignedC && (p.packB || r.alignedB)
}

// outerKernel chooses the kernel of outer products, the one that most blocks run.
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
	switch {
	case p.access.farB && m.alongRows(r.n, r.m):
		p.kernel = byVecMat
	case p.access.update && min(r.m, p.mc)*min(r.n, p.nc)*m.size > nearBytes:
		p.kernel = byUpdate
	}
}

// planInner completes inner products. A matrix times a vector goes by MatVec, which reads the matrix once, from end to end.
// The time is the time to read it.
//
// With slim tiles one stream from memory is slower than the rows of a tile: float64 2000x1x2000 goes from 1.9 to 1.2 ms with
// them (Zen 3).
func (m *machine) planInner(p *plan, r *request) {
	p.order, p.rowUnit, p.colUnit, p.kernel = order{dimK, dimM, dimN}, 1, 1, byDot
	steps := dotBytes / m.size
	p.cutDepth(r.k, ceilDiv(r.k, steps))
	if (r.m == 1 || r.n == 1) && !r.eachAlone {
		if !m.slim() || area(max(r.m, r.n), r.k) < farBytes/m.size {
			p.kernel = byMatVec
		}
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

// vectorPieces is the number of pieces to cut a vector into. It has n elements of size bytes each.
func vectorPieces(n, size int) int {
	if n*size <= vectorBytes {
		return 1
	}
	return ceilDiv(2*n*size, vectorBytes)
}

// fewStreams tells whether to take few rows of B at a time: hardwareStreams steps of the depth. A has few rows. B is in
// place and has k rows, a stride apart.
//
// A tile goes down the rows of B and fetches a line of each. Where the stride is so long that even L2 loses those lines, few
// rows at a time are better, though C is read again for each few. float64 1x4096x1024 goes from 3.6 to 6.8 GFLOP/s,
// 2x4096x1024 from 5.2 to 13.9. Rows of 8 KiB and less are level or lose (Zen 3).
func (m *machine) fewStreams(rows, k, stride int) bool {
	return m.slim() && rows > 1 && rows <= streamRows && m.pressure(k, stride, m.L2) >= 32
}

// alongB tells whether blocks of a B in place are wide and shallow: alongSteps rows of B, as long as fit. A has few rows. B
// comes from L3 or memory and has k rows of n elements.
//
// A tile goes down the rows of a block, and the next one down the columns beside. In a tall block each row costs a page and
// a line that the CPU does not expect. In a shallow one it reads few rows at a time, from end to end; but tiles come back
// to C more often. float64 3x784x2048 goes from 20 to 27 GFLOP/s, 6x1500x900 from 27 to 35, TN 30x300x3000 from 23 to 40,
// float32 12x1500x900 from 72 to 86. It gains up to some 100 rows of float32 and 150 of float64. Rows of B that share sets of
// L1, rows shorter than alongRow, a depth of 140, and 1 or 2 rows of A lose (Zen 3).
func (m *machine) alongB(rows, n, k, stride int) bool {
	return m.slim() && 2 < rows && rows <= alongTiles*m.MR && k > 4*alongMost && n*m.size >= alongRow && area(k, n) > m.blockB &&
		!m.evictsL1(m.alongSteps(n), stride)
}

// alongSteps is the depth of a wide block whose rows have n elements. The block fills a quarter of L2: the tiles of the
// next rows of A come back to it.
func (m *machine) alongSteps(n int) int { return min(max(m.blockB/2/n, alongLeast), alongMost) }

// alongRows tells whether C is computed along rows of a far B, several at a time. Rows of B are n elements long. It pays
// for a single row of C, where tiles are slim. AVX2's float64 1x1024x1024 goes from 16.5 to 27 GFLOP/s. AVX-512's tiles,
// 1 KiB wide, are 5 % faster than this (Zen 5).
func (m *machine) alongRows(rows, n int) bool {
	return rows == 1 && n*m.size >= rowBytes && m.slim()
}

// memoryRows returns the rows of the tile that is as wide as all n columns, or 0 for none. Such tiles go through C from
// end to end, which is best for a C from memory. float32 100000x64x32, added to C, goes from 98 to 168 GFLOP/s, float64 from
// 42 to 90 (Zen 5). A tile of a single row loses where vectors are half a line.
func (m *machine) memoryRows(n, k int) int {
	rows := m.wholeRows(n)
	if rows == 1 && (k > farDepth || m.lanes*m.size < line) {
		return 0
	}
	return rows
}

// nonTemporalRows returns the rows of the tiles that write n columns past the caches, or 0 where none does. Such a tile
// writes whole lines, and leaves few columns over.
//
// A C from memory is read before it is written, unless it is written past the caches. That moves 1 byte for each byte of C
// instead of 2, and runs at 80 GB/s instead of 16: float64 2048x2048x2 goes from 12 to 21 GFLOP/s, 2048x2048x16 from 80 to
// 116 (Zen 5).
func (m *machine) nonTemporalRows(n, k int) int {
	if n <= m.widest(1) {
		if rows := m.memoryRows(n, k); 1 <= rows && n == m.widest(rows) && rows*m.lanes <= n && n*m.size%line == 0 {
			return rows
		}
		return 0
	}
	rows := m.MR
	for rows*m.lanes > m.widest(rows) { // a tile with more rows than vectors is bound by multiply-adds
		rows--
	}
	for ; rows > 1; rows-- { // a single row would take several tiles
		if m.widest(rows)*m.size%line == 0 && n%m.widest(rows)*16 <= n {
			return rows
		}
	}
	return 0
}
