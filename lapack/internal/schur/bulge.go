package schur

import "math"

// reflector is I − tau·v·vᵀ with v = (1, v1, v2): the Householder matrix of three neighbouring rows or columns. With v2
// zero it leaves the third alone.
type reflector struct{ tau, v1, v2 float64 }

// newReflector returns the reflector that takes (x0, x1, x2) to (beta, 0, 0).
func newReflector(x0, x1, x2 float64) (q reflector, beta float64) {
	const tiny, huge = 0x1p-900, 0x1p900 // between these no square of a relevant element under- or overflows
	if x1 == 0 && x2 == 0 {
		return reflector{}, x0
	}
	scale := 1.0
	sum := x0*x0 + x1*x1 + x2*x2
	if !(sum > tiny && sum < huge) {
		scale = max(math.Abs(x0), math.Abs(x1), math.Abs(x2))
		x0, x1, x2 = x0/scale, x1/scale, x2/scale
		sum = x0*x0 + x1*x1 + x2*x2
	}
	beta = -math.Copysign(math.Sqrt(sum), x0)
	d := 1 / (x0 - beta)
	return reflector{tau: (beta - x0) / beta, v1: x1 * d, v2: x2 * d}, beta * scale
}

// rows applies the reflector from the left to three rows of equal length.
func (q reflector) rows(r0, r1, r2 []float64) {
	t0, t1, t2 := q.tau, q.tau*q.v1, q.tau*q.v2
	r1, r2 = r1[:len(r0)], r2[:len(r0)]
	for j, x := range r0 {
		s := x + q.v1*r1[j] + q.v2*r2[j]
		r0[j] = x - s*t0
		r1[j] -= s * t1
		r2[j] -= s * t2
	}
}

// columns applies the reflector from the right to the first three columns of m rows that are ld apart.
func (q reflector) columns(a []float64, ld, m int) {
	t0, t1, t2 := q.tau, q.tau*q.v1, q.tau*q.v2
	for i := 0; m > 0; i, m = i+ld, m-1 {
		r := (*[3]float64)(a[i:])
		x, y, z := r[0], r[1], r[2]
		s := x + q.v1*y + q.v2*z
		r[0], r[1], r[2] = x-s*t0, y-s*t1, z-s*t2
	}
}

// rows2 is rows for a reflector with v2 zero.
func (q reflector) rows2(r0, r1 []float64) {
	t0, t1 := q.tau, q.tau*q.v1
	r1 = r1[:len(r0)]
	for j, x := range r0 {
		s := x + q.v1*r1[j]
		r0[j] = x - s*t0
		r1[j] -= s * t1
	}
}

// columns2 is columns for a reflector with v2 zero.
func (q reflector) columns2(a []float64, ld, m int) {
	t0, t1 := q.tau, q.tau*q.v1
	for i := 0; m > 0; i, m = i+ld, m-1 {
		r := (*[2]float64)(a[i:])
		s := r[0] + q.v1*r[1]
		r[0] -= s * t0
		r[1] -= s * t1
	}
}

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

// region is where reflectors of a chase are applied at once: to the columns of H below right, to its rows from top, and to
// the columns of u, whose first is number base of H's.
type region struct {
	h          []float64
	ldh        int
	top, right int
	u          []float64
	ldu, base  int
}

// start makes the bulge of two shifts in row and column lo of the active block lo … hi of three rows or more.
func (g *region) start(s pair, lo, hi, ulo, uhi int) {
	q, _ := newReflector(s.first(g.h, g.ldh, lo))
	g.apply(q, lo, hi, lo, ulo, uhi)
}

// step moves a bulge that stands in column k of the active block that ends with row hi one column on; rows ulo … uhi−1 of u
// are not zero there. The last step, with k = hi−2, moves it out.
func (g *region) step(s pair, k, hi, ulo, uhi int) {
	c := g.h[(k+1)*g.ldh+k:]
	if k == hi-2 {
		q, beta := newReflector(c[0], c[g.ldh], 0)
		c[0], c[g.ldh] = beta, 0
		g.apply2(q, k+1, hi, ulo, uhi)
		return
	}
	if c[g.ldh] == 0 && c[2*g.ldh] == 0 {
		g.revive(s, k, hi, ulo, uhi)
		return
	}
	q, beta := newReflector(c[0], c[g.ldh], c[2*g.ldh])
	c[0], c[g.ldh], c[2*g.ldh] = beta, 0, 0
	g.apply(q, k+1, hi, k+1, ulo, uhi)
}

// revive makes a bulge again that underflow or a zero on the subdiagonal took away, if what that leaves in column k,
// below the subdiagonal, is negligible.
func (g *region) revive(s pair, k, hi, ulo, uhi int) {
	q, _ := newReflector(s.first(g.h, g.ldh, k+1))
	c := g.h[(k+1)*g.ldh+k:]
	fill := math.Abs(c[0]*q.tau*q.v1) + math.Abs(c[0]*q.tau*q.v2)
	near := math.Abs(g.h[k*g.ldh+k]) + math.Abs(c[1]) + math.Abs(g.h[(k+2)*g.ldh+k+2])
	if fill > epsilon*near || near == 0 {
		return
	}
	c[0] -= c[0] * q.tau
	g.apply(q, k+1, hi, k+1, ulo, uhi)
}

// apply is a reflector of rows i, i+1, i+2, from both sides, from column left on.
func (g *region) apply(q reflector, i, hi, left, ulo, uhi int) {
	if q.tau == 0 {
		return
	}
	h, ldh := g.h, g.ldh
	r := i * ldh
	q.rows(h[r+left:r+g.right], h[r+ldh+left:r+ldh+g.right], h[r+2*ldh+left:r+2*ldh+g.right])
	q.columns(h[g.top*ldh+i:], ldh, min(i+3, hi)-g.top+1)
	if ulo < uhi {
		q.columns(g.u[ulo*g.ldu+i-g.base:], g.ldu, uhi-ulo)
	}
}

// apply2 is apply for the last two rows, i and i+1.
func (g *region) apply2(q reflector, i, hi, ulo, uhi int) {
	if q.tau == 0 {
		return
	}
	h, ldh := g.h, g.ldh
	r := i * ldh
	q.rows2(h[r+i:r+g.right], h[r+ldh+i:r+ldh+g.right])
	q.columns2(h[g.top*ldh+i:], ldh, hi-g.top+1)
	if ulo < uhi {
		q.columns2(g.u[ulo*g.ldu+i-g.base:], g.ldu, uhi-ulo)
	}
}
