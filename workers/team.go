package workers

import (
	"sync/atomic"
)

// team is what a pool's workers share. It is laid out for many cores:
//
//   - The helpers watch one word, the ticket. It is written once for each task.
//   - What a worker writes is in cache lines of its own. Others read them only when they have
//     run out of parts.
//   - No counter is written by all.
type team struct {
	busy   atomic.Bool         // held by the goroutine whose task is shared
	quit   atomic.Bool         // the helpers end
	awake  atomic.Int32        // helpers that do not sleep, and so would see a ticket at once
	failed atomic.Pointer[any] // the value of the first panic in a helper
	stalls                     // the account of lost time
	_      [apart]byte

	// ticket is epoch·mostWorkers + n. It calls helpers 1 … n to the task whose number is
	// epoch.
	ticket  atomic.Int64
	task    Task
	parts   int
	first   int64     // the number of part 0. Parts are numbered through all tasks.
	sharing int       // workers called, the caller included
	workers []*worker // the caller and the helpers
}

const (
	// apart is the bytes between what one core writes and what others write: two lines,
	// since CPUs fetch lines in pairs.
	apart = 128

	mostWorkers = 1 << 16 // the most workers of a task
	mostParts   = 1 << 40 // the most parts of a shared task, or the numbers of parts could overflow
)

// worker is one that may take part in a task.
type worker struct {
	// next is the number of the worker's own part that is taken next. Parts are numbered
	// through all tasks, so nobody has to reset it: an earlier task leaves a number below
	// the first part of this task.
	next atomic.Int64
	// state is 2·epoch while a helper is in the task of that epoch. It is 2·epoch + 1 when
	// the helper has left that task, or may no longer join it.
	state  atomic.Int64
	asleep atomic.Bool
	record // of its last task
	wake   chan struct{}
	_      [apart]byte
}

// share has workers, the caller among them, do the parts of a task.
func (t *team) share(workers, parts int, task Task) {
	for len(t.workers) < workers {
		w := &worker{wake: make(chan struct{}, 1)}
		if n := len(t.workers); n > 0 {
			go t.help(n, w)
		}
		t.workers = append(t.workers, w)
	}
	epoch := t.open(workers, parts, task)
	if int(t.awake.Load()) < len(t.workers)-1 {
		for _, w := range t.workers[1:workers] {
			w.rouse()
		}
	}
	whole := false
	defer func() { t.close(epoch, whole) }() // also if a part panics
	t.take(0)
	whole = true
}

// open calls the helpers to a task.
func (t *team) open(workers, parts int, task Task) (epoch int64) {
	t.first += int64(t.parts)
	t.task, t.parts, t.sharing = task, parts, workers
	t.begin()
	epoch = t.ticket.Load()/mostWorkers + 1
	t.ticket.Store(epoch*mostWorkers + int64(workers-1))
	return epoch
}

// close waits for the helpers and makes the team ready for the next task. whole says that no part
// of the caller's panicked.
func (t *team) close(epoch int64, whole bool) {
	if !whole {
		t.giveUp()
	}
	for _, w := range t.workers[1:t.sharing] {
		if !w.dismiss(epoch) || w.slept.Load() == epoch {
			t.judge(epoch, whole)
			break
		}
	}
	t.task = nil // or it would be kept alive
	failed := t.failed.Load()
	if failed != nil {
		t.failed.Store(nil)
	}
	t.busy.Store(false)
	if failed != nil {
		panic(*failed)
	}
}

// take does parts until none is left: first the worker's own, then those of others.
func (t *team) take(worker int) {
	done := 0
	for i, n := worker, t.sharing; n > 0; n-- {
		from, to := t.own(i)
		for {
			part, ok := t.workers[i].claim(from, to)
			if !ok {
				break
			}
			t.task.Do(worker, int(part-t.first))
			done++
		}
		if i++; i == t.sharing {
			i = 0
		}
	}
	w := t.workers[worker]
	w.epoch, w.done = t.ticket.Load()/mostWorkers, done
}

// own returns the numbers from … to-1 of worker i's parts. A later task of as many parts gives
// it the same parts, so what they read may still be in its caches.
func (t *team) own(i int) (from, to int64) {
	parts, sharing := int64(t.parts), int64(t.sharing) // at most 2⁴⁰ and 2¹⁶
	return t.first + parts*int64(i)/sharing, t.first + parts*int64(i+1)/sharing
}

// claim takes the next of the worker's own parts, if one is left. Any worker may call it.
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

// giveUp keeps all workers from taking further parts.
func (t *team) giveUp() {
	for i := range t.sharing {
		_, to := t.own(i)
		t.workers[i].next.Store(to)
	}
}

// called reports whether the ticket calls helper i, which is w, and w may still join.
func (t *team) called(i int, w *worker) (epoch int64, ok bool) {
	ticket := t.ticket.Load()
	epoch = ticket / mostWorkers
	return epoch, i <= int(ticket%mostWorkers) && w.state.Load() < 2*epoch
}

// join enters the shared task if helper i, which is w, is called to it and may.
func (t *team) join(i int, w *worker) (epoch int64, ok bool) {
	state := w.state.Load()
	epoch, ok = t.called(i, w)
	return epoch, ok && w.state.CompareAndSwap(state, 2*epoch)
}

// leave is called by a helper that is in the task.
func (w *worker) leave(epoch int64) { w.state.Store(2*epoch + 1) }

// dismiss bars a helper that has not joined an epoch from joining it. It reports whether the
// helper is out of the epoch. Where it is not, dismiss looks again for some 50 µs, since the
// wait is short as a rule.
func (w *worker) dismiss(epoch int64) bool {
	for range rests {
		state := w.state.Load()
		if state > 2*epoch || state < 2*epoch && w.state.CompareAndSwap(state, 2*epoch+1) {
			return true
		}
		rest()
	}
	return false
}

// stop ends the helpers.
func (t *team) stop() {
	t.quit.Store(true)
	for _, w := range t.workers {
		w.rouse()
	}
}
