package blas

import "weft.example/kernels"

// Triangle names the half of a square matrix that is stored. The diagonal belongs to it. The other half is neither read
// nor written.
type Triangle bool

const (
	Lower Triangle = false
	Upper Triangle = true
)

// Triangular is a square matrix of which only one triangle counts. The other is not read.
type Triangular[T kernels.Float] struct {
	Matrix[T]
	Half Triangle // that counts
	Unit bool     // whether the diagonal is all ones, and not read
}

// T returns the transpose of x. Nothing is copied.
func (x Triangular[T]) T() Triangular[T] { return Triangular[T]{x.Matrix.T(), !x.Half, x.Unit} }

// triangle is an update of one triangle of a symmetric C, n by n:
//
//	C = alpha·A·B + beta·C              with B = Aᵀ
//	C = alpha·(A·B + A2·B2) + beta·C    with B2 = Aᵀ and B = A2ᵀ
type triangle[T kernels.Float] struct {
	problem[T] // with m = n
	a2, b2     Matrix[T]
	two        bool // whether there are A2 and B2
	half       Triangle

	panels bool // whether B is packed as panels
	depth  int  // that is summed at a time
	blocks axis // of columns
	parts  int  // of the blocks for the workers
}

// within is the triangle of rows and columns i0 to i1-1.
func (x *triangle[T]) within(i0, i1 int) triangle[T] {
	y := *x
	y.problem = x.part(i0, i1, i0, i1)
	if x.two {
		y.a2, y.b2 = x.a2.from(i0, 0), x.b2.from(0, i0)
	}
	return y
}

// steps leaves steps p0 to p1-1 of the depth. Unless p0 is 0, they are added to C.
func (x *triangle[T]) steps(p0, p1 int) triangle[T] {
	y := *x
	y.cutDepth(p0, p1)
	if x.two {
		y.a2, y.b2 = x.a2.from(0, p0), x.b2.from(p0, 0)
	}
	return y
}

// second is the product that follows the first one where there are two.
func (x *triangle[T]) second() problem[T] {
	y := x.problem
	y.a, y.b, y.beta = x.a2, x.b2, 1
	return y
}
