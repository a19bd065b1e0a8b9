package blas

import "weft.example/kernels"

// systemParts is a workspace as the workers see it that compute a triangular system.
type systemParts[T kernels.Float] Workspace[T]

// Do computes some of the columns, from the first row to the last: they stay in the cache of the worker.
func (s *systemParts[T]) Do(worker, i int) {
	w := (*Workspace[T])(s)
	x := w.system
	x.from, x.to = w.columns.piece(i)
	own := w.crew[worker]
	own.halves(&x)
	own.job = job[T]{} // so that no memory of the caller stays alive
}

// shareColumnsOf has the workers compute a system. Where B has few columns they share its products instead.
func (w *Workspace[T]) shareColumnsOf(x *system[T]) {
	shares := min(w.workersFor(x.m, x.n, ceilDiv(x.m, 2)), x.n/systemColumns)
	if shares < 2 {
		w.halves(x)
		return
	}
	w.columns = axis{x.n, min(panelColumns(w.kernels), systemColumns), shares}
	workers := min(w.pool.Limit(), shares)
	m, half := min(x.m, solverRows(x)), x.m/2+leafRows
	w.muster(workers, max(half, x.n), max(half, x.n), half, 2*m+m*oddLines[T](m+w.machine.lanes))
	w.system = *x
	w.pool.RunOn(workers, shares, (*systemParts[T])(w))
	w.system = system[T]{} // so that no memory of the caller stays alive
}
