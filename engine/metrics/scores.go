package metrics

import "math"

// Scores are those of one class, or a mean over classes. TP is the weight of the examples that are
// of the class and predicted to be, FP of those only predicted, FN of those only of it.
type Scores struct {
	Precision float64 // TP/(TP + FP)
	Recall    float64 // TP/(TP + FN)
	F1        float64 // 2·TP/(2·TP + FP + FN), the harmonic mean of the two
	Support   float64 // TP + FN, the sum of a mean's classes
}

// counts are weights of examples.
type counts struct {
	both, predicted, actual float64 // TP, TP + FP, TP + FN
}

// scores are those of the counts, with zero for 0/0.
func (c counts) scores(zero float64) Scores {
	return Scores{
		Precision: quotient(c.both, c.predicted, zero),
		Recall:    quotient(c.both, c.actual, zero),
		F1:        quotient(2*c.both, c.predicted+c.actual, zero),
		Support:   c.actual,
	}
}

// quotient is a/b, or zero where b is 0.
func quotient(a, b, zero float64) float64 {
	if b == 0 {
		return zero
	}
	return a / b
}

// noScores are those of no examples.
func noScores() Scores {
	nan := math.NaN()
	return Scores{nan, nan, nan, 0}
}

// mean is that of the scores of n classes, each as heavy as weight says.
func mean(n int, of func(class int) counts, weight func(counts) float64, zero float64) Scores {
	var sum Scores
	var total float64
	for class := range n {
		c := of(class)
		s, w := c.scores(zero), weight(c)
		sum.Precision += w * s.Precision
		sum.Recall += w * s.Recall
		sum.F1 += w * s.F1
		sum.Support += s.Support
		total += w
	}
	return Scores{
		Precision: quotient(sum.Precision, total, zero),
		Recall:    quotient(sum.Recall, total, zero),
		F1:        quotient(sum.F1, total, zero),
		Support:   sum.Support,
	}
}

// micro is the scores of all classes' counts together.
func micro(n int, of func(class int) counts, zero float64) Scores {
	var all counts
	for class := range n {
		c := of(class)
		all.both += c.both
		all.predicted += c.predicted
		all.actual += c.actual
	}
	return all.scores(zero)
}

// bySupport makes a mean weighted.
func bySupport(c counts) float64 { return c.actual }
