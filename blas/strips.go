package blas

// strips computes an m by n part of C in strips along B: the loops round the tile,
// from the largest cache to the registers.
func (w *Workspace[T]) strips(s *scratch[T], m, n, k int, a, b Matrix[T], c []T) {
	bs, j := &w.bs, &w.job
	ks := depths(k, bs.depth(j.plan, j.n))
	depth, unit := cut(k, ks), bs.sweep
	if j.packB {
		unit = bs.NR
	}
	ms, ns := cut(m, bs.rows(depth)), cut(n, bs.columns(depth, unit))
	for mi := range ms {
		i0, i1 := tiles(m, bs.MR, ms, mi)
		for ki := range ks {
			p0, p1 := piece(k, ks, ki)
			beta := j.beta
			if ki > 0 {
				beta = 1
			}
			for ni := range ns {
				j0, j1 := tiles(n, unit, ns, ni)
				w.block(s, i1-i0, j1-j0, p1-p0, a.from(i0, p0), b.from(p0, j0), beta, c[i0*j.ldc+j0:], ki == ks-1)
			}
		}
	}
}

// shallow is the depth up to which a block of B is packed as a single panel:
// its rows are few, and a strip along them is one call.
const shallow = 32

// block multiplies m rows of A by a block of B, packed or as it lies. Behind the last of
// the depth C is final.
//
// The first sliver of A packs rows of B as it goes, and each sliver, if its columns lie far
// apart, is packed while it meets the first panel: tiles have time for the stores.
func (w *Workspace[T]) block(s *scratch[T], m, n, k int, a, b Matrix[T], beta T, c []T, last bool) {
	bs, j := &w.bs, &w.job
	if !j.packB || k <= shallow || n <= bs.NR {
		if j.packB {
			pack(w.kernels, s.b, n, k, b.T())
			b = Rows(s.b, n)
		}
		w.bands(m, n, k, j.alpha, a, b, beta, c, j.ldc, last)
		return
	}
	slivers := evenly(m, bs.MR)
	asItGoes := b.CS == 1 && slivers.size == bs.MR
	if !asItGoes {
		w.packB(s.b, n, k, b)
	}
	for ; slivers.more(); slivers.next() {
		x, z := a.from(slivers.at, 0), c[slivers.at*j.ldc:]
		switch {
		case asItGoes && slivers.at == 0:
			w.packing(x, n, k, b, s.b, beta, z)
		case j.packA && x.RS == 1 && slivers.size == bs.MR:
			w.panels(x, slivers.size, n, k, s.b, beta, z, s.a)
		default:
			w.panels(x, slivers.size, n, k, s.b, beta, z, nil)
		}
		if last {
			w.epilogue.final(slivers.size, n, z)
		}
	}
}

// eachPanel begins a walk along the panels that n columns are cut into, in vectors.
func (w *Workspace[T]) eachPanel(n int) pieces {
	g := &w.kernels.Gemm
	return evenly(g.Vectors(n), len(g.PackB))
}

// columns returns the first column of a panel, and how many of n it has.
func (p *pieces) columns(lanes, n int) (from, width int) {
	from = p.at * lanes
	return from, min(p.size*lanes, n-from)
}

// panels multiplies a sliver of A by all panels of a packed block of B. If packed is not nil,
// the first one packs the sliver there, MR rows whose columns are contiguous.
//
// It is not inlined, as it is where a goroutine in the midst of a product gives
// way: a signal to preempt that meets assembly, as most do, comes to nothing,
// calls of assembly do not look at the stack guard, and a function like this
// one does.
//
//go:noinline
func (w *Workspace[T]) panels(a Matrix[T], m, n, k int, b []T, beta T, c []T, packed []T) {
	g, j := &w.kernels.Gemm, &w.job
	// Prefetching the next sliver to L2 meanwhile brought nothing (Zen 5).
	for v := w.eachPanel(n); v.more(); v.next() {
		j0, nr := v.columns(g.Lanes, n)
		if v.at == 0 && packed != nil {
			g.PackA[v.size-1](k, j.alpha, &a.Data[0], a.RS, a.CS, &b[0], nr, beta, &c[0], j.ldc, nr, &packed[0])
			a = Matrix[T]{packed, 1, m}
			continue
		}
		g.Tiles[m-1][v.size-1](k, j.alpha, &a.Data[0], a.RS, a.CS, &b[j0*k], nr, beta, &c[j0], j.ldc, nr)
	}
}

// packing multiplies MR rows of A by a block of B, whose panels it packs. It gives way as
// panels does.
//
//go:noinline
func (w *Workspace[T]) packing(a Matrix[T], n, k int, b Matrix[T], packed []T, beta T, c []T) {
	g, j := &w.kernels.Gemm, &w.job
	for v := w.eachPanel(n); v.more(); v.next() {
		j0, nr := v.columns(g.Lanes, n)
		g.PackB[v.size-1](k, j.alpha, &a.Data[0], a.RS, a.CS, &b.Data[j0], b.RS, beta, &c[j0], j.ldc, nr, &packed[j0*k])
	}
}

// packB packs n columns of B as panels.
func (w *Workspace[T]) packB(dst []T, n, k int, b Matrix[T]) {
	for v := w.eachPanel(n); v.more(); v.next() {
		j0, nr := v.columns(w.bs.lanes, n)
		pack(w.kernels, dst[j0*k:], nr, k, b.from(0, j0).T())
	}
}
