package metrics

import (
	"fmt"
	"math"

	"weft.example/engine"
	"weft.example/kernels"
)

// MultiLabel tells of outputs that each have a label of their own, apart from the others: an example
// has any number of them. A label is there where it is above ½.
type MultiLabel[T kernels.Float] struct {
	// Threshold is what an output has to be above to predict its label: ½ unless set.
	Threshold float64

	// ZeroDivision is what 0/0 is, as where a label is never predicted: 0 unless set.
	ZeroDivision float64

	labels []counts
	right  []float64 // the weight of the examples that are right about each label
	whole  float64   // and about all
	total  float64
	nan    bool
}

// NewMultiLabel returns one of the given labels, each an output.
func NewMultiLabel[T kernels.Float](outputs int) *MultiLabel[T] {
	checkOutputs("MultiLabel", outputs, math.MaxInt32)
	return &MultiLabel[T]{Threshold: 0.5, labels: make([]counts, outputs), right: make([]float64, outputs)}
}

// Reset forgets all examples.
func (c *MultiLabel[T]) Reset() {
	clear(c.labels)
	clear(c.right)
	c.whole, c.total, c.nan = 0, 0, false
}

// Add adds predictions, m × n, and their labels.
func (c *MultiLabel[T]) Add(prediction []T, y engine.Labels[T]) {
	in := newInput("MultiLabel", len(c.labels), prediction, y)
	for i := range in.m {
		if w := in.weight(i); w != 0 {
			c.example(&in, i, w)
		}
	}
}

// example adds one.
func (c *MultiLabel[T]) example(in *input[T], i int, weight float64) {
	right := 0
	for j, p := range in.row(i) {
		y := in.label(i, j)
		if p != p || y != y {
			c.nan = true
			return
		}
		predicted, actual, l := float64(p) > c.Threshold, y > 0.5, &c.labels[j]
		if predicted {
			l.predicted += weight
		}
		if actual {
			l.actual += weight
		}
		if predicted && actual {
			l.both += weight
		}
		if predicted == actual {
			c.right[j] += weight
			right++
		}
	}
	c.total += weight
	if right == in.n {
		c.whole += weight
	}
}

// Merge adds what has been added to other, of as many outputs. Thresholds may differ.
func (c *MultiLabel[T]) Merge(other *MultiLabel[T]) {
	if len(c.labels) != len(other.labels) {
		panic(fmt.Sprintf("metrics: Merge of a MultiLabel of %d outputs, want %d", len(other.labels), len(c.labels)))
	}
	for j, l := range other.labels {
		c.labels[j].both += l.both
		c.labels[j].predicted += l.predicted
		c.labels[j].actual += l.actual
		c.right[j] += other.right[j]
	}
	c.whole += other.whole
	c.total += other.total
	c.nan = c.nan || other.nan
}

// Accuracy is the share of all labels that are right, one less the Hamming loss.
func (c *MultiLabel[T]) Accuracy() float64 {
	if c.empty() {
		return math.NaN()
	}
	var right float64
	for _, r := range c.right {
		right += r
	}
	return right / c.total / float64(len(c.right))
}

// AccuracyOf is the share of the examples that are right about a label.
func (c *MultiLabel[T]) AccuracyOf(label int) float64 {
	if c.counts(label); c.empty() {
		return math.NaN()
	}
	return c.right[label] / c.total
}

// ExactMatch is the share of the examples that are right about all labels, scikit-learn's
// accuracy_score.
func (c *MultiLabel[T]) ExactMatch() float64 {
	if c.empty() {
		return math.NaN()
	}
	return c.whole / c.total
}

// Of returns the scores of a label.
func (c *MultiLabel[T]) Of(label int) Scores {
	if of := c.counts(label); !c.empty() {
		return of.scores(c.ZeroDivision)
	}
	return noScores()
}

// Macro returns the mean of the labels' scores, over all of them.
func (c *MultiLabel[T]) Macro() Scores {
	if c.empty() {
		return noScores()
	}
	return mean(len(c.labels), c.counts, func(counts) float64 { return 1 }, c.ZeroDivision)
}

// Micro returns the scores of all labels' counts together.
func (c *MultiLabel[T]) Micro() Scores {
	if c.empty() {
		return noScores()
	}
	return micro(len(c.labels), c.counts, c.ZeroDivision)
}

// Weighted returns the mean of the labels' scores by their support.
func (c *MultiLabel[T]) Weighted() Scores {
	if c.empty() {
		return noScores()
	}
	return mean(len(c.labels), c.counts, bySupport, c.ZeroDivision)
}

// empty reports whether there is nothing to tell of.
func (c *MultiLabel[T]) empty() bool { return c.nan || c.total == 0 }

// counts are those of a label.
func (c *MultiLabel[T]) counts(label int) counts {
	if label < 0 || label >= len(c.labels) {
		panic(fmt.Sprintf("metrics: label %d, want 0 to %d", label, len(c.labels)-1))
	}
	return c.labels[label]
}
