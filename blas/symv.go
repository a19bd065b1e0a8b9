package blas

import (
	"runtime"

	"weft.example/kernels"
)

// Symv computes y = alpha·A·x + beta·y with a symmetric matrix A, of which one triangle is stored. It reads that triangle
// once, but a band once more from cache. With beta zero y is not read. y must not overlap A or x. It panics if a vector is too short.
//
// The kernel takes groups of rows. The rows that are left are the first of an upper triangle and the last of a lower one. So
// the groups' rows are a multiple of a group long, beside their squares.
func Symv[T kernels.Float](kn *kernels.Kernels[T], alpha T, a *Storage[T], x []T, beta T, y []T) {
	a.checkTriangle()
	checkLength("x", len(x), a.n)
	checkLength("y", len(y), a.n)
	x, y = x[:a.n], y[:a.n]
	scaleBy(kn, beta, y)
	if !a.banded {
		a.symvBetween(kn, 0, a.m, alpha, x, y)
		return
	}
	a.symvBand(kn, alpha, x, y)
}

// symvBand adds a band times x to y. Some rows at a time, it goes along them, and then down their columns while they are in cache.
func (s *Storage[T]) symvBand(kn *kernels.Kernels[T], alpha T, x, y []T) {
	var whole, strict ramps[T]
	s.ramps(&whole, false, alpha)
	s.ramps(&strict, true, alpha)
	h := max(1, symvNear/bytesOf[T](s.below+s.above+1))
	for first := 0; first < s.m; first += h {
		end := min(first+h, s.m)
		whole.dots(kn, first, end, 0, s.n, x, y[first:])
		strict.strips(kn, first, end, x, y)
	}
}

// symvBetween adds to y what the elements of rows from ... to-1 contribute.
func (s *Storage[T]) symvBetween(kn *kernels.Kernels[T], from, to int, alpha T, x, y []T) {
	rest := (to - from) % kernels.SymvGroup
	i, end := from, to-rest
	if s.half == Upper {
		i, end = from+rest, to
	}
	s.symvFew(kn, from, i, alpha, x, y)
	s.symvFew(kn, end, to, alpha, x, y)
	for i < end {
		i += s.symvGroups(kn, i, end, alpha, x, y)
	}
}

// symvFew is Symv for rows from ... to-1, too few for a group or too short. Kernels compute what is beside the square if that is
// long.
func (s *Storage[T]) symvFew(kn *kernels.Kernels[T], from, to int, alpha T, x, y []T) {
	for h := s.height(kn); from < to; from += h {
		b := s.rowBlock(from, min(h, to-from))
		first, last := b.i, b.i+b.r
		if b.to-b.from > symvShort {
			var r ramps[T]
			s.ramps(&r, false, alpha)
			r.dots(kn, b.i, b.i+b.r, b.from, b.to, x, y[b.i:])
			s.addColumns(kn, b, alpha, x, y)
		} else {
			first, last = min(first, b.from), max(last, b.to)
		}
		for i := b.i; i < b.i+b.r; i++ {
			if s.half == Upper {
				s.symvRow(i, i+1, last, alpha, x, y)
			} else {
				s.symvRow(i, first, i, alpha, x, y)
			}
		}
	}
}

// symvRow is Symv for the elements from ... to-1 of row i, and the one on the diagonal.
func (s *Storage[T]) symvRow(i, from, to int, alpha T, x, y []T) {
	at := s.at(i)
	xi, sum := alpha*x[i], s.data[at+i]*x[i]
	x, y, yi := x[from:to], y[from:to], &y[i]
	for j, v := range s.data[at+from : at+to] {
		sum += v * x[j]
		y[j] += xi * v
	}
	*yi += alpha * sum
}

// symvGroups is Symv for groups of rows from row i on, up to row end, and returns how many rows. It takes one group if that has
// long rows.
func (s *Storage[T]) symvGroups(kn *kernels.Kernels[T], i, end int, alpha T, x, y []T) int {
	b := s.rowBlock(i, kernels.SymvGroup)
	ahead := symvAhead
	if bytesOf[T](area(s.m, s.n)/2) >= farBytes {
		ahead = symvFarAhead
	}
	p := kernels.Symv[T]{Groups: 1, More: kernels.SymvGroup, Bend: s.bend, Ahead: ahead / bytesOf[T](1), Alpha: alpha}
	if s.half == Upper {
		p.More, p.Step = -kernels.SymvGroup, kernels.SymvGroup
	}
	if n := b.to - b.from; n <= callRow {
		p.Groups = min((end-i)/kernels.SymvGroup, max(1, callRow/max(n, symvLeast)))
	}
	for j := b.from; ; j += callRow {
		p.N, p.Square = min(callRow, b.to-j), kernels.SquareNone
		last := j+p.N == b.to
		at := j
		switch {
		case s.half == Upper && j == b.from:
			p.Square, at = kernels.SquareBefore, i
		case s.half == Lower && last:
			p.Square = kernels.SquareBehind
		}
		var a []T
		a, p.LDA = s.from(i, at)
		j := min(j, s.n-1) // of no columns
		symvRows(kn, &p, a, x[j:], y[j:], x[i:], y[i:])
		if last {
			break
		}
	}
	return p.Groups * kernels.SymvGroup
}

// symvRows is one call of SymvRows.
//
//go:noinline
func symvRows[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Symv[T], a, x, y, xi, yi []T) {
	kn.SymvRows(kernels.Hide(p), &a[0], &x[0], &y[0], &xi[0], &yi[0])
	runtime.KeepAlive(p)
}

// scaleBy computes x *= beta. With beta zero x is not read.
func scaleBy[T kernels.Float](kn *kernels.Kernels[T], beta T, x []T) {
	switch beta {
	case 0:
		clear(x)
	case 1:
	default:
		Scale(kn, beta, x)
	}
}
