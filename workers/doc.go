// Package workers has goroutines share the parts of a task. It knows nothing of what the
// parts compute.
//
//	pool := workers.New(0)          // as many workers as GOMAXPROCS
//	pool.Run(parts, task)           // calls task.Do(worker, part) once for each part
//
// # What a program sees
//
//   - Nothing is started or allocated for a task. The helpers are started once. When a task
//     is done they watch for the next one and then sleep. They watch for some 200 µs, since a
//     wake would cost the next task as much.
//
//   - One task is shared at a time. Another task may come meanwhile, from another goroutine or
//     from a part of the first. The goroutine that brings it does it alone. So cores are not
//     oversubscribed, and workers do not wait for one another in a circle.
//
//   - GOMAXPROCS is read at each task, and [New] sets a cap.
//
//   - Which worker does which part is chance. If the result of a part does not depend on its
//     worker, a task has the same result for any number of workers.
//
//   - A part that panics ends the task: no further parts are begun, and [Pool.Run] panics
//     with the same value. The pool is as good as before.
//
//   - A part must not wait for another part: one worker may do them all.
//
// # A busy machine
//
// Where other processes want the cores too, a helper may lose its core within a part. All wait
// for it until the operating system gives the core back, some 4 ms later. A pool learns from that:
//
//   - After a stall [Pool.Shares] asks for smaller parts.
//   - A pool that has lost more than it gained works alone for a quarter of a second to a second.
//     Then it tries again.
//
// stall.go says how, and BenchmarkBusy in bench measures it. On a machine with nothing else to do
// none of this happens, and it takes no time.
//
// What remains:
//
//   - Take two workers on two cores, beside one process that spins. Tasks of less than a few ms
//     run as fast as by one worker and not faster, since the system's turns are longer than a
//     task.
//   - The pool learns that within 20 to 100 ms. Before, and at each try again, tasks take up to
//     1.5 times as long, and a single one may take 4 to 8 ms longer.
//   - All helpers work or none. Where one of 16 workers is slowed down, a pool goes on to wait for
//     it as long as the 15 others gain more than that costs.
//   - When the other process has ended, the pool may work alone for a second more.
//   - A pool learns little from rare tasks, one in 100 ms say.
//
// # How a task is shared
//
// The caller writes the ticket, one word that all helpers watch. It holds the epoch, which is
// the number of the task, and how many helpers are called.
//
// Each worker has parts of its own and takes them by a counter of its own. A worker that has
// done its parts takes those of others. A later task of as many parts gives each worker the
// same parts, so what they read may still be in its caches.
//
// Each helper has a state of its own, which tells whether it is in the task of an epoch. At
// the end the caller looks at each state. It waits for helpers that have joined, and bars the
// others from joining. So no cache line is written by all.
//
// An empty task takes 4 µs on 16 threads of 8 cores (Emerald Rapids). On 64 cores the look at
// each state would take the caller some 5 µs more. That is little for a task of 100 µs.
package workers
