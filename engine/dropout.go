package engine

import (
	"slices"

	"weft/kernels"
)

// dropout is the dropout of a pass's layer (Srivastava et al., 2014). In training
// it sets a share r of the layer's outputs to 0, drawn anew for each step, and
// scales the others so that their mean stays:
//
//	A[l] = g(Z[l]) ⊙ M/(1-r)         M is 0 with probability r, else 1
//	dZ[l] = dA[l] ⊙ M/(1-r) ⊙ g′
//
// M is a function of seed, step, layer and element, so that neither the number
// of workers nor what was drawn before changes it, and the backward pass draws it
// again instead of keeping it.
type dropout[T kernels.Float] struct {
	rate float64
	on   bool   // in the last forward pass
	key  uint64 // of seed, step and layer
}

// Train makes the forward passes from here on drop what the network's layers and
// [Config].InputDropout say, by masks of the given seed and step. A backward pass has the masks of the
// forward pass before it. Layers with [BatchNorm] go by the mean and variance of the batch, of at least 2 examples,
// and Forward and ForwardLayer move the network's [Network.RunningMean] towards them: nothing else may use the
// network meanwhile.
func (p *Pass[T]) Train(seed uint64, step int) {
	p.enter()
	defer p.leave()
	p.training, p.modeSaid, p.maskKey = true, true, mix(mix(seed)+uint64(step))
}

// Infer makes the forward passes from here on drop nothing, and go by the running means of [BatchNorm], as
// those of a new pass do. [Pass.Evaluate] and [Pass.Measure] need none.
//
// The backward passes of a network with dropout or BatchNorm panic before the first Train or Infer: a loop
// that has forgotten Train would train without dropout. Infer is for gradients without it.
func (p *Pass[T]) Infer() {
	p.enter()
	defer p.leave()
	p.training, p.modeSaid = false, true
}

// checkMode panics before a backward pass of a network with dropout, of which nobody has said
// whether it drops.
func (p *Pass[T]) checkMode() {
	if !p.modeSaid && p.input.rate > 0 {
		panic("engine: a backward pass with dropout of the input, and no Train before it; " +
			"want Train before Forward, or Infer for gradients without dropout")
	}
	if !p.modeSaid && p.net.batchNormed() {
		panic("engine: a backward pass of a network with BatchNorm, and no Train before it; " +
			"want Train before Forward, or Infer for gradients by the running means")
	}
	if !p.modeSaid && slices.ContainsFunc(p.net.drops, func(rate float64) bool { return rate > 0 }) {
		panic("engine: a backward pass of a network with dropout, and no Train before it; " +
			"want Train before Forward, or Infer for gradients without dropout")
	}
}

// draw draws the mask of layer l, in training.
func (p *Pass[T]) draw(l int) {
	d := &p.layer(l).dropout
	d.on = p.training && d.rate > 0
	d.key = mix(p.maskKey + uint64(l))
}

// apply multiplies elements of x by those of the mask, if there is one.
func (d *dropout[T]) apply(x []T, from, to int) {
	if !d.on {
		return
	}
	limit, scale := uint64(d.rate*0x1p64), T(1/(1-d.rate))
	for i := from; i < to; i++ {
		if mix(d.key+uint64(i)*weyl) < limit {
			x[i] = 0
		} else {
			x[i] *= scale
		}
	}
}

// weyl and mix are the step and the output function of SplitMix64 (Steele, Lea
// and Flood, 2014), whose n-th number takes no others to compute.
const weyl = 0x9e3779b97f4a7c15

func mix(z uint64) uint64 {
	z += weyl
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
