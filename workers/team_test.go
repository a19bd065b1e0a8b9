package workers

import (
	"runtime"
	"testing"
	"time"
	"weak"
)

// These tests drive a team's states by hand, where chance would seldom bring them about.

// byHand returns a team whose helpers are not started.
func byHand(workers int) *team {
	t := &team{stalls: stalls{now: clock()}}
	for range workers {
		t.workers = append(t.workers, &worker{wake: make(chan struct{}, 1)})
	}
	return t
}

// left counts the parts that can still be taken.
func (t *team) left() (n int) {
	for i, w := range t.workers[:t.sharing] {
		from, to := t.own(i)
		for {
			if _, ok := w.claim(from, to); !ok {
				break
			}
			n++
		}
	}
	return n
}

// TestGiveUp wants no worker's parts to be taken any more.
func TestGiveUp(t *testing.T) {
	for _, workers := range []int{2, 3, 7} {
		x := byHand(workers)
		for _, parts := range []int{workers, 30, 31} {
			x.open(workers, parts, panicking{})
			x.giveUp()
			if n := x.left(); n > 0 {
				t.Errorf("%d workers: %d of %d parts are left", workers, n, parts)
			}
		}
	}
}

// TestHelperGivesUp has a part panic in a helper.
func TestHelperGivesUp(t *testing.T) {
	x := byHand(3)
	x.open(3, 30, panicking{})
	epoch, ok := x.join(2, x.workers[2])
	if !ok {
		t.Fatal("a helper that is called cannot join")
	}
	x.assist(2, x.workers[2], epoch)
	if n := x.left(); n > 0 {
		t.Errorf("%d parts are left", n)
	}
	if failed := x.failed.Load(); failed == nil || *failed != any("at once") {
		t.Errorf("failed with %v", failed)
	}
	if !x.workers[2].dismiss(epoch) {
		t.Error("the helper has not left")
	}
}

// TestSleepLooksAgain posts a ticket, and then ends the team, after a helper has looked last and
// before it says that it is asleep: nobody will rouse it.
func TestSleepLooksAgain(t *testing.T) {
	for name, do := range map[string]func(x *team){
		"ticket": func(x *team) { x.open(2, 2, panicking{}) },
		"quit":   func(x *team) { x.stop() },
	} {
		x := byHand(2)
		do(x)
		awake := make(chan bool)
		go func() {
			x.sleep(1, x.workers[1])
			close(awake)
		}()
		select {
		case <-awake:
		case <-time.After(10 * time.Second):
			t.Errorf("%s: the helper sleeps for good", name)
		}
	}
}

// TestDismissed wants a helper that comes late not to join any more, and one that is in to be
// waited for.
func TestDismissed(t *testing.T) {
	x := byHand(3)
	epoch := x.open(3, 30, panicking{})
	if _, ok := x.join(1, x.workers[1]); !ok {
		t.Fatal("a helper that is called cannot join")
	}
	if x.workers[1].dismiss(epoch) {
		t.Error("a helper in the task is not waited for")
	}
	if !x.workers[2].dismiss(epoch) {
		t.Error("a helper that has not come is waited for")
	}
	if _, ok := x.join(2, x.workers[2]); ok {
		t.Error("a helper joins after it has been dismissed")
	}
	x.workers[1].leave(epoch)
	if !x.workers[1].dismiss(epoch) {
		t.Error("a helper that has left is waited for")
	}
	if _, ok := x.join(1, x.workers[1]); ok {
		t.Error("a helper joins twice")
	}
}

// TestRunForgetsTask wants a task to be garbage after Run, also one that has panicked.
func TestRunForgetsTask(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	p := New(2)
	for _, task := range []func() Task{
		func() Task { return newCounted(100, 2) },
		func() Task { return &waiting{} },
	} {
		if !forgotten(func() weak.Pointer[byte] {
			big := make([]byte, 1<<16)
			panicText(func() { p.runTogether(10, &holding{task(), big}) })
			return weak.Make(&big[0])
		}) {
			t.Error("a pool holds a task that is done")
		}
	}
}

// holding is a task with memory.
type holding struct {
	Task
	memory []byte
}

// forgotten reports whether what f returns is collected.
func forgotten(f func() weak.Pointer[byte]) bool {
	p := f()
	for range 100 {
		runtime.GC()
		if p.Value() == nil {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

// collecting is a task that has garbage collected while it runs.
type collecting struct {
	team *team
	quit bool // the helpers were to end meanwhile
}

func (c *collecting) Do(worker, _ int) {
	if worker > 0 {
		return
	}
	for range 20 {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	c.quit = c.team.quit.Load()
}

// TestRunKeepsPool drops the last reference to a pool while a task runs.
func TestRunKeepsPool(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	p := New(2)
	task := &collecting{team: p.team}
	p.Run(2, task)
	if task.quit {
		t.Error("the helpers were told to end while a task ran")
	}
}

// TestCopiedPool drops a pool of which a copy is in use.
func TestCopiedPool(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	p := func() Pool { return *New(2) }()
	for range 20 {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	newCounted(100, 2).run(t, &p)
	if p.team.quit.Load() {
		t.Error("the helpers of a copy were told to end")
	}
}
