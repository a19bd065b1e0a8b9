package blas

// How outer products go about operands that are far or share sets: the conditions that blocks.go and select.go choose by.

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
// float32 12x1500x900 from 72 to 86. It gains up to some 100 rows of float32 and 150 of float64. Zen 3 loses with
//
//   - rows of B that share sets of L1, or are shorter than alongRow,
//   - a depth of 140,
//   - 1 or 2 rows of A,
//   - many rows of A with a B of few MiB: float64 96x784x512 took 1.11 of the time, float32 64x784x512 1.09.
func (m *machine) alongB(rows, n, k, stride int) bool {
	return m.slim() && 2 < rows && rows <= alongTiles*m.MR && k > 4*alongMost && n*m.size >= alongRow && area(k, n) > m.blockB &&
		!m.evictsL1(m.alongSteps(n), stride) && (rows < alongTall*m.MR || area(k, n) >= alongNear/m.size)
}

// alongSteps is the depth of a wide block whose rows have n elements. The block fills a quarter of L2: the tiles of the
// next rows of A come back to it.
func (m *machine) alongSteps(n int) int { return min(max(m.blockB/2/n, alongLeast), alongMost) }

// alongRows tells whether C is computed along rows of a far B, several at a time. B has k rows of n elements. It pays for a
// single row of C where tiles are slim: AVX2's float64 1x1024x1024 goes from 16.5 to 27 GFLOP/s (Zen 3). Others are 1 KiB wide, and
// read B from L2 faster than this; from further away at 24 GB/s, this at 25 to 27 (Emerald Rapids; Zen 5 loses 5 %).
func (m *machine) alongRows(rows, n, k int) bool {
	return rows == 1 && n*m.size >= rowBytes && (m.slim() || m.manyStreams && area(n, k) >= alongRowsFar/m.size)
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
