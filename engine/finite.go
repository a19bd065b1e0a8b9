package engine

import (
	"fmt"
	"slices"

	"weft/kernels"
)

// finite reports whether x is neither infinite nor NaN.
func finite[T kernels.Float](x T) bool { return x-x == 0 }

// spoilt is the index of the first of x that is not finite, or -1.
func spoilt[T kernels.Float](x []T) int {
	for i, v := range x {
		if !finite(v) {
			return i
		}
	}
	return -1
}

// notFinite tells of the first example of n inputs that X has a number for which is
// not finite, or is nil.
func (d *Data[T]) notFinite(n int) error {
	if i := spoilt(d.X[:d.N*n]); i >= 0 {
		return fmt.Errorf("engine: example %d has %v as input %d, want finite numbers", i/n, d.X[i], i%n)
	}
	return nil
}

// notFinite tells of the first parameter of the pass's network, or running mean, that is not finite, or
// is nil. It takes the time of one sum of squares: where that is finite, they all are.
func (p *Pass[T]) notFinite() error {
	n := p.net
	if finite(p.squares(n.params)) && spoilt(n.running) < 0 {
		return nil
	}
	for l := 1; l <= n.Depth(); l++ {
		for kind, x := range n.arraysOf(l) {
			if j := spoilt(x); j >= 0 {
				return fmt.Errorf("%s(%d)[%d] is %v, want finite parameters", arrayMethods()[kind], l, j, x[j])
			}
		}
	}
	return nil // but large
}

// notFinite tells of the first element of the optimizer's state that is not finite, or is
// nil: a mean square that has become infinite, of gradients whose squares T does not hold,
// stays so, and what it divides no longer moves. It takes the time of a sum of squares.
func (o *Optimizer[T]) notFinite(p *Pass[T]) error {
	if o == nil {
		return nil
	}
	for _, s := range o.state {
		if len(s.Data) == len(p.grads) && finite(p.squares(s.Data)) {
			continue
		}
		if i := spoilt(s.Data); i >= 0 {
			return fmt.Errorf("slab %q has %v as element %d, want finite numbers", s.Name, s.Data[i], i)
		}
	}
	return nil
}

// blank reports whether all weights are zero, which no hidden layer learns from: its
// units get the same gradients, or none.
func (n *Network[T]) blank() bool {
	for l := 1; l <= n.Depth(); l++ {
		if slices.ContainsFunc(n.W(l), func(w T) bool { return w != 0 }) {
			return false
		}
	}
	return n.Depth() > 1
}
