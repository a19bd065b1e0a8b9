package ranks

import (
	"fmt"
	"slices"
	"sync"
)

// group is what the ranks share.
type group struct {
	mu      sync.Mutex
	changed sync.Cond
	calls   []*together // from number first on
	first   int
	free    []*together
	left    []bool
	ended   []int // the number of calls of each rank that has left
	err     error
}

// call is a method that ranks call together, and of how many elements.
type call struct {
	method string
	size   int
}

// together is such a call, with what each rank brings.
type together struct {
	call
	arrived, read int
	by            int // the first rank
	in            [][]float64
	in32          [][]float32
	bytes         []byte
}

// arrive adds what a rank brings to its next call.
func (g *group) arrive(r *Rank, what call, bring func(*together)) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err != nil {
		return g.err
	}
	for r.next-g.first >= len(g.calls) {
		g.calls = append(g.calls, g.blank(what, r.rank))
	}
	c := g.calls[r.next-g.first]
	if c.call != what {
		g.stop(fmt.Errorf("ranks: rank %d calls %s of %d where rank %d calls %s of %d", r.rank, what.method, what.size, c.by, c.method, c.size))
		return g.err
	}
	r.next++
	c.arrived++
	bring(c)
	g.changed.Broadcast()
	return nil
}

// blank is a call that nobody has arrived at.
func (g *group) blank(what call, by int) *together {
	if n := len(g.free); n > 0 {
		c := g.free[n-1]
		g.free = g.free[:n-1]
		c.call, c.by, c.arrived, c.read = what, by, 0, 0
		for i := range c.in {
			c.in[i], c.in32[i] = c.in[i][:0], c.in32[i][:0]
		}
		return c
	}
	n := len(g.left)
	return &together{call: what, by: by, in: make([][]float64, n), in32: make([][]float32, n)}
}

// result waits until all ranks have arrived at a call, and reads it.
func (g *group) result(r *Rank, number int, read func(*together)) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for {
		if g.err != nil {
			return g.err
		}
		c := g.calls[number-g.first]
		if c.arrived == len(g.left) {
			read(c)
			c.read++
			break
		}
		for rank, left := range g.left {
			if left && g.ended[rank] <= number {
				return fmt.Errorf("ranks: rank %d waits in %s for rank %d, which has left", r.rank, c.method, rank)
			}
		}
		g.changed.Wait()
	}
	for len(g.calls) > 0 && g.calls[0].read == len(g.left) {
		g.free = append(g.free, g.calls[0])
		g.calls = slices.Delete(g.calls, 0, 1)
		g.first++
	}
	return nil
}

// leave takes a rank out whose function has returned.
func (g *group) leave(r *Rank) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left[r.rank], g.ended[r.rank] = true, r.next
	g.changed.Broadcast()
}

func (g *group) fail(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stop(err)
}

func (g *group) stop(err error) {
	if g.err == nil {
		g.err = err
	}
	g.changed.Broadcast()
}
