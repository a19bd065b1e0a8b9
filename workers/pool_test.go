package workers

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"weft.example/internal/mallocs"
)

// counted is a task that counts how often each part is done, and by whom.
type counted struct {
	done    []atomic.Int32 // by part
	inside  []atomic.Int32 // by worker
	over    atomic.Bool    // Run has returned
	strange atomic.Pointer[string]
	then    func(part int) // more work, or nil
}

func newCounted(parts, workers int) *counted {
	return &counted{done: make([]atomic.Int32, parts), inside: make([]atomic.Int32, workers)}
}

func (c *counted) Do(worker, part int) {
	switch {
	case worker < 0 || worker >= len(c.inside):
		c.say("a worker's number beyond the limit or the parts")
		return
	case c.over.Load():
		c.say("a part done after Run returned")
	case c.inside[worker].Add(1) > 1:
		c.say("two calls overlap for one worker")
	}
	c.done[part].Add(1)
	if c.then != nil {
		c.then(part)
	}
	c.inside[worker].Add(-1)
}

func (c *counted) say(what string) { c.strange.Store(&what) }

// run has the workers do c and looks at what they did. It may be called from
// any goroutine, so it fails without ending it.
func (c *counted) run(t *testing.T, w *Pool) {
	t.Helper()
	w.Run(len(c.done), c)
	c.over.Store(true)
	if what := c.strange.Load(); what != nil {
		t.Error(*what)
		return
	}
	for part := range c.done {
		if n := c.done[part].Load(); n != 1 {
			t.Errorf("part %d of %d done %d times", part, len(c.done), n)
		}
	}
}

func TestLimit(t *testing.T) {
	for _, c := range []struct{ max, cpus, want int }{
		{0, 1, 1}, {0, 4, 4}, {-1, 3, 3}, {1, 4, 1}, {3, 4, 3}, {8, 4, 4},
	} {
		withCPUs(c.cpus, func() {
			if got := New(c.max).Limit(); got != c.want {
				t.Errorf("New(%d) with %d CPUs: Limit() = %d, want %d", c.max, c.cpus, got, c.want)
			}
		})
	}
}

func TestRun(t *testing.T) {
	for _, cpus := range []int{1, 2, 3, 8} {
		withCPUs(cpus, func() {
			for _, max := range []int{0, 1, 2, 5} {
				w := New(max)
				for _, parts := range []int{0, 1, 2, 3, 7, 8, 9, 100} {
					newCounted(parts, min(parts, w.Limit())).run(t, w)
				}
			}
		})
	}
}

// TestRunStress runs many tiny tasks of few or many parts, now and then late
// enough for the helpers to have fallen asleep.
func TestRunStress(t *testing.T) {
	runs := 100_000
	if testing.Short() || raceEnabled {
		runs = 20_000
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(5))
	rng := rand.New(rand.NewPCG(1, 0))
	w := New(0)
	for i := range runs {
		parts := 1 + rng.IntN(6)
		newCounted(parts, min(parts, w.Limit())).run(t, w)
		if i%997 == 0 {
			time.Sleep(2 * patience)
		}
	}
}

// TestRunFewerCPUs lowers GOMAXPROCS between tasks: helpers beyond it must not
// take part, even while they are still awake.
func TestRunFewerCPUs(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	w := New(0)
	for range 200 {
		for _, cpus := range []int{8, 2, 3, 1} {
			runtime.GOMAXPROCS(cpus)
			c := newCounted(50, cpus)
			c.then = func(int) { runtime.Gosched() }
			c.run(t, w)
		}
	}
}

// TestRunNested brings tasks from within parts of a task.
func TestRunNested(t *testing.T) {
	for _, cpus := range []int{1, 4} {
		withCPUs(cpus, func() {
			within(t, time.Minute, func() {
				w := New(0)
				for range 200 {
					outer := newCounted(6, w.Limit())
					outer.then = func(int) { newCounted(5, w.Limit()).run(t, w) }
					outer.run(t, w)
				}
			})
		})
	}
}

// TestRunConcurrent brings tasks from many goroutines to the same workers.
func TestRunConcurrent(t *testing.T) {
	for _, cpus := range []int{1, 4} {
		withCPUs(cpus, func() {
			within(t, time.Minute, func() {
				w := New(0)
				var all sync.WaitGroup
				for range 8 {
					all.Add(1)
					go func() {
						defer all.Done()
						for range 500 {
							newCounted(5, w.Limit()).run(t, w)
						}
					}()
				}
				all.Wait()
			})
		})
	}
}

// within fails, with all stacks, if f takes longer than the limit.
func within(t *testing.T, limit time.Duration, f func()) {
	t.Helper()
	late := time.AfterFunc(limit, func() { panic("still running after " + limit.String()) })
	defer late.Stop()
	f()
}

// TestRunAllocatesNothing starts the helpers first; after that even waking
// them must not allocate.
func TestRunAllocatesNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	w := New(0)
	c := newCounted(20, 4)
	n := mallocs.PerRun(func() {
		w.Run(20, c)
		time.Sleep(2 * patience) // the helpers fall asleep
	})
	if n != 0 {
		t.Errorf("%d allocations a run", n)
	}
}

// TestWorkersEnd waits for the helpers of workers that nobody holds to end.
func TestWorkersEnd(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	awaitGoroutines(t, runtime.NumGoroutine()) // those of earlier tests may still go
	before := runtime.NumGoroutine()
	for range 10 {
		newCounted(50, 4).run(t, New(0))
	}
	awaitGoroutines(t, before)
}

// awaitGoroutines collects garbage until at most n goroutines are left.
func awaitGoroutines(t *testing.T, n int) {
	t.Helper()
	for range 500 {
		runtime.GC()
		if runtime.NumGoroutine() <= n {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%d goroutines, want no more than %d", runtime.NumGoroutine(), n)
}

// runTogether is Run of a task in whose parts workers wait for each other. After stalls the pool
// would work alone, and they would wait in vain.
func (p *Pool) runTogether(parts int, task Task) {
	p.team.aloneUntil.Store(0)
	p.Run(parts, task)
}

// waiting is a task in whose parts the caller waits for a helper, which panics.
type waiting struct {
	met  atomic.Bool
	exit bool // and not a panic
}

func (t *waiting) Do(worker, _ int) {
	if worker > 0 {
		t.met.Store(true)
		if t.exit {
			runtime.Goexit()
		}
		panic("a helper's")
	}
	for !t.met.Load() {
		runtime.Gosched()
	}
}

// TestRunPanics wants a helper's panic in the caller, or one that tells of its end, and
// helpers to live on.
func TestRunPanics(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	w := New(2)
	for range 20 {
		if text := panicText(func() { w.runTogether(10, &waiting{}) }); text != "a helper's" {
			t.Fatalf("panic %q", text)
		}
		newCounted(100, 2).run(t, w)
		if text := panicText(func() { w.runTogether(10, &waiting{exit: true}) }); text != "workers: a part has ended the goroutine of a worker" {
			t.Fatalf("panic %q", text)
		}
		newCounted(100, 2).run(t, w)
	}
	if len(w.team.workers) != 2 {
		t.Errorf("%d workers, want 2", len(w.team.workers))
	}
}

// slow is a task whose first part panics when others, which take their time, are under way.
type slow struct{ done atomic.Int32 }

func (t *slow) Do(_, part int) {
	if part == 0 {
		for t.done.Load() == 0 {
			runtime.Gosched()
		}
		panic("the first")
	}
	time.Sleep(time.Millisecond)
	t.done.Add(1)
}

// TestRunGivesUp wants no further parts begun when one has panicked.
func TestRunGivesUp(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	const parts = 100_000 // 25 s of work
	w := New(4)
	for range 5 {
		var task slow
		if text := panicText(func() { w.runTogether(parts, &task) }); text != "the first" {
			t.Fatalf("panic %q", text)
		}
		if n := task.done.Load(); n > parts/2 {
			t.Errorf("%d of %d parts done, want few", n, parts)
		}
	}
}

// TestRunManyParts gives up tasks of parts so many that their numbers would run over, and then
// wants each part of others done once.
func TestRunManyParts(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	w := New(0)
	for range 5 {
		if text := panicText(func() { w.Run(math.MaxInt, panicking{}) }); text != "at once" {
			t.Fatalf("panic %q", text)
		}
		newCounted(100, 4).run(t, w)
	}
}

type panicking struct{}

func (panicking) Do(_, _ int) { panic("at once") }

// TestWorkersApart wants what one worker writes two lines from what others do, as they are fetched.
func TestWorkersApart(t *testing.T) {
	var x team
	if d := unsafe.Offsetof(x.ticket) - unsafe.Offsetof(x.failed); d < 128 {
		t.Errorf("the ticket is %d bytes from what helpers write, want 128 or more", d)
	}
	var w worker
	if d := unsafe.Sizeof(w) - unsafe.Offsetof(w.wake); d < 128 {
		t.Errorf("the next worker is %d bytes from what one writes, want 128 or more", d)
	}
}

func withCPUs(n int, f func()) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
	f()
}

func panicText(f func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	f()
	return ""
}
