package schur

import (
	"math"

	"weft.example/blas/gonumblas"
)

// pair is two shifts, both real or conjugates of each other.
type pair struct{ re0, im0, re1, im1 float64 }

// first returns a multiple of the first column of (H − s₀I)(H − s₁I), for H the block of Hessenberg form that starts
// in row k.
func (s pair) first(h []float64, ldh, k int) (x0, x1, x2 float64) {
	h11, h12 := h[k*ldh+k], h[k*ldh+k+1]
	h21, h22 := h[(k+1)*ldh+k], h[(k+1)*ldh+k+1]
	h32 := h[(k+2)*ldh+k+1]
	scale := math.Abs(h11-s.re1) + math.Abs(s.im1) + math.Abs(h21)
	if scale == 0 {
		return 0, 0, 0
	}
	h21 /= scale
	x0 = (h11-s.re0)*((h11-s.re1)/scale) - s.im0*(s.im1/scale) + h12*h21
	x1 = h21 * (h11 + h22 - s.re0 - s.re1)
	x2 = h21 * h32
	if scale = math.Abs(x0) + math.Abs(x1) + math.Abs(x2); scale == 0 {
		return 0, 0, 0
	}
	return x0 / scale, x1 / scale, x2 / scale
}

// region is where rotations of a chase are applied at once: to the columns of H below right, to its rows from top, and to
// the rows of u, whose first is number base of H's: it is the transpose of what they make.
type region struct {
	blas       gonumblas.Implementation
	h          []float64
	ldh        int
	top, right int
	u          []float64
	ldu, base  int
}

// start makes the bulge of two shifts in row and column lo of the active block lo … hi of three rows or more.
func (g *region) start(s pair, lo, hi, ulo, uhi int) {
	q, _ := newRotations(s.first(g.h, g.ldh, lo))
	g.apply(q, lo, hi, lo, ulo, uhi)
}

// step moves a bulge that stands in column k of the active block that ends with row hi one column on; columns ulo … uhi−1 of
// u are not zero there. The last step, with k = hi−2, moves it out.
func (g *region) step(s pair, k, hi, ulo, uhi int) {
	c := g.h[(k+1)*g.ldh+k:]
	if k == hi-2 {
		q, beta := newRotation(c[0], c[g.ldh])
		c[0], c[g.ldh] = beta, 0
		g.apply2(q, k+1, hi, ulo, uhi)
		return
	}
	if c[g.ldh] == 0 && c[2*g.ldh] == 0 {
		g.revive(s, k, hi, ulo, uhi)
		return
	}
	q, beta := newRotations(c[0], c[g.ldh], c[2*g.ldh])
	c[0], c[g.ldh], c[2*g.ldh] = beta, 0, 0
	g.apply(q, k+1, hi, k+1, ulo, uhi)
}

// revive makes a bulge again that underflow or a zero on the subdiagonal took away, if what that leaves in column k,
// below the subdiagonal, is negligible.
func (g *region) revive(s pair, k, hi, ulo, uhi int) {
	q, _ := newRotations(s.first(g.h, g.ldh, k+1))
	c := g.h[(k+1)*g.ldh+k:]
	fill := math.Abs(c[0] * q.upper.s)
	near := math.Abs(g.h[k*g.ldh+k]) + math.Abs(c[1]) + math.Abs(g.h[(k+2)*g.ldh+k+2])
	if fill > epsilon*near || near == 0 {
		return
	}
	c[0] *= q.upper.c
	g.apply(q, k+1, hi, k+1, ulo, uhi)
}

// apply rotates rows i, i+1, i+2 from column left on, and the same columns.
func (g *region) apply(q rotations, i, hi, left, ulo, uhi int) {
	h, ldh := g.h, g.ldh
	r := i * ldh
	q.rows(g.blas, h[r+left:r+g.right], h[r+ldh+left:r+ldh+g.right], h[r+2*ldh+left:r+2*ldh+g.right])
	q.columns(h[g.top*ldh+i:], ldh, min(i+3, hi)-g.top+1)
	if ulo < uhi {
		r, ldu := (i-g.base)*g.ldu, g.ldu
		q.rows(g.blas, g.u[r+ulo:r+uhi], g.u[r+ldu+ulo:r+ldu+uhi], g.u[r+2*ldu+ulo:r+2*ldu+uhi])
	}
}

// apply2 is apply for the last two rows, i and i+1.
func (g *region) apply2(q rotation, i, hi, ulo, uhi int) {
	h, ldh := g.h, g.ldh
	r := i * ldh
	q.rows(g.blas, h[r+i:r+g.right], h[r+ldh+i:r+ldh+g.right])
	q.columns(h[g.top*ldh+i:], ldh, hi-g.top+1)
	if ulo < uhi {
		r := (i - g.base) * g.ldu
		q.rows(g.blas, g.u[r+ulo:r+uhi], g.u[r+g.ldu+ulo:r+g.ldu+uhi])
	}
}
