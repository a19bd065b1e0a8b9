package engine

import (
	"fmt"

	"weft.example/kernels"
)

// Layer describes one layer: its number of units n_l and its activation g.
type Layer struct {
	Units int
	Act   kernels.Act

	// Dropout is the share of a hidden layer's outputs that training drops, at
	// least 0 and below 1; see [Pass.Train].
	Dropout float64

	// Slope is that of LeakyReLU left of 0, above 0. With 0 it is 0.01, as in PyTorch; Keras has 0.3.
	Slope float64

	// Norm normalises what the activation is of.
	Norm Norm

	// NormEpsilon is ε of Norm, above 0. With 0 it is 1e-5, as in PyTorch; Keras has 1e-3.
	NormEpsilon float64

	// NormMomentum is the share of a batch in the running means of BatchNorm, above 0 to 1. With
	// 0 it is 0.1, as in PyTorch; Keras' momentum is what a mean keeps, 0.99, which is 0.01 here.
	NormMomentum float64
}

// withNorm is the layer with the numbers of its Norm, or why they are none in T.
func withNorm[T kernels.Float](l Layer) (Layer, error) {
	if l.Norm < 0 || l.Norm >= NumNorms {
		return l, fmt.Errorf("normalisation %d, want 0 to %d", l.Norm, NumNorms-1)
	}
	row := normRows()[l.Norm]
	if l.Norm == NoNorm && l.NormEpsilon != 0 {
		return l, fmt.Errorf("NormEpsilon %v and no Norm, want 0", l.NormEpsilon)
	}
	if !row.tracked && l.NormMomentum != 0 {
		return l, fmt.Errorf("NormMomentum %v and no BatchNorm, want 0", l.NormMomentum)
	}
	if l.Norm != NoNorm && l.NormEpsilon == 0 {
		l.NormEpsilon = normEpsilon
	}
	if row.tracked && l.NormMomentum == 0 {
		l.NormMomentum = normMomentum
	}
	if x := T(l.NormEpsilon); l.Norm != NoNorm && !(x > 0 && finite(x)) {
		return l, fmt.Errorf("NormEpsilon %v, want a finite number above 0 in %T, or 0 for %v", l.NormEpsilon, x, normEpsilon)
	}
	if x := l.NormMomentum; row.tracked && !(x > 0 && x <= 1) {
		return l, fmt.Errorf("NormMomentum %v, want above 0 to 1, or 0 for %v", x, normMomentum)
	}
	return l, nil
}
