package reflect

import (
	"math"

	"weft.example/blas/gonumblas"
)

// tiny is the least number whose reciprocal, and that times an epsilon, are finite.
const tiny = 0x1p-1022 / 0x1p-53

// Generate makes a reflector H = I - tau·v·vᵀ with H·(alpha, x) = (beta, 0). x, of n-1 elements incX apart, becomes v
// without its leading one. With x zero H is I, and tau is 0. Otherwise tau is in [1, 2].
//
// beta has the sign that alpha has not, so that alpha - beta does not cancel. A vector so short that beta may be inexact is scaled
// up first, as LAPACK's dlarfg does.
func Generate(bl gonumblas.Implementation, n int, alpha float64, x []float64, incX int) (beta, tau float64) {
	if n <= 1 {
		return alpha, 0
	}
	norm := bl.Dnrm2(n-1, x, incX)
	if norm == 0 {
		return alpha, 0
	}
	beta = -math.Copysign(math.Hypot(alpha, norm), alpha)
	scalings := 0
	for math.Abs(beta) < tiny && scalings < 20 {
		bl.Dscal(n-1, 1/tiny, x, incX)
		alpha /= tiny
		scalings++
		norm = bl.Dnrm2(n-1, x, incX)
		beta = -math.Copysign(math.Hypot(alpha, norm), alpha)
	}
	tau = (beta - alpha) / beta
	bl.Dscal(n-1, 1/(alpha-beta), x, incX)
	for range scalings {
		beta *= tiny
	}
	return beta, tau
}
