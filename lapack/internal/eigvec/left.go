package eigvec

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
)

// Left replaces Q, in the columns of v, by Q·Y with the left eigenvectors Y of T, each with 1 as the largest sum of its
// real and its imaginary part. work has length Workspace(n) or more.
func Left(blas gonumblas.Implementation, n int, t []float64, ldt int, v []float64, ldv int, work []float64) {
	room := scratch.Get(blas, 0)
	b := scratch.Job[blocks](room)
	*b = blocks{system: newSystem(blas, n, t, ldt), left: true, space: work}
	for first := 0; first < n; {
		for b.count = 0; b.count < group && first < n; first = b.end[b.count-1] {
			b.add(first, b.behind(first))
		}
		blas.Run(checked.Operands{}, b.count, b)
		for i := range b.count {
			s := b.of(i)
			s.back(b.first[i], b.end[i], b.first[i], n, v, ldv, work[group*(block+1)*n:])
		}
	}
	*b = blocks{}
	room.Put()
}

// behind returns where the block of rows that begins with row first ends: no diagonal block of two rows is cut.
func (s *system) behind(first int) int {
	end := min(s.n, first+block)
	if s.complexAt(end - 1) {
		end++
	}
	return end
}

// leftBlock computes the left eigenvectors of T for the eigenvalues of rows first … end−1, from their first elements downward.
func (s *system) leftBlock(first, end int) {
	for k := first; k < end; {
		v := s.vector(k-first, k, true)
		s.begin(&v, k)
		for r := k; r < k+v.rows(); r++ {
			s.spread(&v, r, k+v.rows(), end)
		}
		s.downward(&v, k+v.rows(), end)
		k += v.rows()
	}
	for known := end; known < s.n; {
		below := s.behind(known)
		s.blas.Dgemm(blas.NoTrans, blas.NoTrans, end-first, below-known, known-first, -1, s.x[first:], s.n, s.t[first*s.ldt+known:], s.ldt, 0, s.x[known:], s.n)
		for k := first; k < end; {
			v := s.vector(k-first, k, true)
			s.downward(&v, known, below)
			k += v.rows()
		}
		known = below
	}
}

// downward solves for rows top … bottom−1, and takes each from the right-hand sides of those behind it.
func (s *system) downward(v *vector, top, bottom int) {
	for i := top; i < bottom; {
		rows := 1
		if s.complexAt(i) {
			rows = 2
		}
		s.diagonal(v, i, rows)
		for r := i; r < i+rows; r++ {
			s.spread(v, r, i+rows, bottom)
		}
		i += rows
	}
}

// spread takes the products of element r with row r of T from the right-hand sides of rows from … bottom−1.
func (s *system) spread(v *vector, r, from, bottom int) {
	t := s.t[r*s.ldt+from : r*s.ldt+bottom]
	axpy(-v.re[r], t, v.re[from:bottom])
	if v.im != nil {
		axpy(-v.im[r], t, v.im[from:bottom])
	}
}

func axpy(a float64, x, y []float64) {
	y = y[:len(x)]
	for i, e := range x {
		y[i] += a * e
	}
}
