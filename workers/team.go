package workers

import (
	"sync/atomic"
)

// team is what a pool's workers share. It is laid out for many cores:
//
//   - The helpers watch one word, the ticket. It is written once a task.
//   - What a worker writes is in lines of its own. Others read those when they have run
//     out of parts.
//   - Nothing counts what all have done.
type team struct {
	busy   atomic.Bool         // held by the goroutine whose task is shared
	quit   atomic.Bool         // the helpers end
	awake  atomic.Int32        // helpers that would see a ticket at once
	failed atomic.Pointer[any] // what the first helper's part has panicked with
	stalls                     // what has been waited for in vain
	_      [apart]byte

	// ticket calls helpers 1 … n to a task: epoch·mostWorkers + n. The epoch is the
	// task's number.
	ticket  atomic.Int64
	task    Task
	parts   int
	first   int64     // number of the task's part 0. Parts are numbered through all tasks.
	sharing int       // workers called, the caller included
	workers []*worker // the caller and the helpers
}

const (
	// apart is how many bytes keep what one core writes from what others do: two
	// lines, as they are fetched in pairs.
	apart = 128

	mostWorkers = 1 << 16 // may share a task
	mostParts   = 1 << 40 // are shared. The numbers of more, through all tasks, could run over.
)

// worker is one that may take part in a task.
type worker struct {
	// next is the number of the part that is taken next of the worker's own. Parts are
	// numbered through all tasks, so nobody has to set it back: what an earlier task
	// left is below the first of this one.
	next atomic.Int64
	// state is 2·epoch while a helper is in the task of that epoch. It is one more when
	// the helper is out again, or may not come in any more.
	state  atomic.Int64
	asleep atomic.Bool
	record // of what it did
	wake   chan struct{}
	_      [apart]byte
}

// share has as many workers do the parts of a task, the caller among them.
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

// close waits for the helpers and is ready for the next task.
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

// take does parts until none is left, those of other workers after its own.
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

// own returns the numbers of worker i's parts. They are the same parts whenever a task
// of so many comes again, so that what they read may be in the worker's caches yet.
func (t *team) own(i int) (from, to int64) {
	parts, sharing := int64(t.parts), int64(t.sharing) // at most 2⁴⁰ and 2¹⁶
	return t.first + parts*int64(i)/sharing, t.first + parts*int64(i+1)/sharing
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
func (t *team) giveUp() {
	for i := range t.sharing {
		_, to := t.own(i)
		t.workers[i].next.Store(to)
	}
}

// called reports whether helper i, w, has a ticket to the shared task and may still join.
func (t *team) called(i int, w *worker) (epoch int64, ok bool) {
	ticket := t.ticket.Load()
	epoch = ticket / mostWorkers
	return epoch, i <= int(ticket%mostWorkers) && w.state.Load() < 2*epoch
}

// join enters the shared task if it can.
func (t *team) join(i int, w *worker) (epoch int64, ok bool) {
	state := w.state.Load()
	epoch, ok = t.called(i, w)
	return epoch, ok && w.state.CompareAndSwap(state, 2*epoch)
}

// leave is called by a helper that is in the task.
func (w *worker) leave(epoch int64) { w.state.Store(2*epoch + 1) }

// dismiss reports whether a helper is out of an epoch for good: one that has not joined may
// not any more. It looks for some 50 µs, since the wait is short as a rule.
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

// stop has the helpers end.
func (t *team) stop() {
	t.quit.Store(true)
	for _, w := range t.workers {
		w.rouse()
	}
}
