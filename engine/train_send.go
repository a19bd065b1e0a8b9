package engine

import "weft.example/kernels"

// leastSent is the bytes of gradients from which they are sent at once. Below, layers wait for the next: a message costs some
// 10 µs whatever its size, in which a network moves some 100 KB.
const leastSent = 256 << 10

// Two ranks of one core each take 4.8 ms for a step of 784-512-256-10 by 512 examples. With a thread that calls Progress every 100 µs
// it is 5.2, and sums in pieces of 256 KiB take a tenth longer.

// sender has a pass's gradients summed over all ranks, each layer's while those below it are computed.
type sender[T kernels.Float] struct {
	c     Cluster
	net   *Network[T]
	grads []T
	least int // elements
	start func([]T) error

	next extent[T] // of grads: complete, and not sent
	err  error     // the Cluster's first
}

func newSender[T kernels.Float](c Cluster, p *Pass[T]) *sender[T] {
	s := &sender[T]{c: c, net: p.net, grads: p.grads, least: leastSent / len(bytesOf([]T{0}))}
	switch start := any(&s.start).(type) {
	case *func([]float32) error:
		*start = c.StartSum32
	case *func([]float64) error:
		*start = c.StartSum64
	}
	return s
}

// complete hears of the gradients of a layer, the last first: layers adjoin. Those of one that does not learn are 0 everywhere, and sent
// only where they lie between others.
func (s *sender[T]) complete(l int) {
	if s.net.learns(l) {
		if s.next.from == s.next.to {
			s.next.to = s.net.layout.end(l)
		}
		s.next.from = s.net.layout.weights[l-1].from
	}
	if n := s.next.to - s.next.from; n > 0 && (n >= s.least || l == 1) {
		if s.err == nil {
			s.err = s.start(s.next.of(s.grads))
		}
		s.next = extent[T]{}
	}
	s.progress()
}

func (s *sender[T]) progress() {
	if s.err == nil {
		s.err = s.c.Progress()
	}
}

// send begins to sum x over all ranks, beside the gradients.
func (s *sender[T]) send(x []float64) {
	if s.err == nil {
		s.err = s.c.StartSum64(x)
	}
}

// sum replaces x by its sum over all ranks.
func (s *sender[T]) sum(x []float64) {
	if s.err == nil {
		s.err = s.c.Sum(x)
	}
}

// wait returns when what has been sent is summed, with the Cluster's first error.
func (s *sender[T]) wait() error {
	if s.err == nil {
		s.err = s.c.Wait()
	}
	return s.err
}
