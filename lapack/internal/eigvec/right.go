package eigvec

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
)

// Right replaces Q, in the columns of v, by Q·X with the right eigenvectors X of T, each with 1 as the largest sum of its real
// and its imaginary part. work has length Workspace(n) or more.
func Right(blas gonumblas.Implementation, n int, t []float64, ldt int, v []float64, ldv int, work []float64) {
	room := scratch.Get(blas, 0)
	b := scratch.Job[blocks](room)
	*b = blocks{system: newSystem(blas, n, t, ldt), space: work}
	for end := n; end > 0; {
		for b.count = 0; b.count < group && end > 0; end = b.first[b.count-1] {
			b.add(b.before(end), end)
		}
		blas.Run(checked.Operands{}, b.count, b)
		for i := range b.count {
			s := b.of(i)
			s.back(b.first[i], b.end[i], 0, b.end[i], v, ldv, work[group*(block+1)*n:])
		}
	}
	*b = blocks{}
	room.Put()
}

// before returns where the block of rows that ends before row end begins: no diagonal block of two rows is cut.
func (s *system) before(end int) int {
	first := max(0, end-block)
	if s.complexAt(first - 1) {
		first--
	}
	return first
}

// rightBlock computes the eigenvectors of T for the eigenvalues of rows first … end−1, from their last elements upward.
func (s *system) rightBlock(first, end int) {
	for k := first; k < end; {
		v := s.vector(k-first, k, false)
		s.begin(&v, k)
		s.upward(&v, first, k, k+v.rows())
		k += v.rows()
	}
	for known := first; known > 0; {
		top := s.before(known)
		s.blas.Dgemm(blas.NoTrans, blas.Trans, end-first, known-top, end-known, -1, s.x[known:], s.n, s.t[top*s.ldt+known:], s.ldt, 0, s.x[top:], s.n)
		for k := first; k < end; {
			v := s.vector(k-first, k, false)
			s.upward(&v, top, known, known)
			k += v.rows()
		}
		known = top
	}
}

// upward solves for rows from−1 … top, whose right-hand sides lack the products with the elements behind them and before
// row bottom.
func (s *system) upward(v *vector, top, from, bottom int) {
	for i := from - 1; i >= top; i-- {
		rows := 1
		if s.complexAt(i - 1) {
			rows = 2
			i--
		}
		for r := i; r < i+rows; r++ {
			t := s.t[r*s.ldt+i+rows : r*s.ldt+bottom]
			v.re[r] -= dot(t, v.re[i+rows:bottom])
			if v.im != nil {
				v.im[r] -= dot(t, v.im[i+rows:bottom])
			}
		}
		s.diagonal(v, i, rows)
	}
}

func dot(x, y []float64) float64 {
	y = y[:len(x)]
	sum := 0.0
	for i, e := range x {
		sum += e * y[i]
	}
	return sum
}
