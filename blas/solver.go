package blas

import "weft.example/kernels"

// withoutProducts computes a system of few enough rows, see solverBytes. It reports false if factors are not moderate.
func (w *Workspace[T]) withoutProducts(x *system[T]) bool {
	m, ld := x.m, oddLines[T](x.m+w.machine.lanes)
	room := w.room(2*m + m*ld)
	y := solver[T]{system: *x}
	if !x.toLeaf(&y.leaf, room[:2*m]) {
		return false
	}
	if x.n >= laidColumns && w.laid(m, x.a.Matrix) {
		layTriangle(w.kernels, m, x.a, room[2*m:], ld)
		x.lie(&y.leaf, Rows(room[2*m:], ld))
	}
	y.panel = panelColumns(w.kernels)
	w.reserve(1, 0, 0, 0)
	w.solver = y
	n, b := x.columns()
	switch {
	case b.CS != 1:
		w.turned(n, b, w.scratch[0].b)
	case m <= placeRows && w.machine.pressure(m, b.RS, w.machine.L1) <= 1:
		y.leaf.inPlace(w.kernels, n, x.firstRow(b), x.rowStep(b))
	default:
		w.beside(n, b, w.scratch[0].b)
	}
	w.solver = solver[T]{} // so that no memory of the caller stays alive
	return true
}

// laid tells whether a triangle is laid out for all columns of B:
//
//   - its rows are contiguous, and conflict in L2,
//   - or its columns are, they conflict in L1, and it has many.
func (w *Workspace[T]) laid(m int, a Matrix[T]) bool {
	if a.CS == 1 {
		return w.machine.pressure(m, a.RS, w.machine.L2) >= 1
	}
	return m > acrossRows && w.machine.pressure(m, a.CS, w.machine.L1) > 1
}

// beside computes n columns of B, with the rows that are sources in room.
//
//   - Rows that are solved go to a panel there, and to B. To copy B there and back took 4 to 8 % longer (Zen 3).
//   - Rows to multiply by are copied, some panels at a time.
func (w *Workspace[T]) beside(n int, b Matrix[T], room []T) {
	x, panel, panels := &w.solver, w.solver.panel, 1
	if !x.solve {
		panels = min(w.chunkPanels(chunkSpace(room, w.machine.lanes)), x.leaf.mostColumns(w.kernels)/panel)
	}
	for c := evenly(ceilDiv(n, panel), panels); c.more(); c.next() {
		j, size := c.columns(panel, n)
		own, ldb, ld, mode := x.firstRow(b.from(0, j)), x.rowStep(b), panel, kernels.TriangleSolveBeside
		if !x.solve {
			ld, mode = oddLines[T](size), kernels.TriangleMultiply
			w.kernels.Copy(x.m, size, &room[0], ld, &own[0], ldb)
		}
		x.leaf.call(w.kernels, mode, size, room, ld, own, ldb)
	}
}

// turned computes n columns of B, which are contiguous, a chunk of them at a time. A chunk is laid out as rows of whole
// vectors, and back. They lie an odd number of lines apart, so that few of them share a set. A chunk of more than one
// panel is half of L1 at most: in L2 float64 64 by 64 takes 6.3 µs instead of 5.7 (Emerald Rapids).
func (w *Workspace[T]) turned(n int, b Matrix[T], room []T) {
	x, kn, panel := &w.solver, w.kernels, w.solver.panel
	space := chunkSpace(room, w.machine.lanes)
	for c := evenly(ceilDiv(n, panel), w.chunkPanels(min(space, w.machine.L1/2/w.machine.size))); c.more(); c.next() {
		j, size := c.columns(panel, n)
		ld, whole := oddLines[T](size), w.machine.vectors(size)*w.machine.lanes
		columns, chunk := b.from(0, j), Rows(room, ld)
		for i := 0; i < x.m && size < whole; i++ {
			clear(room[i*ld+size : i*ld+whole]) // what is solved over and over would become subnormal
		}
		lay(kn, room, ld, size, x.m, columns.T())
		x.leaf.inPlace(kn, whole, x.firstRow(chunk), x.rowStep(chunk))
		w.back(size, columns, chunk, room[space:])
	}
}

// back lays rows of a chunk out as n columns of B, a few columns at a time where more share sets. Fewer rows than a vector go by
// way of spare, since Transpose may write a whole vector of each column.
func (w *Workspace[T]) back(n int, columns, chunk Matrix[T], spare []T) {
	m, lanes := w.solver.m, w.machine.lanes
	if m < lanes {
		lay(w.kernels, spare, m, m, n, chunk)
		w.kernels.Copy(n, m, &columns.Data[0], columns.CS, &spare[0], m)
		return
	}
	few := min(n, backColumns)
	if w.machine.pressure(few, columns.CS, w.machine.L1) >= 0.75 {
		few = 8
	}
	for j := 0; j < n; j += few {
		for i := 0; i < m; i += lanes {
			i = min(i, m-lanes) // the last rows may be among those before them
			w.kernels.Transpose(lanes, min(few, n-j), &columns.Data[j*columns.CS+i], columns.CS, &chunk.Data[i*chunk.RS+j], chunk.RS)
		}
	}
}

// chunkSpace is the elements of each of two chunks in room. A vector is left for what lay writes behind them.
func chunkSpace[T kernels.Float](room []T, lanes int) int { return min(chunkArea, (len(room)-lanes)/2) }

// chunkPanels is the panels of a chunk that fits space, and whose transpose does. oddLines adds no more than a line to them. One panel
// of as many rows as a vector or more may go on into the second chunk, which only fewer rows have a use for.
func (w *Workspace[T]) chunkPanels(space int) int {
	return max(1, (space/oddLines[T](w.solver.m)-line/w.machine.size)/w.solver.panel)
}
