package tridiag

import "math"

const (
	ulp = 0x1p-53 // the unit roundoff

	// Squares and products of squares neither overflow nor underflow between these norms.
	leastNorm, mostNorm = 0x1p-200, 0x1p200
)

// blockEnd returns the end of the unreduced block that starts at lo: of the elements of e within it none is
// negligible beside its neighbours on the diagonal. The one at its end, if any, is set to zero.
func blockEnd(d, e []float64, lo int) int {
	for i := lo; i < len(d)-1; i++ {
		if math.Abs(e[i]) <= ulp*math.Sqrt(math.Abs(d[i]))*math.Sqrt(math.Abs(d[i+1])) {
			e[i] = 0
			return i + 1
		}
	}
	return len(d)
}

// maxAbs returns the largest magnitude in x. A NaN counts for nothing.
func maxAbs(x []float64) float64 {
	most := 0.0
	for _, v := range x {
		if v = math.Abs(v); v > most {
			most = v
		}
	}
	return most
}

// exponent returns the p for which the largest magnitude in d and e is of [2^(p-1), 2^p).
func exponent(d, e []float64) int {
	_, p := math.Frexp(max(maxAbs(d), maxAbs(e)))
	return p
}

// scale multiplies x by 2^p, with no rounding but of what becomes subnormal.
func scale(x []float64, p int) {
	f := math.Ldexp(1, p)
	if f > leastNorm && f < mostNorm {
		for i := range x {
			x[i] *= f
		}
		return
	}
	for i, v := range x {
		x[i] = math.Ldexp(v, p)
	}
}
