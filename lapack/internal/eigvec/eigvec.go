// Package eigvec computes the eigenvectors of a real matrix from its Schur form A = Q·T·Qᵀ: those of T by substitution, many at
// a time, and from them Q times each.
//
// An eigenvector of T solves a triangular system with T − λI. The systems differ in λ, and so only in the diagonal: a block
// of vectors shares the products with what is off the diagonal blocks, which Gemm computes (M. Gates, A. Haidar,
// J. Dongarra, Accelerating computation of eigenvectors in the dense nonsymmetric eigenvalue problem, VECPAR 2014).
//
// A vector that grows past what products can take is scaled down, as E. Anderson's robust solves do (LAPACK Working Note 36, 1991).
package eigvec

import (
	"math"

	"weft.example/blas/gonumblas"
)

const (
	block   = 32 // vectors at a time, and rows between two products
	group   = 4  // blocks that workers share
	epsilon = 0x1p-52
	safe    = 0x1p-1022
	huge    = 0x1p1000 // what products may reach
)

// Workspace returns the length of work that Right and Left need for n×n matrices.
func Workspace(n int) int { return (group + 1) * (block + 1) * n }

// system is the triangular matrix T and a block of vectors.
type system struct {
	blas gonumblas.Implementation
	n    int
	t    []float64
	ldt  int

	x     []float64 // a vector is a row, or two rows if it is complex
	limit float64   // a greater element of x could overflow a sum of T·x
	small float64   // stands for T − λI's smaller diagonal elements
}

func newSystem(blas gonumblas.Implementation, n int, t []float64, ldt int) system {
	norm := 1.0 // of the rows and columns
	for i := range n {
		row := 0.0
		for _, e := range t[i*ldt+max(0, i-1) : i*ldt+n] {
			row = max(row, math.Abs(e))
		}
		norm = max(norm, row*float64(n))
	}
	return system{blas: blas, n: n, t: t, ldt: ldt, limit: max(1, huge/norm), small: safe * (float64(n) / epsilon)}
}

// complexAt reports whether rows i and i+1 are a block with conjugate eigenvalues.
func (s *system) complexAt(i int) bool {
	return i >= 0 && i+1 < s.n && s.t[(i+1)*s.ldt+i] != 0
}

// eigenvalue returns the eigenvalue of row k, and whether it is the first of two conjugates.
func (s *system) eigenvalue(k int) (re, im float64, pair bool) {
	re = s.t[k*s.ldt+k]
	if s.complexAt(k) {
		im = math.Sqrt(math.Abs(s.t[(k+1)*s.ldt+k])) * math.Sqrt(math.Abs(s.t[k*s.ldt+k+1]))
		return re, im, true
	}
	return re, 0, false
}

// vector is one eigenvector on its way: im is nil if it is real.
type vector struct {
	re, im     []float64
	wr, wi     float64
	least      float64 // for diagonal elements that vanish
	transposed bool
}

// rows returns how many rows of x the vector takes.
func (v *vector) rows() int {
	if v.im != nil {
		return 2
	}
	return 1
}

// scale multiplies the vector by f.
func (v *vector) scale(f float64) {
	for i := range v.re {
		v.re[i] *= f
	}
	for i := range v.im {
		v.im[i] *= f
	}
}
