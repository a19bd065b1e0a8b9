package blas

import (
	"fmt"
	"runtime"

	"weft.example/kernels"
)

// Storage is a matrix with contiguous rows, as BLAS stores it:
//
//   - one triangle of a square matrix: dense, packed, or a band beside its diagonal,
//   - a band of any matrix.
//
// Dense, Packed, Band or Diagonals makes one. Routines take it a block of rows at a time. Row i+1 is step + bend·i behind row i,
// so that kernels go along several.
type Storage[T kernels.Float] struct {
	data []T
	m, n int // rows and columns
	high int // m, and rows at the end that are all zero
	// Row i has columns i-below to i+above, as far as there are such.
	below, above int
	// Element (i, j) is data[first + i·step + bend·i(i-1)/2 + j].
	first, step, bend int
	rows              int // of a block, at most
	triangular        bool
	half              Triangle // if triangular
	banded            bool
}

// Dense makes s one triangle of an n by n matrix whose rows are lda apart. It panics if a is too short.
func (s *Storage[T]) Dense(half Triangle, n int, a []T, lda int) {
	checkSizes(n, n, 1, lda, 1, 1, 1, lda)
	checkLength("a", len(a), spanOf(n, n, lda, 1))
	s.data, s.first, s.step, s.bend = a, 0, lda, 0
	s.triangle(half, n, n-1, blockRows)
}

// Packed makes s one triangle of an n by n matrix, row after row. It panics if a is too short.
func (s *Storage[T]) Packed(half Triangle, n int, a []T) {
	checkSizes(n, n, 1, 1, 1, 1, 1, max(n, 1))
	checkLength("a", len(a), area(n, n+1)/2)
	s.data, s.first, s.step, s.bend = a, 0, 1, 1
	if half == Upper {
		s.step, s.bend = n-1, -1
	}
	s.triangle(half, n, n-1, blockRows)
}

// Band makes s one triangle of an n by n matrix, with the diagonal and k diagonals beside it. Row i of a has the elements of
// row i on these, from left to right. Elements outside of the matrix are not read. It panics if a is too short.
func (s *Storage[T]) Band(half Triangle, n, k int, a []T, lda int) {
	checkBand(n, k, 0, a, lda)
	s.data, s.first, s.step, s.bend = a, 0, lda-1, 0
	if half == Lower {
		s.first = k
	}
	s.triangle(half, n, k, bandRows(k))
	s.banded = true
}

// Diagonals makes s an m by n matrix of which only the diagonal, so many diagonals below it, and so many above it, are not
// zero. Row i of a is as for Band. It panics if a is too short.
func (s *Storage[T]) Diagonals(m, n, below, above int, a []T, lda int) {
	checkSizes(m, n, 1, 1, 1, 1, 1, max(n, 1))
	high := m
	if below >= 0 && m-below > n {
		m = n + below // rows further down are zero
	}
	checkBand(m, below, above, a, lda)
	*s = Storage[T]{data: a, m: m, n: n, high: high, below: below, above: above, first: below, step: lda - 1, banded: true, rows: bandRows(below + above)}
}

// bandRows is the rows of a block of a band of k+1 diagonals: no more than those of some column.
func bandRows(k int) int { return min(blockRows, k+1) }

// triangle completes s to one triangle of n rows, with k diagonals beside the main one, in blocks of so many rows.
func (s *Storage[T]) triangle(half Triangle, n, k, rows int) {
	s.m, s.n, s.high, s.triangular, s.half, s.banded, s.rows = n, n, n, true, half, false, rows
	if s.below, s.above = k, 0; half == Upper {
		s.below, s.above = 0, k
	}
}

// checkBand panics unless a has m rows of a band.
func checkBand[T kernels.Float](m, below, above int, a []T, lda int) {
	if m < 0 || below < 0 || above < 0 || lda-1 < below || lda-1-below < above {
		panic(fmt.Sprintf("blas: a band of %d rows with %d diagonals below and %d above, rows %d apart", m, below, above, lda))
	}
	checkLength("a", len(a), spanOf(m, below+above+1, lda, 1))
}

// checkTriangle panics unless s is a triangle, or has no rows.
func (s *Storage[T]) checkTriangle() {
	if !s.triangular && s.m > 0 {
		panic("blas: a Storage by Diagonals, want a triangle")
	}
}

// at returns where column 0 of row i is, or would be.
func (s *Storage[T]) at(i int) int { return s.first + i*s.step + s.bend*(i*(i-1)/2) }

// from returns the elements from (i, j) on, and how far apart the rows of a block that begins with row i are.
func (s *Storage[T]) from(i, j int) (a []T, lda int) {
	return s.data[s.at(i)+j:], s.step + s.bend*i
}

// rowBlock is rows i to i+r-1 of a Storage. All have columns from to to-1. Of a triangle it lacks the square on the diagonal.
type rowBlock struct{ i, r, from, to int }

// blocks returns the number of blocks of h rows.
func (s *Storage[T]) blocks(h int) int { return ceilDiv(s.m, h) }

// height returns the rows of a block: no more than an update takes.
func (s *Storage[T]) height(kn *kernels.Kernels[T]) int { return max(1, min(s.rows, len(kn.Update))) }

// block returns block b of h rows, counted from the first row on or, unless forward, from the last one.
func (s *Storage[T]) block(b, h int, forward bool) rowBlock {
	i, end := stretch(b, h, s.m, forward)
	return s.rowBlock(i, end-i)
}

// stretch is piece b of a total, each of the given size, from 0 on or, unless forward, from the end.
func stretch(b, size, total int, forward bool) (first, end int) {
	first, end = b*size, min((b+1)*size, total)
	if !forward {
		first, end = total-end, total-first
	}
	return first, end
}

// rowBlock returns the block of rows i to i+r-1.
func (s *Storage[T]) rowBlock(i, r int) rowBlock {
	x := rowBlock{i, r, max(0, i+r-1-s.below), min(s.n, i+1+s.above)}
	switch {
	case !s.triangular:
	case s.half == Upper:
		x.from = i + r
	default:
		x.to = i
	}
	return x
}

// addColumns adds alpha·Aᵀ·x to y for a block of A. x and y are the whole vectors.
func (s *Storage[T]) addColumns(kn *kernels.Kernels[T], b rowBlock, alpha T, x, y []T) {
	for j := b.from; j < b.to; j += callRow {
		a, lda := s.from(b.i, j)
		columnsTimes(kn, alpha, a, lda, s.bend, x[b.i:b.i+b.r], y[j:min(j+callRow, b.to)])
	}
	if s.banded {
		s.addCornerColumns(b, alpha, x, y)
	}
}

// A block of a band has corners: columns that some rows have and others do not.

// left returns the columns of row i that are left of what all rows of its block have. Of an upper triangle those are in the
// square.
func (s *Storage[T]) left(b rowBlock, i int) (from, to int) {
	if s.triangular && s.half == Upper {
		return 0, 0
	}
	return max(0, i-s.below), b.from
}

// right is left for the other side.
func (s *Storage[T]) right(b rowBlock, i int) (from, to int) {
	if s.triangular && s.half == Lower {
		return 0, 0
	}
	return b.to, min(s.n, i+1+s.above)
}

// addCornerColumns is addColumns for the corners.
func (s *Storage[T]) addCornerColumns(b rowBlock, alpha T, x, y []T) {
	for i := b.i; i < b.i+b.r; i++ {
		row, xi := s.data[s.at(i):], alpha*x[i]
		for j, to := s.left(b, i); j < to; j++ {
			y[j] += xi * row[j]
		}
		for j, to := s.right(b, i); j < to; j++ {
			y[j] += xi * row[j]
		}
	}
}

// columnsTimes adds alpha·Aᵀ·x to y in one call. A is as high as x, at most as high as an update is deep, and as wide
// as y. Row r+1 of A is lda + r·bend behind row r.
//
//go:noinline
func columnsTimes[T kernels.Float](kn *kernels.Kernels[T], alpha T, a []T, lda, bend int, x, y []T) {
	if bend != 0 {
		kn.MatVecT(len(x), len(y), alpha, &a[0], lda, bend, &x[0], &y[0])
		return
	}
	p := kernels.Product[T]{M: 1, N: len(y), K: len(x), AKS: 1, BKS: lda, LDC: len(y), Alpha: alpha, Beta: 1}
	kn.Update[p.K-1](kernels.Hide(&p), &x[0], &a[0], &y[0])
	runtime.KeepAlive(&p)
}
