package metrics

import (
	"fmt"
	"math"

	"weft.example/engine"
	"weft.example/kernels"
)

// Errors are those of one output, of predictions a beside labels y, means over the weight of the
// examples.
type Errors struct {
	MSE  float64 // mean of (a-y)²: twice the cost of [engine.MeanSquare], which is ½(a-y)²
	RMSE float64 // its root
	MAE  float64 // mean of |a-y|

	// R2 is R², 1 - Σ(a-y)²/Σ(y-ȳ)² with ȳ the mean of the labels: 1 of what is right and 0 of
	// ȳ itself. Where all labels are equal it is 1 if all predictions are too, else 0. Of fewer
	// than two examples it is NaN.
	R2 float64
}

// Regression tells of amounts. Its numbers are the means over the outputs, as scikit-learn's
// uniform_average has them.
type Regression[T kernels.Float] struct {
	outputs  []moments
	examples int
	total    float64
}

// moments are sums of one output.
type moments struct {
	squares, absolutes float64 // of a-y
	mean, spread       float64 // ȳ and Σ(y-ȳ)² (West, 1979)
}

// NewRegression returns one of the given outputs.
func NewRegression[T kernels.Float](outputs int) *Regression[T] {
	checkOutputs("Regression", outputs, math.MaxInt32)
	return &Regression[T]{outputs: make([]moments, outputs)}
}

// Reset forgets all examples.
func (c *Regression[T]) Reset() {
	clear(c.outputs)
	c.examples, c.total = 0, 0
}

// Add adds predictions, m × n, and their labels.
func (c *Regression[T]) Add(prediction []T, y engine.Labels[T]) {
	in := newInput("Regression", len(c.outputs), prediction, y)
	for i := range in.m {
		w := in.weight(i)
		if w == 0 {
			continue
		}
		c.examples++
		c.total += w
		for j, a := range in.row(i) {
			y, o := in.label(i, j), &c.outputs[j]
			e, off := float64(a)-y, y-o.mean
			o.squares += w * e * e
			o.absolutes += w * math.Abs(e)
			o.mean += off * (w / c.total) // y itself of the first
			o.spread += w * off * (y - o.mean)
		}
	}
}

// Merge adds what has been added to other, of as many outputs (Chan, Golub and LeVeque, 1979).
func (c *Regression[T]) Merge(other *Regression[T]) {
	if len(c.outputs) != len(other.outputs) {
		panic(fmt.Sprintf("metrics: Merge of a Regression of %d outputs, want %d", len(other.outputs), len(c.outputs)))
	}
	total := c.total + other.total
	if other.examples == 0 {
		return
	}
	for j, from := range other.outputs {
		o := &c.outputs[j]
		off := from.mean - o.mean
		o.squares += from.squares
		o.absolutes += from.absolutes
		o.spread += from.spread + off*off*c.total*(other.total/total)
		o.mean += off * (other.total / total)
	}
	c.examples += other.examples
	c.total = total
}

// Of returns the errors of an output.
func (c *Regression[T]) Of(output int) Errors {
	if output < 0 || output >= len(c.outputs) {
		panic(fmt.Sprintf("metrics: output %d, want 0 to %d", output, len(c.outputs)-1))
	}
	o, nan := c.outputs[output], math.NaN()
	e := Errors{MSE: quotient(o.squares, c.total, nan), MAE: quotient(o.absolutes, c.total, nan), R2: nan}
	e.RMSE = math.Sqrt(e.MSE)
	switch {
	case c.examples < 2:
	case o.spread != 0:
		e.R2 = 1 - o.squares/o.spread
	case o.squares == 0:
		e.R2 = 1
	case o.squares > 0:
		e.R2 = 0
	}
	return e
}

// MSE is the mean over the outputs.
func (c *Regression[T]) MSE() float64 { return c.mean(func(e Errors) float64 { return e.MSE }) }

// RMSE is the mean over the outputs, each of its own root.
func (c *Regression[T]) RMSE() float64 { return c.mean(func(e Errors) float64 { return e.RMSE }) }

// MAE is the mean over the outputs.
func (c *Regression[T]) MAE() float64 { return c.mean(func(e Errors) float64 { return e.MAE }) }

// R2 is the mean over the outputs.
func (c *Regression[T]) R2() float64 { return c.mean(func(e Errors) float64 { return e.R2 }) }

func (c *Regression[T]) mean(of func(Errors) float64) float64 {
	var sum float64
	for j := range c.outputs {
		sum += of(c.Of(j))
	}
	return sum / float64(len(c.outputs))
}
