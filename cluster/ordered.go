package cluster

import (
	"runtime"
	"unsafe"
)

// exchanges are sums in the order of the ranks. Each rank has a part of an array: it gets that part of all others, adds
// them up, and gives the sums to all. The bytes that travel are as many as in a library's own sums.
//
// All ranks begin second halves in the order of the first, on a communicator of their own: what came first on one rank would
// be taken for another on the next otherwise.
type exchanges struct {
	list   []exchange
	n      int // of list, begun
	second int // of those, in their second half
	comm   uintptr
	pinned runtime.Pinner // what MPI reads of list, for good
	few    []float64      // what all ranks have of a small sum
}

// exchange is one sum.
type exchange struct {
	x        unsafe.Pointer
	typ      uintptr
	size     int      // of an element, in bytes
	own      int      // elements that this rank adds up
	received []uint64 // all ranks' own
	layout   []int32  // a count and a place for each rank's part of x, and for each of received
	first    requests
}

// SetOrder has sums add up what ranks have in the order of the ranks, from 0 on, or in the library's own. In order, sums have the same
// bits for as many ranks wherever they are and whatever the library is, which may choose by the network and by who is near whom.
// It takes room for as much as is under way. All ranks call it together, while no sum is.
func (c *Comm) SetOrder(ofRanks bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ordered = ofRanks && c.size > 1; !c.ordered || c.failed != nil || c.exchanges.comm != 0 {
		return c.failed
	}
	return c.check(c.mpi.call(c.mpi.commDup, c.comm, uintptr(unsafe.Pointer(&c.exchanges.comm))))
}

// begin begins a sum of n elements.
func (c *Comm) begin(x unsafe.Pointer, n, size int, typ uintptr) error {
	if c.failed != nil {
		return c.failed
	}
	s := &c.exchanges
	if s.n == len(s.list) {
		s.list = append(s.list, exchange{layout: make([]int32, 4*c.size)})
		s.pinned.Pin(unsafe.SliceData(s.list[s.n].layout))
	}
	e := &s.list[s.n]
	s.n++
	part := (n + c.size - 1) / c.size
	for r := range c.size {
		from := min(r*part, n)
		e.layout[r], e.layout[c.size+r] = int32(min(part, n-from)), int32(from)
	}
	e.x, e.typ, e.size, e.own = x, typ, size, int(e.layout[c.rank])
	for r := range c.size {
		e.layout[2*c.size+r], e.layout[3*c.size+r] = int32(e.own), int32(r*e.own)
	}
	if words := (c.size*e.own*size + 7) / 8; words > len(e.received) {
		e.received = make([]uint64, words)
		s.pinned.Pin(unsafe.SliceData(e.received))
	}
	return c.start(c.mpi.ialltoallv, &e.first, x, uintptr(x), c.column(e, 0), c.column(e, 1), typ,
		uintptr(unsafe.Pointer(unsafe.SliceData(e.received))), c.column(e, 2), c.column(e, 3), typ, c.comm, 0)
}

// column is where a column of the layout begins.
func (c *Comm) column(e *exchange, i int) uintptr {
	return uintptr(unsafe.Pointer(&e.layout[i*c.size]))
}

// exchange begins second halves of sums whose first are done.
func (c *Comm) exchange() error {
	s := &c.exchanges
	for s.second < s.n {
		e := &s.list[s.second]
		if done, err := c.poll(&e.first); !done || err != nil {
			return err
		}
		s.second++
		e.addUp(int(e.layout[c.size+c.rank]), c.size)
		err := c.start(c.mpi.iallgatherv, &c.sums, e.x, c.mpi.inPlace, 0, e.typ, uintptr(e.x), c.column(e, 0), c.column(e, 1), e.typ, s.comm, 0)
		if err != nil {
			return err
		}
	}
	return nil
}

// addUp adds up this rank's part, which begins at an element of x. There may be fewer elements than ranks, and then none for some.
func (e *exchange) addUp(from, ranks int) {
	if e.own == 0 {
		return
	}
	own, received := unsafe.Add(e.x, from*e.size), unsafe.Pointer(unsafe.SliceData(e.received))
	if e.size == 4 {
		addUp(unsafe.Slice((*float32)(own), e.own), (*float32)(received), ranks)
	} else {
		addUp(unsafe.Slice((*float64)(own), e.own), (*float64)(received), ranks)
	}
}

// sumInOrder is Sum in the order of the ranks: each gets what all have.
func (c *Comm) sumInOrder(x []float64) error {
	for len(x) > 0 {
		n := min(len(x), c.most/c.size)
		if len(c.exchanges.few) < c.size*n {
			c.exchanges.few = make([]float64, c.size*n)
		}
		copy(c.exchanges.few[c.rank*n:], x[:n])
		c.mu.Lock()
		err := c.start(c.mpi.iallgather, &c.one, unsafe.Pointer(unsafe.SliceData(c.exchanges.few)), c.mpi.inPlace, 0, c.mpi.doubleType,
			uintptr(unsafe.Pointer(unsafe.SliceData(c.exchanges.few))), uintptr(n), c.mpi.doubleType, c.comm, 0)
		c.mu.Unlock()
		if err != nil {
			return err
		}
		if err := c.wait("Sum", &c.one); err != nil {
			return err
		}
		addUp(x[:n], &c.exchanges.few[0], c.size)
		x = x[n:]
	}
	return c.failure()
}

// addUp adds the parts of all ranks, one behind the other, in their order.
func addUp[T float32 | float64](sum []T, parts *T, ranks int) {
	n := len(sum)
	all := unsafe.Slice(parts, ranks*n)
	copy(sum, all)
	for r := 1; r < ranks; r++ {
		part := all[r*n:][:n]
		for i, v := range part {
			sum[i] += v
		}
	}
}
