package metrics

import (
	"fmt"

	"weft.example/engine"
	"weft.example/kernels"
)

// input is a batch as Add is given it.
type input[T kernels.Float] struct {
	m, n       int
	prediction []T // m × n
	y          engine.Labels[T]
}

// newInput panics unless the predictions are of n outputs, and the labels are of as many examples.
func newInput[T kernels.Float](metric string, n int, prediction []T, y engine.Labels[T]) input[T] {
	if n == 0 {
		panic(fmt.Sprintf("metrics: a %s of no outputs, want one that New%s returned", metric, metric))
	}
	m := len(prediction) / n
	switch {
	case m*n != len(prediction):
		panic(fmt.Sprintf("metrics: len(prediction) = %d, want a multiple of the %s's %d outputs", len(prediction), metric, n))
	case y.Values != nil && y.Classes != nil:
		panic(fmt.Sprintf("metrics: labels have both %d values and %d classes, want either", len(y.Values), len(y.Classes)))
	case y.Classes == nil && len(y.Values) != m*n:
		panic(fmt.Sprintf("metrics: len(Values) = %d, want len(prediction) = %d", len(y.Values), m*n))
	case y.Classes != nil && len(y.Classes) != m:
		panic(fmt.Sprintf("metrics: len(Classes) = %d, want %d of as many predictions of %d outputs", len(y.Classes), m, n))
	}
	checkWeights(y.Weights, m)
	in := input[T]{m, n, prediction, y}
	for i, class := range y.Classes {
		if in.weight(i) != 0 {
			checkClass(class, i, classesOf(n))
		}
	}
	return in
}

// classesOf is the number of classes that n outputs tell apart.
func classesOf(n int) int { return max(n, 2) }

// checkOutputs panics unless a metric can be made for n outputs.
func checkOutputs(metric string, n, most int) {
	if n < 1 || n > most {
		panic(fmt.Sprintf("metrics: a %s of %d outputs, want 1 to %d", metric, n, most))
	}
}

func checkWeights[T kernels.Float](weights []T, m int) {
	if weights != nil && len(weights) != m {
		panic(fmt.Sprintf("metrics: len(Weights) = %d, want one of each of %d examples", len(weights), m))
	}
}

func checkClass(class, example, classes int) {
	if class < 0 || class >= classes {
		panic(fmt.Sprintf("metrics: example %d has class %d, want 0 to %d", example, class, classes-1))
	}
}

// weightOf is what example i counts for.
func weightOf[T kernels.Float](weights []T, i int) float64 {
	if weights == nil {
		return 1
	}
	return float64(weights[i])
}

func (in *input[T]) weight(i int) float64 {
	if in.y.Classes != nil && in.y.Classes[i] == engine.Ignored {
		return 0
	}
	return weightOf(in.y.Weights, i)
}

// row is the prediction of example i.
func (in *input[T]) row(i int) []T { return in.prediction[i*in.n : (i+1)*in.n] }

// label is what output j should be of example i.
func (in *input[T]) label(i, j int) float64 {
	switch {
	case in.y.Classes == nil:
		return float64(in.y.Values[i*in.n+j])
	case in.n == 1:
		return float64(in.y.Classes[i])
	case in.y.Classes[i] == j:
		return 1
	}
	return 0
}

// class is the class that example i is of, or -1 if a label is NaN.
func (in *input[T]) class(i int) int {
	if in.y.Classes != nil {
		return in.y.Classes[i]
	}
	return likeliest(in.y.Values[i*in.n:(i+1)*in.n], 0.5)
}

// likeliest is the first largest of x or, of a single one, whether it is above the threshold. It is
// -1 if one is NaN.
func likeliest[T kernels.Float](x []T, threshold float64) int {
	best := 0
	for j, v := range x {
		switch {
		case v != v:
			return -1
		case v > x[best]:
			best = j
		}
	}
	if len(x) == 1 && float64(x[0]) > threshold {
		return 1
	}
	return best
}
