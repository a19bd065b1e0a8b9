package blastest

import "gonum.org/v1/gonum/blas"

// routines are those of one element type.
type routines[T float] struct {
	dot  func(n int, x []T, incX int, y []T, incY int) T
	nrm2 func(n int, x []T, incX int) T
	asum func(n int, x []T, incX int) T
	amax func(n int, x []T, incX int) int
	swap func(n int, x []T, incX int, y []T, incY int)
	copy func(n int, x []T, incX int, y []T, incY int)
	axpy func(n int, alpha T, x []T, incX int, y []T, incY int)
	rot  func(n int, x []T, incX int, y []T, incY int, c, s T)
	rotm func(n int, x []T, incX int, y []T, incY int, flag blas.Flag, h [4]T)
	scal func(n int, alpha T, x []T, incX int)

	gemv func(tA blas.Transpose, m, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int)
	gbmv func(tA blas.Transpose, m, n, kL, kU int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int)
	trmv func(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []T, lda int, x []T, incX int)
	tbmv func(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n, k int, a []T, lda int, x []T, incX int)
	tpmv func(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, ap []T, x []T, incX int)
	trsv func(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []T, lda int, x []T, incX int)
	tbsv func(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n, k int, a []T, lda int, x []T, incX int)
	tpsv func(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, ap []T, x []T, incX int)
	symv func(ul blas.Uplo, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int)
	sbmv func(ul blas.Uplo, n, k int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int)
	spmv func(ul blas.Uplo, n int, alpha T, ap []T, x []T, incX int, beta T, y []T, incY int)
	ger  func(m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int)
	syr  func(ul blas.Uplo, n int, alpha T, x []T, incX int, a []T, lda int)
	spr  func(ul blas.Uplo, n int, alpha T, x []T, incX int, ap []T)
	syr2 func(ul blas.Uplo, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int)
	spr2 func(ul blas.Uplo, n int, alpha T, x []T, incX int, y []T, incY int, ap []T)

	gemm  func(tA, tB blas.Transpose, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int)
	symm  func(s blas.Side, ul blas.Uplo, m, n int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int)
	syrk  func(ul blas.Uplo, tA blas.Transpose, n, k int, alpha T, a []T, lda int, beta T, c []T, ldc int)
	syr2k func(ul blas.Uplo, tA blas.Transpose, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int)
	trmm  func(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha T, a []T, lda int, b []T, ldb int)
	trsm  func(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha T, a []T, lda int, b []T, ldb int)
}

func of32(i blas.Float32) *routines[float32] {
	rotm := func(n int, x []float32, incX int, y []float32, incY int, flag blas.Flag, h [4]float32) {
		i.Srotm(n, x, incX, y, incY, blas.SrotmParams{Flag: flag, H: h})
	}
	return &routines[float32]{
		i.Sdot, i.Snrm2, i.Sasum, i.Isamax, i.Sswap, i.Scopy, i.Saxpy, i.Srot, rotm, i.Sscal,
		i.Sgemv, i.Sgbmv, i.Strmv, i.Stbmv, i.Stpmv, i.Strsv, i.Stbsv, i.Stpsv, i.Ssymv, i.Ssbmv, i.Sspmv, i.Sger, i.Ssyr, i.Sspr, i.Ssyr2, i.Sspr2,
		i.Sgemm, i.Ssymm, i.Ssyrk, i.Ssyr2k, i.Strmm, i.Strsm,
	}
}

func of64(i blas.Float64) *routines[float64] {
	rotm := func(n int, x []float64, incX int, y []float64, incY int, flag blas.Flag, h [4]float64) {
		i.Drotm(n, x, incX, y, incY, blas.DrotmParams{Flag: flag, H: h})
	}
	return &routines[float64]{
		i.Ddot, i.Dnrm2, i.Dasum, i.Idamax, i.Dswap, i.Dcopy, i.Daxpy, i.Drot, rotm, i.Dscal,
		i.Dgemv, i.Dgbmv, i.Dtrmv, i.Dtbmv, i.Dtpmv, i.Dtrsv, i.Dtbsv, i.Dtpsv, i.Dsymv, i.Dsbmv, i.Dspmv, i.Dger, i.Dsyr, i.Dspr, i.Dsyr2, i.Dspr2,
		i.Dgemm, i.Dsymm, i.Dsyrk, i.Dsyr2k, i.Dtrmm, i.Dtrsm,
	}
}
