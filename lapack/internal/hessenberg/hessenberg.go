// Package hessenberg reduces a matrix to Hessenberg form by an orthogonal similarity.
//
// Panels of columns are reduced one after the other. What a panel's reflectors I - V·T·Vᵀ do from the right is A - Y·Vᵀ, with
// Y = A·V·T of which a column is made with each reflector; what they do from the left waits for the end of the panel
// (G. Quintana-Ortí and R. van de Geijn, Improving the performance of reduction to Hessenberg form, ACM Trans. Math. Softw. 32,
// 2006). So one product with a vector reads what is right of the panel per column, of rows that reflectors change; all else is
// products of matrices.
package hessenberg

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/orthogonal"
	"weft.example/lapack/internal/reflect"
	"weft.example/lapack/internal/scratch"
)

// panel is how many columns of a block of n are reduced at a time.
func panel(n int) int {
	switch {
	case n < 160:
		return 8
	case n < 700:
		return 16
	}
	return 32
}

// aloneElements is below how many elements what is left of A is reduced without other workers: blas has one worker multiply so many by a
// vector. Products with vectors begin with a line of cache, with zeros in front of the vectors.
const aloneElements = 1 << 16

// Reduce computes H = Qᵀ·A·Q for the n×n matrix A, which is upper triangular outside of rows and columns lo … hi. Q is
// H₀·H₁·… of hi-lo reflectors. The vector of the first is in column lo from row lo+1 on, where its 1 is not stored, and so on; tau
// has their factors. H is above.
func Reduce(bl gonumblas.Implementation, n, lo, hi int, a []float64, lda int, tau []float64) {
	if hi <= lo {
		return
	}
	nb := min(panel(hi-lo), hi-lo)
	ld := scratch.Stride(hi - lo + 1)
	room := scratch.Get(bl, (2*nb+1)*ld+nb*nb+nb+reflect.Room(nb, n))
	p := reduction{bl: bl, n: n, hi: hi, a: a, lda: lda, ld: ld, ldt: nb}
	p.v, p.y, p.column, p.t, p.w = room.Take(nb*ld), room.Take(nb*ld), room.Take(ld), room.Take(nb*nb), room.Take(nb)
	work := room.Take(reflect.Room(nb, n))
	for j := lo; j < hi; j += nb {
		p.reduce(j, min(nb, hi-j), tau[j-lo:], work)
	}
	room.Put()
}

// reduction is a panel on its way.
type reduction struct {
	bl     gonumblas.Implementation
	n, hi  int
	a      []float64
	lda    int
	v, y   []float64 // Vᵀ, with ones and zeros, from column j of A on, and Yᵀ, from row j+1 on
	ld     int
	t      []float64
	ldt    int
	column []float64
	w      []float64 // a number for each reflector
}

// reduce reduces the k columns from column j on, and applies their reflectors to all of A.
func (p *reduction) reduce(j, k int, tau, work []float64) {
	m := p.hi - j
	if m*m < aloneElements {
		p.bl = p.bl.Alone(checked.Operands{})
	}
	for i := range k {
		p.current(j, i, m)
		p.reflect(j, i, m, &tau[i])
	}
	h := reflect.Block{Store: reflect.Rows, Whole: true, N: m + 1, K: k, V: p.v, LDV: p.ld, T: p.t, LDT: p.ldt}
	h.Right(p.bl, blas.NoTrans, j+1, p.a[j:], p.lda, work)
	if rest := m - k + 1; rest > 0 {
		p.bl.Dgemm(blas.Trans, blas.NoTrans, m, rest, k, -1, p.y, p.ld, p.v[k:], p.ld, 1, p.a[(j+1)*p.lda+j+k:], p.lda)
	}
	if right := p.n - j - k; right > 0 {
		h.Left(p.bl, blas.Trans, right, p.a[j*p.lda+j+k:], p.lda, work)
	}
}

// current brings column i of the panel up to date: by the reflectors before it from the right, and then from the left.
func (p *reduction) current(j, i, m int) {
	column := p.column[:m+1]
	b := column[1:]
	column[0] = 0
	for r := range b {
		b[r] = p.a[(j+1+r)*p.lda+j+i]
	}
	if i == 0 {
		return
	}
	w := p.w[:i]
	p.bl.Dgemv(blas.Trans, i, m, -1, p.y, p.ld, p.v[i:], p.ld, 1, b, 1)
	p.bl.Dgemv(blas.NoTrans, i, m+1, 1, p.v, p.ld, column, 1, 0, w, 1)
	p.bl.Dtrmv(blas.Upper, blas.Trans, blas.NonUnit, i, p.t, p.ldt, w, 1)
	p.bl.Dgemv(blas.Trans, i, m+1, -1, p.v, p.ld, w, 1, 1, column, 1)
}

// reflect clears column i of the panel below the subdiagonal, and adds a vector to each of V and Y, and a column to T.
func (p *reduction) reflect(j, i, m int, tau *float64) {
	b, v, y := p.column[1:][:m], p.v[i*p.ld:][:m+1], p.y[i*p.ld:][:m]
	beta, factor := reflect.Generate(p.bl, m-i, b[i], b[i+1:], 1)
	b[i], *tau = beta, factor
	for r, x := range b {
		p.a[(j+1+r)*p.lda+j+i] = x
	}
	clear(v[:i+1])
	v[i+1] = 1
	copy(v[i+2:], b[i+1:])

	from := (i + 1) &^ (scratch.Line - 1)
	n := m + 1 - from
	p.bl.Dgemv(blas.NoTrans, m, n, factor, p.a[(j+1)*p.lda+j+from:], p.lda, v[from:], 1, 0, y, 1)
	if i > 0 {
		w := p.w[:i]
		p.bl.Dgemv(blas.NoTrans, i, n, -factor, p.v[from:], p.ld, v[from:], 1, 0, w, 1)
		p.bl.Dgemv(blas.Trans, i, m, 1, p.y, p.ld, w, 1, 1, y, 1)
		p.bl.Dtrmv(blas.Upper, blas.NoTrans, blas.NonUnit, i, p.t, p.ldt, w, 1)
		for r, x := range w {
			p.t[r*p.ldt+i] = x
		}
	}
	p.t[i*p.ldt+i] = factor
}

// Form overwrites A, with the reflectors of Reduce in it, with Q.
func Form(bl gonumblas.Implementation, n, lo, hi int, a []float64, lda int, tau []float64) {
	for i := lo + 2; i <= hi; i++ { // vectors move a column to the right, where Q's first column is the identity's
		copy(a[i*lda+lo+1:][:i-lo-1], a[i*lda+lo:])
	}
	for i := range n {
		row := a[i*lda:][:n]
		if i <= lo || i > hi {
			clear(row)
			row[i] = 1
			continue
		}
		clear(row[:lo+1])
		clear(row[hi+1:])
	}
	if k := hi - lo; k > 0 {
		orthogonal.FormQR(bl, k, k, k, a[(lo+1)*lda+lo+1:], lda, tau)
	}
}
