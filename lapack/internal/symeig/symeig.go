package symeig

import (
	"math"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/scratch"
	"weft.example/lapack/internal/tridiag"
)

// ValuesWork returns how many elements of workspace Values needs for n rows.
func ValuesWork(n int) int { return 2*n + ReduceWork(n) }

// Values sets w to the eigenvalues of A in ascending order. The given triangle of A is overwritten, the other is kept. It
// reports whether the iteration converged, which it does but for NaN and Inf. n is at least 1.
func Values(impl gonumblas.Implementation, uplo blas.Uplo, n int, a []float64, lda int, w, work []float64) bool {
	p, ok := Normalize(uplo, n, a, lda)
	if !ok {
		return false
	}
	e, tau, work := work[:n-1], work[n:][:n-1], work[2*n:]
	if uplo == blas.Lower {
		scratch.TransposeInPlace(n, a, lda)
	}
	Reduce(impl, n, a, lda, w, e, tau, work)
	if uplo == blas.Lower {
		scratch.TransposeInPlace(n, a, lda)
	}
	ok = tridiag.Values(w[:n], e)
	Scale(w[:n], p)
	return ok
}

// VectorsWork returns how many elements of workspace Vectors needs for n rows.
func VectorsWork(n int) int {
	return 2*n + n*scratch.Stride(n) + max(ReduceWork(n), tridiag.WorkSize(n))
}

// Vectors sets w to the eigenvalues of A in ascending order, and column i of A to the eigenvector of w[i]. Of A one
// triangle is read. It reports whether the iteration converged, which it does but for NaN and Inf. n is at least 1.
func Vectors(impl gonumblas.Implementation, uplo blas.Uplo, n int, a []float64, lda int, w, work []float64) bool {
	p, ok := Normalize(uplo, n, a, lda)
	if !ok {
		return false
	}
	if uplo == blas.Lower {
		scratch.TransposeInPlace(n, a, lda)
	}
	ldz := scratch.Stride(n)
	e, tau, z, work := work[:n-1], work[n:][:n-1], work[2*n:][:n*ldz], work[2*n+n*ldz:]
	Reduce(impl, n, a, lda, w, e, tau, work)
	d := w[:n]
	c := tridiag.NewConqueror(impl, n, work)
	if !c.Solve(d, e, z, ldz) {
		return false
	}
	back(impl, n, a, lda, tau, z, ldz)
	ascend(n, d, z, ldz, a, lda, work)
	Scale(d, p)
	return true
}

// Norms between these are left as they are: neither their squares nor those of what rounding leaves of them overflow or
// underflow, and gonum's routines do not scale them.
const leastNorm, mostNorm = 0x1p-400, 0x1p400

// Normalize multiplies the triangle by 2^-p, so that it is of a moderate norm, and returns p. It reports whether all
// elements are finite.
func Normalize(uplo blas.Uplo, n int, a []float64, lda int) (p int, ok bool) {
	most := 0.0
	for i := range n {
		for _, v := range triangleRow(uplo, n, a, lda, i) {
			if v = math.Abs(v); v > most || v != v { // NaN stays
				most = v
			}
		}
	}
	if !(most <= math.MaxFloat64) {
		return 0, false
	}
	if most == 0 || most >= leastNorm && most <= mostNorm {
		return 0, true
	}
	_, p = math.Frexp(most)
	for i := range n {
		Scale(triangleRow(uplo, n, a, lda, i), -p)
	}
	return p, true
}

// triangleRow returns what of row i of A lies in the triangle.
func triangleRow(uplo blas.Uplo, n int, a []float64, lda, i int) []float64 {
	if uplo == blas.Lower {
		return a[i*lda:][:i+1]
	}
	return a[i*lda:][i:n]
}

// Scale multiplies x by 2^p.
func Scale(x []float64, p int) {
	if p == 0 {
		return
	}
	for i, v := range x {
		x[i] = math.Ldexp(v, p)
	}
}
