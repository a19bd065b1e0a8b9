package svd

import "math"

// leaf is an upper bidiagonal of few rows on its way to its singular values.
type leaf struct {
	d, e        []float64
	left, right few
	small       float64 // what is less is zero, as where blocks are joined
}

// few are vectors, as rows of n elements.
type few struct {
	x     []float64
	ld, n int
}

func (v few) row(i int) []float64 { return v.x[i*v.ld:][:v.n] }

// rotate makes c·x + s·y and c·y − s·x of rows i and j.
func (v few) rotate(i, j int, c, s float64) {
	x, y := v.row(i), v.row(j)
	y = y[:len(x)]
	for k, a := range x {
		b := y[k]
		x[k], y[k] = c*a+s*b, c*b-s*a
	}
}

// solve makes d the singular values, in no order, by the implicitly shifted QR iteration of Golub and Reinsch (Singular value
// decomposition and least squares solutions, 1970). It tells whether it converged.
func (l *leaf) solve() bool {
	for i, x := range l.d {
		l.small = max(l.small, math.Abs(x))
		if i < len(l.e) {
			l.small = max(l.small, math.Abs(l.e[i]))
		}
	}
	l.small = max(tolerance*l.small, 0x1p-1000)
	budget := 30 * len(l.d)
	for hi := len(l.d) - 1; hi > 0; {
		lo := l.split(hi)
		if lo == hi {
			hi--
			continue
		}
		if budget--; budget < 0 {
			return false
		}
		if !l.clearRow(lo, hi) {
			l.step(lo, hi)
		}
	}
	for i, x := range l.d {
		if x < 0 {
			l.d[i] = -x
			row := l.right.row(i)
			for j := range row {
				row[j] = -row[j]
			}
		}
	}
	return true
}

// split returns the first row of the unreduced block that ends with row hi.
func (l *leaf) split(hi int) int {
	for i := hi; i > 0; i-- {
		if math.Abs(l.e[i-1]) <= l.small {
			l.e[i-1] = 0
			return i
		}
	}
	return 0
}

// clearRow looks for a zero on the diagonal above row hi of the block. Rotations with the rows below clear its row, and with that split
// the block.
func (l *leaf) clearRow(lo, hi int) bool {
	for i := lo; i < hi; i++ {
		if math.Abs(l.d[i]) > l.small {
			continue
		}
		f := l.e[i]
		l.d[i], l.e[i] = 0, 0
		for k := i + 1; k <= hi; k++ {
			c, s, r := rotation(l.d[k], f)
			l.d[k] = r
			if k < hi {
				f, l.e[k] = -s*l.e[k], c*l.e[k]
			}
			l.left.rotate(k, i, c, s)
		}
		return true
	}
	return false
}

// step is one sweep over the rows lo to hi, with the least singular value of the last two as the shift.
func (l *leaf) step(lo, hi int) {
	d, e := l.d, l.e
	shift := leastOfTwo(d[hi-1], e[hi-1], d[hi])
	f := (math.Abs(d[lo]) - shift) * (math.Copysign(1, d[lo]) + shift/d[lo])
	g := e[lo]
	for i := lo; i < hi; i++ {
		c, s, r := rotation(f, g)
		if i > lo {
			e[i-1] = r
		}
		f, e[i] = c*d[i]+s*e[i], c*e[i]-s*d[i]
		g, d[i+1] = s*d[i+1], c*d[i+1]
		l.right.rotate(i, i+1, c, s)

		c, s, d[i] = rotation(f, g)
		f, d[i+1] = c*e[i]+s*d[i+1], c*d[i+1]-s*e[i]
		if i+1 < hi {
			g, e[i+1] = s*e[i+1], c*e[i+1]
		}
		l.left.rotate(i, i+1, c, s)
	}
	e[hi-1] = f
}

// leastOfTwo is the lesser singular value of the rows (f, g) and (0, h).
func leastOfTwo(f, g, h float64) float64 {
	f, g, h = math.Abs(f), math.Abs(g), math.Abs(h)
	if f == 0 || h == 0 {
		return 0
	}
	sum := math.Hypot(f+h, g) + math.Hypot(f-h, g) // twice the greater one
	return 2 * f * (h / sum)
}

// rotation returns c, s and r with c·x + s·y = r and c·y − s·x = 0.
func rotation(x, y float64) (c, s, r float64) {
	if y == 0 {
		return 1, 0, x
	}
	scale := 1.0
	sum := x*x + y*y
	if !(0x1p-900 < sum && sum < 0x1p900) { // no c and s of subnormal squares
		scale = max(math.Abs(x), math.Abs(y))
		x, y = x/scale, y/scale
		sum = x*x + y*y
	}
	r = math.Sqrt(sum)
	return x / r, y / r, r * scale
}
