package engine

import (
	"math"

	"weft.example/kernels"
)

// outputs are those of some examples, n of each, and room beside them.
type outputs[T kernels.Float] struct {
	n     int
	a     []T       // A[L]
	z     []T       // Z[L] of a sigmoid, or nil
	again []T       // room for g(Z[L])
	terms []float64 // room for what a cost is made of
	delta float64   // of Huber
}

// rows returns the outputs of examples from … to-1.
func (o outputs[T]) rows(from, to int) outputs[T] {
	from, to = from*o.n, to*o.n
	o.a, o.terms = o.a[from:to], o.terms[from:to]
	if o.z != nil {
		o.z, o.again = o.z[from:to], o.again[from:to]
	}
	return o
}

// lossRow is how one loss treats examples. Costs are of float64, whatever T is.
type lossRow[T kernels.Float] struct {
	even T // a single output's value from which neither class is the likelier

	// right counts what the outputs are right about among the Values of one example, and
	// how many labels these are; see [Pass.Accuracy].
	right func(even T, a, y []T) (right, of int)

	// shared says that the outputs share Ŷ, which takes the sum of an example's
	// labels to make the gradient: s·Ŷ - Y with s = Σj yj, and else Ŷ - Y.
	shared bool

	// terms, if not nil, writes what kernels compute of the costs of a few
	// examples, one number for each output.
	terms func(net *Network[T], o outputs[T])

	// cost is the cost of one example with those terms.
	cost func(o outputs[T], y target[T]) float64

	// predict writes Ŷ of a few examples.
	predict func(fn *kernels.Functions[T], n int, prediction, a []T)

	// slope, if not nil, makes the gradient of Ŷ - Y, which it else is itself.
	slope func(delta float64, d []T)
}

// lossTable has a row for each loss. To add one: name it, its output and its labels in
// loss.go, write its cost and its prediction below, and add a row. The gradient is
// the prediction less the labels, the former perhaps times their sum, or a function of that.
func lossTable[T kernels.Float]() [NumLosses]lossRow[T] {
	return [NumLosses]lossRow[T]{
		CrossEntropy:        {0.5, rightSides[T], false, sigmoidTerms[T], crossEntropy[T], same[T], nil},
		LogitCrossEntropy:   {0, rightSides[T], false, logitTerms[T], logitCrossEntropy[T], sigmoids[T], nil},
		SoftmaxCrossEntropy: {0, rightShare[T], true, powerTerms[T], softmaxCrossEntropy[T], softmax[T], nil},
		MeanSquare:          {0.5, amounts[T], false, nil, meanSquare[T], same[T], nil},
		MeanAbsolute:        {0.5, amounts[T], false, nil, meanAbsolute[T], same[T], signs[T]},
		Huber:               {0.5, amounts[T], false, nil, huber[T], same[T], within[T]},
	}
}

// crossEntropy is of Z, which has what 1 and 0 leave of it, where A is g(Z) to the bit. An A
// that somebody has written is taken as it is.
func crossEntropy[T kernels.Float](o outputs[T], y target[T]) (sum float64) {
	for j, a := range o.a {
		if o.z != nil && a == o.again[j] {
			sum += logitCost(float64(o.z[j]), y.at(j), o.terms[j])
		} else {
			sum += probabilityCost(float64(a), y.at(j))
		}
	}
	return sum
}

// probabilityCost is -y·ln a - (1-y)·ln(1-a).
func probabilityCost(a, y float64) (cost float64) {
	if y != 0 {
		cost -= y * math.Log(a)
	}
	if y != 1 {
		cost -= (1 - y) * math.Log(1-a)
	}
	return cost
}

// sigmoidTerms are a sigmoid's outputs again, and the terms of their logits.
func sigmoidTerms[T kernels.Float](net *Network[T], o outputs[T]) {
	if o.z != nil {
		sigmoids(net.fn, o.n, o.again, o.z)
		softplusTerms(net.costFn, o.terms, o.z)
	}
}

func logitTerms[T kernels.Float](net *Network[T], o outputs[T]) {
	softplusTerms(net.costFn, o.terms, o.a)
}

// softplusTerms are ln(1+e^-|z|).
func softplusTerms[T kernels.Float](fn *kernels.Functions[float64], terms []float64, z []T) {
	for j, z := range z {
		terms[j] = -math.Abs(float64(z))
	}
	inRuns(len(terms), func(from, to int) { fn.Softplus(to-from, &terms[from], &terms[from]) })
}

func logitCrossEntropy[T kernels.Float](o outputs[T], y target[T]) (sum float64) {
	for j, z := range o.a {
		sum += logitCost(float64(z), y.at(j), o.terms[j])
	}
	return sum
}

// logitCost is ln(1+e^z) - y·z from its term ln(1+e^-|z|). No label from 0 to 1 makes
// either part negative, so that nothing cancels. An infinite z has its limit.
func logitCost(z, y, term float64) float64 {
	if z > 0 {
		z, y = -z, 1-y // the same cost, of the other class
	}
	if y == 0 {
		return term
	}
	return term - z*y
}

// powerTerms are e^(z-most), with the largest logit taken off all of an example's:
// no power overflows, and their sum is at least 1.
func powerTerms[T kernels.Float](net *Network[T], o outputs[T]) {
	z, terms := o.a, o.terms
	for i := 0; i < len(z); i += o.n {
		most := largest(z[i : i+o.n])
		for j := i; j < i+o.n; j++ {
			terms[j] = float64(z[j]) - most
		}
	}
	fn := net.costFn
	inRuns(len(terms), func(from, to int) { fn.Exp(to-from, &terms[from], &terms[from]) })
}

func softmaxCrossEntropy[T kernels.Float](o outputs[T], y target[T]) (sum float64) {
	var total float64
	for _, power := range o.terms {
		total += power
	}
	z := o.a
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

func meanSquare[T kernels.Float](o outputs[T], y target[T]) (sum float64) {
	for j, a := range o.a {
		d := float64(a) - y.at(j)
		sum += d * d / 2
	}
	return sum
}

func meanAbsolute[T kernels.Float](o outputs[T], y target[T]) (sum float64) {
	for j, a := range o.a {
		sum += math.Abs(float64(a) - y.at(j))
	}
	return sum
}

// signs leaves NaN as it is.
func signs[T kernels.Float](_ float64, d []T) {
	for i, x := range d {
		switch {
		case x > 0:
			d[i] = 1
		case x < 0:
			d[i] = -1
		}
	}
}

func huber[T kernels.Float](o outputs[T], y target[T]) (sum float64) {
	for j, a := range o.a {
		if d := math.Abs(float64(a) - y.at(j)); d > o.delta {
			sum += o.delta * (d - o.delta/2)
		} else {
			sum += d * d / 2
		}
	}
	return sum
}

// within leaves NaN as it is.
func within[T kernels.Float](delta float64, d []T) {
	most := T(delta)
	for i, x := range d {
		d[i] = max(-most, min(x, most))
	}
}

func same[T kernels.Float](_ *kernels.Functions[T], _ int, prediction, a []T) { copy(prediction, a) }

func sigmoids[T kernels.Float](fn *kernels.Functions[T], _ int, prediction, z []T) {
	inRuns(len(z), func(from, to int) { fn.Act[kernels.Sigmoid].Forward(to-from, &prediction[from], &z[from]) })
}

func softmax[T kernels.Float](fn *kernels.Functions[T], n int, prediction, z []T) {
	fn.Softmax(len(z)/n, n, &prediction[0], n, &z[0], n)
}

// largest is the largest of z, or NaN if one is.
func largest[T kernels.Float](z []T) float64 {
	most := z[0]
	for _, z := range z[1:] {
		most = max(most, z)
	}
	return float64(most)
}
