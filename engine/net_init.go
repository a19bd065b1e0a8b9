package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"weft.example/kernels"
)

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

// Init draws the weights of every layer from a normal distribution and clears
// the biases; γ of a [Norm] is 1, β 0, and its running means are as [New] has them. The variance is [He]'s before ReLU and what resembles it, LeakyReLU,
// GELU, GELUTanh and SiLU, whatever the slope, which let through about half of what comes in, and
// [Glorot]'s before Identity, Sigmoid and Tanh, which are all but linear near 0. That
// keeps the scale of activations and gradients from layer to layer. The same seed
// draws the same weights, rounded to T.
func (n *Network[T]) Init(seed uint64) {
	n.drawWeights(seed, func(l int) Variance {
		switch n.Act(l) {
		case kernels.Identity, kernels.Sigmoid, kernels.Tanh:
			return Glorot
		}
		return He
	})
}

// InitWith is Init with the same rule for the variance in every layer. It panics, with
// nothing changed, where that is not a finite number of at least 0.
func (n *Network[T]) InitWith(seed uint64, variance Variance) {
	n.drawWeights(seed, func(int) Variance { return variance })
}

// Variance is a rule for the variance of the weights between in = n_{l-1} and
// out = n_l units.
type Variance func(in, out int) float64

// He is 2/n_{l-1} (He et al., 2015): a unit that lets half of it through keeps
// the mean square.
func He(in, _ int) float64 { return 2 / float64(in) }

// Glorot is 2/(n_{l-1}+n_l) (Glorot and Bengio, 2010): the mean of what keeps the
// variance forward and what keeps that of the gradients back.
func Glorot(in, out int) float64 { return 2 / (float64(in) + float64(out)) }

func (n *Network[T]) drawWeights(seed uint64, rule func(l int) Variance) {
	deviations := make([]float64, n.Depth())
	for i := range deviations {
		variance := rule(i+1)(n.units[i], n.units[i+1])
		if deviations[i] = math.Sqrt(variance); !finite(T(deviations[i])) {
			panic(fmt.Sprintf("engine: a variance of %v in layer %d, want a finite number of at least 0", variance, i+1))
		}
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	for l := 1; l <= n.Depth(); l++ {
		w := n.W(l)
		for i := range w {
			w[i] = T(deviations[l-1] * rng.NormFloat64())
		}
		clear(n.B(l))
	}
	n.clearNorms()
}
