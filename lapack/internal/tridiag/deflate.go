package tridiag

import "math"

// The kinds of rows of a merge: what of them is not zero, or that they are eigenvectors already.
const (
	topOnly = iota
	both
	bottomOnly
	deflated
)

// deflate finds the eigenpairs of D + ρ·u·uᵀ that D has already, as far as rounding can tell: those with a tiny
// element of u, and one of two with eigenvalues so close that a rotation of their vectors, which makes an element of
// u zero, puts no more than rounding beside the diagonal. It rotates d, u and the rows of z so, fills kind and kept,
// and returns how many rows are left.
func (c *Conqueror) deflate(p *piece, u []float64, rho float64) int {
	n := len(p.d)
	tiny := 8 * ulp * max(maxAbs(p.d), maxAbs(u))
	for i := range n {
		kind := topOnly
		if i >= p.m {
			kind = bottomOnly
		}
		c.kind.set(i, kind)
	}
	k, first := 0, n // kept rows are kept[:k], deflated ones kept[first:]
	last := -1       // the row before, which the next may yet deflate
	for _, f := range c.sorted[:n] {
		j := int(f)
		switch {
		case rho*math.Abs(u[j]) <= tiny:
			first--
			c.drop(p, j, first)
			continue
		case last < 0:
		case c.rotateAway(p, u, last, j, tiny):
			first--
			c.drop(p, last, first)
		default:
			c.kept.set(k, last)
			k++
		}
		last = j
	}
	if last >= 0 {
		c.kept.set(k, last)
		k++
	}
	return k
}

// drop puts row j into the list of deflated ones, which starts at first with a free place, by descending eigenvalue.
func (c *Conqueror) drop(p *piece, j, first int) {
	c.kind.set(j, deflated)
	at := first
	for ; at+1 < len(p.d) && p.d[c.kept.at(at+1)] > p.d[j]; at++ {
		c.kept[at] = c.kept[at+1]
	}
	c.kept.set(at, j)
}

// rotateAway rotates rows i and j so that u[i] becomes 0, if that puts no more than tiny beside the diagonal.
func (c *Conqueror) rotateAway(p *piece, u []float64, i, j int, tiny float64) bool {
	r := math.Hypot(u[i], u[j])
	cos, sin := u[j]/r, -u[i]/r
	if beside := math.Abs((p.d[j] - p.d[i]) * cos * sin); !(beside <= tiny) {
		return false
	}
	u[i], u[j] = 0, r
	if c.kind[i] != c.kind[j] {
		c.kind.set(j, both)
	}
	c.BLAS.Drot(len(p.d), p.row(i), 1, p.row(j), 1, cos, sin)
	di, dj := p.d[i], p.d[j]
	p.d[i] = di*cos*cos + dj*sin*sin
	p.d[j] = di*sin*sin + dj*cos*cos
	return true
}
