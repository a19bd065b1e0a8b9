package blas

// turned computes an m by n part of C as strips of Cᵀ = Bᵀ·Aᵀ, a chunk at a
// time that stays in cache until it is turned over.
func (w *Workspace[T]) turned(s *scratch[T], m, n, k int, a, b Matrix[T], c []T) {
	j := &w.job
	ms := cut(m, turnedColumns)
	for mi := range ms {
		i0, i1 := piece(m, ms, mi)
		im := i1 - i0
		ks := cut(k, w.bs.KC*w.bs.NC/turnedColumns)
		for ki := range ks {
			p0, p1 := piece(k, ks, ki)
			at := a.from(i0, p0).T()
			if j.packA {
				pack(w.kernels, s.b, im, p1-p0, a.from(i0, p0))
				at = Rows(s.b, im)
			}
			beta := j.beta
			if ki > 0 {
				beta = 1
			}
			ns := cut(n, turnedRows)
			for ni := range ns {
				j0, j1 := piece(n, ns, ni)
				w.turn(s, j1-j0, im, p1-p0, b.from(p0, j0).T(), at, beta, c[i0*j.ldc+j0:])
			}
		}
	}
}

// The rows and columns of a chunk of Cᵀ.
const turnedRows, turnedColumns = 112, 128

// turn computes one chunk of Cᵀ, m by n, and turns it over to C.
func (w *Workspace[T]) turn(s *scratch[T], m, n, k int, a, b Matrix[T], beta T, c []T) {
	slack := w.bs.lanes // see pack
	chunk, over := s.a[:m*n+slack], s.a[m*n+slack:]
	if beta != 0 {
		pack(w.kernels, chunk, n, m, Rows(c, w.job.ldc))
	}
	strip(&w.kernels.Gemm, m, n, k, w.job.alpha, a, b, beta, chunk, n)
	pack(w.kernels, over, m, n, Rows(chunk, n))
	w.kernels.Copy(n, m, &c[0], w.job.ldc, &over[0], m)
}
