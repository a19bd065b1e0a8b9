package tridiag

import (
	"math"
	"slices"
)

// sweepsPerValue is how many QL sweeps an eigenvalue may take on average. It takes less than two; NaN takes all.
const sweepsPerValue = 30

// Values replaces d, the diagonal of T, by T's eigenvalues in ascending order; e, the len(d)-1 elements beside
// it, is overwritten. It reports whether the iteration converged, which it does but for NaN and Inf.
//
// The algorithm is the QL iteration of Pal, Walker and Kahan as in Parlett, The symmetric eigenvalue problem,
// section 8.15. It keeps squares of e and takes no square roots but for the shift.
func Values(d, e []float64) bool {
	sweeps := sweepsPerValue * len(d)
	for lo := 0; lo < len(d); {
		hi := blockEnd(d, e, lo)
		if hi-lo > 1 && !blockValues(d[lo:hi], e[lo:hi-1], &sweeps) {
			return false
		}
		lo = hi
	}
	slices.Sort(d)
	return true
}

// blockValues is Values for an unreduced block, in no order.
func blockValues(d, e []float64, sweeps *int) bool {
	p := exponent(d, e)
	scale(d, -p)
	scale(e, -p)
	for i, v := range e {
		e[i] = v * v
	}
	if math.Abs(d[len(d)-1]) < math.Abs(d[0]) { // QL finds the values at the top first, which should be the small ones
		slices.Reverse(d)
		slices.Reverse(e)
	}
	ok := rootFree(d, e, sweeps)
	scale(d, p)
	return ok
}

// rootFree is QL with e squared.
func rootFree(d, e []float64, sweeps *int) bool {
	n := len(d)
	for l := 0; l < n; {
		m := l
		for m < n-1 && !(e[m] <= ulp*ulp*math.Abs(d[m]*d[m+1])) {
			m++
		}
		if m < n-1 {
			e[m] = 0
		}
		switch {
		case m == l:
			l++
		case m == l+1:
			d[l], d[l+1] = pairValues(d[l], math.Sqrt(e[l]), d[l+1])
			e[l] = 0
			l += 2
		case *sweeps == 0:
			return false
		default:
			*sweeps--
			sweepRootFree(d[l:m+1], e[l:m])
		}
	}
	return true
}

// sweepRootFree does one QL sweep of the whole d and e, with Wilkinson's shift.
//
// With c and s the squares of cosine and sine of a rotation, c = p/(p+e) and s = e/(p+e), a step is
//
//	γ = c·(d-σ) - s·γ    p = γ²/c
//
// The next step waits for p, so it is had with one division, from the numerator of γ.
func sweepRootFree(d, e []float64) {
	root := math.Sqrt(e[0])
	g := (d[1] - d[0]) / (2 * root)
	shift := d[0] - root/(g+math.Copysign(math.Sqrt(g*g+1), g))

	c, s := 1.0, 0.0
	gamma := d[len(d)-1] - shift
	p := gamma * gamma
	e = e[:len(d)-1]
	for i := len(e) - 1; i >= 0; i-- {
		bb := e[i]
		r := p + bb
		if i+1 < len(e) {
			e[i+1] = s * r
		}
		s = bb / r
		old, alpha := gamma, d[i]
		before := c
		c = p / r
		if rp := r * p; rp > 0x1p-300 {
			numerator := p*(alpha-shift) - bb*old
			gamma = numerator / r
			p = numerator * numerator / rp
		} else { // there the square could underflow
			gamma = c*(alpha-shift) - s*old
			if c != 0 {
				p = gamma / c * gamma
			} else {
				p = before * bb // the limit
			}
		}
		d[i+1] = old + (alpha - gamma)
	}
	e[0] = s * p
	d[0] = shift + gamma
}

// pairValues returns the eigenvalues of [a b; b c]. The smaller one is had from the determinant, without
// cancellation.
func pairValues(a, b, c float64) (float64, float64) {
	sum, root := a+c, math.Hypot(a-c, 2*b)
	if sum == 0 {
		return root / 2, -root / 2
	}
	large := (sum + math.Copysign(root, sum)) / 2
	most, least := a, c
	if math.Abs(a) < math.Abs(c) {
		most, least = c, a
	}
	return large, most/large*least - b/large*b
}
