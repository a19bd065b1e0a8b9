package blas

import "weft.example/internal/checked"

// GemmColumns computes columns from … to-1 of a product of m by n by k alone. All n columns tell how it sums, so that an element has the
// same bits whatever columns are computed with it. It checks nothing, as Small. No size is zero, nor alpha.
func (s *Spaces[T]) GemmColumns(_ checked.Operands, from, to, m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int) {
	w := s.Get()
	w.enter()
	var x problem[T]
	x.set(m, n, k, alpha, beta)
	x.on(&a, &b, c, ldc)
	if wide := n - w.machine.lastColumns(x.shape()); wide < n {
		w.columnsOf(&x, 0, wide, from, to)
		w.columnsOf(&x, wide, n, from, to)
	} else {
		w.columnsOf(&x, 0, n, from, to)
	}
	w.leave()
	s.Put(w)
}

// columnsOf computes those of columns from … to-1 that are among j0 … j1-1, by the plan of these.
func (w *Workspace[T]) columnsOf(x *problem[T], j0, j1, from, to int) {
	from, to = max(from, j0), min(to, j1)
	if from >= to {
		return
	}
	whole := x.part(0, x.m, j0, j1)
	r := requestOf(&w.machine, &whole, false)
	if j0 > 0 && r.columnsOfA() {
		w.machine.planAlike(&w.job.plan, &r, j0)
	} else {
		w.machine.planFor(&w.job.plan, &r)
	}
	w.job.problem = x.part(0, x.m, from, to)
	w.job.grid = grid{1, 1}
	w.run()
}
