package blas

import "runtime"

// Task is work in independent parts.
type Task interface {
	// Do does one part. Each part is done once, by one goroutine; calls with the
	// same worker, a number below Workers.Limit and below the number of parts,
	// never overlap.
	Do(worker, part int)
}

// Workers are goroutines that share the parts of a task with the goroutine
// that brings it. They are started when first needed, wait a moment for the
// next task and then sleep. One task is shared at a time: a task that comes
// while another runs, from a part of it or from another goroutine, is done by
// its own goroutine alone, so that nothing oversubscribes or waits in a circle.
type Workers struct {
	max int
	*pool
}

// NewWorkers returns workers of which at most max, the calling goroutine
// included, run at once. GOMAXPROCS, read at each call of Run, bounds them
// too; with max below 1 it alone does. They end when the Workers are no
// longer reachable.
func NewWorkers(max int) *Workers {
	w := &Workers{max: max, pool: &pool{}}
	runtime.AddCleanup(w, (*pool).stop, w.pool)
	return w
}

// Limit returns how many may run at once now, the calling goroutine included.
func (w *Workers) Limit() int {
	n := runtime.GOMAXPROCS(0)
	if w.max > 0 {
		n = min(n, w.max)
	}
	return n
}

// ready is how many could take parts at once: the caller, and helpers that are awake.
func (w *Workers) ready() int { return 1 + int(w.awake.Load()) }

// Run does parts 0 … parts-1 of a task, in any order, and returns when all are
// done. It allocates nothing, but for starting the workers. If a part panics, no further
// ones are begun, and Run panics with the same value when those under way are done.
func (w *Workers) Run(parts int, task Task) { w.run(w.Limit(), parts, task) }

// run is Run with at most so many workers.
func (w *Workers) run(workers, parts int, task Task) {
	workers = min(workers, parts, mostWorkers)
	if workers < 2 || int64(parts) > mostParts || !w.busy.CompareAndSwap(false, true) {
		for part := range parts {
			task.Do(0, part)
		}
		return
	}
	w.share(workers, parts, task)
	runtime.KeepAlive(w)
}
