package blas

// The five loops round a tile of outer products, from the largest cache to the registers:
//
//	LOOP 5   blocks of rows of A, in L3
//	LOOP 4   pieces of the depth
//	LOOP 3   blocks of columns of B, in L2
//	LOOP 2   micropanels of A, in L1
//	LOOP 1   panels of B, or groups of columns in place; one call of a tile goes along many
//	         the tile: its depth, in registers
//
// Transposed and inner products have loops 5, 4 and 3 in orders of their own, which the plan says, and inside of them
// loops that swap.go and inner.go have.

// nest is loops 5, 4 and 3, in the order of the plan.
func (w *Workspace[T]) nest(s *scratch[T], x *part[T]) {
	plan := &w.job.plan
	axes := plan.axes(x.m, x.n, x.k)
	if plan.prepacked {
		axes[dimN] = axis{x.v1 - x.v0, 1, ceilDiv(x.v1-x.v0, plan.nc)}
	}
	var at [3]int
	outer, middle, inner := plan.order[0], plan.order[1], plan.order[2]
	for at[outer] = range axes[outer].pieces { // LOOP 5
		for at[middle] = range axes[middle].pieces { // LOOP 4
			for at[inner] = range axes[inner].pieces { // LOOP 3
				b := w.block(x, &axes, &at)
				switch plan.form {
				case outerProducts:
					w.outer(s, &b)
				case transposedProduct:
					w.transposed(s, &b)
				case innerProducts:
					w.inner(s, &b)
				}
			}
		}
	}
}

// block is the one that loops 5, 4 and 3 are at.
func (w *Workspace[T]) block(x *part[T], axes *[3]axis, at *[3]int) block[T] {
	i0, i1 := axes[dimM].piece(at[dimM])
	j0, j1 := axes[dimN].piece(at[dimN])
	p0, p1 := axes[dimK].piece(at[dimK])
	b := block[T]{p: p0, firstN: at[dimN] == 0, firstK: p0 == 0, lastK: p1 == x.k, fetch: w.job.fetchB}
	if x.m > x.n {
		b.fetch = w.job.fetchA
	}
	if w.job.prepacked {
		v := x.v0 + j0
		all := w.eachPanel(w.job.n)
		b.panels = all.between(v, x.v0+j1)
		j0 = all.start(v)*w.machine.lanes - x.j
		j1 = min(j0+b.panels.total*w.machine.lanes, x.n)
	}
	y := x.part(i0, i1, j0, j1)
	b.problem = y.depth(p0, p1)
	if w.job.prepacked {
		b.b.Data = w.job.b.Data[p0*w.job.n+b.j*(p1-p0):]
	}
	return b
}

// outer multiplies a block of rows of A by a block of B: in place, packed before or meanwhile, or prepacked.
func (w *Workspace[T]) outer(s *scratch[T], x *block[T]) {
	m, plan, rest := &w.machine, &w.job.plan, x.problem
	switch {
	case plan.prepacked:
		w.micropanels(s, x.panels, &rest, x.lastK)
		return
	case plan.kernel == byVecMat:
		p := x.product()
		vecMat(w.kernels, &p, x.a.Data, x.b.Data, x.c)
		w.final(&rest)
		return
	case !plan.packB:
		w.bands(&rest, x.lastK)
		return
	case m.onePanel(x.n, x.k):
		pack(w.kernels, s.b, x.n, x.k, x.b.T())
		rest.b = Rows(s.b, x.n)
		w.bands(&rest, x.lastK)
		return
	case m.packsAsItGoes(x.m, x.k, x.b.RS, x.b.CS):
		first := x.rows(0, m.MR)
		w.packing(&first, s.b)
		if x.lastK {
			w.final(&first)
		}
		if x.m == m.MR {
			return
		}
		rest = x.rows(m.MR, x.m-m.MR)
	default:
		w.packB(s.b, x.n, x.k, x.b)
	}
	rest.b = Matrix[T]{Data: s.b}
	w.micropanels(s, w.eachPanel(x.n), &rest, x.lastK)
}

// micropanels is LOOP 2: rows of A, MR at a time, meet the panels of a block of B, x.b.Data. Those whose columns lie far
// apart are packed while they meet the first panel: tiles have time for the stores.
func (w *Workspace[T]) micropanels(s *scratch[T], panels pieces, x *problem[T], last bool) {
	for at := evenly(x.m, w.machine.MR); at.more(); at.next() {
		y := x.rows(at.at, at.size)
		var room []T
		if w.job.packA && y.a.RS == 1 && y.m == w.machine.MR {
			room = s.a
		}
		w.panels(panels, &y, room) // LOOP 1
		if last {
			w.final(&y)
		}
	}
}

// bands multiplies rows of A by a block of B in place: all of them, or, if C is final and there is an epilogue, a few at a
// time.
func (w *Workspace[T]) bands(x *problem[T], last bool) {
	rows, then := x.m, last && w.then != nil
	if then {
		g := &w.kernels.Gemm
		tall := rowsFor(g, g.Vectors(x.n))
		rows = max(1, bandBytes/bytesOf[T](1)/(x.n*tall)) * tall
	}
	for i := 0; i < x.m; i += rows {
		band := x.rows(i, min(rows, x.m-i))
		p := band.product()
		unpacked(w.kernels, w.job.access, &p, band.a.Data, band.b.Data, band.c)
		if then {
			w.final(&band)
		}
	}
}
