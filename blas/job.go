package blas

import "weft/kernels"

// job is the product in progress, divided into a grid of parts over C.
type job[T kernels.Float] struct {
	plan
	m, n, k     int
	alpha, beta T
	a, b        Matrix[T]
	panels      []T  // of a Packed, in the place of b
	eachAlone   bool // rows of C, see GemmRows
	pieces      int  // of the depth, or 0 for as many as suit the form
	c           []T
	ldc         int
	grid        grid
}

// product is a part of the job as kernels take it.
func (j *job[T]) product(m, n, k int, a, b Matrix[T], beta T) kernels.Product[T] {
	return kernels.Product[T]{M: m, N: n, K: k, ARS: a.RS, AKS: a.CS, BKS: b.RS, LDC: j.ldc, Alpha: j.alpha, Beta: beta}
}

// scratch reports whether the job needs packing space.
func (j *job[T]) scratch() bool {
	return j.packA || j.packB || j.form == turned
}

// workersFor is how many workers a product is to be divided for.
func (w *Workspace[T]) workersFor(m, n, k int) int {
	switch work := workOf(m, n, k); {
	case work >= multiplyAlone:
		return w.pool.Shares()
	case work >= multiplyReady: // the first parts would be done before others were awake
		return w.pool.Ready()
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
		workers = min(w.pool.Limit(), parts)
	}
	if j.scratch() {
		w.reserve(workers, j.m, j.n, j.k)
	}
	w.pool.RunOn(workers, parts, (*task[T])(w))
	w.job = job[T]{} // keeps no caller's memory alive
}

// Reserve allocates now what products of up to m by n by k may want of packing
// space, for as many workers as may run now, so that none allocates later.
func (w *Workspace[T]) Reserve(m, n, k int) {
	w.enter()
	defer w.leave()
	w.reserve(w.pool.Limit(), m, n, k)
}

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

// task is a workspace as the workers see it.
type task[T kernels.Float] Workspace[T]

// Do computes one part of the product in progress.
func (p *task[T]) Do(worker, part int) {
	w := (*Workspace[T])(p)
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
