package engine

import "fmt"

// Norm names how a layer normalises its Z[l], between W[l]·A[l-1] + b[l] and the activation:
//
//	Ẑ = (Z - μ)/√(σ² + ε)        A[l] = g(γ⊙Ẑ + β)
//
// where [BatchNorm] has μ and σ² of each unit and [LayerNorm] of each example, and γ and β are trained as W and b are,
// n_l elements each, but without decay. [Pass.Z] is what g
// is of, γ⊙Ẑ + β. To normalise the outputs of an activation, give the next layer's inputs one:
// an Identity layer has it alone.
type Norm int

const (
	NoNorm Norm = iota

	// BatchNorm takes μ and σ² of each unit over the examples of the batch in training (Ioffe and
	// Szegedy, 2015), and else their running means, as [Network.RunningMean] says.
	BatchNorm

	// LayerNorm takes μ and σ² of each example over the units of the layer, in training as elsewhere (Ba, Kiros and
	// Hinton, 2016). An example with an element of Z that is not finite has NaN for all of them.
	LayerNorm

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
		LayerNorm: {"layer", false},
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

// normSpec is a normalisation with its numbers.
type normSpec struct {
	Norm
	epsilon, momentum float64
}
