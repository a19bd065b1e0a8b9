package symeig

import (
	"slices"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/hessenberg"
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

// FormStored overwrites A, with the reflectors of ReduceStored in it, with Q. Those of a lower triangle lie as a reduction to Hessenberg
// form has them; those of an upper one do once they are turned about the other diagonal, and Q then has its rows and columns in reverse.
func FormStored(impl gonumblas.Implementation, uplo blas.Uplo, n int, a []float64, lda int, tau []float64) {
	if uplo == blas.Lower {
		hessenberg.Form(impl, n, 0, n-1, a, lda, tau)
		return
	}
	room := scratch.Get(impl, n)
	reversed := room.Take(n - 1)
	copy(reversed, tau)
	slices.Reverse(reversed)
	turnUpper(n, a, lda)
	scratch.TransposeInPlace(n, a, lda)
	hessenberg.Form(impl, n, 0, n-1, a, lda, reversed)
	for i := range n / 2 {
		row, other := a[i*lda:][:n], a[(n-1-i)*lda:][:n]
		for j := range row {
			row[j], other[n-1-j] = other[n-1-j], row[j]
		}
	}
	if n%2 == 1 {
		slices.Reverse(a[n/2*lda:][:n])
	}
	room.Put()
}
