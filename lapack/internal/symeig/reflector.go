package symeig

import (
	"math"

	"weft/blas/gonumblas"
)

// least is the norm below which a reflector's vector would lose digits: subnormals over the unit roundoff.
const least = 0x1p-1022 * 0x1p53

// reflector finds H = I - τ·v·vᵀ with v[0] = 1 and H·(alpha, x) = (beta, 0). It sets x to the rest of v.
func reflector(impl gonumblas.Implementation, alpha float64, x []float64) (beta, tau float64) {
	norm := impl.Dnrm2(len(x), x, 1)
	if norm == 0 {
		return alpha, 0
	}
	beta = -math.Copysign(math.Hypot(alpha, norm), alpha)
	times := 0
	for ; math.Abs(beta) < least && times < 20; times++ {
		impl.Dscal(len(x), 1/least, x, 1)
		alpha /= least
		beta = -math.Copysign(math.Hypot(alpha, impl.Dnrm2(len(x), x, 1)), alpha)
	}
	tau = (beta - alpha) / beta
	impl.Dscal(len(x), 1/(alpha-beta), x, 1)
	for range times {
		beta *= least
	}
	return beta, tau
}
