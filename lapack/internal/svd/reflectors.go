package svd

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/orthogonal"
	"weft.example/lapack/internal/reflect"
)

const eps = 0x1p-53 // half the distance from 1 to the next number

// reflector makes H = I − tau·v·vᵀ with H·x = (beta, 0, …, 0), and writes v, with v[0] = 1, over x. It is I, with
// tau zero, where x has zeros below its first element.
func reflector(bl gonumblas.Implementation, x []float64) (beta, tau float64) {
	alpha := x[0]
	x[0] = 1
	return reflect.Generate(bl, len(x), alpha, x[1:], 1)
}

// factorize overwrites A, of m by n with m >= n, with its Q·R: R on and above the diagonal, the vectors of Q's reflectors
// below. The QR of a transpose is an LQ.
func factorize(bl gonumblas.Implementation, m, n int, a Matrix, tau []float64) {
	if a.Trans {
		orthogonal.LQ(bl, n, m, a.Data, a.LD, tau)
		return
	}
	orthogonal.QR(bl, m, n, a.Data, a.LD, tau)
}

// multiply overwrites C, of m by n, with H₀·H₁·…·H₍k₋₁₎·C. The vectors of the reflectors are below the diagonal of a: they
// are a QR's or, where a is a transpose, an LQ's, whose Q is the transpose of the product. The rows of a transposed C meet
// that transpose from the right.
func multiply(bl gonumblas.Implementation, m, n, k int, a Matrix, tau []float64, c Matrix) {
	if k == 0 {
		return
	}
	by := orthogonal.MultiplyQR
	if a.Trans {
		by = orthogonal.MultiplyLQ
	}
	if c.Trans {
		by(bl, blas.Right, Matrix{Trans: !a.Trans}.order(), n, m, k, a.Data, a.LD, tau, c.Data, c.LD)
		return
	}
	by(bl, blas.Left, a.order(), m, n, k, a.Data, a.LD, tau, c.Data, c.LD)
}
