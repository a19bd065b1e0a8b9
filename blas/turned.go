package blas

// turned computes an m by n part of C as strips of Cᵀ = Bᵀ·Aᵀ, a chunk at a
// time that stays in cache until it is turned over.
func (w *Workspace[T]) turned(s *scratch[T], m, n, k int, a, b Matrix[T], c []T) {
	deep := 0
	if w.job.packA {
		deep = k
	}
	rows, columns, depth := w.bs.chunk(w.job.n, deep)
	abreast := !w.job.packA && w.bs.abreast(w.job.n, w.job.k, w.job.a.CS)
	if abreast {
		depth = abreastDepth
	}
	ms, ns, ks := cut(m, columns), cut(n, rows), cut(k, depth)
	if w.job.pieces > 0 {
		ks = w.job.pieces
	}
	far := !w.job.packA && !abreast && w.bs.caches.reach(w.job.n, w.job.m, w.job.k, w.bs.size).b
	for mi := range ms {
		i0, i1 := tiles(m, w.bs.sweep, ms, mi)
		once := w.job.packA && (i1-i0)*k <= w.bs.spaceA
		if once {
			pack(w.kernels, s.a, i1-i0, k, a.from(i0, 0))
		}
		for ni := range ns {
			j0, j1 := tiles(n, w.bs.lanes, ns, ni)
			im, jn := i1-i0, j1-j0
			chunk, beta := s.b[:im*jn+w.bs.lanes], w.job.beta // see pack for the slack
			if beta != 0 {
				pack(w.kernels, chunk, im, jn, Rows(c[i0*w.job.ldc+j0:], w.job.ldc))
			}
			for ki := range ks {
				p0, p1 := piece(k, ks, ki)
				at := a.from(i0, p0).T()
				switch {
				case once:
					at = Rows(s.a[p0*im:], im)
				case w.job.packA:
					pack(w.kernels, s.a, im, p1-p0, a.from(i0, p0))
					at = Rows(s.a, im)
				}
				x := b.from(p0, j0).T()
				p := w.job.product(jn, im, p1-p0, x, at, beta)
				p.LDC = im
				if far && w.job.pieces == 0 && w.bs.alongRows(w.job.n, w.job.m) {
					vecMat(w.kernels, &p, x.Data, at.Data, chunk)
				} else {
					strip(w.kernels, &p, x.Data, at.Data, chunk, reach{b: far})
				}
				beta = 1
			}
			w.turnOver(jn, im, chunk, c[i0*w.job.ldc+j0:], s.b[len(chunk):])
			w.epilogue.final(im, jn, c[i0*w.job.ldc+j0:])
		}
	}
}

// turnOver writes m rows of n elements as the columns of C: as many at a time as a vector has,
// which is 1 to 7 % of a product beside going by way of spare; and so where few are left, since
// a transposition may write a vector whole, or where rows of C crowd (Zen 5).
func (w *Workspace[T]) turnOver(m, n int, rows, c, spare []T) {
	lanes, ldc, direct := w.bs.lanes, w.job.ldc, 0
	if w.bs.overflow(n, ldc, w.bs.L1) < 2 {
		direct = m / lanes * lanes
	}
	for i := 0; i < direct; i += lanes {
		w.kernels.Transpose(lanes, n, &c[i], ldc, &rows[i*n], n)
	}
	if rest := m - direct; rest > 0 {
		pack(w.kernels, spare, rest, n, Rows(rows[direct*n:], n))
		w.kernels.Copy(n, rest, &c[direct], ldc, &spare[0], rest)
	}
}

// A chunk of Cᵀ has at most so many rows and elements, 112 by 128.
const (
	turnedRows = 112
	turnedArea = turnedRows * 128
)

// chunk returns the rows and columns of a chunk of Cᵀ, which has n rows in all,
// and the depth that is summed at a time. Few rows make long ones, along which
// memory is read from end to end; but where a depth of k is to be packed, as many
// as that allows, since all of B passes by each.
func (bs *blocking) chunk(n, k int) (rows, columns, depth int) {
	const least = 128 // of the depth
	rows = min(n, turnedRows)
	columns = min(turnedArea/rows, bs.blockB/least)
	if k > 0 {
		columns = min(columns, bs.spaceA/k)
	}
	columns = max(columns/bs.sweep, 1) * bs.sweep
	if rows == 1 { // float32 TT 1024x1x1024 goes from 50 to 57 GFLOP/s, AVX2 from 44 to 56 (Zen 5)
		return rows, columns, bs.depth(plan{}, columns)
	}
	return rows, columns, min(bs.blockB/columns, bs.KC)
}
