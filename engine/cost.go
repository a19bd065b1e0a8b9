package engine

import "math"

// Cost returns the cross-entropy of the output and labels y, m × n_L, summed
// over the outputs and averaged over the examples:
//
//	J = -1/m Σ Y·ln A[L] + (1-Y)·ln(1-A[L])
//
// with 0·ln 0 = 0. It is computed in float64. An empty batch costs 0.
func (p *Pass[T]) Cost(y []T) float64 {
	y = p.sized("y", y)
	if len(y) == 0 {
		return 0
	}
	var sum float64
	for i, a := range p.A(p.net.Depth()) {
		a, y := float64(a), float64(y[i])
		if y != 0 {
			sum += y * math.Log(a)
		}
		if y != 1 {
			sum += (1 - y) * math.Log(1-a)
		}
	}
	return -sum / float64(p.m)
}

// CostGradient writes the derivative of the cost's terms by the output,
//
//	dA[L] = -Y/A[L] + (1-Y)/(1-A[L])
//
// to dA, m × n_L, which may be y. It is infinite or NaN where A[L] has reached 0
// or 1; Backward needs no such division.
func (p *Pass[T]) CostGradient(dA, y []T) {
	dA, y = p.sized("dA", dA), p.sized("y", y)
	for i, a := range p.A(p.net.Depth()) {
		dA[i] = -y[i]/a + (1-y[i])/(1-a)
	}
}
