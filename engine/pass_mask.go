package engine

import "weft.example/kernels"

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

// keyAt is the key whose element 0 is another key's element at a place: that of an example in the batch of
// all, so that masks do not depend on who has which example.
func (*dropout[T]) keyAt(key uint64, place int) uint64 { return key + uint64(place)*weyl }

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

// inputDropout is the dropout of a pass's input, as that of a layer is of its outputs:
//
//	A[0] = X ⊙ M/(1-r)
//	dA[0] = dA ⊙ M/(1-r)
type inputDropout[T kernels.Float] struct {
	dropout[T]
	room []T     // for A[0], as X is the caller's
	of   []T     // what rows drops of
	rows portion // of A[0] or dA[0]
}
