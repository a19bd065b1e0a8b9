package svd

import (
	"math"

	"weft/blas/gonumblas"
)

// reflector makes H = I − tau·v·vᵀ with H·x = (beta, 0, …, 0), and writes v, with v[0] = 1, over x. It is I, with
// tau zero, where x has zeros below its first element.
func reflector(bl gonumblas.Implementation, x []float64) (beta, tau float64) {
	alpha, n := x[0], len(x)
	x[0] = 1
	if n == 1 {
		return alpha, 0
	}
	norm := bl.Dnrm2(n-1, x[1:], 1)
	if norm == 0 {
		return alpha, 0
	}
	beta = -math.Copysign(math.Hypot(alpha, norm), alpha)
	rescaled := 0
	for ; math.Abs(beta) < safe && rescaled < maxRescaled; rescaled++ { // 1/(alpha−beta) would overflow
		bl.Dscal(n-1, 1/safe, x[1:], 1)
		alpha /= safe
		beta /= safe
	}
	if rescaled > 0 {
		beta = -math.Copysign(math.Hypot(alpha, bl.Dnrm2(n-1, x[1:], 1)), alpha)
	}
	tau = (beta - alpha) / beta
	bl.Dscal(n-1, 1/(alpha-beta), x[1:], 1)
	for range rescaled {
		beta *= safe
	}
	return beta, tau
}

const (
	eps         = 0x1p-53  // half the distance from 1 to the next number
	safe        = 0x1p-969 // the least number whose reciprocal times eps is finite
	maxRescaled = 20
)
