package engine

import (
	"fmt"
	"slices"

	"weft/kernels"
)

// Norm names how a layer normalises its Z[l], between W[l]·A[l-1] + b[l] and the activation:
//
//	Ẑ = (Z - μ)/√(σ² + ε)        A[l] = g(γ⊙Ẑ + β)
//
// with γ and β trained as W and b are, n_l elements each, but without decay. [Pass.Z] is what g
// is of, γ⊙Ẑ + β. To normalise the outputs of an activation, give the next layer's inputs one:
// an Identity layer has it alone.
type Norm int

const (
	NoNorm Norm = iota

	// BatchNorm takes μ and σ² of each unit over the examples of the batch in training (Ioffe and
	// Szegedy, 2015), and else their running means, as [Network.RunningMean] says.
	BatchNorm

	NumNorms
)

// normRow is what there is to know of a normalisation but its formulas.
type normRow struct {
	name    string
	tracked bool // it has running means
}

func normRows() [NumNorms]normRow {
	return [NumNorms]normRow{
		NoNorm:    {"none", false},
		BatchNorm: {"batch", true},
	}
}

// String returns the name of the normalisation, "batch" for one.
func (n Norm) String() string {
	if n < 0 || n >= NumNorms {
		return "unknown"
	}
	return normRows()[n].name
}

// parseNorm returns the normalisation of a name, or which are wanted.
func parseNorm(name string) (Norm, error) {
	var names []string
	for n := range NumNorms {
		if n.String() == name {
			return n, nil
		}
		names = append(names, n.String())
	}
	return 0, fmt.Errorf("one of %q", names)
}

// The numbers of a Norm that says nothing else, PyTorch's.
const (
	normEpsilon  = 1e-5
	normMomentum = 0.1
)

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

// withNorms is withNorm of each layer.
func withNorms[T kernels.Float](layers []Layer) (list []Layer, err error) {
	for i, l := range layers {
		if l, err = withNorm[T](l); err != nil {
			return nil, fmt.Errorf("layer %d has %w", i+1, err)
		}
		list = append(list, l)
	}
	return list, nil
}

// Norm returns the normalisation of layer l.
func (n *Network[T]) Norm(l int) Norm {
	n.check(l, 1)
	return n.norms[l-1].Norm
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

// batchNormed reports whether a layer has BatchNorm and so, in training, wants at least 2 examples.
func (n *Network[T]) batchNormed() bool {
	return slices.ContainsFunc(n.norms, func(s normSpec) bool { return s.Norm == BatchNorm })
}

// normSpec is a normalisation with its numbers.
type normSpec struct {
	Norm
	epsilon, momentum float64
}
