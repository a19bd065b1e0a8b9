package eigvec

import (
	"math"

	"gonum.org/v1/gonum/blas"
)

// back replaces columns first … end−1 of v by V·x, with the columns from … to−1 of v and elements of x, and makes each
// vector's largest element 1. y is space for as many columns.
func (s *system) back(first, end, from, to int, v []float64, ldv int, y []float64) {
	m := end - first
	s.blas.Dgemm(blas.NoTrans, blas.Trans, s.n, m, to-from, 1, v[from:], ldv, s.x[from:], s.n, 0, y, m)
	var most [block + 1]float64
	for i := range s.n {
		s.rowSizes(y[i*m:(i+1)*m], first, most[:m])
	}
	for j := range most[:m] {
		most[j] = 1 / most[j]
	}
	for i := range s.n {
		row := v[i*ldv+first : i*ldv+end]
		for j, x := range y[i*m : (i+1)*m] {
			row[j] = x * most[j]
		}
	}
}

// rowSizes raises most to the sizes of a row of vectors' elements: the sum of real and imaginary part if they are complex.
func (s *system) rowSizes(row []float64, first int, most []float64) {
	for j := 0; j < len(row); j++ {
		if !s.complexAt(first + j) {
			most[j] = max(most[j], math.Abs(row[j]))
			continue
		}
		m := max(most[j], math.Abs(row[j])+math.Abs(row[j+1]))
		most[j], most[j+1] = m, m
		j++
	}
}
