package gonumlapack

import (
	gonumapi "gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/gonum"

	"weft/blas/gonumblas"
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
