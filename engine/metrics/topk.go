package metrics

import (
	"fmt"
	"math"

	"weft.example/engine"
	"weft.example/kernels"
)

// TopK tells in how many examples the class is among the k likeliest. Of outputs that are alike, the
// first are the likelier, as in [engine.Pass.Classes]; scikit-learn takes the last.
type TopK[T kernels.Float] struct {
	outputs, k   int
	right, total float64
	nan          bool
}

// NewTopK returns one of the given outputs, with k from 1 to their number. With k = 1 its accuracy is
// that of a [Confusion], without a matrix. A single output predicts class 1 above ½.
func NewTopK[T kernels.Float](outputs, k int) *TopK[T] {
	checkOutputs("TopK", outputs, math.MaxInt32)
	if k < 1 || k > outputs {
		panic(fmt.Sprintf("metrics: the %d likeliest of %d outputs, want 1 to %d", k, outputs, outputs))
	}
	return &TopK[T]{outputs: outputs, k: k}
}

// Reset forgets all examples.
func (c *TopK[T]) Reset() { c.right, c.total, c.nan = 0, 0, false }

// Add adds predictions, m × n, and their labels.
func (c *TopK[T]) Add(prediction []T, y engine.Labels[T]) {
	in := newInput("TopK", c.outputs, prediction, y)
	for i := range in.m {
		w := in.weight(i)
		if w == 0 {
			continue
		}
		class, row := in.class(i), in.row(i)
		first := likeliest(row, 0.5)
		if first < 0 || class < 0 {
			c.nan = true
			continue
		}
		c.total += w
		if first == class || in.n > 1 && before(row, class) < c.k {
			c.right += w
		}
	}
}

// before counts the outputs that are likelier than one.
func before[T kernels.Float](row []T, one int) (n int) {
	for j, v := range row {
		if v > row[one] || v == row[one] && j < one {
			n++
		}
	}
	return n
}

// Merge adds what has been added to other, of as many outputs and the same k.
func (c *TopK[T]) Merge(other *TopK[T]) {
	if c.outputs != other.outputs || c.k != other.k {
		panic(fmt.Sprintf("metrics: Merge of the %d likeliest of %d outputs, want %d of %d", other.k, other.outputs, c.k, c.outputs))
	}
	c.right += other.right
	c.total += other.total
	c.nan = c.nan || other.nan
}

// Accuracy is the share of the examples whose class is among the k likeliest.
func (c *TopK[T]) Accuracy() float64 {
	if c.nan || c.total == 0 {
		return math.NaN()
	}
	return c.right / c.total
}
