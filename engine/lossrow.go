package engine

import (
	"math"

	"weft/kernels"
)

// lossRow is how one loss treats examples, whose outputs are a, n_L of each.
type lossRow[T kernels.Float] struct {
	even T // a single output's value from which neither class is the likelier

	// terms, if not nil, writes what kernels compute of the costs of a few
	// examples, one number for each output.
	terms func(k *kernels.Kernels[float64], n int, terms []float64, a []T)

	// cost is the cost of one example with those terms.
	cost func(a []T, terms []float64, y target[T]) float64

	// predict writes Ŷ of a few examples, perhaps in the place of a.
	predict func(k *kernels.Kernels[T], n int, prediction, a []T)
}

// lossTable has a row for each loss. To add one: name it and its output in
// loss.go, write its cost and its prediction below, and add a row. The gradient is
// the prediction less the labels.
func lossTable[T kernels.Float]() [NumLosses]lossRow[T] {
	return [NumLosses]lossRow[T]{
		CrossEntropy:        {0.5, nil, crossEntropy[T], same[T]},
		LogitCrossEntropy:   {0, softplusTerms[T], logitCrossEntropy[T], sigmoids[T]},
		SoftmaxCrossEntropy: {0, powerTerms[T], softmaxCrossEntropy[T], softmax[T]},
		MeanSquare:          {0.5, nil, meanSquare[T], same[T]},
	}
}

func crossEntropy[T kernels.Float](a []T, _ []float64, y target[T]) (sum float64) {
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

// softplusTerms are ln(1+e^-|z|), in float64 whatever T is, as costs are.
func softplusTerms[T kernels.Float](k *kernels.Kernels[float64], _ int, terms []float64, z []T) {
	for j, z := range z {
		terms[j] = -math.Abs(float64(z))
	}
	inRuns(len(terms), func(from, to int) { k.Softplus(to-from, &terms[from], &terms[from]) })
}

func logitCrossEntropy[T kernels.Float](z []T, terms []float64, y target[T]) (sum float64) {
	for j := range z {
		z := float64(z[j])
		sum += max(z, 0) - z*y.at(j) + terms[j]
	}
	return sum
}

// powerTerms are e^(z-most), with the largest logit taken off all of an example's:
// no power overflows, and their sum is at least 1.
func powerTerms[T kernels.Float](k *kernels.Kernels[float64], n int, terms []float64, z []T) {
	for i := 0; i < len(z); i += n {
		most := largest(z[i : i+n])
		for j := i; j < i+n; j++ {
			terms[j] = float64(z[j]) - most
		}
	}
	inRuns(len(terms), func(from, to int) { k.Exp(to-from, &terms[from], &terms[from]) })
}

func softmaxCrossEntropy[T kernels.Float](z []T, powers []float64, y target[T]) (sum float64) {
	var total float64
	for _, p := range powers {
		total += p
	}
	most, log := largest(z), math.Log(total)
	if y.values == nil { // the other terms are 0
		return log - (float64(z[y.hot]) - most)
	}
	for j, z := range z {
		if y := y.at(j); y != 0 {
			sum += y * (log - (float64(z) - most))
		}
	}
	return sum
}

func meanSquare[T kernels.Float](a []T, _ []float64, y target[T]) (sum float64) {
	for j := range a {
		d := float64(a[j]) - y.at(j)
		sum += d * d / 2
	}
	return sum
}

func same[T kernels.Float](_ *kernels.Kernels[T], _ int, prediction, a []T) { copy(prediction, a) }

func sigmoids[T kernels.Float](k *kernels.Kernels[T], _ int, prediction, z []T) {
	inRuns(len(z), func(from, to int) { k.Act[kernels.Sigmoid].Forward(to-from, &prediction[from], &z[from]) })
}

func softmax[T kernels.Float](k *kernels.Kernels[T], n int, prediction, z []T) {
	k.Softmax(len(z)/n, n, &prediction[0], n, &z[0], n)
}

// largest is the largest of z, or NaN if one is.
func largest[T kernels.Float](z []T) float64 {
	most := z[0]
	for _, z := range z[1:] {
		most = max(most, z)
	}
	return float64(most)
}

// inRuns calls do for n elements, in runs that one call of a kernel may take.
func inRuns(n int, do func(from, to int)) { runs(n, 0, 1, 0, n, do) }
