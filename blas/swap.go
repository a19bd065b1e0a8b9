package blas

import (
	"runtime"

	"weft.example/kernels"
)

// transposed computes a block of C as Cᵀ = Bᵀ·Aᵀ by outer products. The block is a chunk of Cᵀ in packing space. The
// chunk stays in cache until the last piece of the depth, and is then transposed into C.
//
// Where it is all of the depth, and no longer than a call may be, tiles of Cᵀ take the place of the chunk.
func (w *Workspace[T]) transposed(s *scratch[T], x *block[T]) {
	if w.job.turned && x.firstK && x.lastK {
		y := x.T(nil)
		p := y.product()
		turnedTiles(w.kernels, kernels.Hide(&p), y.a.Data, y.b.Data, x.c, x.ldc)
		runtime.KeepAlive(&p)
		w.final(&x.problem)
		return
	}
	chunk := s.b[:x.m*x.n+w.machine.lanes] // see pack for the slack
	y := x.T(chunk)
	once := w.job.packA && x.m*w.job.k <= w.machine.spaceA // A is packed once, for all of the depth
	if once && x.firstN && x.firstK {
		pack(w.kernels, s.a, x.m, w.job.k, x.a)
	}
	if x.firstK && x.beta != 0 {
		pack(w.kernels, chunk, x.m, x.n, Rows(x.c, x.ldc))
	}
	switch {
	case once:
		y.b = Rows(s.a[x.p*x.m:], x.m)
	case w.job.packA:
		pack(w.kernels, s.a, x.m, x.k, x.a)
		y.b = Rows(s.a, x.m)
	}
	p := y.product()
	if w.job.kernel == byVecMat {
		vecMat(w.kernels, &p, y.a.Data, y.b.Data, chunk)
	} else {
		unpacked(w.kernels, w.job.access, &p, y.a.Data, y.b.Data, chunk)
	}
	if x.lastK {
		w.transposeChunk(x.n, x.m, chunk, x.c, x.ldc, s.b[len(chunk):])
		w.final(&x.problem)
	}
}

// transposeChunk writes m rows of n elements as the columns of C, whose rows are ldc apart.
//
//   - As many rows at a time as a vector has elements are transposed straight into C. That gains 1 to 7 % of a product
//     over spare (Zen 5).
//   - Fewer rows go by way of spare, since a transposition may write whole vectors.
//   - All rows go by way of spare where rows of C conflict in L1.
func (w *Workspace[T]) transposeChunk(m, n int, rows, c []T, ldc int, spare []T) {
	lanes, direct := w.machine.lanes, 0
	if w.machine.pressure(n, ldc, w.machine.L1) < 2 {
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
