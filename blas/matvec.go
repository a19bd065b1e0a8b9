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

// fewRows is one call of the kernel. Like panels it is where a goroutine gives way.
//
//go:noinline
func fewRows[T kernels.Float](kn *kernels.Kernels[T], m, k int, alpha T, a Matrix[T], x []T, beta T, y []T, incy, ahead int) {
	kn.MatVec(m, k, alpha, &a.Data[0], a.RS, &x[0], beta, &y[0], incy, ahead)
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
func vecMat[T kernels.Float](kn *kernels.Kernels[T], k, n int, alpha T, x []T, incx int, b Matrix[T], beta T, y []T) {
	whole := k / kernels.VecMatRows * kernels.VecMatRows
	pieces := vectorPieces(n, int(unsafe.Sizeof(alpha)))
	for piece := evenly(n, cut(n, pieces)); piece.more(); piece.next() {
		j, n, beta := piece.at, piece.size, beta
		rows := max(1, sweepRead/n/kernels.VecMatRows) * kernels.VecMatRows
		for p := 0; p < whole; p += rows {
			sideBySide(kn, min(rows, whole-p), n, alpha, x[p*incx:], incx, b.from(p, j), beta, y[j:])
			beta = 1
		}
		if whole < k {
			strip(kn, 1, n, k-whole, alpha, Matrix[T]{x[whole*incx:], 0, incx}, b.from(whole, j), beta, y[j:], n, reach{})
		}
	}
}

// sideBySide is one call of the kernel. Like panels it is where a goroutine gives way.
//
//go:noinline
func sideBySide[T kernels.Float](kn *kernels.Kernels[T], k, n int, alpha T, x []T, incx int, b Matrix[T], beta T, y []T) {
	kn.VecMat(k, n, alpha, &x[0], incx, &b.Data[0], b.RS, beta, &y[0])
}
