package gonumlapack

import (
	gonumapi "gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/gonum"

	"weft.example/blas/gonumblas"
)

// Implementation is gonum's LAPACK with routines of weft's in place of some. The zero value is ready to use: it
// computes with the zero [gonumblas.Implementation].
type Implementation struct {
	gonum.Implementation
	blas gonumblas.Implementation
}

// New returns an Implementation whose routines compute with the given BLAS, and share its workers. What is still
// gonum's computes with the BLAS of blas64.Use.
func New(blas gonumblas.Implementation) Implementation { return Implementation{blas: blas} }

var _ gonumapi.Float64 = Implementation{}

// tiny is the order up to which eigenvalues and singular values are gonum's. There is nothing to gain in so small ones, and their
// vectors keep the signs that published examples have.
const tiny = 4

// asGonum tells whether a matrix of an order, whose largest element is norm, is one of those. It has to be finite and in range: there
// gonum's routines neither scale, return numbers for NaN, nor run for ever.
func asGonum(order int, norm float64) bool { return order <= tiny && inRange(norm) == norm }
