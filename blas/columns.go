package blas

import "weft.example/kernels"

// A triangle of C in blocks of columns. A block has a square on the diagonal and a rectangle beside it. Blocks, one behind the other,
// are a ribbon, the larger ones first. It is cut between rows of the rectangles into equal parts for the workers.

// columnBlock is columns j0 to j1-1 of a triangle: rows i0 to i1-1 of the rectangle, and perhaps the square.
type columnBlock struct {
	j0, j1, i0, i1 int
	square         bool
}

// columnBlock returns block i of the triangle.
func (x *triangle[T]) columnBlock(i int) (b columnBlock) {
	b.square = true
	if x.half == Upper {
		b.j0, b.j1 = x.blocks.piece(x.blocks.pieces - 1 - i)
		b.i1 = b.j0
	} else {
		b.j0, b.j1 = x.blocks.piece(i)
		b.i0, b.i1 = b.j1, x.n
	}
	return b
}

// corner is how long the square of a block is in the ribbon. To pack the block takes as long as some rows.
func (b *columnBlock) corner() int { return (b.j1 - b.j0) * ((b.j1-b.j0)/2 + packRows) }

// length is that of a block.
func (b *columnBlock) length() int { return b.corner() + (b.j1-b.j0)*(b.i1-b.i0) }

// cut leaves what is between from and to of the block's length. Rows are cut between units. It reports whether anything is left.
func (b *columnBlock) cut(from, to, unit int) bool {
	rows, corner, width := b.i1-b.i0, b.corner(), (b.j1-b.j0)*unit
	row := func(at int) int { return b.i0 + min(max(0, at-corner+width-1)/width*unit, rows) }
	b.square = from <= 0 && 0 < to
	b.i0, b.i1 = row(from), row(to)
	return b.square || b.i0 < b.i1
}

// ribbon is the length of all blocks.
func (x *triangle[T]) ribbon() (length int) {
	for i := range x.blocks.pieces {
		b := x.columnBlock(i)
		length += b.length()
	}
	return length
}

// triangleParts is a workspace as the workers see it that compute a triangle.
type triangleParts[T kernels.Float] Workspace[T]

// Do computes one part.
func (c *triangleParts[T]) Do(worker, i int) {
	w := (*Workspace[T])(c)
	x, s := &w.update, &w.scratch[worker]
	from, to := piece(x.ribbon(), x.parts, i)
	for i := range x.blocks.pieces {
		b := x.columnBlock(i)
		length := b.length()
		if b.cut(from, to, w.machine.MR) {
			w.columnsOfTriangle(s, x, b)
		}
		from, to = from-length, to-length
	}
}

// columnsOfTriangle computes a block, or a part of one.
func (w *Workspace[T]) columnsOfTriangle(s *scratch[T], x *triangle[T], b columnBlock) {
	for p := evenly(x.k, x.depth); p.more(); p.next() {
		y := x.steps(p.at, p.at+p.size)
		if x.panels {
			w.byPanels(s, &y, b)
		} else {
			w.byRows(s, &y, b)
		}
	}
}

// byRows computes a part with rows of B in place, and the square in strips. Columns of B that are contiguous are laid out as rows.
func (w *Workspace[T]) byRows(s *scratch[T], x *triangle[T], b columnBlock) {
	square := x.within(b.j0, b.j1)
	if x.b.CS != 1 {
		w.layRows(&square, s.across)
	}
	if b.i0 < b.i1 {
		y, z := x.part(b.i0, b.i1, b.j0, b.j1), x.second()
		y.b = square.b
		p := y.product()
		inPlace(w.kernels, access{}, &p, y.a.Data, y.b.Data, y.c)
		if x.two {
			z = z.part(b.i0, b.i1, b.j0, b.j1)
			z.b = square.b2
			p := z.product()
			inPlace(w.kernels, access{}, &p, z.a.Data, z.b.Data, z.c)
		}
	}
	if b.square {
		w.strips(&square, s.square)
	}
}

// byPanels computes a part with a block of B packed as panels. Rows of the square are as many as a panel has columns. They meet
// the panels that lie in the triangle. Their own panel gives a small square beside C, of which C takes the triangle. With two
// products one such square is enough: the other is its transpose.
//
// Rows of A are read from panels too where they are columns of memory, of which many share a set of L1. Both blocks of two
// products are packed then, since each has the other's rows: float64 512x512 goes from 18.2 to 20.5 GFMA/s (Zen 3). To pack
// rows of the rectangle once for all panels, apart from the tiles, took 2 to 20 % longer.
func (w *Workspace[T]) byPanels(s *scratch[T], x *triangle[T], b columnBlock) {
	y, z := x.part(0, x.n, b.j0, b.j1), x.second()
	w.packB(s.b, y.n, y.k, y.b)
	if !x.two {
		w.meetPanels(s, x, &y, b, s.b, s.b, true)
		return
	}
	z = z.part(0, x.n, b.j0, b.j1)
	if x.a.RS != 1 {
		w.meetPanels(s, x, &y, b, s.b, nil, true)
		w.packB(s.b, z.n, z.k, z.b)
		w.meetPanels(s, x, &z, b, s.b, nil, false)
		return
	}
	w.packB(s.across, z.n, z.k, z.b)
	w.meetPanels(s, x, &y, b, s.b, s.across, true)
	w.meetPanels(s, x, &z, b, s.across, s.b, false)
}

// meetPanels computes the columns y of the triangle x, one product of it. own has the panels of its B. across, unless
// it is nil, has those of the transpose of its A, from which rows of the square are read. squares asks for the small squares.
func (w *Workspace[T]) meetPanels(s *scratch[T], x *triangle[T], y *problem[T], b columnBlock, own, across []T, squares bool) {
	y.b = Matrix[T]{Data: own, CS: y.k}
	all, lanes, count := w.eachPanel(y.n), w.machine.lanes, ceilDiv(y.n, w.machine.NR)
	if b.i0 < b.i1 {
		z := y.part(b.i0, b.i1, 0, y.n)
		w.micropanels(s, all, &z, everyTime, false, false)
	}
	if !b.square {
		return
	}
	for v := range count {
		j0, j1 := all.start(v)*lanes, min(all.start(v+1)*lanes, y.n)
		rows := y.part(b.j0+j0, b.j0+j1, 0, y.n)
		if across != nil {
			rows.a = Matrix[T]{across[j0*y.k:], 1, j1 - j0}
		}
		from, to := 0, v
		if x.half == Upper {
			from, to = v+1, count
		}
		if from < to {
			z := rows
			z.cutColumns(all.start(from)*lanes, min(all.start(to)*lanes, y.n))
			w.micropanels(s, all.between(from, to), &z, everyTime, false, false)
		}
		if squares {
			rows.cutColumns(j0, j1)
			rows.c, rows.ldc, rows.beta = s.square, j1-j0, 0
			w.micropanels(s, all.between(v, v+1), &rows, everyTime, false, false)
			x.addSquare(w.kernels, s.square, j1-j0, b.j0+j0, j1-j0)
		}
	}
}
