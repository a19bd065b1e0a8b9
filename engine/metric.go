package engine

import "weft/kernels"

// Metric adds up predictions and their labels, to tell how good they are. Those of package metrics
// are metrics, and so may be one of the caller's own.
type Metric[T kernels.Float] interface {
	// Reset forgets what has been added.
	Reset()

	// Add adds m examples: prediction is Ŷ, m × n_L, as [Pass.Predict] has it, and y their labels. Both
	// are views, which must be neither changed nor kept.
	Add(prediction []T, y Labels[T])
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
