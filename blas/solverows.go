package blas

import (
	"runtime"

	"weft.example/kernels"
)

// after is the first of so many rows of a triangle that are solved next, once others are.
func (s *Storage[T]) after(done, rows int) int {
	if s.half == Upper {
		return s.n - done - rows
	}
	return done
}

// rowsAfter returns how many rows RampSolveRows takes next, once others are solved, and how many columns the first of these has. There are
// none where other ways are faster. Of rows that are too long for a call the square on the diagonal is left.
func (s *Storage[T]) rowsAfter(kn *kernels.Kernels[T], done int) (rows, columns int) {
	block, most := kn.SolvedRows, s.below+s.above // columns of a row
	if block == 1 || most < block {
		return 0, 0
	}
	columns = min(done, most)
	rows = min(beside, s.n-done, callRead/(columns+beside))
	switch {
	case rows < block:
		rows, columns = min(beside, s.n-done, most), 0
	case done < most: // as long as each row has a column more
		rows = min(rows, most+1-done)
	}
	return rows / block * block, columns
}

// solveRows solves A·x = b for some rows more, and returns how many. They are none if the diagonal is not moderate. f is room for the
// reciprocals of that or, with unit, ones.
func (r *ramps[T]) solveRows(kn *kernels.Kernels[T], done int, unit bool, f, x []T) int {
	s := &r.s
	rows, columns := s.rowsAfter(kn, done)
	if rows == 0 {
		return 0
	}
	first := s.after(done, rows)
	end, f := first+rows, f[:rows]
	if !unit && !s.factors(f, rowBlock{i: first, r: rows}, false) {
		return 0
	}
	if columns == 0 && done > 0 { // or fewer than there are
		low, high := 0, first
		if s.half == Upper {
			low, high = end, s.n
		}
		r.dots(kn, first, end, low, high, x, x[first:])
	}
	step := 0
	if s.banded && columns == s.below+s.above {
		step = 1
	}
	if s.half == Upper {
		a, lda := s.from(end-1, first)
		p := kernels.Ramp[T]{M: rows, From: rows, FromStep: -1, To: rows + columns, ToStep: -step, LDA: s.bend - lda, Bend: s.bend}
		rampSolveRows(kn, &p, a, x[first:], f)
		return rows
	}
	a, lda := s.from(first, first-columns)
	p := kernels.Ramp[T]{M: rows, FromStep: step, To: columns, ToStep: 1, LDA: lda, Bend: s.bend}
	rampSolveRows(kn, &p, a, x[first-columns:], f)
	return rows
}

// rampSolveRows is one call.
//
//go:noinline
func rampSolveRows[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Ramp[T], a, x, f []T) {
	kn.RampSolveRows(kernels.Hide(p), &a[0], &x[0], &f[0])
	runtime.KeepAlive(p)
}

// factors sets f to the reciprocals of a square's diagonal, or to ones. It reports false if one is not moderate.
func (s *Storage[T]) factors(f []T, b rowBlock, unit bool) bool {
	if unit {
		for i := range f {
			f[i] = 1
		}
		return true
	}
	at, next, ok := s.at(b.i)+b.i, s.step+s.bend*b.i+1, true
	for i := range f {
		r := 1 / s.data[at]
		f[i], ok = r, ok && moderate(r)
		at, next = at+next, next+s.bend
	}
	return ok
}
