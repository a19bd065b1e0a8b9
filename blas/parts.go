package blas

import (
	"math"

	"weft.example/kernels"
)

// What a part of a product decides for itself. It changes no sum. The table of all choices heads select.go.

// blockWidth is the columns of a block in a part that has as many rows.
func (p *plan) blockWidth(rows int) int {
	if p.few > 0 && rows <= shallowRows {
		return p.few
	}
	return p.nc
}

// axes are the rows, columns and depth of an m by n part, cut into blocks.
func (p *plan) axes(m, n, k int) (x [3]axis) {
	x[dimM] = axis{m, p.rowUnit, ceilDiv(m, p.mc)}
	x[dimN] = axis{n, p.colUnit, ceilDiv(n, p.blockWidth(m))}
	x[dimK] = axis{k, 1, p.depthPieces}
	return x
}

// onePanel tells whether to pack a block of B as a single panel.
func (m *machine) onePanel(n, k int) bool { return k <= shallow || n <= m.NR }

// packsAsItGoes tells whether the first micropanel of A packs the block of B that it multiplies by. Tiles have time for the
// stores. Rows of B are a stride apart, columns a step.
func (m *machine) packsAsItGoes(rows, k, stride, step int) bool {
	return step == 1 && rows >= m.MR && !m.evictsL2(k, stride)
}

// byUpdates tells whether to write C from end to end, a row at a time:
//
//   - for a depth of 1, unless C is in L1,
//   - for a depth that has an update, where C comes from memory, or for a depth of 2 or 3 near L2, and rows of B and C begin
//     vectors. Other rows would take two loads for one.
//
// float64 2048x2048x2, added to C, goes from 14 to 20 GFLOP/s, 2048x2048x8 from 30 to 47, and 100000x64x8 from 16 to 63. A
// C in L3 loses as often as it gains, and so does a greater depth in two passes (Zen 5). With many streams a C from memory goes
// by tiles: float64 4096 squared is read and written at 13 GB/s each at a depth of 1 instead of 9.5, at 8 at 10.7 instead of 6.8
// (Emerald Rapids).
func byUpdates[T kernels.Float](kn *kernels.Kernels[T], how access, p *kernels.Product[T], b []T) bool {
	switch {
	case !how.update:
		return false
	case p.K == 1:
		return bytesOf[T](p.M*p.N) > nearBytes
	}
	return p.K <= len(kn.Update) && aligned(kn.Gemm.Lanes, &b[0], p.BKS)
}

// fetchesRows tells whether a tile of as many rows fetches a far B ahead. A tile of several rows loses by it where rows of
// B share sets.
func fetchesRows[T kernels.Float](how access, rows, stride int) bool {
	return how.farB && rows <= streamRows && (rows == 1 || !sameSet[T](stride))
}

// rowsAtOnce returns how many rows of C tiles take at a time along rows of B in place.
//
//   - C from memory: the rows of the tile that is as wide as all columns.
//   - A small depth, and C far or with rows that share sets of L1: at most the rows of the tile of blocks. To reach C is
//     most of the work. float64 1024x1024x8 goes from 88 to 107 GFLOP/s, and with fewer rows falls again (Zen 5).
//   - Rows of A share sets: at most the rows of which L1 holds a line each. float64 1024x8x1024 goes from 84 to 100
//     GFLOP/s. Longer rows of B are level (Zen 5).
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

// rowsFor returns how many rows of C to take at a time along as many vectors. They are the rows of a tile whose width
// divides the vectors well.
func rowsFor[T kernels.Float](g *kernels.Gemm[T], vectors int) int {
	width := min(vectors, g.Sweep)
	if vectors%width != 0 && vectors <= 2*width+1 {
		width++ // among more steps a single narrow one costs less than flatter tiles
	}
	if width > len(g.Rows) {
		return 0
	}
	return g.Rows[width-1]
}

// tileShape is the rows of A and the rows of Bᵀ that a tile of inner products takes.
type tileShape struct{ a, b int }

// dotShape is the tile that loads least for an m by n product. Where loads do not bound that tile, loads from the longer
// side count half as much again. They come from farther, once for each piece of the shorter side. float32 1024x8x1024 runs
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
