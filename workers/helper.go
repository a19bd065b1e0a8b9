package workers

import (
	"math"
	"runtime"
	"time"
)

// help is the life of a helper. It is worker i, and i is at least 1. It reads the clock only
// outside of tasks, where nobody waits for it.
func (t *team) help(i int, w *worker) {
	t.awake.Add(1)
	at := t.now()
	for !t.quit.Load() {
		epoch, ok := t.join(i, w)
		if ok {
			w.came = at
			t.assist(i, w, epoch)
			at = t.now()
			w.leftAt(at)
		} else if at, ok = t.watch(i, w, at); !ok {
			t.sleep(i, w)
			at = t.now()
		}
	}
}

// assist takes parts in a helper. A panic of a part goes to the goroutine whose task it is. If a
// part ends the helper's goroutine, another goroutine becomes the helper.
func (t *team) assist(i int, w *worker, epoch int64) {
	whole := false
	defer func() {
		if !whole {
			failed := recover()
			ended := failed == nil
			if ended {
				failed = "workers: a part has ended the goroutine of a worker"
			}
			t.failed.CompareAndSwap(nil, &failed)
			t.giveUp()
			if ended {
				t.awake.Add(-1)
				go t.help(i, w)
			}
		}
		w.leave(epoch)
	}()
	t.take(i)
	whole = true
}

const (
	// patience is how long a helper watches for the next task before it sleeps. It is as
	// long as a sleep and a wake would cost that task. A wake takes 120 µs on a virtual
	// machine, whose processor halts during a sleep. A network's passes have serial steps
	// of up to 100 µs between their products.
	patience = 200 * time.Microsecond
	// rests is the number of rests between two looks at the clock, or before other
	// goroutines may run. They take 10 to 30 µs.
	rests = 1000
)

// rest is for a loop that waits for another core. It takes 40 to 100 cycles. It takes almost
// nothing from another thread of the same core. PAUSE is meant for that, but a hypervisor
// that counts a thousand of them takes the core away.
//
//go:noinline
func rest() float64 {
	x := 2.0
	for range 5 {
		x = math.Sqrt(x)
	}
	return x
}

// watch waits for a task until patience is over. It reports whether one came, and what the
// clock said last.
func (t *team) watch(i int, w *worker, start int64) (at int64, ok bool) {
	for at = start; at-start < int64(patience); at = t.now() {
		for range rests {
			if _, ok := t.called(i, w); ok {
				return at, true
			}
			rest()
		}
		runtime.Gosched()
	}
	return at, false
}

// sleep returns when the helper is roused. It looks for a task once more after it has said that
// it sleeps, or a task that comes in between would not wake it.
func (t *team) sleep(i int, w *worker) {
	t.awake.Add(-1)
	w.slept.Store(w.state.Load() / 2)
	w.asleep.Store(true)
	if _, ok := t.called(i, w); !(ok || t.quit.Load()) || !w.asleep.CompareAndSwap(true, false) {
		<-w.wake
	}
	t.awake.Add(1)
}

// rouse wakes a helper that is asleep or about to sleep.
func (w *worker) rouse() {
	if w.asleep.Load() && w.asleep.CompareAndSwap(true, false) {
		w.wake <- struct{}{}
	}
}
