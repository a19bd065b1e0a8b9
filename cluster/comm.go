package cluster

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
	"unsafe"
)

// Comm is this process among those that train together. One goroutine at a time calls its methods, but for [Comm.Progress]
// and [Comm.Abort], which any may call at any time.
//
// Methods that ranks call together are called by all of them in the same order, with as many elements. None allocates
// once there have been as many sums under way as there will be. A process that is alone has nothing to wait for.
//
// After an error of MPI's, or of the limit, all methods return it: [Comm.Abort] is what is left.
type Comm struct {
	rank, size int
	mpi        *mpi    // nil without MPI
	comm       uintptr // of sums and broadcasts. That of all processes is for closing, so that neither is taken for the other
	most       int     // elements of a call of MPI's, which counts by C's int
	limit      time.Duration

	mu     sync.Mutex // held in each call of MPI, which takes one at a time
	sums   requests   // that were started
	one    requests   // what is waited for at once
	done   int32
	failed error

	ordered   bool
	exchanges exchanges

	ending chan struct{} // asks for MPI's end
	ended  chan error
}

// Rank is this process's number, from 0 to Size-1.
func (c *Comm) Rank() int { return c.rank }

// Size is how many processes there are.
func (c *Comm) Size() int { return c.size }

// String is the rank and the library, in words.
func (c *Comm) String() string {
	if c.mpi == nil {
		return "rank 0 of 1, without MPI"
	}
	return fmt.Sprintf("rank %d of %d, %s of %s", c.rank, c.size, c.mpi.version, c.mpi.path)
}

// SetLimit has waiting for other ranks end with an error after so long, or never if it is 0. It is 30 minutes
// unless set.
func (c *Comm) SetLimit(limit time.Duration) { c.limit = limit }

// StartSum32 begins to replace x by its sum over all ranks, element by element, and may return before it is done: when
// [Comm.Wait] returns. Nobody touches x until then.
func (c *Comm) StartSum32(x []float32) error {
	for len(x) > 0 && c.size > 1 {
		n := min(len(x), c.most)
		if err := c.startSum(&c.sums, unsafe.Pointer(unsafe.SliceData(x)), n, 4, c.mpi.floatType); err != nil {
			return err
		}
		x = x[n:]
	}
	return c.failure()
}

// StartSum64 is StartSum32 of float64.
func (c *Comm) StartSum64(x []float64) error { return c.start64(&c.sums, x) }

func (c *Comm) start64(to *requests, x []float64) error {
	for len(x) > 0 && c.size > 1 {
		n := min(len(x), c.most)
		if err := c.startSum(to, unsafe.Pointer(unsafe.SliceData(x)), n, 8, c.mpi.doubleType); err != nil {
			return err
		}
		x = x[n:]
	}
	return c.failure()
}

// startSum starts one sum of n elements of so many bytes.
func (c *Comm) startSum(to *requests, x unsafe.Pointer, n, size int, typ uintptr) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ordered {
		return c.begin(x, n, size, typ)
	}
	m := c.mpi
	return c.start(m.iallreduce, to, x, m.inPlace, uintptr(x), uintptr(n), typ, m.sumOp, c.comm, 0)
}

// start calls a function of MPI's that begins something with a buffer, or with nil. The last argument of each is where its
// request goes: args has 0 there.
func (c *Comm) start(fn uintptr, to *requests, buffer unsafe.Pointer, args ...uintptr) error {
	if c.failed != nil {
		return c.failed
	}
	args[len(args)-1] = to.add(buffer, c.mpi.handleSize)
	return c.check(c.mpi.call(fn, args...))
}

// Progress lets sums that were started move on. It does not wait. MPI's libraries do nothing for them between calls, so
// it is to be called between computations.
func (c *Comm) Progress() error {
	_, err := c.test(&c.sums)
	return err
}

// Wait returns when all sums that were started are done.
func (c *Comm) Wait() error { return c.wait("Wait", &c.sums) }

// Sum replaces x by its sum over all ranks: for few numbers, such as costs and counts. Sums that were started go on.
func (c *Comm) Sum(x []float64) error {
	if c.ordered {
		return c.sumInOrder(x)
	}
	if err := c.start64(&c.one, x); err != nil {
		return err
	}
	return c.wait("Sum", &c.one)
}

// Broadcast replaces x by rank 0's.
func (c *Comm) Broadcast(x []byte) error {
	for len(x) > 0 && c.size > 1 {
		n := min(len(x), c.most)
		if err := c.broadcast(unsafe.Pointer(unsafe.SliceData(x)), n); err != nil {
			return err
		}
		x = x[n:]
	}
	return c.wait("Broadcast", &c.one)
}

func (c *Comm) broadcast(x unsafe.Pointer, n int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.start(c.mpi.ibcast, &c.one, x, uintptr(x), uintptr(n), c.mpi.byteType, 0, c.comm, 0)
}

// Barrier returns when all ranks have called it.
func (c *Comm) Barrier() error {
	if c.size == 1 {
		return c.failure()
	}
	return c.barrier("Barrier", c.comm)
}

func (c *Comm) barrier(what string, comm uintptr) error {
	c.mu.Lock()
	err := c.start(c.mpi.ibarrier, &c.one, nil, comm, 0)
	c.mu.Unlock()
	if err != nil {
		return err
	}
	return c.wait(what, &c.one)
}

// Abort prints err and ends all ranks, this one too, with exit status 1. It returns where there is no MPI.
func (c *Comm) Abort(err error) {
	if c.mpi == nil {
		return
	}
	fmt.Fprintf(os.Stderr, "cluster: rank %d of %d ends all: %v\n", c.rank, c.size, err)
	time.Sleep(200 * time.Millisecond) // for launchers that end without what they have not read yet
	c.mu.Lock()
	c.mpi.call(c.mpi.abort, c.mpi.worldComm, 1)
	os.Exit(1)
}

// Close waits until all ranks have called it, and ends MPI, which cannot be started again. An error of one rank alone is
// for [Comm.Abort]: in Close it would wait for the others, and they for it.
func (c *Comm) Close() error {
	if c.mpi == nil {
		return nil
	}
	if err := c.failure(); err != nil {
		return err
	}
	if c.sums.n+c.exchanges.n > 0 {
		return errors.New("cluster: Close while sums are under way")
	}
	if c.size > 1 {
		if err := c.barrier("Close", c.mpi.worldComm); err != nil {
			return err
		}
	}
	return c.end()
}

// end ends MPI.
func (c *Comm) end() error {
	c.ending <- struct{}{}
	if err := <-c.ended; err != nil {
		return c.fail(fmt.Errorf("closing: %w", err))
	}
	c.fail(errors.New("is closed"))
	return nil
}
