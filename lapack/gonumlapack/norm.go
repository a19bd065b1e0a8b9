package gonumlapack

import (
	"gonum.org/v1/gonum/blas"
	gonumapi "gonum.org/v1/gonum/lapack"

	"weft.example/lapack/internal/condition"
)

// Of the norms, that by rows is weft's. It is what condition numbers are for in gonum/mat.

// Dlange returns a norm of A, of m by n.
func (i Implementation) Dlange(norm gonumapi.MatrixNorm, m, n int, a []float64, lda int, work []float64) float64 {
	if norm != gonumapi.MaxRowSum || m <= 0 || n <= 0 || lda < n || short(a, m, n, lda) {
		return i.Implementation.Dlange(norm, m, n, a, lda, work)
	}
	return condition.RowSum(i.blas, m, n, a, lda)
}

// Dlansy returns a norm of a symmetric A of which one triangle is stored.
func (i Implementation) Dlansy(norm gonumapi.MatrixNorm, ul blas.Uplo, n int, a []float64, lda int, work []float64) float64 {
	sums := norm == gonumapi.MaxRowSum || norm == gonumapi.MaxColumnSum
	if !sums || ul != blas.Upper && ul != blas.Lower || n <= 0 || lda < n || short(a, n, n, lda) || len(work) < n {
		return i.Implementation.Dlansy(norm, ul, n, a, lda, work)
	}
	return condition.SymmetricRowSum(i.blas, ul, n, a, lda, work)
}

// Dlantr returns a norm of a triangle, or of one with more rows or columns.
func (i Implementation) Dlantr(norm gonumapi.MatrixNorm, ul blas.Uplo, diag blas.Diag, m, n int, a []float64, lda int, work []float64) float64 {
	switch {
	case norm != gonumapi.MaxRowSum || m != n || n <= 0 || lda < n || short(a, n, n, lda),
		ul != blas.Upper && ul != blas.Lower, diag != blas.Unit && diag != blas.NonUnit:
		return i.Implementation.Dlantr(norm, ul, diag, m, n, a, lda, work)
	}
	return condition.TriangleRowSum(i.blas, ul, diag, n, a, lda)
}
