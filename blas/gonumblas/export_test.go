package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/kernels"
)

// Always computes in weft's way what an Implementation leaves to gonum for its size, too. It panics where there is no such way.
// Matrices are dense ('d'), packed ('p') or a band ('b').
type Always[T kernels.Float] struct{ Implementation }

func halfFor[T kernels.Float](storage byte, ul blas.Uplo, n, k int, a []T, lda int) *half[T] {
	return &half[T]{map[byte]kind{'d': asDense, 'p': asPacked, 'b': asBand}[storage], ul, n, k, a, lda}
}

func computed(ok bool) {
	if !ok {
		panic("not computed in weft's way")
	}
}

func (i Always[T]) Symv(storage byte, ul blas.Uplo, n, k int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) {
	computed(n == 0 || symv(i.own, halfFor(storage, ul, n, k, a, lda), alpha, x, incX, beta, y, incY))
}

func (i Always[T]) Syr(storage byte, ul blas.Uplo, n int, alpha T, x []T, incX int, a []T, lda int) {
	computed(n == 0 || syr(i.own, alpha, x, incX, halfFor(storage, ul, n, 0, a, lda)))
}

func (i Always[T]) Syr2(storage byte, ul blas.Uplo, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) {
	computed(n == 0 || syr2(i.own, alpha, x, incX, y, incY, halfFor(storage, ul, n, 0, a, lda)))
}

func (i Always[T]) Trv(storage byte, solve bool, ul blas.Uplo, tA blas.Transpose, d blas.Diag, n, k int, a []T, lda int, x []T, incX int) {
	computed(n == 0 || trv(i.own, solve, tA, d, halfFor(storage, ul, n, k, a, lda), x, incX))
}

func (i Always[T]) Gbmv(tA blas.Transpose, m, n, kL, kU int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) {
	computed(gbmv(i.own, tA, m, n, kL, kU, alpha, a, lda, x, incX, beta, y, incY))
}
