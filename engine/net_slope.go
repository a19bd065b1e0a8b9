package engine

import (
	"fmt"

	"weft.example/kernels"
)

// leakySlope is the slope of a LeakyReLU that says nothing else, PyTorch's.
const leakySlope = 0.01

// withSlope is the layer with the slope of its LeakyReLU, or why it is none in T. One of 0 or below would hide from the output,
// which g′ is taken from, what the input was.
func withSlope[T kernels.Float](l Layer) (Layer, error) {
	if l.Act != kernels.LeakyReLU {
		if l.Slope != 0 {
			return l, fmt.Errorf("a Slope of %v and no LeakyReLU, want 0", l.Slope)
		}
		return l, nil
	}
	if l.Slope == 0 {
		l.Slope = leakySlope
	}
	if x := T(l.Slope); !(x > 0 && finite(x)) {
		return l, fmt.Errorf("a Slope of %v, want a finite number above 0 in %T, or 0 for %v", l.Slope, x, leakySlope)
	}
	return l, nil
}

// withNumbers are the layers with the numbers that they leave at 0, or what is wrong with one of the others.
func withNumbers[T kernels.Float](layers []Layer) (list []Layer, err error) {
	for i, l := range layers {
		if l, err = withNorm[T](l); err == nil {
			l, err = withSlope[T](l)
		}
		if err != nil {
			return nil, fmt.Errorf("layer %d has %w", i+1, err)
		}
		list = append(list, l)
	}
	return list, nil
}

// activation returns the kernels of layer i+1's activation.
func (n *Network[T]) activation(i int) kernels.Activation[T] {
	fn, slope := n.fn, T(n.slopes[i])
	act := fn.Act[n.acts[i]]
	if n.acts[i] == kernels.LeakyReLU && n.slopes[i] != leakySlope {
		act.Forward = func(count int, y, x *T) { fn.Leak(count, slope, y, x, x) }
		act.Backward = func(count int, dx, dy, y *T) { fn.Leak(count, slope, dx, dy, y) }
	}
	return act
}
