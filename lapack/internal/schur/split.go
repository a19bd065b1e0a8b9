package schur

import "math"

const (
	epsilon = 0x1p-52   // distance from 1 to the next number
	safe    = 0x1p-1022 // smallest number with a reciprocal
)

// negligible reports whether h[k,k-1] may be set to zero: if it is small beside its neighbours on the diagonal, and
// if the eigenvalues of the two rows would move by no more than rounding (M. Ahues and F. Tisseur, A new deflation
// criterion for the QR algorithm, LAPACK Working Note 122, 1997).
func (p *problem) negligible(k, lo, hi int) bool {
	h, ld := p.h, p.ldh
	small := safe * (float64(p.n) / epsilon)
	sub, sup := math.Abs(h[k*ld+k-1]), math.Abs(h[(k-1)*ld+k])
	if sub <= small {
		return true
	}
	d0, d1 := h[(k-1)*ld+k-1], h[k*ld+k]
	near := math.Abs(d0) + math.Abs(d1)
	if near == 0 {
		if k-1 > lo {
			near += math.Abs(h[(k-1)*ld+k-2])
		}
		if k < hi {
			near += math.Abs(h[(k+1)*ld+k])
		}
	}
	if sub > epsilon*near || near != near {
		return false
	}
	far, close := max(math.Abs(d1), math.Abs(d0-d1)), min(math.Abs(d1), math.Abs(d0-d1))
	s := far + max(sub, sup)
	return min(sub, sup)*(max(sub, sup)/s) <= max(small, epsilon*(close*(far/s)))
}

// split returns the first row of the unreduced block that ends with row hi, and clears what is negligible before it.
func (p *problem) split(lo, hi int) int {
	for k := hi; k > lo; k-- {
		if p.negligible(k, lo, hi) {
			p.h[k*p.ldh+k-1] = 0
			return k
		}
	}
	return lo
}
