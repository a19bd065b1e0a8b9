// Package schur computes the real Schur form of a Hessenberg matrix, H = Z·T·Zᵀ with T upper quasi-triangular, by QR
// iteration.
//
// Small matrices take the double-shift iteration (francis.go). Larger ones take many shifts at once (multishift.go): sweeps
// of chains of small bulges (sweep.go), with shifts and deflations from a window at the end of the active block
// (deflate.go). The papers are K. Braman, R. Byers, R. Mathias, The multishift QR algorithm, parts I and II, SIAM J. Matrix
// Anal. Appl. 23 (2002), pages 929 and 948.
package schur

import (
	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/scratch"
)

// problem is a Hessenberg matrix on its way to Schur form, and what the iteration needs beside it.
type problem struct {
	blas gonumblas.Implementation

	n    int
	h    []float64
	ldh  int
	full bool // T itself is wanted, and not only its eigenvalues

	z             []float64 // Zᵀ, so that what rotates and multiplies columns of Z is at rows
	ldz, zlo, zhi int       // rows zlo … zhi−1 of Z are multiplied; none of them if Z is not wanted

	wr, wi []float64

	tuning
	u     []float64 // the transposes of the matrices of two windows' rotations
	space []float64 // products on their way back into H or Z
	rest  []float64 // deflation windows
}

// Decompose brings rows lo … hi of the n×n Hessenberg matrix H to Schur form, or with full false computes the eigenvalues
// alone and leaves H undefined. What is below the subdiagonal is not read, and zero afterwards. Rows zlo … zhi−1 of Z are
// multiplied by the same orthogonal matrix. The eigenvalues of rows lo … hi are stored in wr and wi. work has length
// Workspace(n) or more.
//
// It returns zero, or if the iteration does not converge the number of the row behind the last one whose eigenvalue is
// not known.
func Decompose(blas gonumblas.Implementation, full bool, n, lo, hi int, h []float64, ldh int, wr, wi, z []float64, ldz, zlo, zhi int, work []float64) (unconverged int) {
	p := problem{blas: blas, n: n, h: h, ldh: ldh, full: full, z: z, ldz: ldz, zlo: zlo, zhi: zhi, wr: wr, wi: wi}
	for i := lo + 2; i <= hi; i++ {
		clear(h[i*ldh+lo : i*ldh+i-1])
	}
	if !p.finite(lo, hi) {
		return hi + 1
	}
	if zlo < zhi {
		scratch.TransposeInPlace(n, z, ldz)
		defer scratch.TransposeInPlace(n, z, ldz)
	}
	return p.solve(lo, hi, work)
}

// finite reports whether no element of rows lo … hi is NaN or infinite: the iteration would not converge.
func (p *problem) finite(lo, hi int) bool {
	for i := lo; i <= hi; i++ {
		sum := 0.0
		for _, x := range p.h[i*p.ldh+max(lo, i-1) : i*p.ldh+hi+1] {
			sum += x - x
		}
		if sum != 0 {
			return false
		}
	}
	return true
}

// solve chooses the iteration by size.
func (p *problem) solve(lo, hi int, work []float64) (unconverged int) {
	if hi-lo < small {
		return p.francis(lo, hi)
	}
	p.tuning = tuningFor(p.n)
	p.u, work = work[:2*p.width*p.width], work[2*p.width*p.width:]
	p.space, p.rest = work[:p.spaceLen(p.n)], work[p.spaceLen(p.n):]
	return p.multishift(lo, hi)
}

// Workspace returns the length of work that Decompose needs for n×n matrices.
func Workspace(n int) int {
	if n <= small {
		return 0
	}
	t := tuningFor(n)
	nw := t.maxDeflation(n)
	return 2*t.width*t.width + t.spaceLen(n) + 2*nw*nw + 3*nw + Workspace(nw)
}
