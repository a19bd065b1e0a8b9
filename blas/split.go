package blas

import (
	"math"

	"weft.example/kernels"
)

// workOf is the work of a product in multiply-adds, or what it takes to move its elements if that is more.
func workOf(m, n, k int) float64 {
	return max(float64(m)*float64(n)*float64(k), moveWork*elements(m, n, k))
}

// workOf is that of a product whose elements may come from L3.
func (c *machine) workOf(m, n, k int) float64 {
	work := workOf(m, n, k)
	if e := elements(m, n, k); e*float64(c.size) > float64(c.L2) {
		work = max(work, farMoveWork*e)
	}
	return work
}

// elements are those of the operands of a product.
func elements(m, n, k int) float64 {
	x, y, z := float64(m), float64(n), float64(k)
	return x*z + z*y + x*y
}

// gridFor returns the grid that the workers are expected to finish first. Columns are cut between units. An update of C by few vectors is
// cut by rows, as products of C with a vector are: a worker's rows stay in its L2.
func (m *machine) gridFor(p candidate, s shape, unit, workers int) grid {
	turns := turns
	switch {
	case p.packA:
		turns = turnsPackingA
	case p.packB:
		turns = turnsPacking
	}
	most := workers * min(turns, max(1, int(m.workOf(s.m, s.n, s.k)/partWork)/workers)) // whole rounds of workers
	side := partSide
	if max(1, s.m/side)*max(1, s.n/side) < workers {
		side /= 2
	}
	across := max(1, s.n/side)
	if long := longBytes / m.size; p.form == outerProducts && s.m == 1 && !m.slim() && s.n >= workers*long {
		across = s.n / long / workers * workers
	}
	if s.k > 1 && s.k <= fewVectors && s.m >= workers*partSide {
		return grid{workers, 1}
	}
	best, least := grid{1, 1}, math.Inf(1)
	for down := 1; down <= min(most, max(1, s.m/side)); down++ {
		g := grid{down, min(most/down, ceilDiv(s.n, unit), across)}
		part := s
		part.m, part.n = ceilDiv(s.m, g.down), min(s.n, ceilDiv(ceilDiv(s.n, unit), g.across)*unit)
		rounds := float64(ceilDiv(g.down*g.across, workers))
		if cost := (m.cost(p, part) + rowCost*float64(part.m)) * (rounds + lateCost); cost < least {
			best, least = g, cost
		}
	}
	return best
}

// workersFor is the number of workers that a product is divided for.
func (w *Workspace[T]) workersFor(m, n, k int) int {
	switch work := w.machine.workOf(m, n, k); {
	case work >= multiplyAlone:
		return w.pool.Shares()
	case work >= multiplyReady: // a sleeping worker would come too late
		return w.pool.Ready()
	}
	return 1
}

// crewFor is the number of workers for what takes as long as a product, in parts that are worth sharing with a worker that is awake.
func (w *Workspace[T]) crewFor(m, n, k int) int {
	if max(w.pool.Ready(), w.workersFor(m, n, k)) < 2 {
		return 1
	}
	return w.pool.Limit()
}

// share divides the job for as many workers and runs it. s is the shape that costs go by.
func (w *Workspace[T]) share(s shape, workers int) {
	w.job.grid = grid{1, 1}
	if workers > 1 {
		unit := w.machine.lanes
		if w.job.prepacked {
			unit = w.machine.NR
		}
		w.job.grid = w.machine.gridFor(w.job.candidate, s, unit, workers)
	}
	w.run()
}

// run has the workers compute the parts of the job.
func (w *Workspace[T]) run() {
	j := &w.job
	parts, workers := j.grid.down*j.grid.across, 1
	if parts > 1 { // Limit takes 25 ns
		workers = min(w.pool.Limit(), parts)
	}
	if j.packs() {
		w.reserve(workers, j.m, j.n, j.k)
	}
	w.pool.RunOn(workers, parts, (*task[T])(w))
}

// task is a workspace as the workers see it.
type task[T kernels.Float] Workspace[T]

// Do computes one part of the job.
func (p *task[T]) Do(worker, i int) {
	w := (*Workspace[T])(p)
	var s *scratch[T]
	if w.job.packs() {
		s = &w.scratch[worker]
	}
	var x part[T]
	w.take(&x, i)
	w.nest(s, &x)
}

// take makes x part i of the job. With a prepacked B a part has whole panels.
func (w *Workspace[T]) take(x *part[T], i int) {
	j := &w.job
	var i0, i1, j0, j1 int
	if j.prepacked {
		i0, i1, x.v0, x.v1 = j.grid.part(i, j.m, ceilDiv(j.n, w.machine.NR), 1)
		all := w.eachPanel(j.n)
		j0, j1 = all.start(x.v0)*w.machine.lanes, min(all.start(x.v1)*w.machine.lanes, j.n)
	} else {
		i0, i1, j0, j1 = j.grid.part(i, j.m, j.n, w.machine.lanes)
	}
	x.problem = j.problem
	x.cutRows(i0, i1)
	x.cutColumns(j0, j1)
}
