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
// Transposed and inner products run loops 5, 4 and 3 in another order, which the plan says. The loops inside of those
// are in swap.go and inner.go.

// nest is loops 5, 4 and 3, in the order of the plan.
func (w *Workspace[T]) nest(s *scratch[T], x *part[T]) {
	plan := &w.job.plan
	axes := plan.axes(x.m, x.n, x.k)
	if plan.prepacked {
		axes[dimN] = axis{x.v1 - x.v0, 1, ceilDiv(x.v1-x.v0, plan.nc)}
	}
	var at [3]int
	var b block[T]
	outer, middle, inner := plan.order[0], plan.order[1], plan.order[2]
	for at[outer] = range axes[outer].pieces { // LOOP 5
		for at[middle] = range axes[middle].pieces { // LOOP 4
			for at[inner] = range axes[inner].pieces { // LOOP 3
				w.cut(&b, x, &axes, &at)
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

// cut sets b to the block at which loops 5, 4 and 3 are. It is a block of the part x.
func (w *Workspace[T]) cut(b *block[T], x *part[T], axes *[3]axis, at *[3]int) {
	i0, i1 := axes[dimM].piece(at[dimM])
	j0, j1 := axes[dimN].piece(at[dimN])
	p0, p1 := axes[dimK].piece(at[dimK])
	b.p, b.firstN, b.firstK, b.lastK, b.fetch = p0, at[dimN] == 0, p0 == 0, p1 == x.k, w.job.fetchB
	b.follow = w.job.follow && at[dimN] < axes[dimN].pieces-1
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
	b.problem = x.problem
	b.cutRows(i0, i1)
	b.cutColumns(j0, j1)
	b.cutDepth(p0, p1)
	if w.job.prepacked {
		b.b.Data = w.job.b.Data[p0*w.job.n+b.j*(p1-p0):]
	}
}

// outer multiplies a block of rows of A by a block of B. It overwrites x. B is
//
//   - prepacked, or
//   - read in place, or
//   - packed by the tiles of the first rows of A, or
//   - packed before.
func (w *Workspace[T]) outer(s *scratch[T], x *block[T]) {
	m, plan := &w.machine, &w.job.plan
	switch {
	case plan.prepacked:
		w.micropanels(s, x.panels, &x.problem, everyTime, x.lastK, x.follow)
		return
	case plan.kernel == byVecMat:
		p := x.product()
		vecMat(w.kernels, &p, x.a.Data, x.b.Data, x.c)
		w.final(&x.problem)
		return
	case !plan.packB:
		w.bands(&x.problem, x.lastK)
		return
	case m.onePanel(x.n, x.k) && !(plan.keepA && x.firstN): // which keeps no A
		pack(w.kernels, s.b, x.n, x.k, x.b.T())
		x.b = Rows(s.b, x.n)
		w.bands(&x.problem, x.lastK)
		return
	case m.packsAsItGoes(x.m, x.k, x.b.RS, x.b.CS):
		rows := x.m
		x.m = m.MR
		w.packing(&x.problem, s.b)
		if x.lastK {
			w.final(&x.problem)
		}
		if rows == m.MR {
			return
		}
		x.cutRows(m.MR, rows)
	default:
		w.packB(s.b, x.n, x.k, x.b)
	}
	x.b = Matrix[T]{Data: s.b}
	how := everyTime
	if plan.keepA {
		how = keptA
		if x.firstN {
			how = keepA
		}
	}
	w.micropanels(s, w.eachPanel(x.n), &x.problem, how, x.lastK, false)
}

// packingA is when micropanels of A are packed.
type packingA int

const (
	everyTime packingA = iota // to the same room, or not at all
	keepA                     // now, for later blocks of columns too
	keptA                     // before
)

// micropanels is LOOP 2: rows of A, MR at a time, meet the panels of a block of B, x.b.Data. It overwrites x.
//
// Where the plan packs A and columns of A are contiguous, the tiles of the first panel pack MR rows of A: they have
// time for the stores.
//
// With follow the tiles of the first micropanels fetch to L2 what lies behind the panels, as much as they are. Each takes a line
// for each row of a panel.
func (w *Workspace[T]) micropanels(s *scratch[T], panels pieces, x *problem[T], how packingA, last, follow bool) {
	var kept []T
	if how != everyTime {
		kept = s.a
	}
	shares := 0
	if follow {
		shares = w.machine.shares()
	}
	for at, m, share := evenly(x.m, w.machine.MR), x.m, 0; ; share++ {
		x.m = at.size
		a, tilesPack := x.a, x.a.RS == 1 && x.m == w.machine.MR
		var room []T
		switch {
		case how == everyTime:
			if w.job.packA && tilesPack {
				room = s.a
			}
		case how == keepA && tilesPack:
			room = kept
		default:
			if how == keepA {
				pack(w.kernels, kept, x.m, x.k, x.a)
			}
			x.a = Matrix[T]{kept, 1, x.m}
		}
		behind := 0
		if share < shares {
			behind = x.n*x.k + share*x.k*line/w.machine.size
		}
		w.panels(panels, x, room, behind) // LOOP 1
		if last {
			w.final(x)
		}
		if at.next(); !at.more() {
			return
		}
		if how != everyTime {
			kept = kept[x.m*x.k:]
		}
		x.a = a
		m -= x.m
		x.cutRows(x.m, x.m+m)
	}
}

// bands multiplies rows of A by a block of B in place. It takes all rows at once or, if C is final and there is an
// epilogue, a few at a time. It overwrites x.
func (w *Workspace[T]) bands(x *problem[T], last bool) {
	if w.then == nil || !last {
		p := x.product()
		unpacked(w.kernels, w.job.access, &p, x.a.Data, x.b.Data, x.c)
		return
	}
	g := &w.kernels.Gemm
	tall := rowsFor(g, g.Vectors(x.n))
	most := max(1, bandBytes/bytesOf[T](1)/(x.n*tall)) * tall
	for m := x.m; ; {
		x.m = min(m, most)
		p := x.product()
		unpacked(w.kernels, w.job.access, &p, x.a.Data, x.b.Data, x.c)
		w.final(x)
		if m -= x.m; m == 0 {
			return
		}
		x.cutRows(x.m, x.m+m)
	}
}
