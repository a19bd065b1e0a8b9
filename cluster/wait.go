package cluster

import (
	"fmt"
	"runtime"
	"time"
	"unsafe"
)

// usualLimit is longer than what a rank does by itself, such as writing a checkpoint.
const usualLimit = 30 * time.Minute

// test tells whether requests are done. MPI moves all others on, too.
func (c *Comm) test(r *requests) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r == &c.one {
		return c.poll(r)
	}
	if err := c.exchange(); err != nil {
		return false, err
	}
	done, err := c.poll(r)
	if s := &c.exchanges; done && s.second == s.n {
		s.n, s.second = 0, 0
		return true, err
	}
	return false, err
}

// poll asks MPI whether requests are done.
func (c *Comm) poll(r *requests) (bool, error) {
	if c.failed != nil || r.n == 0 {
		return true, c.failed
	}
	m := c.mpi
	err := c.check(m.call(m.testall, uintptr(r.n), r.first(), uintptr(unsafe.Pointer(&c.done)), m.ignored))
	if err != nil || c.done == 0 {
		return false, err
	}
	r.clear()
	return true, nil
}

// wait polls, since that can be given up, as no function of MPI's that waits can be. Between polls others have the core:
// there may be more ranks than cores.
func (c *Comm) wait(what string, r *requests) error {
	var since time.Time
	for {
		if done, err := c.test(r); done || err != nil {
			return err
		}
		switch now := time.Now(); {
		case since.IsZero():
			since = now
		case c.limit > 0 && now.Sub(since) > c.limit:
			return c.fail(fmt.Errorf("has waited %v for the others: %s", c.limit, what))
		}
		yield(c.mpi.schedYield)
	}
}

// yield lets other processes and goroutines have the core.
func yield(schedYield uintptr) {
	call(schedYield)
	runtime.Gosched()
}

// check keeps the error of a call, if there is one.
func (c *Comm) check(code int32) error {
	if err := c.mpi.failure(code); err != nil {
		c.failed = fmt.Errorf("cluster: rank %d of %d: %w", c.rank, c.size, err)
	}
	return c.failed
}

// failure is the error that ended this process's part, nil if none has.
func (c *Comm) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

// fail ends this process's part.
func (c *Comm) fail(err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed = fmt.Errorf("cluster: rank %d of %d %w", c.rank, c.size, err)
	return c.failed
}
