package blas

import (
	"runtime"
	"sync/atomic"
)

// pool is what the helping goroutines hold on to; not the Workers, or those
// would never be unreachable.
//
// It is laid out for many cores. What calls the helpers is one word, which they watch and
// which is written once a task. What a worker writes is in lines of its own, which others
// read when they have run out of parts; nothing counts what all have done.
type pool struct {
	busy   atomic.Bool         // held by the goroutine whose task is shared
	quit   atomic.Bool         // the helpers end
	awake  atomic.Int32        // helpers that would see a task at once
	failed atomic.Pointer[any] // what the first helper's part has panicked with
	_      [104]byte           // two lines, as they are fetched, before the words that all watch

	// call is the number of the last round, which is one task shared, and of the helpers that
	// it calls: round·mostWorkers + helpers, the first ones.
	call    atomic.Int64
	task    Task
	parts   int
	first   int64     // part of the task, counted through all tasks
	sharing int       // workers called, the first ones, the caller included
	workers []*worker // the caller and the helpers
}

const (
	mostWorkers = 1 << 16 // is more than may share a task
	mostParts   = 1 << 40 // are shared; the numbers of more, through all tasks, could run over
)

// worker is one that may take part in a task.
type worker struct {
	// next is the part that is taken next of its own, which are the same ones whenever a task
	// of so many parts comes again, so that what they read may be in its caches yet. Like
	// first it is counted through all tasks, so nobody has to set it back: what it was left at
	// by an earlier task is before its parts of this one.
	next atomic.Int64
	// seat is 2·round while a helper is in the task of that round; and one more when it is
	// out again, or is not to come in any more: one that wakes late is not waited for.
	seat   atomic.Int64
	asleep atomic.Bool
	wake   chan struct{}
	_      [96]byte // from others' lines
}

// share has as many workers do the parts of a task, the caller among them.
func (p *pool) share(workers, parts int, task Task) {
	for len(p.workers) < workers {
		w := &worker{wake: make(chan struct{}, 1)}
		if n := len(p.workers); n > 0 {
			go p.help(n, w)
		}
		p.workers = append(p.workers, w)
	}
	p.first += int64(p.parts)
	p.task, p.parts, p.sharing = task, parts, workers
	round := p.call.Load()/mostWorkers + 1
	p.call.Store(round*mostWorkers + int64(workers-1))
	if int(p.awake.Load()) < len(p.workers)-1 {
		for _, w := range p.workers[1:workers] {
			w.rouse()
		}
	}
	whole := false
	defer func() { p.close(round, whole) }() // also if a part panics
	p.take(0)
	whole = true
}

// close waits for the helpers and is ready for the next task.
func (p *pool) close(round int64, whole bool) {
	if !whole {
		p.giveUp()
	}
	for _, w := range p.workers[1:p.sharing] {
		w.dismiss(round)
	}
	p.task = nil
	failed := p.failed.Load()
	if failed != nil {
		p.failed.Store(nil)
	}
	p.busy.Store(false)
	if failed != nil {
		panic(*failed)
	}
}

// take does parts until none is left, those of other workers after its own.
func (p *pool) take(worker int) {
	for i, n := worker, p.sharing; n > 0; n-- {
		from, to := p.own(i)
		for {
			part, ok := p.workers[i].claim(from, to)
			if !ok {
				break
			}
			p.task.Do(worker, int(part-p.first))
		}
		if i++; i == p.sharing {
			i = 0
		}
	}
}

// own returns the parts of worker i, counted through all tasks.
func (p *pool) own(i int) (from, to int64) {
	f, t := piece(p.parts, p.sharing, i)
	return p.first + int64(f), p.first + int64(t)
}

// claim takes the next of a worker's parts, if one is left.
func (w *worker) claim(from, to int64) (part int64, ok bool) {
	for {
		next := w.next.Load()
		part = max(next, from)
		if part >= to {
			return 0, false
		}
		if w.next.CompareAndSwap(next, part+1) {
			return part, true
		}
	}
}

// giveUp has no further parts taken.
func (p *pool) giveUp() {
	for i := range p.sharing {
		_, to := p.own(i)
		p.workers[i].next.Store(to)
	}
}

// calls reports whether a task is shared that helper i, w, is called to and may still join.
func (p *pool) calls(i int, w *worker) (round int64, ok bool) {
	call := p.call.Load()
	round = call / mostWorkers
	return round, i <= int(call%mostWorkers) && w.seat.Load() < 2*round
}

// join enters the shared task if it can.
func (p *pool) join(i int, w *worker) (round int64, ok bool) {
	seat := w.seat.Load()
	round, ok = p.calls(i, w)
	return round, ok && w.seat.CompareAndSwap(seat, 2*round)
}

// leave is called by a helper that is in the task.
func (w *worker) leave(round int64) { w.seat.Store(2*round + 1) }

// dismiss returns when a helper is out of a round for good. It spins, for some 50 µs at
// a time, since the wait is short as a rule and a goroutine that is locked to its thread
// pays for every Gosched with two switches of threads.
func (w *worker) dismiss(round int64) {
	for {
		for range rests {
			seat := w.seat.Load()
			if seat > 2*round || seat < 2*round && w.seat.CompareAndSwap(seat, 2*round+1) {
				return
			}
			rest()
		}
		runtime.Gosched()
	}
}

func (p *pool) stop() {
	p.quit.Store(true)
	for _, w := range p.workers {
		w.rouse()
	}
}
