package schur

import (
	"math"

	"gonum.org/v1/gonum/lapack/gonum"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/scratch"
)

// Exchange moves the diagonal block of T that row from is of to where the one is that row to is of, by exchanges with those between
// (Dtrexc). Q, or nil, is multiplied by the same orthogonal matrix. It returns the first row of the block before and after, and false
// where it could not be moved further.
func Exchange(blas gonumblas.Implementation, n int, t []float64, ldt int, q []float64, ldq, from, to int) (first, last int, ok bool) {
	p := problem{blas: blas, n: n, h: t, ldh: ldt, full: true, z: q, ldz: ldq}
	if q != nil {
		p.zhi = n
		scratch.TransposeInPlace(n, q, ldq)
		defer scratch.TransposeInPlace(n, q, ldq)
	}
	start := func(i int) int {
		if i > 0 && t[i*ldt+i-1] != 0 {
			return i - 1
		}
		return i
	}
	first, last = start(from), start(to)
	switch {
	case first < last:
		last, ok = p.lower(first, last+p.rowsAt(last)-p.rowsAt(first))
	default:
		last, ok = p.raise(first, last)
	}
	return first, last, ok
}

// rowsAt returns how many rows the diagonal block that begins in row i has.
func (p *problem) rowsAt(i int) int {
	if i+1 < p.n && p.h[(i+1)*p.ldh+i] != 0 {
		return 2
	}
	return 1
}

// raise moves the diagonal block of T that begins in row i up to row to, where another begins, by exchanges with those between. It
// returns where it has come to, and whether no exchange failed.
func (p *problem) raise(i, to int) (at int, ok bool) {
	rows := p.rowsAt(i)
	for i > to {
		above := 1
		if i > 1 && p.h[(i-1)*p.ldh+i-2] != 0 {
			above = 2
		}
		if !p.swap(i-above, above, rows) {
			return i, false
		}
		i -= above
		if rows == 2 && p.rowsAt(i) == 1 { // rounding made two of it
			if at, ok = p.raise(i, to); ok {
				_, ok = p.raise(i+1, at+1)
			}
			return at, ok
		}
	}
	return i, true
}

// lower is raise downwards. Row to is where the block begins once that which ends there now has moved up.
func (p *problem) lower(i, to int) (at int, ok bool) {
	rows := p.rowsAt(i)
	for i < to {
		below := p.rowsAt(i + rows)
		if !p.swap(i, rows, below) {
			return i, false
		}
		i += below
		if rows == 2 && p.rowsAt(i) == 1 {
			if _, ok = p.lower(i+1, to+1); !ok {
				return i, false
			}
			return p.lower(i, to)
		}
	}
	return i, true
}

// swap exchanges the diagonal blocks of n1 and n2 rows of which the first begins in row j (Z. Bai and J. Demmel, On swapping
// diagonal blocks in real Schur form, Linear Algebra Appl. 186, 1993). With T₁₁·X − X·T₂₂ = γ·T₁₂ the columns of (−X, γ·I) span
// what the exchange is to bring in front, and rotations make them upper triangular.
//
// Blocks whose eigenvalues are so close that rounding would leave more than that below the diagonal stay as they are, and swap
// reports false.
func (p *problem) swap(j, n1, n2 int) bool {
	t := p.h[j*p.ldh+j:]
	if n1 == 1 && n2 == 1 {
		first, last := t[0], t[p.ldh+1]
		g, _ := newRotation(t[1], last-first)
		p.rotate(j, j+2, j, g)
		t[0], t[p.ldh+1] = last, first
		return true
	}
	var turns [4]rotation
	e := exchange{n1: n1, n2: n2, turns: turns[:n1*n2]}
	if !e.find(t, p.ldh) {
		return false
	}
	first, last := t[0], t[(n1+n2-1)*(p.ldh+1)]
	k := 0
	for c := range n2 {
		for r := c + n1 - 1; r >= c; r-- {
			p.rotate(j+r, j, j+n1+n2, e.turns[k])
			k++
		}
	}
	for i := n2; i < n1+n2; i++ {
		clear(t[i*p.ldh:][:n2])
	}
	if n2 == 1 {
		t[0] = last
	} else {
		p.standardize(j)
	}
	if n1 == 1 {
		t[n2*(p.ldh+1)] = first
	} else {
		p.standardize(j + n2)
	}
	return true
}

// rotate rotates rows i and i+1 of T from column from on, the first to rows of the same columns, and Z.
func (p *problem) rotate(i, from, to int, g rotation) {
	h, ld := p.h, p.ldh
	g.rows(p.blas, h[i*ld+from:i*ld+p.n], h[(i+1)*ld+from:(i+1)*ld+p.n])
	g.columns(h[i:], ld, to)
	g.rows(p.blas, p.zRow(i), p.zRow(i+1))
}

// standardize brings rows i and i+1 into standard form: equal elements on the diagonal and others of opposite sign beside it, or a
// triangle. It returns their eigenvalues.
func (p *problem) standardize(i int) (re0, im0, re1, im1 float64) {
	r0, r1 := p.h[i*p.ldh:], p.h[(i+1)*p.ldh:]
	var g rotation
	r0[i], r0[i+1], r1[i], r1[i+1], re0, im0, re1, im1, g.c, g.s = gonum.Implementation{}.Dlanv2(r0[i], r0[i+1], r1[i], r1[i+1])
	if p.full {
		g.rows(p.blas, r0[i+2:p.n], r1[i+2:p.n])
		g.columns(p.h[i:], p.ldh, i)
	}
	g.rows(p.blas, p.zRow(i), p.zRow(i+1))
	return re0, im0, re1, im1
}

// exchange is of two diagonal blocks, by rotations of rows c+n1−1, …, c with those below for each column c of the second.
type exchange struct {
	n1, n2 int
	turns  []rotation
}

// find finds the rotations, and reports whether what they leave of the blocks of t is negligible where it should be zero.
func (e *exchange) find(t []float64, ldt int) bool {
	const ld = 4
	var d, m [4 * ld]float64
	n1, n2, n := e.n1, e.n2, e.n1+e.n2
	norm := 0.0
	for i := range n {
		copy(d[i*ld:][:n], t[i*ldt:])
		for _, v := range d[i*ld:][:n] {
			norm = max(norm, math.Abs(v))
		}
	}
	x, scale := sylvester(n1, n2, &d)
	for c := range n2 {
		for r := range n1 {
			m[r*ld+c] = -x[r*2+c]
		}
		m[(n1+c)*ld+c] = scale
	}
	first, last := d[0], d[(n-1)*(ld+1)]
	k := 0
	for c := range n2 {
		for r := c + n1 - 1; r >= c; r-- {
			g, _ := newRotation(m[r*ld+c], m[(r+1)*ld+c])
			turn(g, m[r*ld:][:n2], m[(r+1)*ld:][:n2])
			turn(g, d[r*ld:][:n], d[(r+1)*ld:][:n])
			g.columns(d[r:], ld, n)
			e.turns[k] = g
			k++
		}
	}
	off := 0.0
	for i := n2; i < n; i++ {
		for _, v := range d[i*ld:][:n2] {
			off = max(off, math.Abs(v))
		}
	}
	if n1 == 1 {
		off = max(off, math.Abs(d[(n-1)*(ld+1)]-first))
	}
	if n2 == 1 {
		off = max(off, math.Abs(d[0]-last))
	}
	return off <= max(10*epsilon*norm, safe/epsilon)
}

// turn rotates two short rows.
func turn(g rotation, x, y []float64) {
	for i, a := range x {
		b := y[i]
		x[i], y[i] = g.c*a+g.s*b, g.c*b-g.s*a
	}
}
