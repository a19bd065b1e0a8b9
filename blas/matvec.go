package blas

import (
	"unsafe"

	"weft/kernels"
)

// A matrix times a vector reads the matrix once, from end to end, and that is what
// it takes. From L3 rows side by side, as tiles of dot products read them, come at
// 85 to 105 GB/s; one after the other, 4 KiB ahead of their use, at 115 to 120, the
// most there is (Zen 5).
const (
	aheadBytes = 4 << 10
	// vectorBytes of the vector, and as much of a row, stay in L1 together. Longer
	// rows are taken in pieces, less than half of that.
	vectorBytes = 16 << 10
)

// vectorPieces is the number of pieces to cut a vector into, of n elements so large.
func vectorPieces(n, size int) int {
	if n*size <= vectorBytes {
		return 1
	}
	return cut(2*n*size, vectorBytes)
}

// aheadOf returns where the elements lie that follow those at hand by so many, in rows
// of n that are ld apart.
func aheadOf(elements, n, ld int) int {
	if ld == n {
		return elements
	}
	return cut(elements, n) * ld // beyond a row is something else
}

// matVec computes y = alpha·A·x + beta·y for m rows of A of depth k, contiguous as x is,
// and elements of y incy apart.
func matVec[T kernels.Float](kn *kernels.Kernels[T], m, k int, alpha T, a Matrix[T], x []T, beta T, y []T, incy int) {
	ahead := aheadOf(aheadBytes/int(unsafe.Sizeof(alpha)), k, a.RS)
	rows := max(1, sweepRead/k)
	for i := 0; i < m; i += rows {
		fewRows(kn, min(rows, m-i), k, alpha, a.from(i, 0), x, beta, y[i*incy:], incy, ahead)
	}
}

// vecMatBytes is the least of a row for which to go along so many of them pays.
const vecMatBytes = 1 << 10

// alongRows tells whether so many rows go along those of a far B, n elements long, by vecMat:
// one where tiles are slim. AVX2's float64 1x1024x1024 goes from 16.5 to 27 GFLOP/s, while tiles
// that are 1 KiB wide, AVX-512's, are 5 % ahead of it (Zen 5).
func (bs *blocking) alongRows(rows, n int) bool {
	return rows == 1 && n*bs.size >= vecMatBytes && bs.slim()
}

// vecMat computes y = alpha·x·B + beta·y for k elements of x, incx apart, and as many rows of
// B, n elements long: along some of them at a time, where tiles go down columns, of which the
// caches foresee nothing.
func vecMat[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], x, b, y []T) {
	side := len(kn.Update) // rows that are gone along at a time
	whole := p.K / side * side
	for piece := evenly(p.N, cut(p.N, vectorPieces(p.N, bytesOf[T](1)))); piece.more(); piece.next() {
		t := *p
		t.N, t.ARS, t.BGS, t.LDC, t.Ahead = piece.size, side*p.AKS, side*p.BKS, 0, 0
		rows := max(1, sweepRead/t.N/side) * side
		for q := 0; q < whole; q += rows {
			t.M = min(rows, whole-q) / side
			sideBySide(kn, &t, x[q*p.AKS:], b[q*p.BKS+piece.at:], y[piece.at:])
			t.Beta = 1
		}
		if whole < p.K {
			t.M, t.K, t.BGS, t.LDC = 1, p.K-whole, 0, p.N
			strip(kn, &t, x[whole*p.AKS:], b[whole*p.BKS+piece.at:], y[piece.at:], reach{})
		}
	}
}

// sideBySide adds M times as many rows of B as an update takes to y, of which the first sees beta.
func sideBySide[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], x, b, y []T) {
	rows := p.M
	if p.Beta != 1 {
		p.M = 1
		update(kn, len(kn.Update), p, x, b, y)
		if rows == 1 {
			return
		}
		p.M, p.Beta = rows-1, 1
		x, b = x[p.ARS:], b[p.BGS:]
	}
	update(kn, len(kn.Update), p, x, b, y)
}
