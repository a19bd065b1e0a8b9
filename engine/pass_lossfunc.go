package engine

import "weft.example/blas"

// SetLossFunc has f in the place of costs and gradients of [Pass.Loss], [Pass.BackwardLoss],
// [Pass.BackwardUpdate] and [Pass.Evaluate] from here on, or with nil those of the Loss again. A Loss
// is given to them all the same. It says which output the network has, which labels there are and
// what predictions and accuracies are made of: [MeanSquare] for any output and amounts,
// [LogitCrossEntropy] for logits. It allocates room for the labels of classes.
func (p *Pass[T]) SetLossFunc(f LossFunc[T]) {
	p.enter()
	defer p.leave()
	s := &p.losses
	if s.own = f; f == nil {
		s.cost, s.gradient = p.lossCosts, p.lossGradient
		return
	}
	s.cost, s.gradient = p.ownCosts, p.ownGradient
	if s.hot == nil {
		s.hot = blas.Make[T](p.batch * s.outputs.n)
	}
}

// ownCosts computes the costs of examples by the caller's function.
func (p *Pass[T]) ownCosts(from, to int) {
	s := &p.losses
	for i := from; i < to; i++ {
		s.costs[i] = 0
		if w := s.y.weight(i); w != 0 {
			s.costs[i] = float64(w) * s.own(s.outputs.rows(i, i+1).a, s.ownLabels(i), nil)
		}
	}
}

// ownGradient computes dA[L]·w of examples, to DZ(L), by the caller's function.
func (p *Pass[T]) ownGradient(from, to int) {
	s := &p.losses
	n, dz := s.outputs.n, p.DZ(p.net.Depth())
	for i := from; i < to; i++ {
		row := dz[i*n : (i+1)*n : (i+1)*n]
		clear(row)
		if w := s.y.weight(i); w != 0 {
			s.own(s.outputs.rows(i, i+1).a, s.ownLabels(i), row)
			inRuns(n, func(from, to int) { p.net.kn.Scale(to-from, w, &row[from]) })
		}
	}
}

// ownLabels are the labels of example i as numbers. Each example has room of its own for them.
func (s *losses[T]) ownLabels(i int) []T {
	n := s.outputs.n
	y := s.y.target(s.loss, i, n)
	if y.values != nil {
		return y.values
	}
	row := s.hot[i*n : (i+1)*n]
	clear(row)
	if y.hot < n {
		row[y.hot] = 1
	}
	return row
}
