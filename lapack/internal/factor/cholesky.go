package factor

import (
	"math"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
)

// choleskyLeaf is the most rows of a matrix that is factorized in plain loops.
const choleskyLeaf = 8

// Cholesky factorizes A, of which one triangle is stored, to Uᵀ·U or to L·Lᵀ. It reports whether A is positive definite. If not, only
// a part of the factor is there.
func Cholesky(bl gonumblas.Implementation, half blas.Uplo, n int, a []float64, lda int) (ok bool) {
	if n >= leastCholesky && n <= mostCholesky {
		return choleskyInSteps(bl, half, n, a, lda)
	}
	return cholesky(bl, half, n, a, lda)
}

// cholesky is Cholesky by halves of the rows.
//
//	A₁₁ A₁₂    A₁₁ is factorized first, A₁₂ = U₁₁⁻ᵀ·A₁₂ follows,
//	    A₂₂    and A₂₂ -= A₁₂ᵀ·A₁₂ is factorized next.
func cholesky(bl gonumblas.Implementation, half blas.Uplo, n int, a []float64, lda int) (ok bool) {
	switch {
	case n <= choleskyLeaf && half == blas.Upper:
		return choleskyUpper(n, a, lda)
	case n <= choleskyLeaf:
		return choleskyLower(n, a, lda)
	}
	n1 := firstHalf(n, choleskyLeaf)
	n2, last := n-n1, a[n1*lda+n1:]
	if !cholesky(bl, half, n1, a, lda) {
		return false
	}
	if half == blas.Upper {
		bl.Dtrsm(blas.Left, blas.Upper, blas.Trans, blas.NonUnit, n1, n2, 1, a, lda, a[n1:], lda)
		bl.Dsyrk(blas.Upper, blas.Trans, n2, n1, -1, a[n1:], lda, 1, last, lda)
	} else {
		bl.Dtrsm(blas.Right, blas.Lower, blas.Trans, blas.NonUnit, n2, n1, 1, a, lda, a[n1*lda:], lda)
		bl.Dsyrk(blas.Lower, blas.NoTrans, n2, n1, -1, a[n1*lda:], lda, 1, last, lda)
	}
	return cholesky(bl, half, n2, last, lda)
}

// firstHalf is the rows of the first half of n: whole leaves.
func firstHalf(n, leaf int) int { return (n/2 + leaf - 1) / leaf * leaf }

// choleskyUpper goes along rows: each is scaled, and leaves the rows below it.
func choleskyUpper(n int, a []float64, lda int) bool {
	for k := range n {
		row := a[k*lda+k:][:n-k]
		d := row[0]
		if !(d > 0) {
			return false
		}
		d = math.Sqrt(d)
		row[0] = d
		d = 1 / d
		for j := 1; j < len(row); j++ {
			row[j] *= d
		}
		for i := 1; i < len(row); i++ {
			x, from := row[i], row[i:]
			to := a[(k+i)*lda+k+i:][:len(from)]
			for j, v := range from {
				to[j] -= x * v
			}
		}
	}
	return true
}

// choleskyLower computes a row at a time, of dot products with the rows above it.
func choleskyLower(n int, a []float64, lda int) bool {
	for i := range n {
		row := a[i*lda:][:i+1]
		for k := range i {
			above := a[k*lda:][:k+1]
			sum := row[k]
			for p, v := range above[:k] {
				sum -= row[p] * v
			}
			row[k] = sum / above[k]
		}
		d := row[i]
		for _, v := range row[:i] {
			d -= v * v
		}
		if !(d > 0) {
			row[i] = d
			return false
		}
		row[i] = math.Sqrt(d)
	}
	return true
}

// InvertCholesky overwrites A's Cholesky factor with the same triangle of A's inverse, unless the factor has a zero on the diagonal.
// Then it reports false.
func InvertCholesky(bl gonumblas.Implementation, half blas.Uplo, n int, a []float64, lda int) (ok bool) {
	if Singular(n, a, lda) {
		return false
	}
	InvertTriangle(bl, half, blas.NonUnit, n, a, lda)
	Square(bl, half, n, a, lda)
	return true
}
