package bench

import (
	"strings"

	"gonum.org/v1/gonum/blas"

	"weft.example/bench/peers"
	"weft.example/kernels"
)

// cblasName is a routine's name in CBLAS: cblas_sgemm, cblas_idamax.
func cblasName[T kernels.Float](routine string) string {
	letter := "d"
	if epsilon[T]() > 1e-10 {
		letter = "s"
	}
	if routine == "amax" {
		letter = "i" + letter
	}
	return "cblas_" + letter + routine
}

// GemmSymbol is CBLAS' product of matrices of T.
func GemmSymbol[T kernels.Float]() string { return cblasName[T]("gemm") }

// Symbol is the routine's name in CBLAS.
func (c RoutineCase[T]) Symbol() string { return cblasName[T](strings.Fields(c.Name)[1]) }

// PeerRoutines are a library's, through CBLAS: matrices lie by rows. A routine that the library lacks
// panics.
func PeerRoutines[T kernels.Float](l *peers.Library) *Routines[T] {
	const rows = 101
	do := func(routine string, args ...any) *peers.Call { return l.Do(cblasName[T](routine), args...) }
	return &Routines[T]{
		dot:  func(n int, x []T, incX int, y []T, incY int) T { return peers.Float[T](do("dot", n, x, incX, y, incY)) },
		nrm2: func(n int, x []T, incX int) T { return peers.Float[T](do("nrm2", n, x, incX)) },
		asum: func(n int, x []T, incX int) T { return peers.Float[T](do("asum", n, x, incX)) },
		amax: func(n int, x []T, incX int) int { return do("amax", n, x, incX).Int() },
		swap: func(n int, x []T, incX int, y []T, incY int) { do("swap", n, x, incX, y, incY) },
		copy: func(n int, x []T, incX int, y []T, incY int) { do("copy", n, x, incX, y, incY) },
		axpy: func(n int, alpha T, x []T, incX int, y []T, incY int) { do("axpy", n, alpha, x, incX, y, incY) },
		rot:  func(n int, x []T, incX int, y []T, incY int, c, s T) { do("rot", n, x, incX, y, incY, c, s) },
		scal: func(n int, alpha T, x []T, incX int) { do("scal", n, alpha, x, incX) },
		rotm: func(n int, x []T, incX int, y []T, incY int, h [4]T) {
			do("rotm", n, x, incX, y, incY, []T{T(blas.Rescaling), h[0], h[1], h[2], h[3]})
		},

		gemv: func(t blas.Transpose, m, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) {
			do("gemv", rows, t, m, n, alpha, a, lda, x, incX, beta, y, incY)
		},
		gbmv: func(t blas.Transpose, m, n, kL, kU int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) {
			do("gbmv", rows, t, m, n, kL, kU, alpha, a, lda, x, incX, beta, y, incY)
		},
		trmv: func(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, a []T, lda int, x []T, incX int) {
			do("trmv", rows, ul, t, d, n, a, lda, x, incX)
		},
		trsv: func(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, a []T, lda int, x []T, incX int) {
			do("trsv", rows, ul, t, d, n, a, lda, x, incX)
		},
		tbmv: func(ul blas.Uplo, t blas.Transpose, d blas.Diag, n, k int, a []T, lda int, x []T, incX int) {
			do("tbmv", rows, ul, t, d, n, k, a, lda, x, incX)
		},
		tbsv: func(ul blas.Uplo, t blas.Transpose, d blas.Diag, n, k int, a []T, lda int, x []T, incX int) {
			do("tbsv", rows, ul, t, d, n, k, a, lda, x, incX)
		},
		tpmv: func(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, ap []T, x []T, incX int) {
			do("tpmv", rows, ul, t, d, n, ap, x, incX)
		},
		tpsv: func(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, ap []T, x []T, incX int) {
			do("tpsv", rows, ul, t, d, n, ap, x, incX)
		},
		symv: func(ul blas.Uplo, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) {
			do("symv", rows, ul, n, alpha, a, lda, x, incX, beta, y, incY)
		},
		sbmv: func(ul blas.Uplo, n, k int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) {
			do("sbmv", rows, ul, n, k, alpha, a, lda, x, incX, beta, y, incY)
		},
		spmv: func(ul blas.Uplo, n int, alpha T, ap []T, x []T, incX int, beta T, y []T, incY int) {
			do("spmv", rows, ul, n, alpha, ap, x, incX, beta, y, incY)
		},
		ger: func(m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) {
			do("ger", rows, m, n, alpha, x, incX, y, incY, a, lda)
		},
		syr: func(ul blas.Uplo, n int, alpha T, x []T, incX int, a []T, lda int) {
			do("syr", rows, ul, n, alpha, x, incX, a, lda)
		},
		spr: func(ul blas.Uplo, n int, alpha T, x []T, incX int, ap []T) {
			do("spr", rows, ul, n, alpha, x, incX, ap)
		},
		syr2: func(ul blas.Uplo, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) {
			do("syr2", rows, ul, n, alpha, x, incX, y, incY, a, lda)
		},
		spr2: func(ul blas.Uplo, n int, alpha T, x []T, incX int, y []T, incY int, ap []T) {
			do("spr2", rows, ul, n, alpha, x, incX, y, incY, ap)
		},

		gemm: func(tA, tB blas.Transpose, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
			do("gemm", rows, tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		},
		symm: func(s blas.Side, ul blas.Uplo, m, n int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
			do("symm", rows, s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
		},
		syrk: func(ul blas.Uplo, t blas.Transpose, n, k int, alpha T, a []T, lda int, beta T, c []T, ldc int) {
			do("syrk", rows, ul, t, n, k, alpha, a, lda, beta, c, ldc)
		},
		syr2k: func(ul blas.Uplo, t blas.Transpose, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
			do("syr2k", rows, ul, t, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		},
		trmm: func(s blas.Side, ul blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha T, a []T, lda int, b []T, ldb int) {
			do("trmm", rows, s, ul, t, d, m, n, alpha, a, lda, b, ldb)
		},
		trsm: func(s blas.Side, ul blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha T, a []T, lda int, b []T, ldb int) {
			do("trsm", rows, s, ul, t, d, m, n, alpha, a, lda, b, ldb)
		},
	}
}

// By multiplies by an implementation's routines.
func (g *Gemm[T]) By(r *Routines[T]) {
	r.gemm(trans(g.TransA), trans(g.TransB), g.M, g.N, g.K, 1, g.a, g.lda, g.b, g.ldb, 0, g.c, g.N)
}
