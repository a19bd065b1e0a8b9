package gonumlapack

import (
	"math"

	"gonum.org/v1/gonum/blas"
	gonumapi "gonum.org/v1/gonum/lapack"

	"weft.example/lapack/internal/condition"
)

// Where a system overflows, the routines of this file are gonum's.

// Dgecon estimates the reciprocal of the condition number of an A with the given norm, from its LU.
func (i Implementation) Dgecon(norm gonumapi.MatrixNorm, n int, a []float64, lda int, anorm float64, work []float64, iwork []int) float64 {
	checkNorm(norm)
	switch {
	case n < 0:
		panic(nLT0)
	case lda < max(1, n):
		panic(badLdA)
	case anorm < 0:
		panic(negANorm)
	case n == 0:
		return 1
	}
	checkCondition(n, 4, a, lda, work, iwork)
	switch {
	case anorm == 0 || math.IsInf(anorm, 1):
		return 0
	case math.IsNaN(anorm):
		return anorm
	}
	f := condition.Factors{N: n, A: a, LDA: lda,
		First:  condition.Triangle{Half: blas.Lower, Trans: blas.NoTrans, Diag: blas.Unit},
		Second: condition.Triangle{Half: blas.Upper, Trans: blas.NoTrans, Diag: blas.NonUnit},
	}
	inverse, ok := f.InverseNorm(i.blas, norm == gonumapi.MaxRowSum, work, work[n:])
	if !ok {
		return i.Implementation.Dgecon(norm, n, a, lda, anorm, work, iwork)
	}
	return reciprocal(anorm, inverse)
}

// Dpocon estimates the reciprocal of the condition number of a positive definite A with the given norm, from its Cholesky factor.
func (i Implementation) Dpocon(ul blas.Uplo, n int, a []float64, lda int, anorm float64, work []float64, iwork []int) float64 {
	switch {
	case ul != blas.Upper && ul != blas.Lower:
		panic(badUplo)
	case n < 0:
		panic(nLT0)
	case lda < max(1, n):
		panic(badLdA)
	case anorm < 0:
		panic(negANorm)
	case n == 0:
		return 1
	}
	checkCondition(n, 3, a, lda, work, iwork)
	if anorm == 0 {
		return 0
	}
	f := condition.Factors{N: n, A: a, LDA: lda,
		First:  condition.Triangle{Half: ul, Trans: blas.Trans, Diag: blas.NonUnit},
		Second: condition.Triangle{Half: ul, Trans: blas.NoTrans, Diag: blas.NonUnit},
	}
	if ul == blas.Lower {
		f.First, f.Second = f.Second, f.First
	}
	inverse, ok := f.InverseNorm(i.blas, false, work, work[n:])
	if !ok {
		return i.Implementation.Dpocon(ul, n, a, lda, anorm, work, iwork)
	}
	return reciprocal(anorm, inverse)
}

// Dtrcon estimates the reciprocal of the condition number of a triangle.
func (i Implementation) Dtrcon(norm gonumapi.MatrixNorm, ul blas.Uplo, diag blas.Diag, n int, a []float64, lda int, work []float64, iwork []int) float64 {
	checkNorm(norm)
	switch {
	case ul != blas.Upper && ul != blas.Lower:
		panic(badUplo)
	case diag != blas.NonUnit && diag != blas.Unit:
		panic(badDiag)
	case n < 0:
		panic(nLT0)
	case lda < max(1, n):
		panic(badLdA)
	case n == 0:
		return 1
	}
	checkCondition(n, 3, a, lda, work, iwork)
	anorm := i.Dlantr(norm, ul, diag, n, n, a, lda, work)
	if anorm <= 0 {
		return 0
	}
	f := condition.Factors{N: n, A: a, LDA: lda, First: condition.Triangle{Half: ul, Trans: blas.NoTrans, Diag: diag}}
	inverse, ok := f.InverseNorm(i.blas, norm == gonumapi.MaxRowSum, work, work[n:])
	if !ok {
		return i.Implementation.Dtrcon(norm, ul, diag, n, a, lda, work, iwork)
	}
	return reciprocal(anorm, inverse)
}

// reciprocal is that of the condition number.
func reciprocal(norm, inverse float64) float64 {
	if inverse == 0 {
		return 0
	}
	return 1 / inverse / norm
}

func checkNorm(norm gonumapi.MatrixNorm) {
	if norm != gonumapi.MaxColumnSum && norm != gonumapi.MaxRowSum {
		panic(badNorm)
	}
}

// checkCondition is the last checks of estimates. work has some columns of n elements.
func checkCondition(n, columns int, a []float64, lda int, work []float64, iwork []int) {
	switch {
	case short(a, n, n, lda):
		panic(shortA)
	case len(work) < columns*n:
		panic(shortWork)
	case len(iwork) < n:
		panic(shortIWork)
	}
}
