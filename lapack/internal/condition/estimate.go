package condition

import (
	"math"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
)

// Factors are those of a factorized A: A = first·second, either of them nil or a triangle.
type Factors struct {
	N             int
	A             []float64
	LDA           int
	First, Second Triangle
}

// Triangle is a triangle of A, or its transpose.
type Triangle struct {
	Half  blas.Uplo // 0 for none
	Trans blas.Transpose
	Diag  blas.Diag
}

// solve overwrites x with A⁻¹·x or with its transpose. It reports whether all of x is finite.
func (f *Factors) solve(bl gonumblas.Implementation, transposed bool, x []float64) bool {
	first, second := f.First, f.Second
	if transposed {
		first, second = second, first
	}
	f.substitute(bl, first, transposed, x)
	f.substitute(bl, second, transposed, x)
	sum := 0.0
	for _, v := range x {
		sum += v - v // 0, or else NaN
	}
	return sum == 0
}

func (f *Factors) substitute(bl gonumblas.Implementation, t Triangle, transposed bool, x []float64) {
	if t.Half == 0 {
		return
	}
	trans := t.Trans
	if transposed && trans == blas.NoTrans {
		trans = blas.Trans
	} else if transposed {
		trans = blas.NoTrans
	}
	bl.Dtrsv(t.Half, trans, t.Diag, f.N, f.A, f.LDA, x, 1)
}

// mostSteps is the most columns of A⁻¹ that are looked at.
const mostSteps = 4

// InverseNorm estimates the 1-norm of A⁻¹, or with rows its ∞-norm, from below. x and signs are room for n elements. ok is false
// where a solution overflows.
func (f *Factors) InverseNorm(bl gonumblas.Implementation, rows bool, x, signs []float64) (norm float64, ok bool) {
	n := f.N
	x, signs = x[:n], signs[:n]
	for i := range x {
		x[i] = 1 / float64(n)
	}
	if !f.solve(bl, rows, x) {
		return 0, false
	}
	norm = bl.Dasum(n, x, 1)
	if n == 1 {
		return norm, true
	}
	takeSigns(x, signs)
	if !f.solve(bl, !rows, x) {
		return 0, false
	}
	at := bl.Idamax(n, x, 1)
	for range mostSteps { // column at of A⁻¹ has the greatest gradient
		clear(x)
		x[at] = 1
		if !f.solve(bl, rows, x) {
			return 0, false
		}
		last := norm
		norm = bl.Dasum(n, x, 1)
		if norm <= last || !takeSigns(x, signs) {
			norm = max(norm, last)
			break
		}
		if !f.solve(bl, !rows, x) {
			return 0, false
		}
		next := bl.Idamax(n, x, 1)
		if x[at] == math.Abs(x[next]) {
			break
		}
		at = next
	}
	for i := range x { // a vector that no cancellation makes small
		x[i] = 1 + float64(i)/float64(n-1)
		if i%2 == 1 {
			x[i] = -x[i]
		}
	}
	if !f.solve(bl, rows, x) {
		return 0, false
	}
	return max(norm, 2*bl.Dasum(n, x, 1)/float64(3*n)), true
}

// takeSigns replaces x by its signs. It reports whether they are others than before.
func takeSigns(x, signs []float64) (changed bool) {
	for i, v := range x {
		s := math.Copysign(1, v)
		changed = changed || s != signs[i]
		x[i], signs[i] = s, s
	}
	return changed
}
