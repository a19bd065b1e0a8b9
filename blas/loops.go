package blas

import "weft/kernels"

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

// part is a part of the product for one worker: a problem, and of which panels where B is in panels.
type part[T kernels.Float] struct {
	problem[T]
	v0, v1 int
}

// block is what loops 5, 4 and 3 cut of a part.
type block[T kernels.Float] struct {
	problem[T]
	p                     int // of the depth, where the block begins
	firstN, firstK, lastK bool
	panels                pieces // of a prepacked B
	fetch                 bool   // the rows of inner products to come
}

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

// unpacked is loops 2 and 1 on the operands as they lie: rows of C, as many at a time as rowsAtOnce has, along rows of B,
// which are contiguous; or a C from memory past the caches, or by updates.
func unpacked[T kernels.Float](kn *kernels.Kernels[T], how access, p *kernels.Product[T], a, b, c []T) {
	if how.nonTemporal && p.Beta == 0 && p.K <= farDepth {
		m := machineOf(kn, caches{})
		if rows := m.nonTemporalRows(p.N, p.K); rows > 0 {
			nonTemporal(kn, rows, p, a, b, c)
			return
		}
	}
	if byUpdates(kn, how, p, b) {
		updates(kn, how, p, a, b, c)
		return
	}
	g, t := &kn.Gemm, *p
	vectors := g.Vectors(p.N)
	short := float64(p.M)*float64(p.N)*float64(p.K) <= smallWork // and need not give way
	for r := evenly(p.M, rowsAtOnce(kn, how, p)); r.more(); {
		tiles := min(r.run(), max(1, callWork/(r.size*p.N*p.K)))
		t.M, t.Rows, t.Short, t.Ahead = tiles*r.size, r.size, 0, 0
		if short {
			t.M = p.M
			tilesOf(&t, r)
		}
		if fetchesRows[T](how, r.size, p.BKS) {
			t.Ahead = streamAhead * p.BKS
		}
		x, z := a[r.at*p.ARS:], c[r.at*p.LDC:]
		wide := evenly(vectors, g.Widest(r.size))
		t.N = min(wide.larger*wide.size*g.Lanes, p.N)
		sweep(g, wide.size, &t, x, b, z)
		if j := t.N; j < p.N {
			t.N = p.N - j
			sweep(g, wide.size-1, &t, x, b[j:], z[j:])
		}
		if short {
			return
		}
		r.skip(tiles)
	}
}

// nonTemporal writes C past the caches, so many rows at a time. Beta is zero.
func nonTemporal[T kernels.Float](kn *kernels.Kernels[T], rows int, p *kernels.Product[T], a, b, c []T) {
	g, t := &kn.Gemm, *p
	for i := 0; i < p.M; i += rows {
		t.M = min(p.M-i, rows)
		t.Rows, t.Short = t.M, 0
		v := g.Widest(t.M)
		width := v * g.Lanes
		whole := p.N / width * width
		if whole > 0 {
			t.N, t.Store = whole, kernels.NonTemporal
			sweep(g, v, &t, a[i*p.ARS:], b, c[i*p.LDC:])
		}
		if whole < p.N {
			t.N, t.Store = p.N-whole, kernels.Cached
			unpacked(kn, access{}, &t, a[i*p.ARS:], b[whole:], c[i*p.LDC+whole:])
		}
	}
}

// tilesOf has all rows of a product taken in such pieces.
func tilesOf[T kernels.Float](p *kernels.Product[T], rows pieces) {
	p.Rows = rows.size
	p.Short = p.M - rows.larger*rows.size
}
