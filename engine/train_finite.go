package engine

import "fmt"

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
