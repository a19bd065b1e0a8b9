package blas

import (
	"fmt"

	"weft/kernels"
)

// Workspace multiplies matrices of one element type with one Set's kernels.
// It belongs to one goroutine at a time. For each worker that may take part it
// holds MC·KC + KC·NC elements of packing space, about 2.5 MiB, allocated by
// the first product that is large enough for so many.
type Workspace[T kernels.Float] struct {
	kernels *kernels.Kernels[T]
	bs      blocking
	workers *Workers
	scratch []scratch[T] // by worker
	job     job[T]
}

// scratch is one worker's packing space.
type scratch[T kernels.Float] struct {
	a, b []T
}

// job is the product in progress, divided into a grid of parts over C.
type job[T kernels.Float] struct {
	m, n, k     int
	alpha, beta T
	a, b        Matrix[T]
	c           []T
	ldc         int

	across int // parts per row of the grid
	down   int
}

// NewWorkspace returns a workspace that uses the kernels of set and shares
// work with workers, or with nobody if they are nil.
func NewWorkspace[T kernels.Float](set *kernels.Set, workers *Workers) *Workspace[T] {
	if workers == nil {
		workers = NewWorkers(1)
	}
	k := kernels.Of[T](set)
	return &Workspace[T]{kernels: k, bs: blockingFor(&k.Gemm), workers: workers}
}

// Gemm computes C = alpha·A·B + beta·C for A of m by k, B of k by n and C of m
// by n, row-major with rows ldc apart. C must not overlap A or B.
//
// With beta zero C is not read; with alpha or k zero A and B are not. NaN and
// infinities propagate. Every element of C is the sum over p in rising order,
// in blocks of at most a few hundred, whatever the number of workers. Gemm
// panics when a size is negative or a slice too short for its view.
func (w *Workspace[T]) Gemm(m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int) {
	check(m, n, k, a, b, c, ldc)
	if m == 0 || n == 0 {
		return
	}
	if alpha == 0 || k == 0 {
		scale(m, n, beta, c, ldc)
		return
	}
	w.job = job[T]{m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, b: b, c: c, ldc: ldc}
	parts := w.divide()
	w.reserve(parts)
	w.workers.Run(parts, w)
	w.job = job[T]{} // keeps no caller's memory alive
}

// multiplyAlone is the number of multiply-adds below which waking a worker
// costs more than it saves: some 10 µs of one core's work.
const multiplyAlone = 1 << 19

// divide lays the grid of parts over C, as many as workers, along its longer
// side, and returns their number.
func (w *Workspace[T]) divide() int {
	j := &w.job
	j.across, j.down = 1, 1
	if j.m*j.n < multiplyAlone/j.k {
		return 1
	}
	limit := w.workers.Limit()
	if j.n >= j.m {
		j.across = min(limit, cut(j.n, w.bs.NR))
	} else {
		j.down = min(limit, cut(j.m, w.bs.MR))
	}
	return j.across * j.down
}

// reserve allocates packing space for as many workers as may take part. It is
// not left to each worker, since which of them comes in time is chance.
func (w *Workspace[T]) reserve(workers int) {
	slack := w.kernels.Gemm.Lanes // see pack
	for len(w.scratch) < workers {
		w.scratch = append(w.scratch, scratch[T]{
			a: Make[T](w.bs.MC*w.bs.KC + slack),
			b: Make[T](w.bs.KC*w.bs.NC + slack),
		})
	}
}

// Do computes one part of the product in progress; it is the workers' door.
func (w *Workspace[T]) Do(worker, part int) {
	j := &w.job
	i0, i1 := tiles(j.m, w.bs.MR, j.down, part/j.across)
	j0, j1 := tiles(j.n, w.bs.NR, j.across, part%j.across)
	if i0 == i1 || j0 == j1 {
		return
	}
	w.block(&w.scratch[worker], i1-i0, j1-j0, j.k, j.a.from(i0, 0), j.b.from(0, j0), j.c[i0*j.ldc+j0:])
}

// block computes an m by n part of C: the loops round the tile, from the
// largest cache to the registers.
func (w *Workspace[T]) block(s *scratch[T], m, n, k int, a, b Matrix[T], c []T) {
	bs, ldc, alpha := w.bs, w.job.ldc, w.job.alpha
	ms, ks, ns := cut(m, bs.MC), cut(k, bs.KC), cut(n, bs.NC)
	for mi := range ms {
		i0, i1 := tiles(m, bs.MR, ms, mi)
		for ki := range ks {
			p0, p1 := piece(k, ks, ki)
			beta := w.job.beta
			if ki > 0 {
				beta = 1
			}
			w.packA(s.a, i1-i0, p1-p0, a.from(i0, p0))
			for ni := range ns {
				j0, j1 := tiles(n, bs.NR, ns, ni)
				w.packB(s.b, j1-j0, p1-p0, b.from(p0, j0))
				w.inner(i1-i0, j1-j0, p1-p0, alpha, s, beta, c[i0*ldc+j0:], ldc)
			}
		}
	}
}

// inner multiplies the packed blocks of A and B.
func (w *Workspace[T]) inner(m, n, k int, alpha T, s *scratch[T], beta T, c []T, ldc int) {
	ms, ns := cut(m, w.bs.MR), cut(n, w.bs.NR)
	for mi := range ms {
		i0, i1 := piece(m, ms, mi)
		mr := i1 - i0
		for ni := range ns {
			j0 := ni * w.bs.NR
			nr := min(w.bs.NR, n-j0)
			w.kernels.Gemm.Tile(mr, nr)(k, alpha, &s.a[i0*k], 1, mr, &s.b[j0*k], nr, beta, &c[i0*ldc+j0], ldc, nr)
		}
	}
}

// packA packs m rows of A as slivers of at most MR even rows.
func (w *Workspace[T]) packA(dst []T, m, k int, a Matrix[T]) {
	ms := cut(m, w.bs.MR)
	for mi := range ms {
		i0, i1 := piece(m, ms, mi)
		pack(w.kernels, dst[i0*k:], i1-i0, k, a.from(i0, 0))
	}
}

// packB packs n columns of B as panels of NR.
func (w *Workspace[T]) packB(dst []T, n, k int, b Matrix[T]) {
	for j0 := 0; j0 < n; j0 += w.bs.NR {
		pack(w.kernels, dst[j0*k:], min(w.bs.NR, n-j0), k, b.from(0, j0).T())
	}
}

// tiles is piece i of n pieces of total elements, cut between tiles of the
// given size.
func tiles(total, size, n, i int) (from, to int) {
	from, to = piece(cut(total, size), n, i)
	return min(from*size, total), min(to*size, total)
}

// scale computes C = beta·C without reading C when beta is zero.
func scale[T kernels.Float](m, n int, beta T, c []T, ldc int) {
	if beta == 1 {
		return
	}
	for i := range m {
		row := c[i*ldc : i*ldc+n]
		if beta == 0 {
			clear(row)
			continue
		}
		for j := range row {
			row[j] *= beta
		}
	}
}

func check[T kernels.Float](m, n, k int, a, b Matrix[T], c []T, ldc int) {
	switch {
	case m < 0 || n < 0 || k < 0:
		panic(fmt.Sprintf("blas: sizes m, n, k = %d, %d, %d, want none below 0", m, n, k))
	case a.RS < 0 || a.CS < 0 || b.RS < 0 || b.CS < 0:
		panic(fmt.Sprintf("blas: strides of A %d, %d and of B %d, %d, want none below 0", a.RS, a.CS, b.RS, b.CS))
	case ldc < max(1, n):
		panic(fmt.Sprintf("blas: ldc = %d, want at least max(1, n) = %d", ldc, max(1, n)))
	case len(c) < Rows(c, ldc).span(m, n):
		panic(fmt.Sprintf("blas: c has %d elements, want at least %d", len(c), Rows(c, ldc).span(m, n)))
	case m == 0 || n == 0: // nothing is read
	case len(a.Data) < a.span(m, k):
		panic(fmt.Sprintf("blas: a has %d elements, want at least %d", len(a.Data), a.span(m, k)))
	case len(b.Data) < b.span(k, n):
		panic(fmt.Sprintf("blas: b has %d elements, want at least %d", len(b.Data), b.span(k, n)))
	}
}
