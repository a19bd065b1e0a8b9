package engine

import (
	"fmt"
	"slices"

	"weft.example/kernels"
)

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
	slopes  []float64                   // of layers 1 … L, 0 where they have none
	norms   []normSpec                  // of layers 1 … L
	layout  layout[T]
	params  []T
	stats   statistics[T]
	running []T    // means and variances
	about   About  // checked
	fixed   []bool // layers 1 … L that training leaves as they are, or nil
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

// Norm returns the normalisation of layer l.
func (n *Network[T]) Norm(l int) Norm {
	n.check(l, 1)
	return n.norms[l-1].Norm
}

// layers are the arguments of the New that made the network.
func (n *Network[T]) layers() []Layer {
	list := make([]Layer, 0, len(n.acts))
	for i, act := range n.acts {
		norm := n.norms[i]
		list = append(list, Layer{
			Units: n.units[i+1], Act: act, Dropout: n.drops[i], Slope: n.slopes[i],
			Norm: norm.Norm, NormEpsilon: norm.epsilon, NormMomentum: norm.momentum,
		})
	}
	return list
}

// batchNormed reports whether a layer has BatchNorm.
func (n *Network[T]) batchNormed() bool {
	return slices.ContainsFunc(n.norms, func(s normSpec) bool { return s.Norm == BatchNorm })
}

// wantsBatch reports whether a layer goes by the batch in training, which wants at least 2 examples.
func (n *Network[T]) wantsBatch() bool {
	for i, s := range n.norms {
		if s.Norm == BatchNorm && n.learns(i+1) {
			return true
		}
	}
	return false
}

// Layer returns what [New] has made of its argument for layer l, with the numbers that it had left at 0.
func (n *Network[T]) Layer(l int) Layer {
	n.check(l, 1)
	return n.layers()[l-1]
}

// learns is Trainable, of a layer that there is.
func (n *Network[T]) learns(l int) bool { return n.fixed == nil || !n.fixed[l-1] }
