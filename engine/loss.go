package engine

import (
	"fmt"
	"math"

	"weft/kernels"
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
// The prediction Ŷ of the labels is a function of A[L], and of each loss with
// its output the gradient is Ŷ - Y, which has no division and stays finite
// where a probability has reached 0 or 1.
type Loss int

// The losses.
const (
	// CrossEntropy is -y·ln a - (1-y)·ln(1-a) of probabilities a, with 0·ln 0 = 0.
	// The output is Sigmoid, Ŷ = A, and dZ = A - Y. It is the cost of [Pass.Cost].
	CrossEntropy Loss = iota

	// LogitCrossEntropy is the same of logits z, max(z,0) - z·y + ln(1+e^-|z|),
	// which is finite for any finite z. The output is Identity, Ŷ = σ(Z), and
	// dZ = σ(Z) - Y.
	LogitCrossEntropy

	// SoftmaxCrossEntropy is Σj yj·(ln Σk e^zk - zj) of logits z, for labels that are
	// a class or a distribution over the outputs. The output is Identity,
	// Ŷ = softmax(Z) of each example, and dZ = softmax(Z) - Y.
	SoftmaxCrossEntropy

	// MeanSquare is ½(a-y)². The output is any, Ŷ = A, and dA = A - Y, from which
	// dZ = dA ⊙ g′ follows.
	MeanSquare

	NumLosses
)

// String returns the name of the loss, "mean square" for one.
func (l Loss) String() string {
	if l < 0 || l >= NumLosses {
		return "unknown"
	}
	return [NumLosses]string{"cross-entropy", "logit cross-entropy", "softmax cross-entropy", "mean square"}[l]
}

// anyOutput stands for every activation.
const anyOutput kernels.Act = -1

// output is the activation that the output layer must have. The gradient is dZ
// then, and dA where the output is any.
func (l Loss) output() kernels.Act {
	return [NumLosses]kernels.Act{kernels.Sigmoid, kernels.Identity, kernels.Identity, anyOutput}[l]
}

// lossRow is how one loss treats one example, whose n_L outputs are a.
type lossRow[T kernels.Float] struct {
	even    T // a single output's value from which neither class is the likelier
	cost    func(a []T, y target[T]) float64
	predict func(prediction, a []T) // may be the same slice
}

// lossTable has a row for each loss. To add one: name it and its output above,
// write its cost and its prediction below, and add a row. The gradient is the
// prediction less the labels.
func lossTable[T kernels.Float]() [NumLosses]lossRow[T] {
	return [NumLosses]lossRow[T]{
		CrossEntropy:        {0.5, crossEntropy[T], same[T]},
		LogitCrossEntropy:   {0, logitCrossEntropy[T], sigmoids[T]},
		SoftmaxCrossEntropy: {0, softmaxCrossEntropy[T], softmax[T]},
		MeanSquare:          {0.5, meanSquare[T], same[T]},
	}
}

func crossEntropy[T kernels.Float](a []T, y target[T]) (sum float64) {
	for j := range a {
		a, y := float64(a[j]), y.at(j)
		if y != 0 {
			sum -= y * math.Log(a)
		}
		if y != 1 {
			sum -= (1 - y) * math.Log(1-a)
		}
	}
	return sum
}

func logitCrossEntropy[T kernels.Float](z []T, y target[T]) (sum float64) {
	for j := range z {
		z := float64(z[j])
		sum += max(z, 0) - z*y.at(j) + math.Log1p(math.Exp(-math.Abs(z)))
	}
	return sum
}

// softmaxCrossEntropy takes the largest logit off all of them: no exponential
// overflows, and their sum is at least 1.
func softmaxCrossEntropy[T kernels.Float](z []T, y target[T]) (sum float64) {
	most := largest(z)
	var powers float64
	for _, z := range z {
		powers += math.Exp(float64(z) - most)
	}
	log := math.Log(powers)
	for j, z := range z {
		if y := y.at(j); y != 0 {
			sum += y * (log - (float64(z) - most))
		}
	}
	return sum
}

func meanSquare[T kernels.Float](a []T, y target[T]) (sum float64) {
	for j := range a {
		d := float64(a[j]) - y.at(j)
		sum += d * d / 2
	}
	return sum
}

func same[T kernels.Float](prediction, a []T) { copy(prediction, a) }

func sigmoids[T kernels.Float](prediction, z []T) {
	for j, z := range z {
		prediction[j] = T(1 / (1 + math.Exp(-float64(z))))
	}
}

// softmax divides in float64 what it adds up, so that an example's predictions
// add up to 1 within n_L roundings to T.
func softmax[T kernels.Float](prediction, z []T) {
	most := largest(z)
	var powers float64
	for _, z := range z {
		powers += math.Exp(float64(z) - most)
	}
	for j, z := range z {
		prediction[j] = T(math.Exp(float64(z)-most) / powers)
	}
}

// largest is the largest of z, or NaN if one is.
func largest[T kernels.Float](z []T) float64 {
	most := z[0]
	for _, z := range z[1:] {
		most = max(most, z)
	}
	return float64(most)
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
