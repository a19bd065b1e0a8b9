package workers

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

const ms = int64(time.Millisecond)

// TestOwe puts losses to an account and wants it to be in debt when they outweigh the gains.
func TestOwe(t *testing.T) {
	var s stalls
	now := 100 * ms
	owe := func(lost, inside int64) (alone int64) {
		now += 10 * ms
		before := s.aloneUntil.Load()
		s.owe(lost, s.seen+inside, now)
		if until := s.aloneUntil.Load(); until != before {
			alone, now = until-now, until
		}
		return alone
	}
	least, most := int64(aloneLeast), int64(aloneMost)
	for i, c := range []struct{ lost, inside, alone int64 }{
		{4 * ms, 0, 0},
		{-3 * ms, 0, 0},
		{6 * ms, 0, 0},        // 7 in all
		{3 * ms, 100 * ms, 0}, // of which 5 are forgiven
		{-9 * ms, 0, 0},       // gains beyond that are not kept
		{7 * ms, 0, 0},
		{1 * ms, 0, least},
		{4 * ms, 0, 2 * least}, // half is left
		{4 * ms, 0, most},
		{4 * ms, 0, most},
	} {
		if alone := owe(c.lost, c.inside); alone != c.alone {
			t.Errorf("loss %d: alone for %d ms, want %d", i, alone/ms, c.alone/ms)
		}
	}
	now += 2 * most
	if alone := owe(8*ms, 0); alone != least {
		t.Errorf("after a long time alone for %d ms, want %d", alone/ms, least/ms)
	}
}

// TestAccount judges tasks of 8 parts, of two workers, by what a clock would have shown.
func TestAccount(t *testing.T) {
	for name, c := range map[string]struct {
		own, helper           int   // parts
		wait, came, left, end int64 // from the beginning, in ms; left 0 before the helper has looked
		debt                  int64
		finer                 bool
	}{
		"even":              {4, 4, 4, 0, 4, 4, 0, false},
		"waited a part":     {5, 3, 5, 2, 6, 6, 0, false},
		"helper stalled":    {7, 1, 7, 0, 0, 11, 3, true},
		"caller stalled":    {1, 7, 11, 0, 7, 11, 3, true},
		"slowed, but worth": {6, 2, 6, 0, 7, 7, 0, true},
		"no helper":         {8, 0, 8, 0, 1, 11, 3, true},
	} {
		x := byHand(2)
		epoch := x.open(2, 8, panicking{})
		x.began = 1000 * ms
		h := x.workers[1]
		x.workers[0].epoch, x.workers[0].done = epoch, c.own
		h.epoch, h.done, h.came = epoch, c.helper, x.began+c.came*ms
		h.left.Store(x.began + c.left*ms)
		if c.helper == 0 { // but many of the task before
			h.epoch, h.done = epoch-1, 8
		}
		before := x.began + 20*ms // smaller parts have been tried
		x.finerUntil.Store(before)
		x.account(epoch, x.began+c.wait*ms, x.began+c.end*ms)
		if finer := x.finerUntil.Load() > before; x.debt != c.debt*ms || finer != c.finer {
			t.Errorf("%s: debt %d ms, finer %t, want %d, %t", name, x.debt/ms, finer, c.debt, c.finer)
		}
		x.finerUntil.Store(0)
		x.debt = 2 * ms
		x.account(epoch, x.began+c.wait*ms, x.began+c.end*ms)
		if c.finer && x.debt != 0 {
			t.Errorf("%s: debt %d ms before smaller parts are tried", name, x.debt/ms)
		}
	}
}

// TestJudge wants a task judged that the caller has waited in, and one that a helper slept in, if
// all their parts were done.
func TestJudge(t *testing.T) {
	for name, c := range map[string]struct {
		whole, slept bool
		timed        int64
	}{"slept": {true, true, timedTasks}, "not whole": {false, true, timedTasks}, "nobody waited": {true, false, 0}} {
		x := byHand(2)
		x.timed = 1
		epoch := x.open(2, 8, panicking{})
		x.began -= 100 * ms
		x.finerUntil.Store(x.began + int64(time.Hour)) // smaller parts have been tried
		h := x.workers[1]
		if _, ok := x.join(1, h); !ok {
			t.Fatal("a helper that is called cannot join")
		}
		h.epoch, h.done, h.came = epoch, 4, x.began
		h.leave(epoch)
		h.leftAt(x.began + ms)
		if c.slept {
			h.slept.Store(epoch)
		}
		x.workers[0].done = 4
		x.close(epoch, c.whole)
		if int64(x.timed) != c.timed {
			t.Errorf("%s: %d tasks to be timed, want %d", name, x.timed, c.timed)
		}
		if in := x.aloneUntil.Load() > 0; in != (c.whole && c.slept) {
			t.Errorf("%s: in debt: %t", name, in)
		}
	}
}

// TestSleptIn wants the task known that a helper was in when it fell asleep.
func TestSleptIn(t *testing.T) {
	x := byHand(2)
	x.open(2, 8, panicking{})
	epoch, _ := x.join(1, x.workers[1])
	x.workers[1].leave(epoch)
	x.stop() // or it would sleep
	x.sleep(1, x.workers[1])
	if got := x.workers[1].slept.Load(); got != epoch {
		t.Errorf("slept in %d, want %d", got, epoch)
	}
}

// TestStallIsWaitedFor holds a helper in a task for longer than the caller looks at once, and wants
// the next task to be timed.
func TestStallIsWaitedFor(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	p := New(2)
	for range 10 { // the caller may have lost its core while the helper was in
		var task late
		p.runTogether(2, &task)
		if !task.done {
			t.Error("Run returned before a helper was out")
		}
		if p.team.timed != 0 {
			break
		}
	}
	if p.team.timed != timedTasks {
		t.Errorf("%d tasks to be timed, want %d", p.team.timed, timedTasks)
	}
	p.Run(2, newCounted(2, 2))
	if p.team.began == 0 {
		t.Error("the next task has no beginning")
	}
}

// late is a task of two parts, of which the helper's takes long.
type late struct {
	met  waitingRoom
	done bool
}

func (l *late) Do(worker, _ int) {
	l.met.Do(worker, 0)
	if worker > 0 {
		time.Sleep(20 * time.Millisecond)
		l.done = true
	}
}

// TestAlone wants no helpers in tasks of a team in debt, and again afterwards.
func TestAlone(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	p := New(2)
	for range 2 {
		p.runTogether(2, &waitingRoom{})
		p.team.aloneUntil.Store(p.team.now() + int64(time.Minute))
		c := newCounted(20, 1)
		c.then = func(int) { time.Sleep(100 * time.Microsecond) }
		c.run(t, p)
	}
}

// TestShares wants tasks divided for all, for one, or for more than all.
func TestShares(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	x := byHand(3)
	x.awake.Store(2)
	p := Pool{&owner{3, x}}
	past, future := x.now(), x.now()+int64(time.Hour)
	for _, c := range []struct {
		alone, finer  int64
		shares, ready int
	}{
		{0, 0, 3, 3}, {past, past, 3, 3}, {past, future, 3 * finer, 3}, {future, 0, 1, 1}, {future, future, 1, 1},
	} {
		x.aloneUntil.Store(c.alone)
		x.finerUntil.Store(c.finer)
		if p.Shares() != c.shares || p.Ready() != c.ready {
			t.Errorf("%+v: %d shares, %d ready", c, p.Shares(), p.Ready())
		}
	}
	if n := New(1).Shares(); n != 1 {
		t.Errorf("%d shares for one worker", n)
	}
}

// waitingRoom is a task in whose parts two workers wait for each other.
type waitingRoom struct{ here atomic.Int32 }

func (r *waitingRoom) Do(_, _ int) {
	for r.here.Add(1); r.here.Load() < 2; {
		runtime.Gosched()
	}
}
