package engine

// Cost returns the cross-entropy of the output and labels y, m × n_L, summed
// over the outputs and averaged over the examples:
//
//	J = -1/m Σ Y·ln A[L] + (1-Y)·ln(1-A[L])
//
// with 0·ln 0 = 0, in float64. Of a Sigmoid output it is [CrossEntropy] to the bit: finite
// for any finite Z[L], though A[L] be 1 or 0. Of any other, and where the caller has
// written another A[L], it is this formula of A[L]. An empty batch costs 0.
func (p *Pass[T]) Cost(y []T) float64 {
	p.enter()
	defer p.leave()
	return p.meanCost(CrossEntropy, Labels[T]{Values: p.sized("y", y)}, p.losses.cross)
}

// CostGradient writes the derivative of the cost's terms by the output,
//
//	dA[L] = -Y/A[L] + (1-Y)/(1-A[L])
//
// to dA, m × n_L, which may be y. It is infinite or NaN where A[L] has reached 0
// or 1; Backward needs no such division.
func (p *Pass[T]) CostGradient(dA, y []T) {
	p.enter()
	defer p.leave()
	dA, y = p.sized("dA", dA), p.sized("y", y)
	for i, a := range p.A(p.net.Depth()) {
		dA[i] = -y[i]/a + (1-y[i])/(1-a)
	}
}
