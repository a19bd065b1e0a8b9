package blas

import "weft.example/kernels"

// Side tells where the symmetric matrix of a product stands.
type Side bool

const (
	Left  Side = false // alpha·A·B
	Right Side = true  // alpha·B·A
)

// symmetric is a product with a symmetric matrix: C = alpha·A·B + beta·C for the A, or the B, that it is.
type symmetric[T kernels.Float] struct {
	problem[T]
	side   Side
	half   Triangle
	matrix Matrix[T]
	blocks axis // of the matrix, by rows and columns
	down   int  // parts of a block of rows or, on the right, of columns
}
