package workers

import (
	"runtime"
)

// Task is work in independent parts.
type Task interface {
	// Do does one part. Each part is done once, by one goroutine, and must not wait for
	// another part. Calls with the same worker never overlap. worker is at least 0, below the
	// number of parts and below the number of workers that the task was run with.
	Do(worker, part int)
}

// Pool has goroutines, its helpers, that share the parts of a task with the goroutine
// that brings it. Any number of goroutines may use a pool. A copy of a Pool is the same
// pool.
type Pool struct{ *owner }

// owner is what all copies of a Pool hold. No helper holds it, or it would stay reachable
// and the helpers would never end.
type owner struct {
	max  int
	team *team
}

// New returns a pool of at most max workers, the calling goroutine included. GOMAXPROCS is
// read at each task and bounds them too. With max below 1 it is the only bound. The helpers
// are started when they are first needed. They end when neither the Pool nor a copy of it is
// reachable.
func New(max int) *Pool {
	o := &owner{max: max, team: &team{}}
	o.team.now = clock()
	runtime.AddCleanup(o, (*team).stop, o.team)
	return &Pool{o}
}

// Limit returns how many workers a task run now may have, the calling goroutine included.
func (p *Pool) Limit() int {
	n := runtime.GOMAXPROCS(0)
	if p.max > 0 {
		n = min(n, p.max)
	}
	return n
}

// Ready returns how many workers would begin a task without a wake: the calling goroutine
// and the helpers that are awake. It is 1 while the pool works alone.
func (p *Pool) Ready() int {
	ready := min(1+int(p.team.awake.Load()), p.Limit())
	if ready > 1 && p.team.until(&p.team.aloneUntil) {
		return 1
	}
	return ready
}

// Shares returns for how many workers a task is best divided now.
//
//   - As a rule it is Limit.
//   - After a stall it is more than Limit for a while: nobody waits long for a small part.
//   - While the pool works alone it is 1.
func (p *Pool) Shares() int {
	n := p.Limit()
	switch {
	case n == 1 || p.team.until(&p.team.aloneUntil):
		return 1
	case p.team.until(&p.team.finerUntil):
		return finer * n
	}
	return n
}

// Run does parts 0 … parts-1 of a task, in any order, by at most Limit workers. It returns
// when all are done. It allocates nothing, but for starting the helpers.
//
// If a part panics, no further parts are begun. Run waits for those under way and panics
// with the same value. If a part ends the goroutine of a helper, Run panics with a text.
func (p *Pool) Run(parts int, task Task) { p.RunOn(p.Limit(), parts, task) }

// RunOn is Run by at most as many workers as it is given, which is no more than Limit.
func (p *Pool) RunOn(workers, parts int, task Task) {
	workers = min(workers, parts, mostWorkers)
	if workers < 2 || int64(parts) > mostParts || p.team.until(&p.team.aloneUntil) || !p.team.busy.CompareAndSwap(false, true) {
		for part := range parts {
			task.Do(0, part)
		}
		return
	}
	p.team.share(workers, parts, task)
	runtime.KeepAlive(p.owner)
}
