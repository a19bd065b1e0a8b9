package blas

import (
	"unsafe"

	"weft/kernels"
)

// aheadOfWriting is how far ahead of its writing C is brought to L1: from L2 and L3 that
// writes at 115 to 120 GB/s, where rows side by side, as tiles write them, take 95 to
// 110. A C of at most nearBytes, in L1, is faster by tiles (Zen 5).
const (
	aheadOfWriting = 2 << 10
	aheadOfMemory  = 8 << 10 // of a C from there
	nearBytes      = 32 << 10
)

// ranked tells whether to write C from end to end, a row at a time: for a depth of 1; and, if
// there is a kernel for the depth, where C has to come from memory, unless rows that do not
// begin vectors would take two loads for one. Float64 2048 x 2048 by 2, added to C, goes from
// 14 to 20 GFLOP/s by it, by 8 from 30 to 47, and 100000 x 64 by 8 from 16 to 63. A C in L3 loses as
// often as it gains, and so does a greater depth in two passes (Zen 5).
func ranked[T kernels.Float](kn *kernels.Kernels[T], m, n, k int, b Matrix[T], c []T, ldc int, far reach) bool {
	size := int(unsafe.Sizeof(c[0]))
	if k == 1 {
		return m*n*size > nearBytes
	}
	return far.memory && k <= len(kn.Rank) && aligned(&kn.Gemm, &b.Data[0], b.RS) && aligned(&kn.Gemm, &c[0], ldc)
}

// aligned tells whether rows of a matrix, ld apart, begin vectors.
func aligned[T kernels.Float](g *kernels.Gemm[T], first *T, ld int) bool {
	return ld%g.Lanes == 0 && uintptr(unsafe.Pointer(first))%(uintptr(g.Lanes)*unsafe.Sizeof(*first)) == 0
}

// rank computes C = alpha·A·B + beta·C for rows of B that are contiguous: some columns at a
// time, whose part of B stays in L1. A call has half of what others read, as it writes too.
func rank[T kernels.Float](kn *kernels.Kernels[T], m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int, far reach) {
	g, size, distance := &kn.Gemm, int(unsafe.Sizeof(alpha)), aheadOfWriting
	if far.memory {
		distance = aheadOfMemory
	}
	vectors := g.Vectors(n)
	for piece := evenly(vectors, cut(vectors, vectorPieces(k*n, size))); piece.more(); piece.next() {
		j, n := piece.columns(g.Lanes, n)
		rows, ahead := max(1, sweepRead/2/n), aheadOf(distance/size, n, ldc)
		for i := 0; i < m; i += rows {
			rankRows(kn.Rank[k-1], min(rows, m-i), n, alpha, a.from(i, 0), b.from(0, j), beta, c[i*ldc+j:], ldc, ahead)
		}
	}
}

// rankRows is one call of the kernel. Like panels it is where a goroutine gives way.
//
//go:noinline
func rankRows[T kernels.Float](rank kernels.Rank[T], m, n int, alpha T, a, b Matrix[T], beta T, c []T, ldc, ahead int) {
	rank(m, n, alpha, &a.Data[0], a.RS, a.CS, &b.Data[0], b.RS, beta, &c[0], ldc, ahead)
}
