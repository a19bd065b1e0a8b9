package engine

// Evaluate returns the loss and the accuracy of all examples of d, as [Pass.Loss] and
// [Pass.Accuracy] have them, which it passes forward in batches as large as p holds,
// dropping nothing; the last of them stays. [Pass.Measure] has other numbers.
func (p *Pass[T]) Evaluate(loss Loss, d Data[T]) (cost, accuracy float64) {
	p.enter()
	defer p.leave()
	return p.tally(loss, d, nil).means()
}

// tally is what an evaluation adds up.
type tally struct {
	examples, cost float64
	right, labels  float64 // counts
}

// means are the mean cost of the examples and the share of the labels that are right.
func (t tally) means() (cost, accuracy float64) {
	return t.cost / max(t.examples, 1), share(int(t.right), int(t.labels), int(t.examples))
}

// tally evaluates d, and adds its examples to metrics.
func (p *Pass[T]) tally(loss Loss, d Data[T], metrics []Metric[T]) tally {
	t := tally{examples: float64(d.N)}
	p.overData(loss, d, func(y Labels[T]) {
		t.cost += p.sumCost(loss, y, p.losses.cost)
		right, labels, _ := p.right(loss, y)
		t.right, t.labels = t.right+float64(right), t.labels+float64(labels)
		p.measure(loss, y, metrics)
	})
	return t
}

// Measure passes all examples of d forward, as [Pass.Evaluate] does, and adds their predictions and
// labels to metrics, which it does not reset. DZ(L) has predictions then. It allocates nothing.
func (p *Pass[T]) Measure(loss Loss, d Data[T], metrics ...Metric[T]) {
	p.enter()
	defer p.leave()
	p.overData(loss, d, func(y Labels[T]) { p.measure(loss, y, metrics) })
}

// measure adds the batch to metrics. DZ(L) is room for Ŷ: its gradient is not of this batch.
func (p *Pass[T]) measure(loss Loss, y Labels[T], metrics []Metric[T]) {
	if len(metrics) == 0 {
		return
	}
	o, prediction := p.answers(), p.DZ(p.net.Depth())
	o.predict(loss, prediction)
	for _, m := range metrics {
		m.Add(prediction, y)
	}
}

// overData passes all examples of d forward in batches and calls each with the labels of one.
func (p *Pass[T]) overData(loss Loss, d Data[T], each func(y Labels[T])) {
	if err := d.mismatch(loss, p.net); err != nil {
		panic(err.Error())
	}
	in, out := p.net.units[0], p.net.units[p.net.Depth()]
	defer func(training bool) { p.training = training }(p.training) // also if it panics
	p.training = false
	for from := 0; from < d.N; from += p.batch {
		to := min(from+p.batch, d.N)
		p.forward(d.X[from*in:to*in], to-from)
		each(d.Labels.rows(from, to, out))
	}
}
