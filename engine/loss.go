package engine

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"weft.example/kernels"
)

// Loss names what the output A[L] of a network costs beside its labels Y. Each
// is summed over the outputs of an example and averaged over the m examples,
// an example's cost times its weight where [Labels] has weights:
//
//	J = 1/m Σi wi·Σj cost(aij, yij)
//
// The mean is over m and not over the sum of the weights, so that the mean of
// the gradients of many mini-batches is the gradient of the whole set.
//
// Other libraries take the mean over the outputs too, and have no ½ in a mean square:
//
//	weft                      PyTorch              Keras                       weft's cost and gradients are
//	CrossEntropy              BCELoss              BinaryCrossentropy          n_L times as large
//	LogitCrossEntropy         BCEWithLogitsLoss    the same, from_logits       n_L times as large
//	SoftmaxCrossEntropy       CrossEntropyLoss     CategoricalCrossentropy     the same
//	                                               and its Sparse, from_logits
//	MeanSquare                MSELoss              MeanSquaredError            n_L/2 times as large
//	MeanAbsolute              L1Loss               MeanAbsoluteError           n_L times as large
//	Huber                     HuberLoss            Huber                       n_L times as large
//	                          SmoothL1Loss                                     δ·n_L times as large
//
// A recipe of theirs for plain descent or momentum has its rate divided by that factor. Adam, AdamW
// and RMSProp divide the factor out, but for ε and for what Decay adds to a gradient. PyTorch divides
// by the sum of its class weights, where the mean here is over m.
//
// The prediction Ŷ of the labels is a function of A[L], and of each loss with
// its output the gradient is a function of Ŷ - Y, mostly that itself. It has no division and
// stays finite where a probability has reached 0 or 1. It is the derivative of the cost for any
// labels, those from 0 to 1 and others.
type Loss int

// The losses.
const (
	// CrossEntropy, the binary one, is -y·ln a - (1-y)·ln(1-a) of probabilities a, with
	// 0·ln 0 = 0. The output is Sigmoid, Ŷ = A, and dZ = A - Y. It is the cost of [Pass.Cost].
	//
	// Where a is what the pass has made of z, to the bit, the cost is that of
	// LogitCrossEntropy, which 1 and 0 are not too coarse for. An a that the caller has
	// written into [Pass.A] is taken as it is: ln 0 is infinite.
	CrossEntropy Loss = iota

	// LogitCrossEntropy is the same of logits z, ln(1+e^z) - y·z. It is finite for any
	// finite z, and right to some units in float64's last place for labels from 0 to 1. An
	// infinite z costs its limit, 0 or +Inf, and NaN costs NaN. The output is Identity,
	// Ŷ = σ(Z), and dZ = σ(Z) - Y.
	LogitCrossEntropy

	// SoftmaxCrossEntropy is Σj yj·(ln Σk e^zk - zj) of logits z, for labels that are
	// a class or a distribution over the outputs. The output is Identity,
	// Ŷ = softmax(Z) of each example, and dZ = s·softmax(Z) - Y with s = Σj yj as it
	// is in float64, rounded to T: 1 of a class. Values that do not add up to 1 are a
	// distribution that counts s times. A z of NaN or +Inf costs NaN.
	//
	// A single output has nothing to share: its cost and its gradient are 0. Classes,
	// all 0, are let pass, and Values refused.
	SoftmaxCrossEntropy

	// MeanSquare is ½(a-y)², half of what other libraries call so. The output is any, Ŷ = A,
	// and dA = A - Y, from which dZ = dA ⊙ g′ follows.
	MeanSquare

	// MeanAbsolute is |a-y|. The output is any, Ŷ = A, and dA is the sign of A - Y: 0 where they
	// are equal.
	MeanAbsolute

	// Huber is ½(a-y)² where |a-y| ≤ δ, and δ·(|a-y| - ½δ) beyond: a mean square whose slope ends
	// at δ (Huber, 1964). δ is [Config].HuberDelta or [FitConfig].HuberDelta, 1 unless set. The
	// output is any, Ŷ = A, and dA is A - Y within -δ … δ.
	Huber

	NumLosses
)

// BinaryCrossEntropy is another name of [CrossEntropy], as other libraries have it.
const BinaryCrossEntropy = CrossEntropy

// String returns the name of the loss, "mean square" for one.
func (l Loss) String() string {
	if l < 0 || l >= NumLosses {
		return "unknown"
	}
	return [NumLosses]string{"cross-entropy", "logit cross-entropy", "softmax cross-entropy", "mean square", "mean absolute", "huber"}[l]
}

// ParseLoss returns the loss of a name, as [Loss.String] returns it.
func ParseLoss(name string) (Loss, error) {
	var names []string
	for l := range NumLosses {
		if name == l.String() {
			return l, nil
		}
		names = append(names, l.String())
	}
	if name == "" {
		return 0, errors.New("engine: no loss, want " + strings.Join(names, ", "))
	}
	return 0, fmt.Errorf("engine: loss %.80q, want %s", name, strings.Join(names, ", "))
}

// anyOutput stands for every activation.
const anyOutput kernels.Act = -1

// output is the activation that the output layer must have. The gradient is dZ
// then, and dA where the output is any.
func (l Loss) output() kernels.Act {
	return [NumLosses]kernels.Act{kernels.Sigmoid, kernels.Identity, kernels.Identity, anyOutput, anyOutput, anyOutput}[l]
}

// mismatch tells why the loss is none for the network, or is nil.
func (l Loss) mismatch(output kernels.Act) error {
	if l < 0 || l >= NumLosses {
		return fmt.Errorf("engine: loss %d, want 0 to %d", l, NumLosses-1)
	}
	if want := l.output(); want != anyOutput && want != output {
		return fmt.Errorf("engine: %v loss with output activation %v, want %v", l, output, want)
	}
	return nil
}

// domain is what labels are drawn from.
type domain struct {
	least, most float64
	want        string
}

// labels are what the cost of the loss has a least for.
func (l Loss) labels() domain {
	probability := domain{0, 1, "0 to 1"}
	return [NumLosses]domain{
		CrossEntropy:        probability,
		LogitCrossEntropy:   probability,
		SoftmaxCrossEntropy: {0, math.MaxFloat64, "a finite number of at least 0"},
		MeanSquare:          finiteLabels(),
		MeanAbsolute:        finiteLabels(),
		Huber:               finiteLabels(),
	}[l]
}

// finiteLabels are all that the losses' formulas take.
func finiteLabels() domain { return domain{-math.MaxFloat64, math.MaxFloat64, "a finite number"} }

// LossFunc is a loss of one's own, of one example: its outputs a, a row of A[L], and labels y, n_L of
// each, with 1 at the class and 0 elsewhere of Classes. It returns the cost and, unless dA is nil,
// writes the derivative of the cost by each output to dA, which is 0 before. It must change neither a
// nor y and keep nothing. Workers call it at the same time, for other examples, so it must be a
// function of its arguments alone. Weights and the mean over the examples are not its
// business.
type LossFunc[T kernels.Float] func(a, y, dA []T) (cost float64)
