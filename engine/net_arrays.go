package engine

import "weft.example/kernels"

// Params returns all parameters, W[1], b[1], γ[1] and β[1] where there is a [Norm], W[2], …, each
// starting on a cache line; the elements between are zero and must stay so.
func (n *Network[T]) Params() []T { return n.params }

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

// Gamma returns γ of layer l, n_l elements, to read and write, or nil if it has no Norm.
func (n *Network[T]) Gamma(l int) []T {
	n.check(l, 1)
	return n.layout.gammas[l-1].of(n.params)
}

// Beta returns β of layer l, n_l elements, to read and write, or nil if it has no Norm.
func (n *Network[T]) Beta(l int) []T {
	n.check(l, 1)
	return n.layout.betas[l-1].of(n.params)
}

// RunningMean returns the running mean of Z[l], n_l elements, to read and write, or nil if the
// layer has no BatchNorm. Each Forward in training ([Pass.Train]) moves it towards the mean of its batch,
//
//	RunningMean += momentum·(μ - RunningMean)
//
// with 0.1 for the momentum, unless [Layer].NormMomentum has another. A layer that is not
// trainable keeps it. [Network.New] has 0, and 1 for [Network.RunningVar].
func (n *Network[T]) RunningMean(l int) []T {
	n.check(l, 1)
	return n.stats.means[l-1].of(n.running)
}

// RunningVar returns the running variance of Z[l], as RunningMean does the mean: that of m examples
// divided by m-1, as in PyTorch, where the normalisation itself divides by m.
func (n *Network[T]) RunningVar(l int) []T {
	n.check(l, 1)
	return n.stats.variances[l-1].of(n.running)
}

// The arrays of a layer, as a file may have them. Those from gammaArray on are of a [Norm].
const (
	weightArray = iota
	biasArray
	gammaArray
	betaArray
	meanArray // of BatchNorm, and no parameter
	varianceArray

	numArrays
)

// arrayMethods are the methods of a network that return them.
func arrayMethods() [numArrays]string {
	return [numArrays]string{"W", "B", "Gamma", "Beta", "RunningMean", "RunningVar"}
}

// arraysOf are the arrays of layer l, nil where it has none.
func (n *Network[T]) arraysOf(l int) [numArrays][]T {
	return [numArrays][]T{n.W(l), n.B(l), n.Gamma(l), n.Beta(l), n.RunningMean(l), n.RunningVar(l)}
}

// clearNorms makes γ 1, β 0, the running means 0 and the running variances 1.
func (n *Network[T]) clearNorms() {
	for l := 1; l <= n.Depth(); l++ {
		fill(n.Gamma(l), 1)
		fill(n.Beta(l), 0)
		fill(n.RunningMean(l), 0)
		fill(n.RunningVar(l), 1)
	}
}

func fill[T kernels.Float](x []T, v T) {
	for i := range x {
		x[i] = v
	}
}
