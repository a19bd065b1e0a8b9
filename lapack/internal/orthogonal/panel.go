package orthogonal

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/reflect"
)

// leafRows is the rows of a panel that are factorized one reflector at a time.
const leafRows = 8

// factorRows factorizes a panel, the K rows of h.V, to L·Q. Row i becomes row i of L, up to its diagonal, and the vector of
// reflector i right of it. h.T becomes the triangle of the block. work has K·K elements.
func factorRows(bl gonumblas.Implementation, h reflect.Block, tau, work []float64) {
	if h.K <= leafRows {
		reflectRows(bl, h.K, h.N, h.V, h.LDV, tau, work)
		h.Triangle(bl, tau)
		return
	}
	k1 := (h.K/2 + leafRows - 1) / leafRows * leafRows
	above, below := h, h
	above.K = k1
	below.K, below.N = h.K-k1, h.N-k1
	below.V, below.T = h.V[k1*h.LDV+k1:], h.T[k1*h.LDT+k1:]
	factorRows(bl, above, tau, work)
	above.Right(bl, blas.NoTrans, below.K, h.V[k1*h.LDV:], h.LDV, work)
	factorRows(bl, below, tau[k1:], work)
	h.Join(bl, k1)
}

// reflectRows makes a reflector of each of k rows, and applies it to those below.
func reflectRows(bl gonumblas.Implementation, k, n int, a []float64, lda int, tau, work []float64) {
	for i := range k {
		v := a[i*lda+i:][:n-i]
		beta, factor := reflect.Generate(bl, n-i, v[0], v[1:], 1)
		if below := k - 1 - i; below > 0 && factor != 0 {
			v[0] = 1
			rest := a[(i+1)*lda+i:]
			bl.Dgemv(blas.NoTrans, below, n-i, 1, rest, lda, v, 1, 0, work, 1)
			bl.Dger(below, n-i, -factor, work, 1, v, 1, rest, lda)
		}
		v[0], tau[i] = beta, factor
	}
}
