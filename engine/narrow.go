package engine

import (
	"fmt"

	"weft.example/blas"
	"weft.example/kernels"
)

// Narrow is a frozen network with weights of fewer bits, to predict with: half or a quarter of the memory to read, which is what
// bounds small batches. It computes in float32, whatever the network's type was. Any number of goroutines may
// share it, each with a [NarrowPredictor] of its own. The zero value has no network, and no predictor.
type Narrow struct {
	weights Weights
	net     *Network[float32] // without parameters
	layers  []narrowLayer
}

// narrowLayer is a layer's weights, biases and normalisation.
type narrowLayer struct {
	narrowWeights
	in, out int
	act     kernels.Act
	bias    []float32         // and zeros up to whole vectors
	norm    *rowNorm[float32] // LayerNorm, or nil
}

// FreezeNarrow returns the network as it is now, [BatchNorm] folded into its weights, which are of the given type.
// [LayerNorm] stays, of float32. Int8 wants finite weights, and layers of at
// most 65536 inputs, whose sums fit 32 bits.
//
// Int8 wants inputs that are standardised, as in training: the columns of an example share one scale, so of raw inputs with a column of
// thousands beside one of units nothing is left of the latter. A network that package scale has folded the scaling into takes raw
// inputs, and suits Int8 only where all its columns are of one unit, as pixels. [Narrow.About] keeps the scaling.
func (n *Network[T]) FreezeNarrow(w Weights) (*Narrow, error) {
	n.own()
	if w < 0 || w >= numWeights {
		return nil, fmt.Errorf("engine: weights %d, want 0 to %d", w, numWeights-1)
	}
	n = n.Folded()
	f := &Narrow{weights: w, net: outlineOf(n)}
	kn := kernels.NarrowOf(n.set)
	for l := 1; l <= n.Depth(); l++ {
		ly := narrowLayer{in: n.units[l-1], out: n.units[l], act: n.acts[l-1]}
		var err error
		switch in, weights := ly.in, n.W(l); w {
		case BF16:
			ly.narrowWeights = bf16Of(kn, f.net.fn, in, ly.out, weights)
		case Int8:
			ly.narrowWeights, err = int8Of(kn, in, ly.out, weights)
		}
		if err != nil {
			return nil, fmt.Errorf("engine: layer %d: %w", l, err)
		}
		ly.bias = blas.Make[float32](ly.Outputs())
		for j, b := range n.B(l) {
			ly.bias[j] = float32(b)
		}
		ly.norm = narrowNorm(n, l)
		f.layers = append(f.layers, ly)
	}
	return f, nil
}

// outlineOf returns a network of n's shape without parameters.
func outlineOf[T kernels.Float](n *Network[T]) *Network[float32] {
	s := &Network[float32]{set: n.set, kn: kernels.Of[float32](n.set), fn: kernels.FunctionsOf[float32](n.set), costFn: n.costFn, units: n.units, acts: n.acts, drops: n.drops, slopes: n.slopes, norms: n.norms, about: n.about}
	s.self = s
	return s
}

// Weights returns the type of the weights.
func (f *Narrow) Weights() Weights { return f.weights }
