package tridiag

import (
	"math"
	"slices"
)

// leaf is the most rows that QL solves in divide and conquer. With 8 … 24 matrices of 32 … 512 rows take as long, with
// 32 up to a third longer (Emerald Rapids, AVX-512).
const leaf = 16

// leafVectors replaces d by the eigenvalues of T, in no order, and sets the rows of z to their eigenvectors. e is
// overwritten. T is of a norm near 1. It reports whether the iteration converged.
func leafVectors(d, e, z []float64, ldz int) bool {
	n := len(d)
	flip := math.Abs(d[n-1]) < math.Abs(d[0])
	if flip {
		slices.Reverse(d)
		slices.Reverse(e)
	}
	for i := range n {
		row := z[i*ldz:][:n]
		clear(row)
		if flip {
			row[n-1-i] = 1
		} else {
			row[i] = 1
		}
	}
	sweeps := sweepsPerValue * n
	for l := 0; l < n; {
		m := l
		for m < n-1 && !(e[m]*e[m] <= ulp*math.Abs(d[m])*(ulp*math.Abs(d[m+1]))+0x1p-1022) {
			m++
		}
		switch {
		case m == l:
			l++
		case sweeps == 0:
			return false
		default:
			sweeps--
			sweepQL(d[l:m+1], e[l:m], z[l*ldz:], ldz, n)
		}
	}
	return true
}

// sweepQL does one implicit QL sweep of the whole d, with Wilkinson's shift, and rotates rows of z, of n elements,
// with it.
func sweepQL(d, e, z []float64, ldz, n int) {
	m := len(d) - 1
	g := (d[1] - d[0]) / (2 * e[0])
	g = d[m] - d[0] + e[0]/(g+math.Copysign(math.Hypot(g, 1), g))
	c, s, p := 1.0, 1.0, 0.0
	for i := m - 1; i >= 0; i-- {
		f, b := s*e[i], c*e[i]
		var r float64
		c, s, r = rotation(g, f)
		if i != m-1 {
			e[i+1] = r
		}
		g = d[i+1] - p
		r = (d[i]-g)*s + 2*c*b
		p = s * r
		d[i+1] = g + p
		g = c*r - b
		rotate(z[i*ldz:][:n], z[(i+1)*ldz:][:n], c, -s)
	}
	d[0] -= p
	e[0] = g
}

// rotation returns c, s and r with c·f + s·g = r and c·g = s·f.
func rotation(f, g float64) (c, s, r float64) {
	if g == 0 {
		return 1, 0, f
	}
	r = math.Sqrt(f*f + g*g)
	if r < 0x1p-450 { // squares may have lost what matters
		r = math.Hypot(f, g)
		return f / r, g / r, r
	}
	inverse := 1 / r
	return f * inverse, g * inverse, r
}

// rotate sets x to c·x + s·y and y to c·y - s·x.
func rotate(x, y []float64, c, s float64) {
	y = y[:len(x)]
	for i, v := range x {
		w := y[i]
		x[i] = c*v + s*w
		y[i] = c*w - s*v
	}
}
