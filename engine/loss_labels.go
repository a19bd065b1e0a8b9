package engine

import (
	"fmt"
	"math"

	"weft.example/kernels"
)

// Ignored is the class of an example that counts for nothing: one without a label, or padding.
const Ignored = -1

// Labels are what a network should answer to m examples: either Values or
// Classes.
//
// A cross-entropy of labels outside of 0 … 1 has no least, nor has a cost with a weight below
// 0: training takes it to minus infinity, in silence. So [Fit] takes
//
//   - Values from 0 to 1 for [CrossEntropy] and [LogitCrossEntropy]
//   - finite Values of at least 0 for [SoftmaxCrossEntropy]
//   - finite Values for [MeanSquare], [MeanAbsolute] and [Huber]
//   - finite Weights of at least 0
//
// or, with [FitConfig].AnyLabels, any finite Values. The methods of [Pass] compute with what
// they are given.
type Labels[T kernels.Float] struct {
	// Values are Y, m × n_L.
	Values []T

	// Classes holds each example's class, 0 to n_L-1: Y is 1 there and 0 elsewhere.
	// A single output tells two classes apart, and Y is the class, 0 or 1; but
	// for softmax, to which a single output is a single class, 0, and which takes no
	// Values of it. [Ignored] is as a Weight of 0, and no label that accuracies count.
	Classes []int

	// Weights, if not nil, holds what each example counts for. One of weight 0 has a cost
	// of 0, and a gradient by its output of 0, whatever that is. The mean is over all examples. See
	// [Labels.WeighClasses].
	Weights []T
}

// target is the labels of one example: values, or 1 at hot and 0 elsewhere.
type target[T kernels.Float] struct {
	values []T
	hot    int
}

func (y target[T]) at(j int) float64 {
	if y.values != nil {
		return float64(y.values[j])
	}
	if j == y.hot {
		return 1
	}
	return 0
}

// target returns the labels of example i, of n outputs.
func (y *Labels[T]) target(loss Loss, i, n int) target[T] {
	if y.Classes == nil {
		return target[T]{values: y.Values[i*n : (i+1)*n]}
	}
	if y.Classes[i] == Ignored {
		return target[T]{hot: n}
	}
	if classesOf(loss, n) > n {
		return target[T]{hot: 1 - y.Classes[i]} // the one output is hot for class 1
	}
	return target[T]{hot: y.Classes[i]}
}

// weight returns what example i counts for.
func (y *Labels[T]) weight(i int) T {
	if y.ignores(i) {
		return 0
	}
	if y.Weights == nil {
		return 1
	}
	return y.Weights[i]
}

// ignores reports whether example i is of the class Ignored.
func (y *Labels[T]) ignores(i int) bool { return y.Classes != nil && y.Classes[i] == Ignored }

// classesOf is the number of classes that n outputs tell apart.
func classesOf(loss Loss, n int) int {
	if n == 1 && loss != SoftmaxCrossEntropy {
		return 2
	}
	return n
}

// mismatch tells why the labels are not those of m examples of n outputs, or
// is nil.
func (y *Labels[T]) mismatch(loss Loss, m, n int) error {
	switch {
	case y.Values != nil && loss == SoftmaxCrossEntropy && n == 1:
		return fmt.Errorf("engine: %v loss of %d output with Values, want at least 2 outputs: the softmax of one is 1", loss, n)
	case y.Values != nil && y.Classes != nil:
		return fmt.Errorf("engine: labels have both %d values and %d classes, want either", len(y.Values), len(y.Classes))
	case y.Classes == nil && len(y.Values) < m*n:
		return fmt.Errorf("engine: len(Values) = %d, want at least m·nL = %d", len(y.Values), m*n)
	case y.Classes != nil && len(y.Classes) < m:
		return fmt.Errorf("engine: len(Classes) = %d, want at least m = %d", len(y.Classes), m)
	case y.Weights != nil && len(y.Weights) < m:
		return fmt.Errorf("engine: len(Weights) = %d, want at least m = %d", len(y.Weights), m)
	case y.Classes == nil:
		return nil
	}
	for i, class := range y.Classes[:m] {
		if last := classesOf(loss, n) - 1; class != Ignored && (class < 0 || class > last) {
			return fmt.Errorf("engine: example %d has class %d, want 0 to %d, or %d for none", i, class, last, Ignored)
		}
	}
	return nil
}

// check tells which of the labels and weights of m examples of n outputs is none, or is nil.
func (y *Labels[T]) check(labels domain, m, n int) error {
	if y.Values != nil {
		for i, v := range y.Values[:m*n] {
			if v := float64(v); !(v >= labels.least && v <= labels.most) {
				return fmt.Errorf("engine: example %d has label %v of output %d, want %s", i/n, v, i%n, labels.want)
			}
		}
	}
	if y.Weights != nil {
		for i, w := range y.Weights[:m] {
			if w := float64(w); !(w >= 0 && w <= math.MaxFloat64) {
				return fmt.Errorf("engine: example %d has weight %v, want a finite number of at least 0", i, w)
			}
		}
	}
	return nil
}

// rows returns the labels of examples from … to-1, of n outputs.
func (y Labels[T]) rows(from, to, n int) Labels[T] {
	if y.Values != nil {
		y.Values = y.Values[from*n : to*n]
	}
	if y.Classes != nil {
		y.Classes = y.Classes[from:to]
	}
	if y.Weights != nil {
		y.Weights = y.Weights[from:to]
	}
	return y
}
