package symeig

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/orthogonal"
)

// back multiplies each row of z, an eigenvector of T, by the Q of Reduce. Q leaves the first element alone; its reflectors lie as an
// LQ of what is right of A's diagonal would have them.
func back(impl gonumblas.Implementation, n int, a []float64, lda int, tau, z []float64, ldz int) {
	if n < 3 {
		return // Q is I
	}
	orthogonal.MultiplyLQ(impl, blas.Right, blas.NoTrans, n, n-1, n-2, a[1:], lda, tau, z[1:], ldz)
}
