package engine

import (
	"errors"
	"fmt"
	"slices"

	"weft/blas"
	"weft/kernels"
)

// Layer describes one layer: its number of units n_l and its activation g.
type Layer struct {
	Units int
	Act   kernels.Act

	// Dropout is the share of a hidden layer's outputs that training drops, at
	// least 0 and below 1; see [Pass.Train].
	Dropout float64

	// Norm normalises what the activation is of.
	Norm Norm

	// NormEpsilon is ε of Norm, above 0. With 0 it is 1e-5, as in PyTorch; Keras has 1e-3.
	NormEpsilon float64

	// NormMomentum is the share of a batch in the running means of BatchNorm, above 0 to 1. With
	// 0 it is 0.1, as in PyTorch; Keras' momentum is what a mean keeps, 0.99, which is 0.01 here.
	NormMomentum float64
}

// Network is the parameters of a dense network and what computes with them. It is
// used by the pointer that [New] returns; a copy of the struct, unlike a [Network.Clone], panics, as that of a
// [Pass], an [Optimizer] or a [Predictor] does, since what belongs to it has its sizes.
type Network[T kernels.Float] struct {
	self    *Network[T] // unless it is a copy
	set     *kernels.Set
	kn      *kernels.Kernels[T]
	fn      *kernels.Functions[T]
	costFn  *kernels.Functions[float64] // for costs, which are of float64 whatever T is
	units   []int                       // n_0 … n_L
	acts    []kernels.Act               // of layers 1 … L
	drops   []float64                   // dropout of layers 1 … L
	norms   []normSpec                  // of layers 1 … L
	layout  layout[T]
	params  []T
	stats   statistics[T]
	running []T    // means and variances
	about   About  // checked
	fixed   []bool // layers 1 … L that training leaves as they are, or nil
}

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
	layers, err := withNorms[T](layers)
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
		n.acts = append(n.acts, l.Act)
	}
	return n, nil
}

// Depth returns the number of layers, L.
func (n *Network[T]) Depth() int { return len(n.acts) }

// Units returns n_l, for l from 0, the inputs, to L.
func (n *Network[T]) Units(l int) int {
	n.check(l, 0)
	return n.units[l]
}

// Act returns the activation of layer l.
func (n *Network[T]) Act(l int) kernels.Act {
	n.check(l, 1)
	return n.acts[l-1]
}

// Dropout returns the dropout of layer l.
func (n *Network[T]) Dropout(l int) float64 {
	n.check(l, 1)
	return n.drops[l-1]
}

// W returns the weights of layer l, n_l × n_{l-1} and row-major, to read and
// write.
func (n *Network[T]) W(l int) []T {
	n.check(l, 1)
	return n.layout.weights[l-1].of(n.params)
}

// B returns the biases of layer l, n_l of them, to read and write.
func (n *Network[T]) B(l int) []T {
	n.check(l, 1)
	return n.layout.biases[l-1].of(n.params)
}

// Params returns all parameters, W[1], b[1], γ[1] and β[1] where there is a [Norm], W[2], …, each
// starting on a cache line; the elements between are zero and must stay so.
func (n *Network[T]) Params() []T { return n.params }

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

// own panics if n is a copy.
func (n *Network[T]) own() {
	if n.self != n {
		panic("engine: a copy of a network, want the one that New, Load or ReadNetwork returned")
	}
}

// check panics unless first <= l <= L.
func (n *Network[T]) check(l, first int) {
	n.own()
	if l < first || l > n.Depth() {
		panic(fmt.Sprintf("engine: layer %d, want %d to %d", l, first, n.Depth()))
	}
}
