// Package workers has goroutines share the parts of a task. It knows nothing of what the
// parts compute.
//
//	pool := workers.New(0)          // as many workers as GOMAXPROCS
//	pool.Run(parts, task)           // calls task.Do(worker, part) once for each part
//
// # What a program sees
//
//   - Nothing is started or allocated for a task. The helpers are started once. When a task
//     is done they watch some 200 µs for the next one, which is what a wake would cost it,
//     and then sleep.
//
//   - One task is shared at a time. A task that comes meanwhile, from another goroutine or
//     from a part of the first, is done by its own goroutine alone. So nothing
//     oversubscribes or waits in a circle.
//
//   - GOMAXPROCS is read at each task, and [New] sets a cap.
//
//   - Which worker does which part is chance. A task whose parts do not depend on that has
//     the same result for any number of workers.
//
//   - A part that panics ends the task: no further parts are begun, and [Pool.Run] panics
//     with the same value. The pool is as good as before.
//
//   - A part must not wait for another part: one worker may do them all.
//
// # A busy machine
//
// Where other processes want the cores too, a helper may lose its core within a part, and all
// wait for it until the operating system gives the core back, some 4 ms later. A pool learns from
// that (stall.go says how, BenchmarkBusy in bench measures it): after a stall [Pool.Shares] asks for smaller parts, and a pool that
// has lost more than it gained works alone for a quarter of a second to a second before it tries
// again. On a machine with nothing else to do none of this happens, and it takes no time.
//
// What remains:
//
//   - Of two workers beside one process that spins, tasks of less than a few ms run as fast as by
//     one, not faster: the system's turns are longer than they are. Until the pool has learnt that,
//     within the first 20 to 100 ms, they take up to 1.5 times as long, and a single one may take
//     4 to 8 ms longer, at each try again too.
//   - All helpers work or none. Of 16 workers one that is slowed down is waited for as long as the
//     15 others gain.
//   - When the other process has ended, the pool may work alone for a second more.
//   - A task that nobody brings another after, as one in 100 ms, teaches little.
//
// # How a task is shared
//
// The caller writes the ticket, one word, which all helpers watch. It holds the number of
// the task, its epoch, and how many helpers are called. Each worker has parts of its own,
// the same whenever a task of so many parts comes again, so that what they read may be in
// its caches yet. It takes them by a counter of its own. A worker that is done takes those
// of others.
//
// Each helper has a state of its own, which says in which epoch it is in the task. The
// caller looks at each state at the end. It waits for the helpers that have joined; those
// that have not may not any more. So nobody waits for a line that all write.
//
// An empty task takes 4 µs on 16 threads of 8 cores (Emerald Rapids). On 64 cores the
// caller's look at each state would take some 5 µs more, for tasks of 100 µs still little.
package workers
