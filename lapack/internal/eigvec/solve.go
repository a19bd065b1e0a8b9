package eigvec

import (
	"math"

	"gonum.org/v1/gonum/lapack/gonum"
)

// diagonal solves for the elements of one diagonal block, i or i and i+1, whose right-hand sides stand in their place. What grows
// past the limit makes the whole vector smaller.
func (s *system) diagonal(v *vector, i, rows int) {
	if v.im == nil && rows == 1 {
		d := s.t[i*s.ldt+i] - v.wr
		if math.Abs(d) < v.least {
			d = v.least
		}
		if b := math.Abs(v.re[i]); b < s.limit*math.Abs(d) {
			v.re[i] /= d
			return
		}
	}
	parts := 1
	var b, x [4]float64
	if v.im != nil {
		parts = 2
	}
	for r := range rows {
		b[r*2] = v.re[i+r]
		if parts == 2 {
			b[r*2+1] = v.im[i+r]
		}
	}
	scale, norm, _ := gonum.Implementation{}.Dlaln2(v.transposed, rows, parts, v.least, 1, s.t[i*s.ldt+i:], s.ldt, 1, 1, b[:], 2, v.wr, v.wi, x[:], 2)
	f := 1.0
	if norm > s.limit {
		f /= norm
	}
	if scale*f != 1 { // which may vanish: beside these elements those before are nothing
		v.scale(scale * f)
	}
	for r := range rows {
		v.re[i+r] = x[r*2] * f
		if parts == 2 {
			v.im[i+r] = x[r*2+1] * f
		}
	}
}

// vector returns the vector in row r of x whose eigenvalue stands in row k of T.
func (s *system) vector(r, k int, transposed bool) vector {
	re, im, pair := s.eigenvalue(k)
	v := vector{re: s.x[r*s.n : (r+1)*s.n], wr: re, wi: im, transposed: transposed}
	v.least = max(epsilon*(math.Abs(re)+math.Abs(im)), s.small)
	if pair {
		v.im = s.x[(r+1)*s.n : (r+2)*s.n]
	}
	if transposed {
		v.wi = -im
	}
	return v
}

// begin makes all elements zero but those of the vector's own diagonal block, which may be chosen.
func (s *system) begin(v *vector, k int) {
	clear(v.re)
	if v.im == nil {
		v.re[k] = 1
		return
	}
	clear(v.im)
	up, down := s.t[k*s.ldt+k+1], s.t[(k+1)*s.ldt+k]
	im := math.Abs(v.wi)
	switch larger := math.Abs(up) >= math.Abs(down); {
	case v.transposed && larger:
		v.re[k], v.im[k+1] = im/up, 1
	case v.transposed:
		v.re[k], v.im[k+1] = 1, -im/down
	case larger:
		v.re[k], v.im[k+1] = 1, im/up
	default:
		v.re[k], v.im[k+1] = -im/down, 1
	}
}
