package metrics

import (
	"fmt"
	"math"

	"weft.example/engine"
	"weft.example/kernels"
)

// LogLoss is the mean of -ln of the probability that an example's class was given: of several outputs
// that share 1, -Σj yj·ln pj; of a single one, -y·ln p - (1-y)·ln(1-p). Of labels that are each 0 or
// 1, the cost of [engine.CrossEntropy] is the like.
//
// Probabilities are held between ε and 1-ε first, with ε = 2⁻⁵² or, of float32, 2⁻²³, so that 0 costs
// no more than 36 or 16. The mean is over the sum of the weights. In both it is scikit-learn's
// log_loss, and differs from [engine.Pass.Loss].
type LogLoss[T kernels.Float] struct {
	outputs    int
	sum, total float64
}

// NewLogLoss returns one of the given outputs.
func NewLogLoss[T kernels.Float](outputs int) *LogLoss[T] {
	checkOutputs("LogLoss", outputs, math.MaxInt32)
	return &LogLoss[T]{outputs: outputs}
}

// Reset forgets all examples.
func (c *LogLoss[T]) Reset() { c.sum, c.total = 0, 0 }

// Add adds probabilities, m × n, and their labels.
func (c *LogLoss[T]) Add(prediction []T, y engine.Labels[T]) {
	in := newInput("LogLoss", c.outputs, prediction, y)
	epsilon := epsilonOf[T]()
	for i := range in.m {
		w := in.weight(i)
		if w == 0 {
			continue
		}
		var cost float64
		for j, p := range in.row(i) {
			p, y := min(max(float64(p), epsilon), 1-epsilon), in.label(i, j)
			cost -= share(y, p)
			if in.n == 1 {
				cost -= share(1-y, 1-p)
			}
		}
		c.sum += w * cost
		c.total += w
	}
}

// share is y·ln p. A p of NaN counts also where y is 0.
func share(y, p float64) float64 { return y * math.Log(p) }

// epsilonOf is the distance from 1 to the next number of T.
func epsilonOf[T kernels.Float]() float64 {
	if one := T(1); one+T(0x1p-52) == one {
		return 0x1p-23
	}
	return 0x1p-52
}

// Merge adds what has been added to other, of as many outputs.
func (c *LogLoss[T]) Merge(other *LogLoss[T]) {
	if c.outputs != other.outputs {
		panic(fmt.Sprintf("metrics: Merge of a LogLoss of %d outputs, want %d", other.outputs, c.outputs))
	}
	c.sum += other.sum
	c.total += other.total
}

// Mean is that of the examples' costs.
func (c *LogLoss[T]) Mean() float64 { return quotient(c.sum, c.total, math.NaN()) }
