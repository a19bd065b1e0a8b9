package svd

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
)

// A block is k reflectors H₀·H₁·…·H₍k₋₁₎ = I − Vᵀ·T·V in the compact form of Schreiber and Van Loan. V has the vectors
// as rows of length m, with explicit ones and zeros, and T is upper triangular.
type block struct {
	k, m int
	v    []float64
	ldv  int
	t    []float64
	ldt  int
}

// leastBlock is the order from which a triangle is joined from halves by products.
const leastBlock = 8

// triangle writes T for the block's vectors from lo to hi, and zeros below its diagonal. w has room for k² elements.
func (b block) triangle(bl gonumblas.Implementation, lo, hi int, tau, w []float64) {
	if hi-lo <= leastBlock {
		for i := lo; i < hi; i++ {
			clear(b.t[i*b.ldt+lo : i*b.ldt+i])
			b.t[i*b.ldt+i] = tau[i]
			for j := lo; j < i; j++ { // −tau·V·vᵢ
				w[j-lo] = -tau[i] * bl.Ddot(b.m-i, b.v[j*b.ldv+i:], 1, b.v[i*b.ldv+i:], 1)
			}
			for j := lo; j < i; j++ {
				sum := 0.0
				for p := j; p < i; p++ {
					sum += b.t[j*b.ldt+p] * w[p-lo]
				}
				b.t[j*b.ldt+i] = sum
			}
		}
		return
	}
	mid := (lo + hi) / 2
	b.triangle(bl, lo, mid, tau, w)
	b.triangle(bl, mid, hi, tau, w)
	b.join(bl, lo, mid, hi, w)
}

// join writes the rows lo to mid of T's columns mid to hi, −T₁·(V₁·V₂ᵀ)·T₂, and the zeros opposite.
func (b block) join(bl gonumblas.Implementation, lo, mid, hi int, w []float64) {
	n1, n2 := mid-lo, hi-mid
	for i := mid; i < hi; i++ {
		clear(b.t[i*b.ldt+lo : i*b.ldt+mid])
	}
	t12 := b.t[lo*b.ldt+mid:]
	bl.Dgemm(blas.NoTrans, blas.Trans, n1, n2, b.m-mid, -1, b.v[lo*b.ldv+mid:], b.ldv, b.v[mid*b.ldv+mid:], b.ldv, 0, w, n2)
	bl.Dtrmm(blas.Right, blas.Upper, blas.NoTrans, blas.NonUnit, n1, n2, 1, b.t[mid*b.ldt+mid:], b.ldt, w, n2)
	bl.Dgemm(blas.NoTrans, blas.NoTrans, n1, n2, n1, 1, b.t[lo*b.ldt+lo:], b.ldt, w, n2, 0, t12, b.ldt)
}

// apply overwrites the m by n matrix C with H₀·H₁·…·C, or with …·H₁·H₀·C if back. w has room for 2·k·n elements.
func (b block) apply(bl gonumblas.Implementation, back bool, n int, c Matrix, w []float64) {
	v, t := Matrix{b.v, b.ldv, false}, Matrix{b.t, b.ldt, back}
	vc, tvc := rowsLike(c, w, b.k, n), rowsLike(c, w[b.k*n:], b.k, n)
	gemm(bl, b.k, n, b.m, 1, v, c, 0, vc)
	gemm(bl, b.k, n, b.k, 1, t, vc, 0, tvc)
	gemm(bl, b.m, n, b.k, -1, v.T(), tvc, 1, c)
}

// rowsLike is a k by n matrix in w, transposed if c is.
func rowsLike(c Matrix, w []float64, k, n int) Matrix {
	if c.Trans {
		return Matrix{w, k, true}
	}
	return Matrix{w, n, false}
}

// load copies the vectors of k reflectors, which lie below the diagonal of a, to the block, and computes T.
func (b block) load(bl gonumblas.Implementation, a Matrix, tau, w []float64) {
	a.T().copyTo(b.k, b.m, Matrix{b.v, b.ldv, false})
	for i := range b.k {
		clear(b.v[i*b.ldv : i*b.ldv+i])
		b.v[i*b.ldv+i] = 1
	}
	b.triangle(bl, 0, b.k, tau, w)
}

// blockOf carves a block of k reflectors of length m from work, and returns the rest.
func blockOf(k, m int, work []float64) (block, []float64) {
	return block{k, m, work[:k*m], m, work[k*m : k*m+k*k], k}, work[k*m+k*k:]
}

// reflectors is how many reflectors are applied together. More make products deeper and V·Vᵀ dearer.
const reflectors = 48

// ApplyQ overwrites C, of m by n, with H₀·H₁·…·H₍k₋₁₎·C. The vectors of the reflectors are below the diagonal of a.
// work has at least [ApplyWork] elements.
func ApplyQ(bl gonumblas.Implementation, m, n, k int, a Matrix, tau []float64, c Matrix, work []float64) {
	if k == 0 {
		return
	}
	for i := (k - 1) / reflectors * reflectors; i >= 0; i -= reflectors {
		b, w := blockOf(min(reflectors, k-i), m-i, work)
		b.load(bl, a.from(i, i), tau[i:], w)
		b.apply(bl, false, n, c.from(i, 0), w)
	}
}

// ApplyWork is how much work [ApplyQ] needs.
func ApplyWork(m, n int) int { return reflectors*(m+reflectors) + reflectors*max(2*n, reflectors) }
