package metrics

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"weft.example/engine"
	"weft.example/kernels"
)

// ROC has the areas under curves of receiver operating characteristics: the probability that an
// example of a class has a higher score than one of another class, where a tie counts ½ (Mann and
// Whitney, 1947). It is exact, and so keeps each score, its label and a weight: some 9 bytes for an
// output in float64, 5 in float32, and 16 for an example.
//
// Each of several outputs is a curve of its own, of its class beside the rest. With Values as labels
// these need not be classes: an example is of each output whose label is above ½.
type ROC[T kernels.Float] struct {
	outputs int
	scores  []T    // m × n
	actual  []bool // m × n
	weights []T    // m
	order   []int  // m
	nan     bool
}

// NewROC returns one of the given outputs, with room for so many examples. More take more memory, as
// append makes it, and Reset keeps that.
func NewROC[T kernels.Float](outputs, examples int) *ROC[T] {
	checkOutputs("ROC", outputs, math.MaxInt32)
	if most := math.MaxInt / 16 / outputs; examples < 0 || examples > most {
		panic(fmt.Sprintf("metrics: a ROC of %d examples, want 0 to %d", examples, most))
	}
	return &ROC[T]{
		outputs: outputs, scores: make([]T, 0, examples*outputs), actual: make([]bool, 0, examples*outputs),
		weights: make([]T, 0, examples), order: make([]int, 0, examples),
	}
}

// Reset forgets all examples.
func (c *ROC[T]) Reset() {
	c.scores, c.actual, c.weights, c.order, c.nan = c.scores[:0], c.actual[:0], c.weights[:0], c.order[:0], false
}

// Add adds scores, m × n, and their labels. Scores may be any that rise with the probability.
func (c *ROC[T]) Add(prediction []T, y engine.Labels[T]) {
	in := newInput("ROC", c.outputs, prediction, y)
	for i := range in.m {
		w := in.weight(i)
		if w == 0 {
			continue
		}
		for j, score := range in.row(i) {
			y := in.label(i, j)
			c.nan = c.nan || score != score || y != y
			c.scores, c.actual = append(c.scores, score), append(c.actual, y > 0.5)
		}
		c.weights, c.order = append(c.weights, T(w)), append(c.order, 0)
	}
}

// Merge adds what has been added to other, of as many outputs.
func (c *ROC[T]) Merge(other *ROC[T]) {
	if c.outputs != other.outputs {
		panic(fmt.Sprintf("metrics: Merge of a ROC of %d outputs, want %d", other.outputs, c.outputs))
	}
	c.scores, c.actual = append(c.scores, other.scores...), append(c.actual, other.actual...)
	c.weights, c.order = append(c.weights, other.weights...), append(c.order, other.order...)
	c.nan = c.nan || other.nan
}

// AUC is the area of a single output, and the mean of the areas of several. It is NaN if one of them
// is: see [ROC.Of]. It takes the time to sort the scores.
func (c *ROC[T]) AUC() float64 {
	var sum float64
	for j := range c.outputs {
		sum += c.Of(j)
	}
	return sum / float64(c.outputs)
}

// Weighted is the mean of the areas by the weight of the examples of each class.
func (c *ROC[T]) Weighted() float64 {
	var sum, total float64
	for j := range c.outputs {
		area, positives := c.area(j)
		sum += positives * area
		total += positives
	}
	return sum / total
}

// Of is the area of an output. It is NaN where all examples are of its class, or none is: there is
// nothing to compare.
func (c *ROC[T]) Of(output int) float64 {
	if output < 0 || output >= c.outputs {
		panic(fmt.Sprintf("metrics: output %d, want 0 to %d", output, c.outputs-1))
	}
	area, _ := c.area(output)
	return area
}

// area is that of an output, with the weight of the examples of its class.
func (c *ROC[T]) area(output int) (area, positives float64) {
	if c.nan {
		return math.NaN(), math.NaN()
	}
	score := func(i int) T { return c.scores[i*c.outputs+output] }
	for i := range c.order {
		c.order[i] = i
	}
	slices.SortFunc(c.order, func(i, j int) int {
		return cmp.Or(cmp.Compare(score(j), score(i)), i-j) // one order of the sums
	})
	var negatives float64
	for from := 0; from < len(c.order); {
		var tied, beaten float64 // positives and negatives of one score
		for tie := score(c.order[from]); from < len(c.order) && score(c.order[from]) == tie; from++ {
			i := c.order[from]
			if w := float64(c.weights[i]); c.actual[i*c.outputs+output] {
				tied += w
			} else {
				beaten += w
			}
		}
		area += beaten * (positives + tied/2)
		positives, negatives = positives+tied, negatives+beaten
	}
	return area / (positives * negatives), positives
}
