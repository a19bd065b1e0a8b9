package symeig

import (
	"slices"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/scratch"
)

// ReduceStored is Reduce of either triangle, with results where LAPACK's Dsytrd keeps them: reflectors are columns of
// the triangle and, of an upper one, start from its last. Both are the upper triangle of Reduce, turned about one
// diagonal or the other.
func ReduceStored(impl gonumblas.Implementation, uplo blas.Uplo, n int, a []float64, lda int, d, e, tau, work []float64) {
	if uplo == blas.Lower {
		scratch.TransposeInPlace(n, a, lda)
		Reduce(impl, n, a, lda, d, e, tau, work)
		scratch.TransposeInPlace(n, a, lda)
		return
	}
	turnUpper(n, a, lda)
	Reduce(impl, n, a, lda, d, e, tau, work)
	turnUpper(n, a, lda)
	slices.Reverse(d[:n])
	slices.Reverse(e[:n-1])
	slices.Reverse(tau[:n-1])
}

// turnUpper transposes the upper triangle of A about its other diagonal, in place.
func turnUpper(n int, a []float64, lda int) {
	for i := range n / 2 {
		for j := i; j < n-1-i; j++ {
			k, l := i*lda+j, (n-1-j)*lda+n-1-i
			a[k], a[l] = a[l], a[k]
		}
	}
}
