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
func ranked[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], b, c []T, far reach) bool {
	if p.K == 1 {
		return bytesOf[T](p.M*p.N) > nearBytes
	}
	return far.memory && p.K <= len(kn.Update) && aligned(&kn.Gemm, &b[0], p.BKS) && aligned(&kn.Gemm, &c[0], p.LDC)
}

// aligned tells whether rows of a matrix, ld apart, begin vectors.
func aligned[T kernels.Float](g *kernels.Gemm[T], first *T, ld int) bool {
	return ld%g.Lanes == 0 && uintptr(unsafe.Pointer(first))%(uintptr(g.Lanes)*unsafe.Sizeof(*first)) == 0
}

// rank computes C = alpha·A·B + beta·C for rows of B that are contiguous: some columns at a
// time, whose part of B stays in L1. A call has half of what others read, as it writes too.
func rank[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], a, b, c []T, far reach) {
	g, t, distance := &kn.Gemm, *p, aheadOfWriting
	if far.memory {
		distance = aheadOfMemory
	}
	vectors := g.Vectors(p.N)
	for piece := evenly(vectors, cut(vectors, vectorPieces(p.K*p.N, bytesOf[T](1)))); piece.more(); piece.next() {
		j, n := piece.columns(g.Lanes, p.N)
		rows := max(1, sweepRead/2/n)
		t.N, t.BGS, t.Ahead = n, 0, aheadOf(distance/bytesOf[T](1), n, p.LDC)
		for i := 0; i < p.M; i += rows {
			t.M = min(rows, p.M-i)
			update(kn, p.K, &t, a[i*p.ARS:], b[j:], c[i*p.LDC+j:])
		}
	}
}
