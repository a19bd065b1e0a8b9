package blas

import "weft.example/kernels"

// A triangle of C in blocks of columns. A block has a square on the diagonal and a rectangle beside it.

// columnBlock is columns j0 to j1-1 of a triangle: rows i0 to i1-1 of the rectangle, and perhaps the square.
type columnBlock struct {
	j0, j1, i0, i1 int
	square         bool
}

// columnBlock returns part i of the triangle. A block may have several parts, each with some rows of the rectangle. Larger
// blocks go first.
func (x *triangle[T]) columnBlock(i int) (b columnBlock) {
	block, part := i/x.down, i%x.down
	if x.half == Upper {
		block = x.blocks.pieces - 1 - block
	}
	b.j0, b.j1 = x.blocks.piece(block)
	first, rows := b.j1, x.n-b.j1
	if x.half == Upper {
		first, rows = 0, b.j0
	}
	b.i0, b.i1 = piece(rows, x.down, part)
	b.i0, b.i1, b.square = first+b.i0, first+b.i1, part == 0
	return b
}

// triangleParts is a workspace as the workers see it that compute a triangle.
type triangleParts[T kernels.Float] Workspace[T]

// Do computes one part.
func (c *triangleParts[T]) Do(worker, i int) {
	w := (*Workspace[T])(c)
	x, s := &w.update, &w.scratch[worker]
	b := x.columnBlock(i)
	for p := evenly(x.k, x.depth); p.more(); p.next() {
		y := x.steps(p.at, p.at+p.size)
		if x.panels {
			w.byPanels(s, &y, b)
		} else {
			w.byRows(s, &y, b)
		}
	}
}

// byRows computes a part with rows of B in place, and the square in strips.
func (w *Workspace[T]) byRows(s *scratch[T], x *triangle[T], b columnBlock) {
	if b.i0 < b.i1 {
		y, z := x.problem, x.second()
		for i, r := range [...]*problem[T]{&y, &z} {
			if i == 1 && !x.two {
				break
			}
			r.cutRows(b.i0, b.i1)
			r.cutColumns(b.j0, b.j1)
			p := r.product()
			inPlace(w.kernels, access{}, &p, r.a.Data, r.b.Data, r.c)
		}
	}
	if b.square {
		y := x.within(b.j0, b.j1)
		w.strips(&y, s.square)
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
			x.addSquare(s.square, j1-j0, b.j0+j0, j1-j0)
		}
	}
}
