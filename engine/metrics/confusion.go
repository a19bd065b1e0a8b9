package metrics

import (
	"fmt"
	"math"

	"weft.example/engine"
	"weft.example/kernels"
)

// mostClasses have a matrix of 2 GiB.
const mostClasses = 1 << 14

// Confusion is a confusion matrix: what classes examples are of, and which are predicted. The class
// of several outputs is the first largest. Values as labels are read in the same way.
type Confusion[T kernels.Float] struct {
	// Threshold is what a single output has to be above to predict class 1: ½ unless set.
	Threshold float64

	// ZeroDivision is what 0/0 is, as where a class is never predicted: 0 unless set.
	ZeroDivision float64

	outputs int
	weights []float64 // classes × classes, a row for each actual class
	total   float64
	nan     bool
}

// NewConfusion returns an empty matrix of a network of the given outputs, 1 to 16384. One output
// has two classes.
func NewConfusion[T kernels.Float](outputs int) *Confusion[T] {
	checkOutputs("Confusion", outputs, mostClasses)
	classes := classesOf(outputs)
	return &Confusion[T]{Threshold: 0.5, outputs: outputs, weights: make([]float64, classes*classes)}
}

// Reset empties the matrix.
func (c *Confusion[T]) Reset() {
	clear(c.weights)
	c.total, c.nan = 0, false
}

// Add adds predictions, m × n, and their labels.
func (c *Confusion[T]) Add(prediction []T, y engine.Labels[T]) {
	in := newInput("Confusion", c.outputs, prediction, y)
	for i := range in.m {
		if w := in.weight(i); w != 0 {
			c.count(likeliest(in.row(i), c.Threshold), in.class(i), w)
		}
	}
}

// AddClasses adds predicted classes, as of [engine.Pass.Classes], beside the actual ones, of as many
// examples. Weights may be nil. An actual class of [engine.Ignored] is passed over.
func (c *Confusion[T]) AddClasses(predicted, actual []int, weights []T) {
	if len(predicted) != len(actual) {
		panic(fmt.Sprintf("metrics: %d predicted classes, want as many as actual ones, %d", len(predicted), len(actual)))
	}
	checkWeights(weights, len(actual))
	for i, class := range actual {
		if class != engine.Ignored && weightOf(weights, i) != 0 {
			checkClass(class, i, c.Classes())
			checkClass(predicted[i], i, c.Classes())
		}
	}
	for i, class := range actual {
		if w := weightOf(weights, i); class != engine.Ignored && w != 0 {
			c.count(predicted[i], class, w)
		}
	}
}

// count adds an example. A class of -1 is of NaN.
func (c *Confusion[T]) count(predicted, actual int, weight float64) {
	if predicted < 0 || actual < 0 {
		c.nan = true
		return
	}
	c.weights[actual*c.Classes()+predicted] += weight
	c.total += weight
}

// Merge adds what has been added to other, of as many outputs. Thresholds may differ.
func (c *Confusion[T]) Merge(other *Confusion[T]) {
	if c.outputs != other.outputs {
		panic(fmt.Sprintf("metrics: Merge of a Confusion of %d outputs, want %d", other.outputs, c.outputs))
	}
	for i, w := range other.weights {
		c.weights[i] += w
	}
	c.total += other.total
	c.nan = c.nan || other.nan
}

// Classes is the number of classes.
func (c *Confusion[T]) Classes() int {
	if c.outputs == 0 {
		return 0
	}
	return classesOf(c.outputs)
}

// Count is the weight of the examples of an actual class that have the predicted one: how many,
// where they have no weights.
func (c *Confusion[T]) Count(actual, predicted int) float64 {
	n := c.Classes()
	if actual < 0 || actual >= n || predicted < 0 || predicted >= n {
		panic(fmt.Sprintf("metrics: classes %d and %d, want 0 to %d", actual, predicted, n-1))
	}
	return c.weights[actual*n+predicted]
}

// Accuracy is the share of the examples whose class is predicted.
func (c *Confusion[T]) Accuracy() float64 {
	if c.empty() {
		return math.NaN()
	}
	var right float64
	for class := range c.Classes() {
		right += c.Count(class, class)
	}
	return right / c.total
}

// Of returns the scores of a class beside all others. Those of class 1 are what scikit-learn has for
// two classes by default.
func (c *Confusion[T]) Of(class int) Scores {
	if c.Count(class, class); c.empty() {
		return noScores()
	}
	return c.counts(class).scores(c.ZeroDivision)
}

// Macro returns the mean of the classes' scores, over those that are among labels or predictions.
func (c *Confusion[T]) Macro() Scores {
	if c.empty() {
		return noScores()
	}
	return mean(c.Classes(), c.counts, func(c counts) float64 {
		if c.predicted == 0 && c.actual == 0 {
			return 0
		}
		return 1
	}, c.ZeroDivision)
}

// Micro returns the scores of all classes' counts together. Each is the accuracy.
func (c *Confusion[T]) Micro() Scores {
	if c.empty() {
		return noScores()
	}
	return micro(c.Classes(), c.counts, c.ZeroDivision)
}

// Weighted returns the mean of the classes' scores by their support.
func (c *Confusion[T]) Weighted() Scores {
	if c.empty() {
		return noScores()
	}
	return mean(c.Classes(), c.counts, bySupport, c.ZeroDivision)
}

// empty reports whether there is nothing to tell of.
func (c *Confusion[T]) empty() bool { return c.nan || c.total == 0 }

// counts are those of a class.
func (c *Confusion[T]) counts(class int) counts {
	n := c.Classes()
	of := counts{both: c.weights[class*n+class]}
	for other := range n {
		of.predicted += c.weights[other*n+class]
		of.actual += c.weights[class*n+other]
	}
	return of
}
