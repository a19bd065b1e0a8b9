package tests_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// lossCase is a loss with an output that it takes and labels of one kind.
type lossCase[T kernels.Float] struct {
	*problem[T]
	name   string
	loss   engine.Loss
	labels engine.Labels[T]
}

// lossOutputs lists the activations of the output that each loss takes.
var lossOutputs = [engine.NumLosses][]kernels.Act{
	{kernels.Sigmoid}, {kernels.Identity}, {kernels.Identity},
	{kernels.Identity, kernels.ReLU, kernels.Sigmoid},
	{kernels.Identity, kernels.ReLU, kernels.Sigmoid},
	{kernels.Identity, kernels.ReLU, kernels.Sigmoid},
}

// lossCases are every loss × output × one and three units × kind of labels ×
// weights, but for values of a softmax of one, which are refused.
func lossCases[T kernels.Float](t *testing.T, set *kernels.Set, m int) (list []lossCase[T]) {
	t.Helper()
	for loss := range engine.NumLosses {
		for _, output := range lossOutputs[loss] {
			for _, n := range []int{1, 3} {
				for kind := range 4 {
					if kind%2 == 0 && n == 1 && loss == engine.SoftmaxCrossEntropy {
						continue // which it refuses
					}
					rng := rand.New(rand.NewPCG(uint64(kind), uint64(n)))
					p := newProblem[T](t, set, m, 4, chain([]int{5, n}, kernels.Sigmoid, output), 8)
					var y engine.Labels[T]
					if kind%2 == 0 {
						y.Values = p.y
						if loss == engine.SoftmaxCrossEntropy {
							normalise(y.Values, n)
						}
					} else {
						y.Classes = drawClasses(rng, m, classes(loss, n))
					}
					if kind >= 2 {
						y.Weights = make([]T, m)
						for i := range y.Weights {
							y.Weights[i] = T(rng.Float32()) * 3
						}
					}
					name := fmt.Sprintf("%v, %d outputs %v, classes %v, weights %v", loss, n, output, kind%2 == 1, kind >= 2)
					list = append(list, lossCase[T]{p, name, loss, y})
				}
			}
		}
	}
	return list
}

func classes(loss engine.Loss, outputs int) int {
	if outputs == 1 && loss != engine.SoftmaxCrossEntropy {
		return 2
	}
	return outputs
}

func drawClasses(rng *rand.Rand, m, n int) []int {
	c := make([]int, m)
	for i := range c {
		c[i] = rng.IntN(n)
	}
	return c
}

// normalise makes each row of n a distribution.
func normalise[T kernels.Float](y []T, n int) {
	for row := range slices.Chunk(y, n) {
		var sum T
		for _, v := range row {
			sum += v
		}
		for j := range row {
			row[j] /= sum
		}
	}
}

// literal is the loss as a textbook has it: probabilities first, those of the Z[L] that the pass
// keeps, then logarithms.
func (c *lossCase[T]) literal(pass *engine.Pass[T]) float64 {
	n := c.net.Units(c.net.Depth())
	var sum float64
	for i := range c.m {
		last := c.net.Depth()
		a, logits := pass.A(last)[i*n:(i+1)*n], c.loss == engine.LogitCrossEntropy
		if z := pass.Z(last); z != nil && c.loss == engine.CrossEntropy {
			a, logits = z[i*n:(i+1)*n], true
		}
		var powers, cost float64
		for _, z := range a {
			powers += math.Exp(float64(z))
		}
		for j, a := range a {
			a, y := float64(a), c.label(i, j)
			if logits {
				a = 1 / (1 + math.Exp(-a))
			}
			switch c.loss {
			case engine.CrossEntropy, engine.LogitCrossEntropy:
				cost -= y*math.Log(a) + (1-y)*math.Log(1-a)
			case engine.SoftmaxCrossEntropy:
				cost -= y * math.Log(math.Exp(a)/powers)
			case engine.MeanSquare:
				cost += (a - y) * (a - y) / 2
			case engine.MeanAbsolute:
				cost += math.Abs(a - y)
			case engine.Huber:
				if d := math.Abs(a - y); d <= 1 {
					cost += d * d / 2
				} else {
					cost += d - 0.5
				}
			}
		}
		if c.labels.Weights != nil {
			cost *= float64(c.labels.Weights[i])
		}
		sum += cost
	}
	return sum / float64(c.m)
}

// label returns y of example i and output j.
func (c *lossCase[T]) label(i, j int) float64 {
	n := c.net.Units(c.net.Depth())
	switch {
	case c.labels.Values != nil:
		return float64(c.labels.Values[i*n+j])
	case classes(c.loss, n) > n:
		return float64(c.labels.Classes[i])
	case c.labels.Classes[i] == j:
		return 1
	}
	return 0
}

// slope is the central difference of f by x.
func slope(x *float64, h float64, f func() float64) float64 {
	at := *x
	*x = at + h
	high := f()
	*x = at - h
	low := f()
	*x = at
	return (high - low) / (2 * h)
}
