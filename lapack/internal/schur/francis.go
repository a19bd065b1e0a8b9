package schur

import "math"

// francis is the double-shift QR iteration on rows lo … hi, each bulge chased by rotations of all of H and Z at once (G. H. Golub and
// C. F. Van Loan, Matrix Computations, section 7.5): for matrices that fit the first cache. It returns zero, or the
// number of the row behind the last that did not converge.
func (p *problem) francis(lo, hi int) (unconverged int) {
	limit := 30 * max(10, hi-lo+1)
	stuck := 0
	for i := hi; i >= lo; {
		for its := 0; ; its++ {
			l := p.split(lo, i)
			if l >= i-1 {
				p.finish(l, i)
				i, stuck = l-1, 0
				break
			}
			if its > limit {
				return i + 1
			}
			stuck++
			p.doubleShift(l, i, stuck)
		}
	}
	return 0
}

// doubleShift is one sweep over the unreduced block l … i.
func (p *problem) doubleShift(l, i, stuck int) {
	g := region{blas: p.blas, h: p.h, ldh: p.ldh, top: l, right: i + 1, u: p.z, ldu: p.ldz}
	if p.full {
		g.top, g.right = 0, p.n
	}
	s := p.rayleigh(l, i, stuck)
	m := p.middle(s, l, i)
	q, _ := newRotations(s.first(p.h, p.ldh, m))
	if m > l {
		p.h[m*p.ldh+m-1] *= q.upper.c
	}
	g.apply(q, m, i, m, p.zlo, p.zhi)
	for k := m; k <= i-2; k++ {
		g.step(s, k, i, p.zlo, p.zhi)
	}
}

// rayleigh returns the eigenvalues of the last two rows as shifts, or the closer one twice if they are real. Every tenth
// sweep without a deflation takes others, to break a cycle.
func (p *problem) rayleigh(l, i, stuck int) pair {
	h, ld := p.h, p.ldh
	if stuck%10 == 0 {
		j, s := i, math.Abs(h[i*ld+i-1])+math.Abs(h[(i-1)*ld+i-2])
		if stuck%20 != 0 {
			j, s = l, math.Abs(h[(l+1)*ld+l])+math.Abs(h[(l+2)*ld+l+1])
		}
		d := h[j*ld+j] + 0.75*s
		return shifts(d, -0.4375*s, s, d)
	}
	return shifts(h[(i-1)*ld+i-1], h[(i-1)*ld+i], h[i*ld+i-1], h[i*ld+i])
}

// shifts returns the eigenvalues of the matrix of rows (a, b) and (c, d), or the one closer to d twice if they are real.
func shifts(a, b, c, d float64) pair {
	s := math.Abs(a) + math.Abs(b) + math.Abs(c) + math.Abs(d)
	if s == 0 {
		return pair{}
	}
	a, b, c, d = a/s, b/s, c/s, d/s
	mean := (a + d) / 2
	det := (a-mean)*(d-mean) - b*c
	root := math.Sqrt(math.Abs(det))
	if det >= 0 {
		return pair{mean * s, root * s, mean * s, -root * s}
	}
	x := mean + root
	if math.Abs(mean-root-d) < math.Abs(x-d) {
		x = mean - root
	}
	return pair{x * s, 0, x * s, 0}
}

// middle returns the last row where a sweep may start, since two small elements of the subdiagonal in a row leave only
// what is negligible behind.
func (p *problem) middle(s pair, l, i int) int {
	h, ld := p.h, p.ldh
	for m := i - 2; m > l; m-- {
		x0, x1, x2 := s.first(h, ld, m)
		near := math.Abs(h[(m-1)*ld+m-1]) + math.Abs(h[m*ld+m]) + math.Abs(h[(m+1)*ld+m+1])
		if math.Abs(h[m*ld+m-1])*(math.Abs(x1)+math.Abs(x2)) <= epsilon*math.Abs(x0)*near {
			return m
		}
	}
	return l
}

// finish stores the eigenvalues of a block of one or two rows that split off, and brings two rows into standard form.
func (p *problem) finish(l, i int) {
	h, ld := p.h, p.ldh
	if l == i {
		p.wr[i], p.wi[i] = h[i*ld+i], 0
		return
	}
	p.wr[l], p.wi[l], p.wr[i], p.wi[i] = p.standardize(l)
}

// zRow returns what of row i of Zᵀ is multiplied.
func (p *problem) zRow(i int) []float64 {
	if p.zlo == p.zhi {
		return nil
	}
	return p.z[i*p.ldz+p.zlo : i*p.ldz+p.zhi]
}
