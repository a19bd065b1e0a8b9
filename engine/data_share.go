package engine

import "fmt"

// Share is the piece of n examples, from … to-1, that a rank of so many has: adjoining pieces in the order of the
// ranks, of as many examples each or one more. With more ranks than examples some have none.
func Share(n, rank, size int) (from, to int) {
	if n < 0 || size < 1 || rank < 0 || rank >= size {
		panic(fmt.Sprintf("engine: the share of rank %d of %d in %d examples, want a rank from 0 and below the second, and at least 0 examples", rank, size, n))
	}
	each, more := n/size, n%size
	from = rank*each + min(rank, more)
	to = from + each
	if rank < more {
		to++
	}
	return from, to
}

// rows are examples from … to-1, of a network's sizes.
func (d Data[T]) rows(n *Network[T], from, to int) Data[T] {
	in, out := n.units[0], n.units[n.Depth()]
	return Data[T]{to - from, d.X[from*in : to*in], d.Labels.rows(from, to, out)}
}
