package engine

import (
	"weft.example/blas"
	"weft.example/kernels"
)

// narrowNorm returns LayerNorm of layer l in float32, or nil if it has none. Beside narrow weights its numbers are few.
func narrowNorm[T kernels.Float](n *Network[T], l int) *rowNorm[float32] {
	if n.Norm(l) != LayerNorm {
		return nil
	}
	w := newNarrowNorm(n.norms[l-1].epsilon, n.units[l])
	for j, v := range n.Gamma(l) {
		w.gamma[j] = float32(v)
	}
	for j, v := range n.Beta(l) {
		w.beta[j] = float32(v)
	}
	return w
}

func newNarrowNorm(epsilon float64, units int) *rowNorm[float32] {
	return &rowNorm[float32]{epsilon, blas.Make[float32](units), blas.Make[float32](units)}
}
