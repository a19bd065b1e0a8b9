package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Strmv computes x = op(A)·x with a triangle A.
func (i Implementation) Strmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float32, lda int, x []float32, incX int) {
	if n < orT(tA, leastTrmv, leastTrmvT) || !trv(i.own, false, tA, d, &half[float32]{asDense, ul, n, 0, a, lda}, x, incX) {
		i.Implementation.Strmv(ul, tA, d, n, a, lda, x, incX)
	}
}

// Dtrmv computes x = op(A)·x with a triangle A.
func (i Implementation) Dtrmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float64, lda int, x []float64, incX int) {
	if n < orT(tA, leastTrmv, leastTrmvT) || !trv(i.own, false, tA, d, &half[float64]{asDense, ul, n, 0, a, lda}, x, incX) {
		i.Implementation.Dtrmv(ul, tA, d, n, a, lda, x, incX)
	}
}

// Strsv solves op(A)·x = b with a triangle A. x is b at first.
func (i Implementation) Strsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float32, lda int, x []float32, incX int) {
	if n < leastToSolve[float32](i.own, tA, leastTrsv, leastTrsvT, leastTrsvRows) || !trv(i.own, true, tA, d, &half[float32]{asDense, ul, n, 0, a, lda}, x, incX) {
		i.Implementation.Strsv(ul, tA, d, n, a, lda, x, incX)
	}
}

// Dtrsv solves op(A)·x = b with a triangle A. x is b at first.
func (i Implementation) Dtrsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float64, lda int, x []float64, incX int) {
	if n < leastToSolve[float64](i.own, tA, leastTrsv, leastTrsvT, leastTrsvRows) || !trv(i.own, true, tA, d, &half[float64]{asDense, ul, n, 0, a, lda}, x, incX) {
		i.Implementation.Dtrsv(ul, tA, d, n, a, lda, x, incX)
	}
}

// Stpmv is Strmv with A packed.
func (i Implementation) Stpmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, ap, x []float32, incX int) {
	if n < orT(tA, leastTpmv, leastTpmvT) || !trv(i.own, false, tA, d, &half[float32]{asPacked, ul, n, 0, ap, 0}, x, incX) {
		i.Implementation.Stpmv(ul, tA, d, n, ap, x, incX)
	}
}

// Dtpmv is Dtrmv with A packed.
func (i Implementation) Dtpmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, ap, x []float64, incX int) {
	if n < orT(tA, leastTpmv, leastTpmvT) || !trv(i.own, false, tA, d, &half[float64]{asPacked, ul, n, 0, ap, 0}, x, incX) {
		i.Implementation.Dtpmv(ul, tA, d, n, ap, x, incX)
	}
}

// Stpsv is Strsv with A packed.
func (i Implementation) Stpsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, ap, x []float32, incX int) {
	if n < leastToSolve[float32](i.own, tA, leastTpsv, leastTpsvT, leastTpsvRows) || !trv(i.own, true, tA, d, &half[float32]{asPacked, ul, n, 0, ap, 0}, x, incX) {
		i.Implementation.Stpsv(ul, tA, d, n, ap, x, incX)
	}
}

// Dtpsv is Dtrsv with A packed.
func (i Implementation) Dtpsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, ap, x []float64, incX int) {
	if n < leastToSolve[float64](i.own, tA, leastTpsv, leastTpsvT, leastTpsvRows) || !trv(i.own, true, tA, d, &half[float64]{asPacked, ul, n, 0, ap, 0}, x, incX) {
		i.Implementation.Dtpsv(ul, tA, d, n, ap, x, incX)
	}
}

// Stbmv is Strmv with a band A, of k diagonals beside the main one.
func (i Implementation) Stbmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n, k int, a []float32, lda int, x []float32, incX int) {
	if n < leastBand || k < leastTbmv || !trv(i.own, false, tA, d, &half[float32]{asBand, ul, n, k, a, lda}, x, incX) {
		i.Implementation.Stbmv(ul, tA, d, n, k, a, lda, x, incX)
	}
}

// Dtbmv is Dtrmv with a band A, of k diagonals beside the main one.
func (i Implementation) Dtbmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n, k int, a []float64, lda int, x []float64, incX int) {
	if n < leastBand || k < leastTbmv || !trv(i.own, false, tA, d, &half[float64]{asBand, ul, n, k, a, lda}, x, incX) {
		i.Implementation.Dtbmv(ul, tA, d, n, k, a, lda, x, incX)
	}
}

// Stbsv is Strsv with a band A, of k diagonals beside the main one.
func (i Implementation) Stbsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n, k int, a []float32, lda int, x []float32, incX int) {
	if n < leastBand || k < leastToSolve[float32](i.own, tA, leastTbsv, leastTbsvT, leastTbsvRows) || !trv(i.own, true, tA, d, &half[float32]{asBand, ul, n, k, a, lda}, x, incX) {
		i.Implementation.Stbsv(ul, tA, d, n, k, a, lda, x, incX)
	}
}

// Dtbsv is Dtrsv with a band A, of k diagonals beside the main one.
func (i Implementation) Dtbsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n, k int, a []float64, lda int, x []float64, incX int) {
	if n < leastBand || k < leastToSolve[float64](i.own, tA, leastTbsv, leastTbsvT, leastTbsvRows) || !trv(i.own, true, tA, d, &half[float64]{asBand, ul, n, k, a, lda}, x, incX) {
		i.Implementation.Dtbsv(ul, tA, d, n, k, a, lda, x, incX)
	}
}

// leastToSolve is the least size, that for a transposed triangle, or that where rows are solved together.
func leastToSolve[T kernels.Float](own *doors, tA blas.Transpose, least, transposed, rows int) int {
	if spaces := spacesOf[T](own); tA == blas.NoTrans && spaces != nil && spaces.Kernels.SolvedRows > 1 {
		return rows
	}
	return orT(tA, least, transposed)
}

// trv reports whether it computed x, as Trsv to solve and as Trmv else.
func trv[T kernels.Float](own *doors, solve bool, tA blas.Transpose, d blas.Diag, a *half[T], x []T, incX int) bool {
	if tA != blas.NoTrans && tA != blas.Trans && tA != blas.ConjTrans || d != blas.Unit && d != blas.NonUnit || !a.fits() || !holds(a.n, x, incX) {
		return false
	}
	spaces := spacesOf[T](own)
	if spaces == nil {
		return false
	}
	var s weft.Storage[T]
	a.set(&s)
	var v weft.Gathered[T]
	spaces.Gather(checked.Operands{}, &v, 0, nil, 1, a.n, x, incX)
	if solve {
		weft.Trsv(spaces.Kernels, &s, tA != blas.NoTrans, d == blas.Unit, v.Y)
	} else {
		spaces.Trmv(checked.Operands{}, &s, tA != blas.NoTrans, d == blas.Unit, v.Y)
	}
	v.Store()
	v.Done()
	return true
}
