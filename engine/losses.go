package engine

import "weft/kernels"

// losses is what the methods of a pass that take a loss share with the workers.
type losses[T kernels.Float] struct {
	table [NumLosses]lossRow[T]
	loss  Loss
	y     Labels[T]
	costs []float64 // of each example

	cost, gradient portion // of rows of A[L]
}

func (p *Pass[T]) makeLosses() {
	p.losses = losses[T]{
		table: lossTable[T](), costs: make([]float64, p.batch),
		cost: p.lossCosts, gradient: p.lossGradient,
	}
}

// Loss returns the loss of the output for labels y, as [Loss] defines it, in
// float64. An empty batch costs 0.
func (p *Pass[T]) Loss(loss Loss, y Labels[T]) float64 {
	p.lossStep(loss, y, p.losses.cost)
	var sum float64
	for _, cost := range p.losses.costs[:p.m] {
		sum += cost
	}
	return sum / float64(max(p.m, 1))
}

// BackwardLoss computes the gradients of [Pass.Loss], starting from Ŷ - Y.
func (p *Pass[T]) BackwardLoss(loss Loss, y Labels[T]) {
	p.collect()
	p.descendLoss(loss, y)
}

// descendLoss computes the sums of the loss's gradients, to the sink.
func (p *Pass[T]) descendLoss(loss Loss, y Labels[T]) {
	p.lossStep(loss, y, p.losses.gradient)
	last := p.net.Depth()
	if loss.output() == anyOutput {
		p.deriveAll(last)
	}
	p.descend(last)
}

// lossStep spreads a step over the examples. An exponential or logarithm takes
// some ten times what a kernel takes for an element, so the parts are smaller.
func (p *Pass[T]) lossStep(loss Loss, y Labels[T], step portion) {
	p.row(loss)
	n := p.net.units[p.net.Depth()]
	if err := y.mismatch(loss, p.m, n); err != nil {
		panic(err.Error())
	}
	p.losses.loss, p.losses.y = loss, y
	p.spread(p.m, rowsPerPart(8*n), step)
}

// lossCosts computes the costs of examples.
func (p *Pass[T]) lossCosts(from, to int) {
	s := &p.losses
	last := p.net.Depth()
	n, a := p.net.units[last], p.A(last)
	for i := from; i < to; i++ {
		cost := s.table[s.loss].cost(a[i*n:(i+1)*n], s.y.target(s.loss, i, n))
		s.costs[i] = float64(s.y.weight(i)) * cost
	}
}

// lossGradient computes (Ŷ - Y)·w of examples, to DZ(L).
func (p *Pass[T]) lossGradient(from, to int) {
	s := &p.losses
	last := p.net.Depth()
	n, a, dz := p.net.units[last], p.A(last), p.DZ(last)
	for i := from; i < to; i++ {
		d := dz[i*n : (i+1)*n]
		s.table[s.loss].predict(d, a[i*n:(i+1)*n])
		y, w := s.y.target(s.loss, i, n), s.y.weight(i)
		for j := range d {
			d[j] = w * T(float64(d[j])-y.at(j))
		}
	}
}

// row returns the row of a loss that fits the network.
func (p *Pass[T]) row(loss Loss) *lossRow[T] {
	if err := loss.mismatch(p.net.Act(p.net.Depth())); err != nil {
		panic(err.Error())
	}
	return &p.losses.table[loss]
}
