package blas

import (
	"fmt"

	"weft/kernels"
)

// Packed is a matrix B, k by n, in the order that most products read fastest: made
// once for many products, of which none has to pack it again. It holds as much
// memory as B does, and B itself, which must not change. It may be shared.
type Packed[T kernels.Float] struct {
	b    Matrix[T]
	rows Matrix[T] // B by contiguous rows, which fall on all sets of the caches
	k, n int
	bs   blocking
}

// NewPacked packs B for the kernels of set.
//
// It is faster by whole rows, which strips sweep along and fetch ahead, than in
// panels as wide as a tile: 256 x 1024 by 1024 runs at 242 GFLOP/s and not 232, in float64
// at 118 and not 110 (Zen 5).
func NewPacked[T kernels.Float](set *kernels.Set, k, n int, b Matrix[T]) *Packed[T] {
	if k < 1 || n < 1 || len(b.Data) < b.span(k, n) {
		panic(fmt.Sprintf("blas: k, n = %d, %d and b of %d elements, want at least 1, 1 and what they span", k, n, len(b.Data)))
	}
	w := NewWorkspace[T](set, nil)
	ld := (cut(n*w.bs.size, line) | 1) * line / w.bs.size // an odd number of lines
	p := &Packed[T]{b: b, rows: Rows(Make[T](k*ld), ld), k: k, n: n, bs: w.bs}
	for j := range n {
		for i := range k {
			p.rows.Data[i*ld+j] = b.Data[i*b.RS+j*b.CS]
		}
	}
	return p
}

// leastPacked is the rows from which a tile on rows of B has sums enough to hide
// the latency of a multiply-add.
const leastPacked = 4

// GemmPacked is GemmThen with a B packed for the same Set; then may be nil. Where
// that is faster, as for few rows, B is read as it lies.
func (w *Workspace[T]) GemmPacked(m int, alpha T, a Matrix[T], b *Packed[T], beta T, c []T, ldc int, then Epilogue) {
	if b.bs != w.bs {
		panic("blas: B was packed for another Set")
	}
	w.GemmThen(m, b.n, b.k, alpha, a, b.matrix(m, a), beta, c, ldc, then)
}

// matrix returns B as it is to be read.
func (p *Packed[T]) matrix(m int, a Matrix[T]) Matrix[T] {
	cost := func(b Matrix[T]) float64 {
		s := shapeOf(m, p.n, p.k, a, b)
		return p.bs.cost(p.bs.planFor(s), s)
	}
	if m < leastPacked || cost(p.b) < cost(p.rows) {
		return p.b
	}
	return p.rows
}
