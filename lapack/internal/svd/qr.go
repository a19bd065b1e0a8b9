package svd

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
)

// QR factorizes A, of m by n with m >= n, into Q·R: R on and above the diagonal of a, the vectors of Q's reflectors
// below it. Panels are factorized recursively (Elmroth and Gustavson 2000), on a copy that has a panel's columns as rows.
// work has at least [ApplyWork] elements.
func QR(bl gonumblas.Implementation, m, n int, a Matrix, tau, work []float64) {
	for i := 0; i < n; i += reflectors {
		k := min(reflectors, n-i)
		b, w := blockOf(k, m-i, work)
		panel := a.from(i, i)
		panel.T().copyTo(k, m-i, Matrix{b.v, b.ldv, false})
		b.factorize(bl, 0, k, panel, tau[i:], w)
		b.store(panel)
		b.apply(bl, true, n-i-k, a.from(i, i+k), w)
	}
}

// factorize makes reflectors of the block's rows lo to hi, writes what they leave of those rows, R, to a, and computes
// their triangle.
func (b block) factorize(bl gonumblas.Implementation, lo, hi int, a Matrix, tau, w []float64) {
	if hi-lo <= leastBlock {
		b.reflect(bl, lo, hi, a, tau, w)
		b.triangle(bl, lo, hi, tau, w)
		return
	}
	mid := (lo + hi) / 2
	b.factorize(bl, lo, mid, a, tau, w)
	// The right half's rows R become R·(I − Vᵀ·T·V).
	k, n, m := mid-lo, hi-mid, b.m-lo
	v, r := b.v[lo*b.ldv+lo:], b.v[mid*b.ldv+lo:]
	rv, rvt := w, w[k*n:]
	bl.Dgemm(blas.NoTrans, blas.Trans, n, k, m, 1, r, b.ldv, v, b.ldv, 0, rv, k)
	bl.Dgemm(blas.NoTrans, blas.NoTrans, n, k, k, 1, rv, k, b.t[lo*b.ldt+lo:], b.ldt, 0, rvt, k)
	bl.Dgemm(blas.NoTrans, blas.NoTrans, n, m, k, -1, rvt, k, v, b.ldv, 1, r, b.ldv)
	b.factorize(bl, mid, hi, a, tau, w)
	b.join(bl, lo, mid, hi, w)
}

// reflect makes reflectors of the rows lo to hi, one after the other.
func (b block) reflect(bl gonumblas.Implementation, lo, hi int, a Matrix, tau, w []float64) {
	rs, cs := a.strides()
	for i := lo; i < hi; i++ {
		row := b.v[i*b.ldv : i*b.ldv+b.m]
		beta, t := reflector(bl, row[i:])
		tau[i] = t
		for j, r := range row[:i] {
			a.Data[j*rs+i*cs] = r
		}
		a.Data[i*rs+i*cs] = beta
		clear(row[:i])
		if i+1 < hi && t != 0 {
			rest := b.v[(i+1)*b.ldv+i:]
			bl.Dgemv(blas.NoTrans, hi-i-1, b.m-i, 1, rest, b.ldv, row[i:], 1, 0, w, 1)
			bl.Dger(hi-i-1, b.m-i, -t, w, 1, row[i:], 1, rest, b.ldv)
		}
	}
}

// store writes the vectors of the block's reflectors below the diagonal of a.
func (b block) store(a Matrix) {
	for i := 0; i < b.m; i += tile * tile {
		// Rows that lie below the diagonal of all columns are copied as they are.
		rows := min(tile*tile, b.m-i)
		if i >= b.k {
			Matrix{b.v[i:], b.ldv, true}.copyTo(rows, b.k, a.from(i, 0))
			continue
		}
		rs, cs := a.strides()
		for r := i; r < i+rows; r++ {
			for j := range min(r, b.k) {
				a.Data[r*rs+j*cs] = b.v[j*b.ldv+r]
			}
		}
	}
}
