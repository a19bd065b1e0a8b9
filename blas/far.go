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
func pastRows[T kernels.Float](g *kernels.Gemm[T], p *kernels.Product[T], c []T, far reach) int {
	n, k := p.N, p.K
	if !far.past || p.Beta != 0 || k > farDepth || !aligned(g, &c[0], p.LDC) {
		return 0
	}
	width := func(rows int) int { return g.Widest(rows) * g.Lanes }
	if n <= width(1) {
		if rows := memoryRows(g, n, k); 1 <= rows && rows <= g.Widest(rows) && n == width(rows) && bytesOf[T](n)%line == 0 {
			return rows
		}
		return 0
	}
	rows := g.MR
	for rows > g.Widest(rows) { // more rows than vectors are bound by multiply-adds
		rows--
	}
	for ; rows > 1; rows-- { // a single one would be in several pieces
		if bytesOf[T](width(rows))%line == 0 && n%width(rows)*16 <= n {
			return rows
		}
	}
	return 0
}

// bytesOf is the bytes of n elements.
func bytesOf[T kernels.Float](n int) int { return n * int(unsafe.Sizeof(T(0))) }

// stripPast is strip, with beta zero, for a C that goes past the caches, so many rows at a time.
func stripPast[T kernels.Float](kn *kernels.Kernels[T], rows int, p *kernels.Product[T], a, b, c []T) {
	g, t := &kn.Gemm, *p
	for i := 0; i < p.M; i += rows {
		t.M = min(p.M-i, rows)
		t.Rows, t.Short = t.M, 0
		v := g.Widest(t.M)
		width := v * g.Lanes
		whole := p.N / width * width
		if whole > 0 {
			t.N, t.Store = whole, kernels.NonTemporal
			sweep(g, v, &t, a[i*p.ARS:], b, c[i*p.LDC:])
		}
		if whole < p.N {
			t.N, t.Store = p.N-whole, kernels.Cached
			strip(kn, &t, a[i*p.ARS:], b[whole:], c[i*p.LDC+whole:], reach{})
		}
	}
}
