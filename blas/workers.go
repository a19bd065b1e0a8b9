package blas

import (
	"runtime"
	"sync/atomic"
	"time"
)

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
	helpers := min(workers, parts) - 1
	if helpers < 1 || !w.busy.CompareAndSwap(false, true) {
		for part := range parts {
			task.Do(0, part)
		}
		return
	}
	w.share(helpers, parts, task)
	runtime.KeepAlive(w)
}

// pool is what the helping goroutines hold on to; not the Workers, or those
// would never be unreachable.
type pool struct {
	busy    atomic.Bool // held by the goroutine whose task is shared
	helpers []*helper

	task  Task
	spans []span       // of parts, one for each worker in the task
	left  atomic.Int64 // parts not taken

	// state is the number of helpers inside the task, plus seat for each of the
	// helpers that it admits, the first ones, while it does. A helper that wakes
	// late is not waited for.
	state atomic.Int64
	awake atomic.Int32 // helpers that would see a task at once
	quit  atomic.Bool

	failed atomic.Pointer[any] // what the first helper's part has panicked with
}

const seat = 1 << 32

// span is the parts that a worker takes first: the same ones whenever a task of
// so many parts comes again, so that what they read may be in its caches yet.
type span struct {
	next atomic.Int64
	end  int64
	_    [112]byte // from a cache line, and the one fetched with it, of the others
}

// helper is one goroutine's bed.
type helper struct {
	asleep atomic.Bool
	wake   chan struct{}
}

func (p *pool) share(helpers, parts int, task Task) {
	for len(p.helpers) < helpers {
		h := &helper{wake: make(chan struct{}, 1)}
		p.helpers = append(p.helpers, h)
		go p.help(h, len(p.helpers))
	}
	if workers := helpers + 1; cap(p.spans) < workers {
		p.spans = make([]span, workers)
	}
	p.spans = p.spans[:helpers+1]
	for i := range p.spans {
		from, to := piece(parts, len(p.spans), i)
		p.spans[i].next.Store(int64(from))
		p.spans[i].end = int64(to)
	}
	p.task = task
	p.left.Store(int64(parts))
	p.state.Store(int64(helpers) * seat)
	for _, h := range p.helpers[:helpers] {
		h.rouse()
	}
	defer p.close(helpers) // also if a part panics
	p.take(0)
}

// close waits for the helpers and is ready for the next task.
func (p *pool) close(helpers int) {
	if p.left.Load() > 0 { // a part has panicked
		p.giveUp()
	}
	p.state.Add(-int64(helpers) * seat)
	p.await()
	failed := p.failed.Swap(nil)
	p.task = nil
	p.busy.Store(false)
	if failed != nil {
		panic(*failed)
	}
}

// giveUp has no further parts taken.
func (p *pool) giveUp() {
	for i := range p.spans {
		p.spans[i].next.Store(p.spans[i].end)
	}
	p.left.Store(0)
}

// await returns when the last helper has left the task. It spins, for some
// 50 µs at a time, since the wait is short as a rule and a goroutine that is
// locked to its thread pays for every Gosched with two switches of threads.
func (p *pool) await() {
	for {
		for range 50_000 {
			if p.state.Load() == 0 {
				return
			}
		}
		runtime.Gosched()
	}
}

// take does parts until none is left, those of other workers after its own.
func (p *pool) take(worker int) {
	for i := range p.spans {
		s := &p.spans[(worker+i)%len(p.spans)]
		for s.next.Load() < s.end {
			part := s.next.Add(1) - 1
			if part >= s.end {
				break
			}
			p.left.Add(-1)
			p.task.Do(worker, int(part))
		}
	}
}

// help is the life of a helper.
func (p *pool) help(h *helper, worker int) {
	p.awake.Add(1)
	for !p.quit.Load() {
		if p.join(worker) {
			p.assist(h, worker)
		} else if !p.watch(worker) {
			h.sleep(p, worker)
		}
	}
}

// assist is take in a helper, which hands a panic to the goroutine whose task it is, and
// has a successor if a part ends its goroutine.
func (p *pool) assist(h *helper, worker int) {
	whole := false
	defer func() {
		if !whole {
			failed := recover()
			ended := failed == nil
			if ended {
				failed = "blas: a part has ended the goroutine of a worker"
			}
			p.failed.CompareAndSwap(nil, &failed)
			p.giveUp()
			if ended {
				p.awake.Add(-1)
				go p.help(h, worker)
			}
		}
		p.state.Add(-1)
	}()
	p.take(worker)
	whole = true
}

// admits reports whether the shared task, in the given state, admits a worker
// and has a part for it.
func (p *pool) admits(worker int, state int64) bool {
	return int(state/seat) >= worker && p.left.Load() > 0
}

// join enters the shared task if it can.
func (p *pool) join(worker int) bool {
	for {
		s := p.state.Load()
		if !p.admits(worker, s) {
			return false
		}
		if p.state.CompareAndSwap(s, s+1) {
			return true
		}
	}
}

// patience is how long a helper watches for the next task before it sleeps: as
// long as a sleep and a wake would cost that task. On a virtual machine, whose
// processor halts meanwhile, a wake takes 120 µs, and a network's passes have
// serial steps of up to 100 µs between their products.
const patience = 200 * time.Microsecond

// watch reports whether a task comes in time.
func (p *pool) watch(worker int) bool {
	for start := time.Now(); time.Since(start) < patience; runtime.Gosched() {
		for range 10_000 { // some 5 µs
			if p.admits(worker, p.state.Load()) {
				return true
			}
		}
	}
	return false
}

// sleep returns when the helper is roused.
func (h *helper) sleep(p *pool, worker int) {
	p.awake.Add(-1)
	h.asleep.Store(true)
	if !(p.admits(worker, p.state.Load()) || p.quit.Load()) || !h.asleep.CompareAndSwap(true, false) {
		<-h.wake
	}
	p.awake.Add(1)
}

func (h *helper) rouse() {
	if h.asleep.CompareAndSwap(true, false) {
		h.wake <- struct{}{}
	}
}

func (p *pool) stop() {
	p.quit.Store(true)
	for _, h := range p.helpers {
		h.rouse()
	}
}
