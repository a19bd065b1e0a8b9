package schur

import "math"

// householder replaces x by v with v[0] = 1, such that I − tau·v·vᵀ takes x to (beta, 0, …).
func householder(x []float64) (tau, beta float64) {
	scale := 0.0
	for _, e := range x[1:] {
		scale = max(scale, math.Abs(e))
	}
	if scale == 0 {
		beta = x[0]
		x[0] = 1
		return 0, beta
	}
	scale = max(scale, math.Abs(x[0]))
	sum := 0.0
	for _, e := range x {
		sum += (e / scale) * (e / scale)
	}
	head := x[0] / scale
	beta = -math.Copysign(math.Sqrt(sum), head)
	for i := range x[1:] {
		x[i+1] = x[i+1] / scale / (head - beta)
	}
	x[0] = 1
	return (beta - head) / beta, beta * scale
}

// reflectRows applies I − tau·v·vᵀ from the left to m columns of a. y is space for m numbers.
func reflectRows(v []float64, tau float64, a []float64, lda, m int, y []float64) {
	y = y[:m]
	clear(y)
	for i, e := range v {
		for j, x := range a[i*lda : i*lda+m] {
			y[j] += e * x
		}
	}
	for i, e := range v {
		e *= tau
		for j, x := range y {
			a[i*lda+j] -= e * x
		}
	}
}

// reflectColumns applies I − tau·v·vᵀ from the right to m rows of a.
func reflectColumns(v []float64, tau float64, a []float64, lda, m int) {
	for i := range m {
		r := a[i*lda : i*lda+len(v)]
		sum := 0.0
		for j, e := range v {
			sum += e * r[j]
		}
		sum *= tau
		for j, e := range v {
			r[j] -= sum * e
		}
	}
}
