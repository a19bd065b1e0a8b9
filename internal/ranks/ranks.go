// Package ranks is a cluster whose ranks are goroutines of one process: for tests of what trains on several machines. It is an
// engine.Cluster that is strict: ranks that call different things get an error that names both, as do those that
// wait for a rank which has left, and numbers that are being summed are NaN until Wait.
package ranks

import (
	"fmt"
	"slices"
	"sync"
)

// Run calls f once for each of n ranks, each on a goroutine of its own, and returns their errors when all have returned.
func Run(n int, f func(r *Rank) error) []error {
	g := &group{left: make([]bool, n), ended: make([]int, n)}
	g.changed.L = &g.mu
	errs := make([]error, n)
	var all sync.WaitGroup
	for rank := range n {
		all.Go(func() {
			r := &Rank{g: g, rank: rank}
			defer g.leave(r)
			errs[rank] = f(r)
		})
	}
	all.Wait()
	return errs
}

// Rank is one of the cluster.
type Rank struct {
	// Before, if not nil, is called before each call of a method, with its name and how many were before it. It may
	// wait, as a slow network does, and an error is the call's.
	Before func(method string, number int) error

	g     *group
	rank  int
	calls int
	next  int // call that ranks make together
	begun []begun
}

// begun is a sum of this rank that has not been waited for.
type begun struct {
	call int
	x    []float64
	x32  []float32
}

func (r *Rank) Rank() int { return r.rank }
func (r *Rank) Size() int { return len(r.g.left) }

func (r *Rank) before(method string) error {
	r.calls++
	if r.Before == nil {
		return nil
	}
	return r.Before(method, r.calls-1)
}

func (r *Rank) StartSum32(x []float32) error {
	if err := r.before("StartSum32"); err != nil {
		return err
	}
	if err := r.g.arrive(r, call{"StartSum32", len(x)}, func(c *together) { c.in32[r.rank] = append(c.in32[r.rank][:0], x...) }); err != nil {
		return err
	}
	hide(x)
	r.begun = append(r.begun, begun{call: r.next - 1, x32: x})
	return nil
}

func (r *Rank) StartSum64(x []float64) error {
	if err := r.before("StartSum64"); err != nil {
		return err
	}
	if err := r.g.arrive(r, call{"StartSum64", len(x)}, func(c *together) { c.in[r.rank] = append(c.in[r.rank][:0], x...) }); err != nil {
		return err
	}
	hide(x)
	r.begun = append(r.begun, begun{call: r.next - 1, x: x})
	return nil
}

func (r *Rank) Progress() error { return r.before("Progress") }

func (r *Rank) Wait() error {
	if err := r.before("Wait"); err != nil {
		return err
	}
	for _, b := range r.begun {
		if !hidden(b.x) || !hidden(b.x32) {
			return fmt.Errorf("ranks: rank %d has written to what it sums before Wait", r.rank)
		}
		err := r.g.result(r, b.call, func(c *together) {
			sum(b.x, c.in)
			sum(b.x32, c.in32)
		})
		if err != nil {
			return err
		}
	}
	r.begun = r.begun[:0]
	return nil
}

func (r *Rank) Sum(x []float64) error {
	if err := r.before("Sum"); err != nil {
		return err
	}
	if err := r.g.arrive(r, call{"Sum", len(x)}, func(c *together) { c.in[r.rank] = append(c.in[r.rank][:0], x...) }); err != nil {
		return err
	}
	return r.g.result(r, r.next-1, func(c *together) { sum(x, c.in) })
}

func (r *Rank) Broadcast(x []byte) error {
	if err := r.before("Broadcast"); err != nil {
		return err
	}
	err := r.g.arrive(r, call{"Broadcast", len(x)}, func(c *together) {
		if r.rank == 0 {
			c.bytes = append(c.bytes[:0], x...)
		}
	})
	if err != nil {
		return err
	}
	return r.g.result(r, r.next-1, func(c *together) { copy(x, c.bytes) })
}

func (r *Rank) Barrier() error {
	if err := r.before("Barrier"); err != nil {
		return err
	}
	if err := r.g.arrive(r, call{"Barrier", 0}, func(*together) {}); err != nil {
		return err
	}
	return r.g.result(r, r.next-1, func(*together) {})
}

func (r *Rank) Abort(err error) { r.g.fail(fmt.Errorf("ranks: rank %d ends all: %w", r.rank, err)) }

// sum makes x the sum of all ranks' numbers, in the order of the ranks.
func sum[T float32 | float64](x []T, in [][]T) {
	for i := range x {
		x[i] = in[0][i]
		for _, other := range in[1:] {
			x[i] += other[i]
		}
	}
}

// hide makes x NaN.
func hide[T float32 | float64](x []T) {
	var zero T
	for i := range x {
		x[i] = zero / zero
	}
}

// hidden reports whether x is all NaN.
func hidden[T float32 | float64](x []T) bool {
	return !slices.ContainsFunc(x, func(v T) bool { return v == v })
}
