package engine

import (
	"math"
	"math/rand/v2"

	"weft/kernels"
)

// Init draws the weights of every layer from a normal distribution and clears
// the biases. The variance is 2/n_{l-1} before ReLU (He et al., 2015) and
// 2/(n_{l-1}+n_l) elsewhere (Glorot and Bengio, 2010), which keeps the scale of
// activations and gradients from layer to layer. The same seed draws the same
// weights, rounded to T.
func (n *Network[T]) Init(seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for l := 1; l <= n.Depth(); l++ {
		in, out := float64(n.units[l-1]), float64(n.units[l])
		variance := 2 / (in + out)
		if n.Act(l) == kernels.ReLU {
			variance = 2 / in
		}
		deviation := math.Sqrt(variance)
		w := n.W(l)
		for i := range w {
			w[i] = T(deviation * rng.NormFloat64())
		}
		clear(n.B(l))
	}
}

// Update takes a step of gradient descent with the gradients that the last
// backward pass of p left: W[l] -= rate·dW[l], b[l] -= rate·db[l]. p must be a pass
// of n; nothing else may use n meanwhile.
func (n *Network[T]) Update(rate T, p *Pass[T]) {
	if p.net != n {
		panic("engine: Update with a pass of another network")
	}
	p.rate = rate
	p.spread(len(n.params), kernels.MaxElements, p.update)
}
