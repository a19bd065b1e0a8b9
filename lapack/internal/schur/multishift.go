package schur

import "math"

// multishift alternates deflation and sweeps until the active block lo … hi is in Schur form. It returns zero, or the
// number of the row behind the last that did not converge.
func (p *problem) multishift(lo, hi int) (unconverged int) {
	limit := 30 * max(10, hi-lo+1)
	stuck := 0 // sweeps since the last deflation
	for bottom := hi; bottom >= lo; limit-- {
		if limit == 0 {
			return bottom + 1
		}
		top := p.split(lo, bottom)
		nh := bottom - top + 1
		if nh <= 2 {
			p.finish(top, bottom)
			bottom, stuck = top-1, 0
			continue
		}
		nw := p.deflationOrder(top, bottom, stuck)
		undeflated, deflated := p.deflate(top, bottom, nw)
		bottom -= deflated
		if deflated > 0 {
			stuck = 0
		} else {
			stuck++
		}
		// Where much was deflated, more will be without a sweep (part II, section 3).
		if deflated > 0 && (100*deflated > 14*nw || bottom-top+1 <= small) {
			continue
		}
		if bottom-top < 2 {
			continue
		}
		ks := p.choose(top, bottom, undeflated, stuck)
		p.sweep(top, bottom, p.wr[ks:bottom+1], p.wi[ks:bottom+1])
	}
	return 0
}

// deflationOrder returns the order of the next deflation window: the whole block if it is small. It varies where
// nothing is deflated.
func (p *problem) deflationOrder(top, bottom, stuck int) int {
	nh, most := bottom-top+1, p.maxDeflation(p.n)
	if nh <= min(small, most) {
		return nh
	}
	nw := p.deflation
	if stuck >= 5 {
		nw = nw*2 - stuck%nw
	}
	nw = min(nw, nh, most)
	if first := bottom - nw + 1; nw < min(nh-1, most) && math.Abs(p.h[first*p.ldh+first-1]) > math.Abs(p.h[(first-1)*p.ldh+first-2]) {
		nw++
	}
	return max(2, nw)
}

// choose returns where the shifts of the next sweep begin in wr and wi; they end with bottom. They are the eigenvalues of the
// deflation window that did not deflate, the smallest if there are too many, or others where nothing was deflated for long.
func (p *problem) choose(top, bottom, undeflated, stuck int) int {
	ns := min(p.shifts, bottom-top) &^ 1
	first := bottom - undeflated + 1
	switch {
	case stuck > 0 && stuck%6 == 0:
		return p.exceptional(top, bottom, ns)
	case undeflated <= ns/2 || undeflated < 2:
		if first = p.trailing(bottom, ns); bottom-first < 1 {
			return p.exceptional(top, bottom, ns)
		}
	}
	if bottom-first+1 > ns {
		p.sortShifts(first, bottom)
	}
	p.pairShifts(first, bottom)
	first = max(first, bottom-ns+1)
	if (bottom-first)&1 == 0 {
		first++
	}
	if bottom-first == 1 && p.wi[bottom] == 0 { // two real shifts: the better one twice
		d := p.h[bottom*p.ldh+bottom]
		if math.Abs(p.wr[bottom]-d) < math.Abs(p.wr[first]-d) {
			p.wr[first] = p.wr[bottom]
		} else {
			p.wr[bottom] = p.wr[first]
		}
	}
	return first
}

// exceptional makes ns shifts that no eigenvalue suggests.
func (p *problem) exceptional(top, bottom, ns int) int {
	h, ld := p.h, p.ldh
	first := bottom - ns + 1
	for i := bottom; i > first; i -= 2 {
		s := math.Abs(h[i*ld+i-1])
		if i-1 > top {
			s += math.Abs(h[(i-1)*ld+i-2])
		}
		d := h[i*ld+i] + 0.75*s
		q := shifts(d, -0.4375*s, s, d)
		p.wr[i-1], p.wi[i-1], p.wr[i], p.wi[i] = q.re0, q.im0, q.re1, q.im1
	}
	return first
}

// trailing takes the eigenvalues of the last ns rows as shifts, and returns where they begin.
func (p *problem) trailing(bottom, ns int) int {
	first := bottom - ns + 1
	t := p.rest[:ns*ns]
	clear(t)
	for i := range ns {
		l := max(0, i-1)
		copy(t[i*ns+l:(i+1)*ns], p.h[(first+i)*p.ldh+first+l:])
	}
	q := problem{blas: p.blas, n: ns, h: t, ldh: ns, wr: p.wr[first:], wi: p.wi[first:]}
	return first + q.francis(0, ns-1)
}

// sortShifts sorts shifts by falling size; conjugates stay together, since no exchange is made of equals.
func (p *problem) sortShifts(first, last int) {
	for i := first + 1; i <= last; i++ {
		for j := i; j > first && p.size(j) > p.size(j-1); j-- {
			p.exchange(j, j-1)
		}
	}
}

func (p *problem) size(i int) float64 { return math.Abs(p.wr[i]) + math.Abs(p.wi[i]) }

func (p *problem) exchange(i, j int) {
	p.wr[i], p.wr[j] = p.wr[j], p.wr[i]
	p.wi[i], p.wi[j] = p.wi[j], p.wi[i]
}

// pairShifts brings real shifts next to each other, from the last on.
func (p *problem) pairShifts(first, last int) {
	for i := last; i > first+1; i -= 2 {
		if p.wi[i] != -p.wi[i-1] {
			p.exchange(i, i-1)
			p.exchange(i-1, i-2)
		}
	}
}
