package engine

import (
	"fmt"

	"weft.example/blas"
	"weft.example/kernels"
)

// makeLosses makes room for the costs of the batch's outputs.
func (p *Pass[T]) makeLosses(delta float64) {
	last := p.net.Depth()
	ly, n := p.layer(last), p.net.units[last]
	o := outputs[T]{n: n, a: ly.a, terms: make([]float64, p.batch*n), delta: delta}
	if p.net.sigmoidOutput(last) {
		o.z, o.again = ly.z, blas.Make[T](p.batch*n)
	}
	p.losses = losses[T]{
		table: lossTable[T](), outputs: o, costs: make([]float64, p.batch),
		cost: p.lossCosts, gradient: p.lossGradient, cross: p.lossCosts,
	}
}

// Loss returns the loss of the output for labels y, as [Loss] defines it, in
// float64. An empty batch costs 0.
func (p *Pass[T]) Loss(loss Loss, y Labels[T]) float64 {
	p.enter()
	defer p.leave()
	p.checkLoss(loss, y)
	return p.meanCost(loss, y, p.losses.cost)
}

// meanCost is the loss of labels that fit, by the given costs.
func (p *Pass[T]) meanCost(loss Loss, y Labels[T], costs portion) float64 {
	return p.sumCost(loss, y, costs) / float64(max(p.m, 1))
}

// sumCost is the sum of the examples' costs.
func (p *Pass[T]) sumCost(loss Loss, y Labels[T], costs portion) float64 {
	p.lossStep(loss, y, logCost, costs)
	return pairwise(p.losses.costs[:p.m])
}

// BackwardLoss computes the gradients of [Pass.Loss], starting from that of A[L] or Z[L]. The labels must
// not be of DZ(L), which that is computed in.
func (p *Pass[T]) BackwardLoss(loss Loss, y Labels[T]) {
	p.enter()
	defer p.leave()
	p.checkMode()
	p.collect()
	p.descendLoss(loss, y)
}

// descendLoss computes the sums of the loss's gradients, to the sink.
func (p *Pass[T]) descendLoss(loss Loss, y Labels[T]) {
	p.checkLoss(loss, y)
	last := p.net.Depth()
	if dz := p.layers[last-1].dz; overlap(y.Values, dz) || overlap(y.Weights, dz) {
		panic(fmt.Sprintf("engine: labels overlap DZ(%d), where their gradient is computed", last))
	}
	p.lossStep(loss, y, 1, p.losses.gradient)
	if loss.output() == anyOutput || p.losses.own != nil {
		p.deriveAll(last)
	}
	p.descend(last)
}

// logCost is the time of a logarithm beside that of a kernel for an element.
const logCost = 8

// checkLoss panics unless the loss is one for the network and the labels are for the batch.
func (p *Pass[T]) checkLoss(loss Loss, y Labels[T]) {
	if err := loss.mismatch(p.net.Act(p.net.Depth())); err != nil {
		panic(err.Error())
	}
	if err := y.mismatch(loss, p.m, p.net.units[p.net.Depth()]); err != nil {
		panic(err.Error())
	}
}

// lossStep spreads a step over the examples, with an element of an output as
// many times as slow as a kernel's.
func (p *Pass[T]) lossStep(loss Loss, y Labels[T], slow int, step portion) {
	n := p.net.units[p.net.Depth()]
	p.losses.loss, p.losses.y = loss, y
	p.spread(p.m, rowsPerPart(slow*n), step)
}

// lossCosts computes the costs of examples.
func (p *Pass[T]) lossCosts(from, to int) {
	s := &p.losses
	row := &s.table[s.loss]
	if row.terms != nil {
		row.terms(p.net, s.outputs.rows(from, to))
	}
	for i := from; i < to; i++ {
		s.costs[i] = 0
		if w := s.y.weight(i); w != 0 {
			s.costs[i] = float64(w) * row.cost(s.outputs.rows(i, i+1), s.y.target(s.loss, i, s.outputs.n))
		}
	}
}

// lossGradient computes slope(s·Ŷ - Y)·w of examples, to DZ(L), with s and slope of [lossRow].
func (p *Pass[T]) lossGradient(from, to int) {
	s := &p.losses
	last := p.net.Depth()
	n, dz := p.net.units[last], p.DZ(last)
	row := &s.table[s.loss]
	row.predict(p.net.fn, n, dz[from*n:to*n], p.A(last)[from*n:to*n])
	if y := s.y.Values; y != nil {
		if row.shared {
			scaleBySums(p.net.kn, n, dz[from*n:to*n], y[from*n:to*n])
		}
		runs(n, from, to, 0, n, func(from, to int) { p.net.fn.Sub(to-from, &dz[from], &dz[from], &y[from]) })
	} else {
		for i := from; i < to; i++ {
			if hot := s.y.target(s.loss, i, n).hot; hot < n {
				dz[i*n+hot]--
			}
		}
	}
	if row.slope != nil {
		row.slope(s.outputs.delta, dz[from*n:to*n])
	}
	for i := from; i < to; i++ {
		switch w := s.y.weight(i); w {
		case 0: // though dZ be infinite
			clear(dz[i*n : (i+1)*n])
		case 1:
		default:
			runs(n, i, i+1, 0, n, func(from, to int) { p.net.kn.Scale(to-from, w, &dz[from]) })
		}
	}
}

// scaleBySums multiplies each row of x, of n elements, by the sum of that of y. One of
// exactly 1, as of a class, leaves the row's bits.
func scaleBySums[T kernels.Float](kn *kernels.Kernels[T], n int, x, y []T) {
	for i := 0; i < len(x); i += n {
		var sum float64
		for _, y := range y[i : i+n] {
			sum += float64(y)
		}
		if s := T(sum); s != 1 {
			inRuns(n, func(from, to int) { kn.Scale(to-from, s, &x[i+from]) })
		}
	}
}
