package metrics

import (
	"fmt"
	"slices"
)

// What a metric has added, as numbers: how ranks of an [engine.Cluster] put their metrics together.

// checkState returns an error unless a state has as many numbers as a metric's.
func checkState(metric string, x []float64, want int) error {
	if len(x) != want {
		return fmt.Errorf("metrics: a state of %d numbers for a %s, want %d: one like it", len(x), metric, want)
	}
	return nil
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// AppendState appends what has been added, as [engine.Mergeable] has it.
func (c *Confusion[T]) AppendState(x []float64) []float64 {
	return append(append(x, flag(c.nan), c.total), c.weights...)
}

// MergeState is Merge of a state that another of as many outputs has appended.
func (c *Confusion[T]) MergeState(x []float64) error {
	if err := checkState("Confusion", x, 2+len(c.weights)); err != nil {
		return err
	}
	c.Merge(&Confusion[T]{outputs: c.outputs, nan: x[0] != 0, total: x[1], weights: x[2:]})
	return nil
}

// AppendState appends what has been added, as [engine.Mergeable] has it.
func (c *MultiLabel[T]) AppendState(x []float64) []float64 {
	x = append(append(x, flag(c.nan), c.whole, c.total), c.right...)
	for _, l := range c.labels {
		x = append(x, l.both, l.predicted, l.actual)
	}
	return x
}

// MergeState is Merge of a state that another of as many outputs has appended.
func (c *MultiLabel[T]) MergeState(x []float64) error {
	n := len(c.labels)
	if err := checkState("MultiLabel", x, 3+4*n); err != nil {
		return err
	}
	other := &MultiLabel[T]{nan: x[0] != 0, whole: x[1], total: x[2], right: x[3 : 3+n]}
	for l := range slices.Chunk(x[3+n:], 3) {
		other.labels = append(other.labels, counts{both: l[0], predicted: l[1], actual: l[2]})
	}
	c.Merge(other)
	return nil
}

// AppendState appends what has been added, as [engine.Mergeable] has it.
func (c *LogLoss[T]) AppendState(x []float64) []float64 { return append(x, c.sum, c.total) }

// MergeState is Merge of a state that another of as many outputs has appended.
func (c *LogLoss[T]) MergeState(x []float64) error {
	if err := checkState("LogLoss", x, 2); err != nil {
		return err
	}
	c.Merge(&LogLoss[T]{outputs: c.outputs, sum: x[0], total: x[1]})
	return nil
}

// AppendState appends what has been added, as [engine.Mergeable] has it.
func (c *TopK[T]) AppendState(x []float64) []float64 {
	return append(x, flag(c.nan), c.right, c.total)
}

// MergeState is Merge of a state that another of as many outputs and the same k has appended.
func (c *TopK[T]) MergeState(x []float64) error {
	if err := checkState("TopK", x, 3); err != nil {
		return err
	}
	c.Merge(&TopK[T]{outputs: c.outputs, k: c.k, nan: x[0] != 0, right: x[1], total: x[2]})
	return nil
}

// AppendState appends what has been added, as [engine.Mergeable] has it.
func (c *Regression[T]) AppendState(x []float64) []float64 {
	x = append(x, float64(c.examples), c.total)
	for _, o := range c.outputs {
		x = append(x, o.squares, o.absolutes, o.mean, o.spread)
	}
	return x
}

// MergeState is Merge of a state that another of as many outputs has appended.
func (c *Regression[T]) MergeState(x []float64) error {
	if err := checkState("Regression", x, 2+4*len(c.outputs)); err != nil {
		return err
	}
	other := &Regression[T]{examples: int(x[0]), total: x[1]}
	for o := range slices.Chunk(x[2:], 4) {
		other.outputs = append(other.outputs, moments{squares: o[0], absolutes: o[1], mean: o[2], spread: o[3]})
	}
	c.Merge(other)
	return nil
}

// AppendState appends each score, its label and the examples' weights, as [engine.Mergeable] has it.
func (c *ROC[T]) AppendState(x []float64) []float64 {
	x = append(x, flag(c.nan))
	for i, w := range c.weights {
		x = append(x, float64(w))
		for j := i * c.outputs; j < (i+1)*c.outputs; j++ {
			x = append(x, float64(c.scores[j]), flag(c.actual[j]))
		}
	}
	return x
}

// MergeState is Merge of a state that another of as many outputs has appended.
func (c *ROC[T]) MergeState(x []float64) error {
	each := 1 + 2*c.outputs
	if len(x)%each != 1%each {
		return fmt.Errorf("metrics: a state of %d numbers for a ROC, want 1 and %d for each example", len(x), each)
	}
	c.nan = c.nan || x[0] != 0
	for example := range slices.Chunk(x[1:], each) {
		c.weights, c.order = append(c.weights, T(example[0])), append(c.order, 0)
		for j := 1; j < each; j += 2 {
			c.scores, c.actual = append(c.scores, T(example[j])), append(c.actual, example[j+1] != 0)
		}
	}
	return nil
}
