package engine

import "slices"

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
	d.key = d.keyAt(mix(p.maskKey+uint64(l)), p.part.place(p.net.units[l]))
}
