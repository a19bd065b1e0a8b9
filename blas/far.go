package blas

import (
	"unsafe"

	"weft/kernels"
)

// reach tells which of a product's operands outgrow L2, or B three quarters of it,
// beside the rest of a network: they come from L3, if not from the L2 of another core. A C
// that outgrows L3 too comes from memory, and may be written past the caches unless an epilogue
// is to read it.
type reach struct{ b, c, memory, past bool }

func (c caches) reach(m, n, k, size int) reach {
	return reach{b: k*n*size > c.L2*3/4, c: m*n*size > c.L2}
}

// reach is that of an m by n part of depth k, or of the product that it is of.
func (w *Workspace[T]) reach(m, n, k int) reach {
	j := &w.job
	far := w.bs.caches.reach(max(m, j.m), max(n, j.n), max(k, j.k), w.bs.size)
	far.b = far.b && !w.bs.abreast(j.m, j.k, j.b.RS)
	far.memory = float64(j.m)*float64(j.n)*float64(w.bs.size) >= float64(w.bs.far)
	far.past = far.memory && w.epilogue.then == nil
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

// memoryRows returns the rows of tiles that hold n columns as a whole, or 0 for none: a C from
// memory is best gone through from end to end. Float32 100000 x 64, added to, goes by 32 from 98
// to 168 GFLOP/s, float64 from 42 to 90 (Zen 5). A single row of vectors of half a line loses.
func memoryRows[T kernels.Float](g *kernels.Gemm[T], n, k int) int {
	rows := wholeRows(g, g.Vectors(n))
	if rows == 1 && (k > farDepth || bytesOf[T](g.Lanes) < line) {
		return 0
	}
	return rows
}

// pastRows returns the rows of the tiles that write n columns past the caches, or 0 where none
// may: whole lines, of which little is left over.
func pastRows[T kernels.Float](g *kernels.Gemm[T], n, k int, beta T, c []T, ldc int, far reach) int {
	if !far.past || beta != 0 || k > farDepth || !aligned(g, &c[0], ldc) {
		return 0
	}
	width := func(rows int) int { return len(g.Tiles[rows-1]) * g.Lanes }
	if n <= width(1) {
		if rows := memoryRows(g, n, k); 1 <= rows && rows <= len(g.Far) && n == width(rows) && bytesOf[T](n)%line == 0 {
			return rows
		}
		return 0
	}
	for rows := len(g.Far); rows > 1; rows-- { // a single one would be in several pieces
		if bytesOf[T](width(rows))%line == 0 && n%width(rows)*16 <= n {
			return rows
		}
	}
	return 0
}

// bytesOf is the bytes of n elements.
func bytesOf[T kernels.Float](n int) int { return n * int(unsafe.Sizeof(T(0))) }

// stripPast is strip, with beta zero, for a C that goes past the caches, so many rows at a time.
func stripPast[T kernels.Float](kn *kernels.Kernels[T], rows, m, n, k int, alpha T, a, b Matrix[T], c []T, ldc int) {
	g := &kn.Gemm
	for i := 0; i < m; i += rows {
		mr := min(m-i, rows)
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
