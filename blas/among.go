package blas

// among computes x, rows and columns of a product, alone. All of the product tells how it sums, so that an element has the same bits
// whatever is computed with it. alpha is not zero.
func (w *Workspace[T]) among(x, all *problem[T]) {
	if x.m == all.m && x.n == all.n {
		w.multiply(x)
		return
	}
	s := all.shape()
	if how := wayOf(w.kernels, &s, all.ldc); how != planned {
		w.inWay(how, x)
		return
	}
	w.byPlan(x, all)
}

// byPlan is among for a product that is not small.
func (w *Workspace[T]) byPlan(x, all *problem[T]) {
	if wide := all.n - w.machine.lastColumns(all.shape()); wide < all.n {
		w.columnsOf(x, all, 0, wide)
		w.columnsOf(x, all, wide, all.n)
	} else {
		w.columnsOf(x, all, 0, wide)
	}
}

// columnsOf computes those columns of x that are among j0 … j1-1, by the plan of these.
func (w *Workspace[T]) columnsOf(x, all *problem[T], j0, j1 int) {
	at := x.j - all.j
	from, to := max(at, j0), min(at+x.n, j1)
	if from >= to {
		return
	}
	whole, y := all.part(0, all.m, j0, j1), x.part(0, x.m, from-at, to-at)
	r := requestOf(&w.machine, &whole, false)
	r.alone = true
	how := wayOf(w.kernels, &r.shape, all.ldc)
	switch {
	case j0 > 0 && r.columnsOfA():
		w.machine.planAlike(&w.job.plan, &r, j0)
	case j1-j0 < all.n && how != planned: // as multiplyApart has it
		w.inWay(how, &y)
		return
	default:
		w.machine.planFor(&w.job.plan, &r)
	}
	w.job.problem = y
	if w.job.oneBlock {
		w.bands(&w.job.problem, true)
		return
	}
	w.job.grid = grid{1, 1}
	w.run()
}
