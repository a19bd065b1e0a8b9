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
//   - A task is judged when the caller has waited 50 µs for a helper, or a helper has waited for
//     the caller until it fell asleep. Other tasks are not judged and cost nothing.
//   - The loss of a task is its time less the time that the caller alone would have taken. That
//     time is the number of parts times the time of one part by the fastest worker. A loss below
//     zero is a gain, and pays debts.
//   - After a task that lost, or one in which a worker was slowed down, tasks are to be divided
//     into smaller parts for a while.
//   - A team that runs into debt with smaller parts works alone for a while and then tries again.
//
// Speed of two workers ÷ speed of one, beside one process that spins on one of two cores. float32,
// medians of BenchmarkBusy (Zen 3, a machine with others' work too):
//
//	               without the account   with it
//	256 cubed      0.85                  1.00
//	512 cubed      0.86                  1.0
//	1024 cubed     0.98                  1.0 to 1.4
//	2048 cubed     1.02                  1.1 to 1.25
//	512×512×3      0.56                  0.98
//	NT 8×512×784   0.61                  0.99
//	1024×64×256    0.82                  0.99
//	128×256×512    0.85                  1.0
//
// What was tried and lost:
//
//   - The caller sleeps while it waits, so that the helper may have its core: 512 cubed 0.87 and
//     0.98, but 256 cubed 0.74. The helper then keeps the core from the caller.
//   - A pause of 20 times each loss, from the first loss on. An idle machine with a few short
//     processes lost a third of its speed, since a helper that is woken seldom gains at once.

const (
	// forgiven is the share of the helpers' time in tasks that tasks may lose without a debt. A
	// few other processes take 3 %.
	forgiven = 1. / 20
	// credit is the debt from which a team works alone: two turns of the operating system's.
	credit = 8 * time.Millisecond
	// aloneLeast is how long a team works alone. When it is soon in debt again the time doubles,
	// up to aloneMost.
	aloneLeast = 250 * time.Millisecond
	aloneMost  = time.Second
	// finer is a factor: after a stall tasks are to be divided for 4 times as many workers. 8 times
	// gained nothing more. finerTime is how long that holds. It is longer than aloneMost, so that a
	// team that tries again does so with smaller parts.
	finer     = 4
	finerTime = 2 * time.Second
	// timedTasks is how many tasks have their beginning timed after a task was judged. Other
	// tasks do not read the clock, which takes 25 to 40 ns.
	timedTasks = 1000
)

// stalls is a team's account. Times are since its birth, in nanoseconds.
type stalls struct {
	now   func() int64 // reads the clock
	timed int          // as many tasks to come have their beginning timed
	began int64        // when the task began, or 0 if it is not timed
	debt  int64        // what tasks have lost
	seen  int64        // the helpers' time in tasks, up to the last account
	alone int64        // how long the team worked alone last

	aloneUntil atomic.Int64
	finerUntil atomic.Int64
}

// record is what a worker did in its last task.
type record struct {
	epoch  int64        // the number of the task
	done   int          // parts that the worker did
	came   int64        // the last look of a helper at the clock before it joined
	left   atomic.Int64 // its first look after it left
	inside atomic.Int64 // its time in all tasks
	slept  atomic.Int64 // its last epoch when it last fell asleep
}

// clock returns a clock that starts at 0. It hides time.Time from the type of stalls: for a type that
// becomes an interface, as the owner of a team does, the linker keeps all that fmt could call, and
// time.Time's formats are 50 kB.
func clock() func() int64 {
	born := time.Now()
	return func() int64 { return int64(time.Since(born)) }
}

// begin reads the clock at the beginning of a task, if the task is to be timed.
func (s *stalls) begin() {
	s.began = 0
	if s.timed > 0 {
		s.timed--
		s.began = s.now()
	}
}

// leftAt notes when a helper has left a task.
func (r *record) leftAt(now int64) {
	r.left.Store(now)
	r.inside.Add(now - r.came)
}

// each returns how long a part of the task took a helper on average. ok is false if it did none.
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

// judge waits for the helpers to be out of an epoch. If all parts are done and the beginning is
// known, the task goes to the account.
func (t *team) judge(epoch int64, whole bool) {
	wait := t.now()
	for _, w := range t.workers[1:t.sharing] {
		for !w.dismiss(epoch) {
			runtime.Gosched() // seldom, since a goroutine locked to its thread pays two switches of threads
		}
	}
	t.timed = timedTasks
	if t.began != 0 && whole {
		t.account(epoch, wait, t.now())
	}
}

// account puts a task to the account. The caller has waited for helpers from wait to end.
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

// owe adds what a task has lost to the debt. lost is below zero if the task has gained. Some of the
// helpers' time, forgiven, is taken off the debt first.
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

// until reports whether a time is still to come. A time of 0 is none, and is told without a look
// at the clock.
func (s *stalls) until(time *atomic.Int64) bool {
	until := time.Load()
	return until != 0 && s.now() < until
}
