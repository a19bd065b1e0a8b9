package engine

import "math"

// Accuracy returns the share of labels that the output is right about, weights aside. What
// counts as a label:
//
//   - of Classes, each example's class, unless it is [Ignored]. The likeliest has to be it, whatever
//     the loss.
//   - of [CrossEntropy]'s and [LogitCrossEntropy]'s Values, each of the m × n_L: it and
//     Ŷ both have to be above ½, or both not.
//   - of [SoftmaxCrossEntropy]'s Values, the likeliest class of each example, which has
//     to be that of the output.
//   - of [MeanSquare]'s, [MeanAbsolute]'s and [Huber]'s Values none, since they are amounts: the
//     accuracy is NaN.
//
// An output or a label of NaN is never right. An empty batch has accuracy 0, and one that is all
// ignored NaN.
func (p *Pass[T]) Accuracy(loss Loss, y Labels[T]) float64 {
	p.enter()
	defer p.leave()
	right, of, _ := p.right(loss, y)
	return share(right, of, p.m)
}

// ExactMatch returns the share of examples all of whose labels the output is right about, as
// [Pass.Accuracy] counts them: another number only where an example has several.
func (p *Pass[T]) ExactMatch(loss Loss, y Labels[T]) float64 {
	p.enter()
	defer p.leave()
	_, of, whole := p.right(loss, y)
	return share(whole, min(of, p.m), p.m)
}

// share is right/of, or NaN if examples have nothing to be right about.
func share(right, of, examples int) float64 {
	if of == 0 && examples > 0 {
		return math.NaN()
	}
	return float64(right) / float64(max(of, 1))
}

// right counts the labels that the output is right about, of how many, and the examples
// that it is right about in all.
func (p *Pass[T]) right(loss Loss, y Labels[T]) (right, of, whole int) {
	p.checkLoss(loss, y)
	o := p.answers()
	row, n := o.row(loss), o.units()
	for i := range p.m {
		if y.ignores(i) {
			continue
		}
		a := o.a[i*n : (i+1)*n]
		r, labels := 0, 1
		if y.Classes == nil {
			r, labels = row.right(row.even, a, y.Values[i*n:(i+1)*n])
		} else if isClass(row.even, a, y.Classes[i], classesOf(loss, n)) {
			r = 1
		}
		right, of = right+r, of+labels
		if r == labels {
			whole++
		}
	}
	return right, of, whole
}
