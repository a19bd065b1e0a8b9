package engine

import "fmt"

// BalancedWeights returns what the examples of each of so many classes have to count for so that all
// classes count alike: n/(k·n_c) of class c, which n_c of n examples are of, with k the classes that
// have examples. It is scikit-learn's compute_class_weight("balanced"). A class without examples has
// 0, and examples of [Ignored] are passed over. The mean weight of the examples is 1, so that a rate
// that suits them unweighted still does. [Labels.WeighClasses] takes the weights.
//
// Examples of no class are an error.
func BalancedWeights(y []int, classes int) ([]float64, error) {
	if limit := most[float64](); classes < 1 || classes > limit {
		return nil, fmt.Errorf("engine: weights of %d classes, want 1 to %d", classes, limit)
	}
	weights, n, present := make([]float64, classes), 0, 0
	for i, class := range y {
		if class == Ignored {
			continue
		}
		if class < 0 || class >= classes {
			return nil, fmt.Errorf("engine: example %d has class %d, want 0 to %d, or %d for none", i, class, classes-1, Ignored)
		}
		if weights[class] == 0 {
			present++
		}
		weights[class]++
		n++
	}
	for c, count := range weights {
		if count > 0 {
			weights[c] = float64(n) / (float64(present) * count)
		}
	}
	return weights, nil
}

// WeighClasses makes the Weights those of each example's class, times what it had. They are
// a list of their own: the one that was there is left as it is. After an error nothing has changed.
func (y *Labels[T]) WeighClasses(weights []float64) error {
	if y.Classes == nil {
		return fmt.Errorf("engine: weights of %d classes for labels without Classes", len(weights))
	}
	if y.Weights != nil && len(y.Weights) < len(y.Classes) {
		return fmt.Errorf("engine: len(Weights) = %d, want at least the %d Classes", len(y.Weights), len(y.Classes))
	}
	for class, w := range weights {
		if !(w >= 0) || !finite(T(w)) {
			return fmt.Errorf("engine: class %d has weight %v, want a finite number of at least 0 in %T", class, w, T(0))
		}
	}
	list := make([]T, len(y.Classes))
	for i, class := range y.Classes {
		switch {
		case class == Ignored:
		case class < 0 || class >= len(weights):
			return fmt.Errorf("engine: example %d has class %d, want 0 to %d, or %d for none", i, class, len(weights)-1, Ignored)
		default:
			list[i] = T(weights[class]) * y.weight(i)
		}
	}
	y.Weights = list
	return nil
}
