package blas

import (
	"unsafe"

	"weft/kernels"
)

// aheadOfWriting is how far ahead of its writing C is brought to L1: beyond L2 that
// writes at 115 to 120 GB/s, where rows side by side, as tiles write them, take 95 to
// 110. A C of at most nearBytes, in L1, is faster by tiles (Zen 5).
const (
	aheadOfWriting = 2 << 10
	nearBytes      = 32 << 10
)

// ger computes C = alpha·x·y + beta·C for m elements of x, incx apart, and n of y: a
// product of depth 1, which writes C once, from end to end.
func ger[T kernels.Float](kn *kernels.Kernels[T], m, n int, alpha T, x []T, incx int, y []T, beta T, c []T, ldc int) {
	size := int(unsafe.Sizeof(alpha))
	pieces := vectorPieces(n, size)
	for piece := evenly(n, cut(n, pieces)); piece.more(); piece.next() {
		rows := max(1, sweepRead/piece.size)
		ahead := aheadOf(aheadOfWriting/size, piece.size, ldc)
		for i := 0; i < m; i += rows {
			gerRows(kn, min(rows, m-i), piece.size, alpha, x[i*incx:], incx, y[piece.at:], beta, c[i*ldc+piece.at:], ldc, ahead)
		}
	}
}

// gerRows is one call of the kernel. Like panels it is where a goroutine gives way.
//
//go:noinline
func gerRows[T kernels.Float](kn *kernels.Kernels[T], m, n int, alpha T, x []T, incx int, y []T, beta T, c []T, ldc, ahead int) {
	kn.Ger(m, n, alpha, &x[0], incx, &y[0], beta, &c[0], ldc, ahead)
}
