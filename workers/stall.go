package workers

import (
	"runtime"
	"sync/atomic"
	"time"
)

// The operating system takes a core away for some 4 ms when another process wants it. A worker
// that loses its core keeps the part that it is in. All others wait for it, since a part cannot
// be done twice. So a team keeps an account of what its tasks lose:
//
//   - A task is judged when a helper has waited for the caller for so long that it fell asleep, or
//     the caller for a helper for 50 µs. Nothing is counted before, so tasks that nobody waits in
//     cost nothing.
//   - Its loss is the time that it took beyond what the caller alone would have taken: as many
//     parts as it has, by the fastest worker. A loss below zero is a gain, and pays debts.
//   - After a task that lost, or of which one worker was slowed down, tasks are to be divided
//     into smaller parts for a while.
//   - A team in debt by such parts works alone for a while and then tries again.
//
// Beside one process that spins on one of two cores, two workers ÷ one without and with the
// account, float32, medians of BenchmarkBusy (Zen 3, a machine with others' work too): 256 cubed
// 0.85 and 1.00, 512 cubed 0.86 and 1.0, 1024 cubed 0.98 and 1.0 to 1.4, 2048 cubed 1.02 and 1.1 to
// 1.25, 512×512×3 0.56 and 0.98, NT 8×512×784 0.61 and 0.99, 1024×64×256 0.82 and 0.99,
// 128×256×512 0.85 and 1.0.
//
// What was tried and lost:
//
//   - The caller sleeps while it waits, so that the helper may have its core: 512 cubed 0.87 and
//     0.98, but 256 cubed 0.74. The helper then keeps the core from the caller.
//   - A pause of 20 times each loss, from the first one on: an idle machine with a few short
//     processes lost a third of its speed, since a helper that is woken seldom gains at once.

const (
	// forgiven is the share of the helpers' time in tasks that they may lose: other processes
	// take 3 % where they are few.
	forgiven = 1. / 20
	// credit is the debt from which a team works alone: two turns of the operating system's.
	credit = 8 * time.Millisecond
	// A team works alone for aloneLeast, and for twice as long, up to aloneMost, when it is
	// soon in debt again.
	aloneLeast = 250 * time.Millisecond
	aloneMost  = time.Second
	// finer is how many times as many workers a task is to be divided for, for as long as
	// finerTime, when one has been stalled. That is longer than aloneMost, so that a team which
	// tries again does so by smaller parts. 8 times as many gained nothing more.
	finer     = 4
	finerTime = 2 * time.Second
	// timedTasks are the tasks after one that somebody waited for. Only of those the beginning is
	// known, since the clock takes 25 to 40 ns.
	timedTasks = 1000
)

// stalls is a team's account. Times are since its birth, in nanoseconds.
type stalls struct {
	born  time.Time
	timed int   // tasks of which the beginning is to be known
	began int64 // the task, or 0 if that is not known
	debt  int64 // what tasks have lost
	seen  int64 // of the helpers' time in tasks
	alone int64 // how long the team worked alone last

	aloneUntil atomic.Int64
	finerUntil atomic.Int64
}

// record is what a worker did in its last task.
type record struct {
	epoch  int64        // the task
	done   int          // parts
	came   int64        // when a helper last looked at the clock before it joined
	left   atomic.Int64 // when it looked next
	inside atomic.Int64 // a helper's time in tasks
	slept  atomic.Int64 // the epoch that it was in last when it fell asleep
}

func (s *stalls) now() int64 { return int64(time.Since(s.born)) }

// begin takes the time, if that is worth it.
func (s *stalls) begin() {
	s.began = 0
	if s.timed > 0 {
		s.timed--
		s.began = s.now()
	}
}

// leftAt is called by a helper that has left a task.
func (r *record) leftAt(now int64) {
	r.left.Store(now)
	r.inside.Add(now - r.came)
}

// each returns how long a part of a task took a helper, and false if it did none.
func (r *record) each(epoch, end int64) (time float64, ok bool) {
	if r.epoch != epoch || r.done == 0 {
		return 0, false
	}
	left := r.left.Load()
	if left <= r.came { // it has not looked yet
		left = end
	}
	return float64(left-r.came) / float64(r.done), true
}

// judge waits for the helpers to be out of an epoch, and takes account of what it cost if all
// parts are done.
func (t *team) judge(epoch int64, whole bool) {
	wait := t.now()
	for _, w := range t.workers[1:t.sharing] {
		for !w.dismiss(epoch) {
			runtime.Gosched() // seldom: a goroutine locked to its thread pays with two switches of threads
		}
	}
	t.timed = timedTasks
	if t.began != 0 && whole {
		t.account(epoch, wait, t.now())
	}
}

// account takes account of a task which the caller has waited for from a time on to the end.
func (t *team) account(epoch, wait, end int64) {
	part := float64(wait-t.began) / float64(max(1, t.workers[0].done)) // of the fastest worker
	slowest, inside := part, int64(0)
	for _, w := range t.workers[1:] {
		inside += w.inside.Load()
		if each, ok := w.each(epoch, end); ok {
			part, slowest = min(part, each), max(slowest, each)
		}
	}
	lost := end - t.began - int64(part*float64(t.parts))
	if lost > 0 || slowest > 1.25*part+float64(patience) {
		if t.finerUntil.Swap(end+int64(finerTime)) < end { // smaller parts have a try first
			t.debt, lost = 0, 0
		}
	}
	t.owe(lost, inside, end)
}

// owe puts what a task has lost, which is below zero if it has gained, to the account.
func (s *stalls) owe(lost, inside, now int64) {
	s.debt = max(0, max(0, s.debt-int64(forgiven*float64(inside-s.seen)))+lost)
	s.seen = inside
	if s.debt < int64(credit) {
		return
	}
	s.debt = int64(credit) / 2
	if now-s.aloneUntil.Load() < s.alone {
		s.alone = min(2*s.alone, int64(aloneMost))
	} else {
		s.alone = int64(aloneLeast)
	}
	s.aloneUntil.Store(now + s.alone)
}

// until reports whether a time is still to come. Where nothing stalls, it does not look at
// the clock.
func (s *stalls) until(time *atomic.Int64) bool {
	until := time.Load()
	return until != 0 && s.now() < until
}
