package blas

import "math/bits"

// strips computes an m by n part of C in strips along B: the loops round the tile,
// from the largest cache to the registers.
func (w *Workspace[T]) strips(s *scratch[T], m, n, k int, a, b Matrix[T], c []T) {
	bs, j := &w.bs, &w.job
	if !j.packB && w.reach(m, n, k).b && bs.alongRows(j.m, j.n) {
		p := j.product(1, n, k, a, b, j.beta)
		vecMat(w.kernels, &p, a.Data, b.Data, c)
		w.epilogue.final(1, n, c)
		return
	}
	ks := bs.pieces(j.plan, shapeOf(j.m, j.n, k, j.a, j.b))
	depth, unit := cut(k, ks), bs.sweep
	if j.packB {
		unit = bs.NR
	}
	columns := bs.columns(depth, unit)
	if j.packB && depth <= shallow && m <= shallowRows {
		columns = max(bs.L1/2/bs.size/depth/unit, 1) * unit
	}
	ms, ns := cut(m, bs.rows(depth)), cut(n, columns)
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

// pieces is the number of pieces that strips cuts the depth of a product into.
func (bs *blocking) pieces(p plan, s shape) int {
	most := bs.depth(p, s.n)
	if !p.packB && bs.abreast(s.m, s.k, s.brs) {
		most = abreastDepth
	}
	return depths(s.k, most)
}

// shallow is the depth up to which a block of B is packed as a single panel:
// its rows are few, and a strip along them is one call.
const shallow = 32

// shallowRows is the rows up to which such a block is half of L1 and not of L2: float32
// 16x10000x16 with a B to turn over goes from 147 to 155 GFLOP/s, while many rows would be
// cut short (Zen 5).
const shallowRows = 64

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
	if b.CS == 1 && m >= bs.MR && !bs.scattered(k, b.RS) {
		w.packing(a, n, k, b, s.b, beta, c)
		if last {
			w.epilogue.final(bs.MR, n, c)
		}
		if m -= bs.MR; m == 0 {
			return
		}
		a, c = a.from(bs.MR, 0), c[bs.MR*j.ldc:]
	} else {
		w.packB(s.b, n, k, b)
	}
	w.slivers(s, 0, w.eachPanel(n), m, n, k, a, s.b, beta, c, last)
}

// slivers multiplies m rows of A, MR at a time, by the panels of a block of B.
func (w *Workspace[T]) slivers(s *scratch[T], ahead int, panels pieces, m, n, k int, a Matrix[T], b []T, beta T, c []T, last bool) {
	bs, j := &w.bs, &w.job
	for slivers := evenly(m, bs.MR); slivers.more(); slivers.next() {
		x, z := a.from(slivers.at, 0), c[slivers.at*j.ldc:]
		switch {
		case j.packA && x.RS == 1 && slivers.size == bs.MR:
			w.panels(ahead, panels, x, slivers.size, n, k, b, beta, z, s.a)
		default:
			w.panels(ahead, panels, x, slivers.size, n, k, b, beta, z, nil)
		}
		if last {
			w.epilogue.final(slivers.size, n, z)
		}
	}
}

// eachPanel begins a walk along the panels that n columns are cut into, in vectors.
func (w *Workspace[T]) eachPanel(n int) pieces {
	g := &w.kernels.Gemm
	return evenly(g.Vectors(n), w.bs.NR>>bits.TrailingZeros(uint(g.Lanes)))
}

// columns returns the first column of a panel, and how many of n it has.
func (p *pieces) columns(lanes, n int) (from, width int) {
	from = p.at * lanes
	return from, min(p.size*lanes, n-from)
}

// packB packs n columns of B as panels; rows of B a few at a time, from one end to the other.
func (w *Workspace[T]) packB(dst []T, n, k int, b Matrix[T]) {
	if b.CS == 1 {
		const few = 8
		for p := 0; p < k; p += few {
			for v := w.eachPanel(n); v.more(); v.next() {
				j0, nr := v.columns(w.bs.lanes, n)
				w.kernels.Copy(min(few, k-p), nr, &dst[j0*k+p*nr], nr, &b.Data[p*b.RS+j0], b.RS)
			}
		}
		return
	}
	for v := w.eachPanel(n); v.more(); v.next() {
		j0, nr := v.columns(w.bs.lanes, n)
		pack(w.kernels, dst[j0*k:], nr, k, b.from(0, j0).T())
	}
}
