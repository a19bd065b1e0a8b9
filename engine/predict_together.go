package engine

import "fmt"

// EvaluateTogether is [Pass.Evaluate] of the examples of all ranks of c. d is the rank's own part of them, maybe none:
// [Share] cuts a set that each rank has whole. All ranks call it with passes of networks that have the same parameters, and
// get the same numbers. Metrics are reset, and have all ranks' examples then, in the order of the ranks, as if they had been
// added at one place: they have to be [Mergeable]. With c nil there is one rank.
//
// It panics where Evaluate does. An error is the Cluster's, or names a metric.
func (p *Pass[T]) EvaluateTogether(c Cluster, loss Loss, d Data[T], metrics ...Metric[T]) (cost, accuracy float64, err error) {
	p.enter()
	defer p.leave()
	for _, m := range metrics {
		m.Reset()
	}
	t := p.tally(loss, d, metrics)
	if c != nil && c.Size() > 1 {
		if err := t.together(c); err != nil {
			return 0, 0, fmt.Errorf("engine: evaluating on rank %d: %w", c.Rank(), err)
		}
		for i, m := range metrics {
			if err := mergeOver(c, m); err != nil {
				return 0, 0, fmt.Errorf("engine: metric %d on rank %d: %w", i, c.Rank(), err)
			}
		}
	}
	cost, accuracy = t.means()
	return cost, accuracy, nil
}

// together adds up the tallies of all ranks.
func (t *tally) together(c Cluster) error {
	x := []float64{t.examples, t.cost, t.right, t.labels}
	err := c.Sum(x)
	t.examples, t.cost, t.right, t.labels = x[0], x[1], x[2], x[3]
	return err
}
