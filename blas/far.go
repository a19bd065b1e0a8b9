package blas

import "weft/kernels"

// reach tells which of a product's operands outgrow L2, or B three quarters of it,
// beside the rest of a network: they come from L3, if not from the L2 of another core. A C
// that outgrows L3 too comes from memory.
type reach struct{ b, c, memory bool }

func (c caches) reach(m, n, k, size int) reach {
	return reach{b: k*n*size > c.L2*3/4, c: m*n*size > c.L2}
}

// reach is that of an m by n part of depth k, or of the product that it is of.
func (w *Workspace[T]) reach(m, n, k int) reach {
	j := &w.job
	far := w.bs.caches.reach(max(m, j.m), max(n, j.n), max(k, j.k), w.bs.size)
	far.b = far.b && !w.bs.abreast(j.m, j.k, j.b.RS)
	far.memory = float64(j.m)*float64(j.n)*float64(w.bs.size) >= float64(w.bs.far)
	return far
}

// A C that outgrows L3 is read from memory before it is written, unless it is
// written past the caches: which takes 1 byte moved for each instead of 2, and on
// Zen 5 runs at 80 GB/s instead of 16. float64 2048 x 2048 by 2 goes from 12 to 21
// GFLOP/s by it, by 16 from 80 to 116; a C of 19 MB loses.
const (
	farBytes = 24 << 20
	farDepth = 32 // the depth from which the sums take as long
)

// past tells whether C is to be written past the caches.
func (w *Workspace[T]) past(k int, beta T) bool {
	j := &w.job
	return beta == 0 && k <= farDepth && w.epilogue.then == nil && w.reach(0, 0, 0).memory &&
		aligned(&w.kernels.Gemm, &j.c[0], j.ldc)
}

// stripFar is strip, with beta zero, for a C that goes past the caches.
func stripFar[T kernels.Float](kn *kernels.Kernels[T], m, n, k int, alpha T, a, b Matrix[T], c []T, ldc int) {
	g := &kn.Gemm
	for i := 0; i < m; i += len(g.Far) {
		mr := min(m-i, len(g.Far))
		width := len(g.Tiles[mr-1]) * g.Lanes
		whole := n / width * width
		if whole > 0 {
			sweep(g.Far[mr-1], mr, whole, width, k, alpha, &a.Data[i*a.RS], a.RS, a.CS, b.Data, b.RS, 0, c[i*ldc:], ldc)
		}
		if whole < n {
			strip(kn, mr, n-whole, k, alpha, a.from(i, 0), b.from(0, whole), 0, c[i*ldc+whole:], ldc, reach{})
		}
	}
}
