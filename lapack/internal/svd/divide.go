package svd

import (
	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/scratch"
)

// leastDivided is the order from which a bidiagonal is divided. Smaller ones take QR iteration.
const leastDivided = 10

// divided is an n by n+1 upper bidiagonal B and the singular value decomposition of its blocks, by the divide and
// conquer of Gu and Eisenstat (A divide-and-conquer algorithm for the bidiagonal SVD, 1995). A row in the middle, with
// the elements α and β, joins two blocks of the same shape:
//
//	B₁ 0
//	 α β        B₁ of nl by nl+1, B₂ of nr by nr+1; α in its last column, β in its first
//	 0 B₂
//
// A square B has an n+1st column of zeros, which stays the last vector of V to the bit.
//
// The rows of u and v are singular vectors, in blocks along the diagonal. Rows of a block of n are in no order; row n of
// its v is the vector that B takes to 0. ascending lists the rows from the least singular value to the largest. Whole
// numbers are kept as float64, which are exact, so that one slice of work has room for all.
type divided struct {
	bl        gonumblas.Implementation
	d, e      []float64 // B; a solved block's part of d is its singular values
	u, v      []float64
	ldu, ldv  int
	ascending []float64
	merging

	tasks *scratch.Space // of what workers share
	half  bool           // whether it solves a half of what another one does
}

// conquer computes the decomposition of the block of n rows from row lo on.
func (b *divided) conquer(lo, n int) bool {
	if n <= leastDivided {
		return b.iterate(lo, n)
	}
	nl := n / 2
	nr := n - nl - 1
	if !b.conquerHalves(lo, nl, nr) {
		return false
	}
	b.merge(lo, nl, nr)
	return true
}

// iterate decomposes a block by QR iteration.
func (b *divided) iterate(lo, n int) bool {
	d, e := b.d[lo:lo+n], b.e[lo:lo+n]
	u, v := few{b.u[lo*b.ldu+lo:], b.ldu, n}, few{b.v[lo*b.ldv+lo:], b.ldv, n + 1}
	for i := range n {
		u.row(i)[i] = 1
	}
	for i := range n + 1 {
		v.row(i)[i] = 1
	}
	// Rotations of columns make the block square and lower bidiagonal: the transpose of an upper one, whose left vectors are right
	// ones here.
	for i := range n {
		c, s, r := rotation(d[i], e[i])
		d[i] = r
		if i+1 < n {
			e[i], d[i+1] = s*d[i+1], c*d[i+1]
		}
		v.rotate(i, i+1, c, s)
	}
	l := leaf{d: d, e: e[:n-1], left: v, right: u}
	ok := l.solve()
	for i, x := range d {
		j := i
		for ; j > 0 && d[int(b.ascending[lo+j-1])] > x; j-- {
			b.ascending[lo+j] = b.ascending[lo+j-1]
		}
		b.ascending[lo+j] = float64(i)
	}
	return ok
}

// open carves what merges need.
func (b *divided) open(n int, work []float64) {
	for _, part := range []*[]float64{&b.ascending, &b.z, &b.pole, &b.weight, &b.source, &b.deflated, &b.side, &b.column, &b.root, &b.line} {
		*part, work = carve(work, n)
	}
	b.delta, work = carve(work, n*n)
	b.left, work = carve(work, n*n)
	b.packed = work[:n*(n+1)]
}

// dividedWork is how much work [divided.open] carves.
func dividedWork(n int) int { return 10*n + 2*n*n + n*(n+1) }

// descend puts singular values and vectors in order, the largest first.
func (b *divided) descend() {
	n := len(b.ascending)
	permuted := func(x []float64, ld int) {
		for i, row := range b.ascending {
			copy(b.packed[(n-1-i)*ld:(n-i)*ld], x[int(row)*ld:][:ld])
		}
		copy(x, b.packed[:n*ld])
	}
	permuted(b.u, b.ldu)
	permuted(b.v, b.ldv)
	permuted(b.d, 1)
}
