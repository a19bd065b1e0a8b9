package tridiag

import (
	"cmp"
	"math"
	"slices"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/scratch"
)

// Conqueror solves by divide and conquer. Its slices are workspace.
type Conqueror struct {
	BLAS gonumblas.Implementation

	tasks *scratch.Space // of what workers share
	half  bool           // whether it solves a half of what another one does

	pool  []float64 // n² + n: rows of a merge while they are multiplied
	order indices   // n: within each solved piece, its rows by ascending eigenvalue

	// Of one merge, n + 1 elements each, and one more for the halves to have as many:
	u      []float64 // the vector of the rank-one matrix, in the basis of the halves' eigenvectors
	poles  []float64 // what is not deflated of the halves' eigenvalues, ascending
	weight []float64 // what goes with them of u
	sorted indices   // rows by ascending eigenvalue
	kept   indices   // rows that are not deflated, by ascending eigenvalue, then those that are, descending
	slot   indices   // where a kept row stands when the rows are grouped
	kind   indices   // of a row: topOnly, both, bottomOnly or deflated
}

// WorkSize returns how many elements NewConqueror takes for matrices of n rows.
func WorkSize(n int) int { return n*n + n + 8*(n+2) }

// NewConqueror returns a Conqueror for matrices of n rows with WorkSize(n) elements of workspace.
func NewConqueror(blas gonumblas.Implementation, n int, work []float64) Conqueror {
	next := func(size int) []float64 {
		x := work[:size:size]
		work = work[size:]
		return x
	}
	return Conqueror{
		BLAS: blas, pool: next(n*n + n), order: next(n + 2),
		u: next(n + 2), poles: next(n + 2), weight: next(n + 2),
		sorted: next(n + 2), kept: next(n + 2), slot: next(n + 2), kind: next(n + 2),
	}
}

// indices are small whole numbers, kept where the rest of the workspace is.
type indices []float64

func (x indices) at(i int) int   { return int(x[i]) }
func (x indices) set(i, row int) { x[i] = float64(row) }

// Solve replaces d, the diagonal of T, by T's eigenvalues, and sets row i of z to the eigenvector of d[i]. They are
// in no order. e, the len(d)-1 elements beside the diagonal, is overwritten. It reports whether it converged, which
// it does but for NaN and Inf.
func (c *Conqueror) Solve(d, e, z []float64, ldz int) bool {
	n := len(d)
	for i := range n {
		clear(z[i*ldz:][:n])
	}
	c.tasks = scratch.Get(c.BLAS, 0)
	defer c.tasks.Put()
	for lo := 0; lo < n; {
		hi := blockEnd(d, e, lo)
		d, e := d[lo:hi], e[lo:max(lo, hi-1)]
		p := exponent(d, e)
		scale(d, -p)
		scale(e, -p)
		if !c.solve(d, e, z[lo*ldz+lo:], ldz, c.order) {
			return false
		}
		scale(d, p)
		lo = hi
	}
	return true
}

// solve is Solve for an unreduced block of a norm near 1. It sets order to the rows by ascending eigenvalue.
func (c *Conqueror) solve(d, e, z []float64, ldz int, order indices) bool {
	n := len(d)
	if n <= leaf {
		ok := leafVectors(d, e, z, ldz)
		sortRows(d, order)
		return ok
	}

	// T = diag(T₁, T₂) + ρ·v·vᵀ, with v zero but for a 1 in the last row of T₁ and a ±1 in the first of T₂.
	m := n / 2
	rho := math.Abs(e[m-1])
	sign := math.Copysign(1, e[m-1])
	d[m-1] -= rho
	d[m] -= rho
	p := piece{d, z, ldz, m, order}
	return c.solveHalves(&p, e) && c.merge(&p, rho, sign)
}

// sortRows sets order to the rows by ascending eigenvalue, by insertion.
func sortRows(d []float64, order indices) {
	for i, v := range d {
		j := i
		for ; j > 0 && d[order.at(j-1)] > v; j-- {
			order[j] = order[j-1]
		}
		order.set(j, i)
	}
}

// mergeRows sets sorted to the rows of two lists, each by ascending eigenvalue, as one. Of the second list, offset
// is added to each.
func mergeRows(d []float64, first, second indices, offset int, sorted indices) {
	i, j := 0, 0
	for at := range len(first) + len(second) {
		if j == len(second) || i < len(first) && d[first.at(i)] <= d[second.at(j)+offset] {
			sorted[at] = first[i]
			i++
		} else {
			sorted.set(at, second.at(j)+offset)
			j++
		}
	}
}

// Order sets order to the indices of d by ascending value, and returns it.
func Order(d, order []float64) []float64 {
	for i := range d {
		order[i] = float64(i)
	}
	slices.SortFunc(order[:len(d)], func(x, y float64) int { return cmp.Compare(d[int(x)], d[int(y)]) })
	return order
}
