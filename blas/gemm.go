package blas

import (
	"fmt"

	"weft/kernels"
)

// Workspace multiplies matrices of one element type with one Set's kernels.
// It belongs to one goroutine at a time. For each worker that may take part it
// holds packing space, as much as the largest product so far wanted, at most
// 2.5 MiB. Small products want none.
type Workspace[T kernels.Float] struct {
	kernels *kernels.Kernels[T]
	bs      blocking
	workers *Workers
	scratch []scratch[T] // by worker
	job     job[T]

	epilogue epilogue[T]
}

// scratch is one worker's packing space.
type scratch[T kernels.Float] struct {
	a, b []T
}

// job is the product in progress, divided into a grid of parts over C.
type job[T kernels.Float] struct {
	plan
	m, n, k     int
	alpha, beta T
	a, b        Matrix[T]
	panels      []T // of a Packed, in the place of b
	c           []T
	ldc         int
	grid        grid
}

// scratch reports whether the job needs packing space.
func (j *job[T]) scratch() bool {
	return j.packA || j.packB || j.form == turned
}

// NewWorkspace returns a workspace that uses the kernels of set and shares
// work with workers, or with nobody if they are nil.
func NewWorkspace[T kernels.Float](set *kernels.Set, workers *Workers) *Workspace[T] {
	if workers == nil {
		workers = NewWorkers(1)
	}
	k := kernels.Of[T](set)
	return &Workspace[T]{kernels: k, bs: blockingFor(&k.Gemm, cachesHere()), workers: workers}
}

// Gemm computes C = alpha·A·B + beta·C for A of m by k, B of k by n and C of m
// by n, row-major with rows ldc apart. C must not overlap A or B.
//
// With beta zero C is not read; with alpha or k zero A and B are not. NaN and
// infinities propagate. In which order an element of C is summed depends on the
// sizes and strides and the CPU's caches alone, and not on its place or the workers. Gemm panics
// when a size is negative or a slice too short for its view.
func (w *Workspace[T]) Gemm(m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int) {
	check(m, n, k, a, b, c, ldc)
	if m == 0 || n == 0 {
		return
	}
	if alpha == 0 || k == 0 {
		scale(m, n, beta, c, ldc)
		w.epilogue.final(m, n, c)
		return
	}
	if b.CS == 1 && IsSmall(w.kernels, m, n, k) {
		Small(w.kernels, m, n, k, alpha, a.Data, a.RS, a.CS, b.Data, b.RS, beta, c, ldc)
		w.epilogue.final(m, n, c)
		return
	}
	s := shapeOf(m, n, k, a, b)
	if r := w.bs.narrow(s); r > 0 {
		w.Gemm(m, n-r, k, alpha, a, b, beta, c, ldc)
		w.Gemm(m, r, k, alpha, a, b.from(0, n-r), beta, c[n-r:], ldc)
		return
	}
	p := w.bs.planFor(s)
	workers := w.workersFor(m, n, k)
	if workers == 1 && p == (plan{form: strips}) && w.bs.oneBlock(m, n, k) {
		w.bands(m, n, k, alpha, a, b, beta, c, ldc, true)
		return
	}
	w.job = job[T]{plan: p, m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, b: b, c: c, ldc: ldc}
	w.share(s, workers)
}

// workersFor is how many workers a product is to be divided for.
func (w *Workspace[T]) workersFor(m, n, k int) int {
	switch work := workOf(m, n, k); {
	case work >= multiplyAlone:
		return w.workers.Limit()
	case work >= multiplyReady: // the first parts would be done before others were awake
		if ready := w.workers.ready(); ready > 1 {
			return min(ready, w.workers.Limit())
		}
	}
	return 1
}

// share divides the job for so many workers and runs it.
func (w *Workspace[T]) share(s shape, workers int) {
	w.job.grid = grid{1, 1}
	if workers > 1 {
		unit := w.bs.lanes
		if w.job.panels != nil {
			unit = w.bs.NR
		}
		w.job.grid = w.bs.gridFor(w.job.plan, s, unit, workers)
	}
	w.run()
}

// run has the workers compute the parts of the job.
func (w *Workspace[T]) run() {
	j := &w.job
	parts, workers := j.grid.down*j.grid.across, 1
	if parts > 1 { // or there is no need to ask, which takes 25 ns
		workers = min(w.workers.Limit(), parts)
	}
	if j.scratch() {
		w.reserve(workers, j.m, j.n, j.k)
	}
	w.workers.run(workers, parts, w)
	w.job = job[T]{} // keeps no caller's memory alive
}

// Reserve allocates now what products of up to m by n by k may want of packing
// space, for as many workers as may run now, so that none allocates later.
func (w *Workspace[T]) Reserve(m, n, k int) { w.reserve(w.workers.Limit(), m, n, k) }

// reserve is not left to each worker, since which of them comes in time is
// chance.
func (w *Workspace[T]) reserve(workers, m, n, k int) {
	bs := &w.bs
	slack := bs.lanes // see pack
	chunks := 2*turnedArea + slack
	lenA := min(bs.spaceA, area(m, k)) + slack
	lenB := min(bs.blockB, max(area(n, k), chunks)) + slack
	for len(w.scratch) < workers {
		w.scratch = append(w.scratch, scratch[T]{})
	}
	for i := range w.scratch[:workers] {
		s := &w.scratch[i]
		if len(s.a) < lenA {
			s.a = Make[T](lenA)
		}
		if len(s.b) < lenB {
			s.b = Make[T](lenB)
		}
	}
}

// Do computes one part of the product in progress; it is the workers' door.
func (w *Workspace[T]) Do(worker, part int) {
	j := &w.job
	var s *scratch[T]
	if j.scratch() {
		s = &w.scratch[worker]
	}
	if j.panels != nil {
		i0, i1, v0, v1 := j.grid.part(part, j.m, cut(j.n, w.bs.NR), 1)
		all := w.eachPanel(j.n)
		w.ready(s, i1-i0, v0, v1, j.a.from(i0, 0), j.c[i0*j.ldc+all.start(v0)*w.bs.lanes:])
		return
	}
	i0, i1, j0, j1 := j.grid.part(part, j.m, j.n, w.bs.lanes)
	m, n := i1-i0, j1-j0
	a, b, c := j.a.from(i0, 0), j.b.from(0, j0), j.c[i0*j.ldc+j0:]
	switch j.form {
	case strips:
		w.strips(s, m, n, j.k, a, b, c)
	case turned:
		w.turned(s, m, n, j.k, a, b, c)
	case dots:
		w.dots(s, m, n, j.k, a, b, c)
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
