package engine

import (
	"errors"
	"fmt"
	"slices"

	"weft.example/blas"
	"weft.example/kernels"
)

// New returns a network of the given inputs n_0 and layers, all parameters
// zero but γ of a [Norm], 1, that computes with the kernels of set. More parameters than fill 2⁴⁷ bytes
// are an error, as is a batch of so much in [Network.NewPass] and
// [Frozen.NewPredictor]; whether there is memory for less is the caller's business.
func New[T kernels.Float](set *kernels.Set, inputs int, layers ...Layer) (*Network[T], error) {
	n, err := outline[T](set, inputs, layers)
	if err != nil {
		return nil, err
	}
	n.layout, n.stats = layoutOf[T](n.units, n.norms), statisticsOf[T](n.units, n.norms)
	n.params, n.running = blas.Make[T](n.layout.size), blas.Make[T](n.stats.size)
	n.clearNorms()
	return n, nil
}

// outline is New but for the parameters.
func outline[T kernels.Float](set *kernels.Set, inputs int, layers []Layer) (*Network[T], error) {
	switch {
	case set == nil:
		return nil, errors.New("engine: the set of kernels is nil")
	case inputs < 1:
		return nil, fmt.Errorf("engine: %d inputs, want at least 1", inputs)
	case len(layers) == 0:
		return nil, errors.New("engine: no layers, want at least 1")
	}
	n := &Network[T]{set: set, kn: kernels.Of[T](set), fn: kernels.FunctionsOf[T](set), costFn: kernels.FunctionsOf[float64](set), units: []int{inputs}}
	n.self = n
	layers, err := withNumbers[T](layers)
	if err != nil {
		return nil, fmt.Errorf("engine: %w", err)
	}
	params := 0
	for i, l := range layers {
		if l.Units < 1 {
			return nil, fmt.Errorf("engine: layer %d has %d units, want at least 1", i+1, l.Units)
		}
		if l.Act < 0 || l.Act >= kernels.NumActs {
			return nil, fmt.Errorf("engine: layer %d has activation %d, want 0 to %d", i+1, l.Act, kernels.NumActs-1)
		}
		if limit := most[T]() / n.units[i]; l.Units > limit {
			return nil, fmt.Errorf("engine: layer %d has %d units, want at most %d beside %d inputs", i+1, l.Units, limit, n.units[i])
		}
		each := 1 // biases
		if l.Norm != NoNorm {
			each = 5 // γ, β and the running means too
		}
		if params += l.Units*n.units[i] + l.Units*each; params > most[T]() {
			return nil, fmt.Errorf("engine: layers 1 to %d have %d parameters, want at most %d", i+1, params, most[T]())
		}
		if !(l.Dropout >= 0 && l.Dropout < 1) {
			return nil, fmt.Errorf("engine: layer %d has dropout %v, want at least 0 and below 1", i+1, l.Dropout)
		}
		if i == len(layers)-1 && l.Dropout > 0 {
			return nil, fmt.Errorf("engine: layer %d, the output, has dropout %v, want 0", i+1, l.Dropout)
		}
		n.norms = append(n.norms, normSpec{l.Norm, l.NormEpsilon, l.NormMomentum})
		n.units = append(n.units, l.Units)
		n.drops = append(n.drops, l.Dropout)
		n.slopes = append(n.slopes, l.Slope)
		n.acts = append(n.acts, l.Act)
	}
	return n, nil
}

// Clone returns a copy of the network, to change beside it.
func (n *Network[T]) Clone() *Network[T] {
	n.own()
	c := *n
	c.self = &c
	c.params = blas.Make[T](len(n.params))
	copy(c.params, n.params)
	c.running = blas.Make[T](len(n.running))
	copy(c.running, n.running)
	c.fixed = slices.Clone(n.fixed)
	return &c
}
