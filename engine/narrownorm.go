package engine

import (
	"weft.example/blas"
	"weft.example/engine/safetensors"
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

// normalize makes U of m rows of Z, where there is LayerNorm.
func (ly *narrowLayer) normalize(z []float32, m int) {
	if ly.norm == nil {
		return
	}
	for i := range m {
		row := z[i*ly.Outputs():][:ly.out]
		ly.norm.normalize(row, row)
	}
}

// readNarrowNorm returns LayerNorm of layer i+1 of a file that has been checked, or nil.
func readNarrowNorm(f *safetensors.File, i int, l Layer) (*rowNorm[float32], error) {
	if l.Norm != LayerNorm {
		return nil, nil
	}
	l, err := withNorm[float32](l)
	if err != nil {
		return nil, err
	}
	w, names := newNarrowNorm(l.NormEpsilon, l.Units), arrayNames(i)
	if err := safetensors.Read(f, names[gammaArray], w.gamma); err != nil {
		return nil, err
	}
	return w, safetensors.Read(f, names[betaArray], w.beta)
}
