package blas

// strips computes an m by n part of C in strips along B: the loops round the tile,
// from the largest cache to the registers.
func (w *Workspace[T]) strips(s *scratch[T], m, n, k int, a, b Matrix[T], c []T) {
	bs, j := &w.bs, &w.job
	ks := bs.depths(k)
	rows, columns := bs.block(cut(k, ks))
	ms, ns := cut(m, rows), cut(n, columns)
	for mi := range ms {
		i0, i1 := tiles(m, bs.MR, ms, mi)
		for ki := range ks {
			p0, p1 := piece(k, ks, ki)
			beta := j.beta
			if ki > 0 {
				beta = 1
			}
			if j.packA {
				w.packA(s.a, i1-i0, p1-p0, a.from(i0, p0))
			}
			for ni := range ns {
				j0, j1 := tiles(n, bs.NR, ns, ni)
				y := b.from(p0, j0)
				width := j1 - j0
				if j.packB {
					width = bs.panel(width, p1-p0)
					w.packB(s.b, j1-j0, p1-p0, width, y)
					y = Rows(s.b, width)
				}
				w.block(s, i1-i0, j1-j0, p1-p0, width, a.from(i0, p0), y, beta, c[i0*j.ldc+j0:], ki == ks-1)
			}
		}
	}
}

// shallow is the depth up to which a block of B is packed as a single panel:
// its rows are few, and a strip along them is one call.
const shallow = 64

// panel is the width of the panels that n columns of B are packed in.
func (bs *blocking) panel(n, k int) int {
	if k <= shallow {
		return n
	}
	return min(bs.NR, n)
}

// block multiplies blocks of A and B, packed or as they lie; those of B in panels
// of the given width. Behind the last of the depth C is final. Slivers of 12 or 10
// rows where rows lie 4 KiB apart, so that L1 holds a line of each, are no faster (Zen 5).
func (w *Workspace[T]) block(s *scratch[T], m, n, k, width int, a, b Matrix[T], beta T, c []T, last bool) {
	g, j := &w.kernels.Gemm, &w.job
	if !j.packA && width == n {
		w.bands(m, n, k, j.alpha, a, b, beta, c, j.ldc, last)
		return
	}
	ms := cut(m, g.MR)
	for mi := range ms {
		i0, i1 := piece(m, ms, mi)
		sliver := a.from(i0, 0)
		if j.packA {
			sliver = Matrix[T]{s.a[i0*k:], 1, i1 - i0}
		}
		if width == n {
			strip(w.kernels, i1-i0, n, k, j.alpha, sliver, b, beta, c[i0*j.ldc:], j.ldc, w.reach(m, n, k))
		} else {
			w.panels(sliver, i1-i0, n, k, width, b.Data, beta, c[i0*j.ldc:])
		}
		if last {
			w.epilogue.final(i1-i0, n, c[i0*j.ldc:])
		}
	}
}

// panels multiplies one sliver of A by all panels of a block of B.
//
// It is not inlined, as it is where a goroutine in the midst of a product gives
// way: a signal to preempt that meets assembly, as most do, comes to nothing,
// calls of assembly do not look at the stack guard, and a function like this
// one does.
//
//go:noinline
func (w *Workspace[T]) panels(sliver Matrix[T], m, n, k, width int, b []T, beta T, c []T) {
	g, j := &w.kernels.Gemm, &w.job
	// Prefetching the next sliver to L2 meanwhile brought nothing (Zen 5).
	for j0 := 0; j0 < n; j0 += width {
		nr := min(width, n-j0)
		tile := g.Tiles[m-1][g.Vectors(nr)-1]
		tile(k, j.alpha, &sliver.Data[0], sliver.RS, sliver.CS, &b[j0*k], nr, beta, &c[j0], j.ldc, nr)
	}
}

// packA packs m rows of A as slivers of at most MR even rows, a few steps of the
// depth at a time where those are what is contiguous: slivers share cache
// lines, which would be gone again after all of the depth.
func (w *Workspace[T]) packA(dst []T, m, k int, a Matrix[T]) {
	ms, depth := cut(m, w.bs.MR), k
	if a.RS == 1 {
		depth = 16
	}
	for p := 0; p < k; p += depth {
		for mi := range ms {
			i0, i1 := piece(m, ms, mi)
			pack(w.kernels, dst[i0*k+p*(i1-i0):], i1-i0, min(depth, k-p), a.from(i0, p))
		}
	}
}

// packB packs n columns of B as panels of the given width. By whole rows, an odd
// number of cache lines apart, is 4 % slower to 5 % faster (Zen 5).
func (w *Workspace[T]) packB(dst []T, n, k, width int, b Matrix[T]) {
	whole := n / width
	if b.CS == 1 && whole > 1 { // rows of B are read once, from end to end
		for p := range k {
			w.kernels.Copy(whole, width, &dst[p*width], k*width, &b.Data[p*b.RS], width)
		}
	} else {
		whole = 0
	}
	for j0 := whole * width; j0 < n; j0 += width {
		pack(w.kernels, dst[j0*k:], min(width, n-j0), k, b.from(0, j0).T())
	}
}
