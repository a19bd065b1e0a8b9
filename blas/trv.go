package blas

import "weft.example/kernels"

// Trmv computes x = A·x, or Aᵀ·x, for a triangle A. With unit its diagonal is all ones, and not read. x must not overlap A. It
// panics if x is too short.
func Trmv[T kernels.Float](kn *kernels.Kernels[T], a *Storage[T], trans, unit bool, x []T) {
	a.checkTriangle()
	checkLength("x", len(x), a.n)
	h, x := a.trvHeight(kn, trans), x[:a.n]
	for k := range a.blocks(h) {
		b := a.block(k, h, (a.half == Upper) != trans) // what is multiplied is still as it was
		if trans {
			a.addColumns(kn, b, 1, x, x)
		}
		a.multiplySquare(b, trans, unit, x)
		if !trans {
			a.addRows(kn, b, 1, x, x)
		}
	}
}

// Trsv solves A·x = b, or Aᵀ·x = b. x is b at first. A zero on the diagonal makes infinities or NaN. The rest is as for Trmv.
func Trsv[T kernels.Float](kn *kernels.Kernels[T], a *Storage[T], trans, unit bool, x []T) {
	a.checkTriangle()
	checkLength("x", len(x), a.n)
	h, x := a.trvHeight(kn, trans), x[:a.n]
	for k := range a.blocks(h) {
		b := a.block(k, h, (a.half == Lower) != trans) // what is subtracted is solved
		if !trans {
			a.addRows(kn, b, -1, x, x)
		}
		a.solveSquare(b, trans, unit, x)
		if trans {
			a.addColumns(kn, b, -1, x, x)
		}
	}
}

// trvHeight returns the rows of a block: no more than a tile of dot products takes, or an update.
func (s *Storage[T]) trvHeight(kn *kernels.Kernels[T], trans bool) int {
	if trans {
		return s.height(kn)
	}
	return min(s.height(kn), kn.Dot.Rows[0])
}

// multiplySquare computes x = A·x, or Aᵀ·x, for the square of a few rows. It goes along rows: each is a sum, or a source. What
// is multiplied is still as it was.
func (s *Storage[T]) multiplySquare(b rowBlock, trans, unit bool, x []T) {
	x = x[b.i : b.i+b.r]
	for k := range b.r {
		i := k
		if (s.half == Upper) == trans {
			i = b.r - 1 - k
		}
		from, to := 0, i
		if s.half == Upper {
			from, to = i+1, b.r
		}
		row, xi, d := s.data[s.at(b.i+i)+b.i:], x[i], T(1)
		if !unit {
			d = row[i]
		}
		row, others := row[from:to], x[from:to]
		if t := d * xi; trans {
			for j, v := range row {
				others[j] += v * xi
			}
			x[i] = t
		} else {
			for j, v := range row {
				t += v * others[j]
			}
			x[i] = t
		}
	}
}

// solveSquare solves A·x = b, or Aᵀ·x = b, for the square of a block. Each row waits for the one before, so that one's result
// stays in a register.
func (s *Storage[T]) solveSquare(b rowBlock, trans, unit bool, x []T) {
	a, lda := s.from(b.i, b.i)
	var rows [blockRows]int // where they begin
	for i, at := 0, 0; i < b.r; i++ {
		rows[i] = at
		at, lda = at+lda, lda+s.bend
	}
	x = x[b.i : b.i+b.r]
	first, step := 0, 1
	if (s.half == Upper) != trans {
		first, step = b.r-1, -1
	}
	var last T
	for k := range x {
		i, j := first+k*step, first
		row, t := a[rows[i]:], x[i]
		switch {
		case k == 0:
		case trans:
			for range k - 1 {
				t -= a[rows[j]+i] * x[j]
				j += step
			}
			t -= a[rows[j]+i] * last
		default:
			for range k - 1 {
				t -= row[j] * x[j]
				j += step
			}
			t -= row[j] * last
		}
		if !unit {
			t /= row[i]
		}
		x[i], last = t, t
	}
}
