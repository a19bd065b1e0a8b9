package tridiag

import (
	"math"

	"gonum.org/v1/gonum/blas"
)

// piece is a block of T whose halves are solved: rows 0 … m-1 of z have the eigenvectors of the first, in columns
// 0 … m-1, the other rows and columns those of the second. order sorts either half by itself.
type piece struct {
	d     []float64
	z     []float64
	ldz   int
	m     int
	order indices
}

// row returns row i of the eigenvectors.
func (p *piece) row(i int) []float64 { return p.z[i*p.ldz:][:len(p.d)] }

// merge finds the eigenvalues and vectors of diag(T₁, T₂) + ρ·v·vᵀ from those of its halves. In the basis of the
// halves' eigenvectors it is D + ρ·u·uᵀ.
func (c *Conqueror) merge(p *piece, rho, sign float64) bool {
	n, m := len(p.d), p.m
	u := c.u[:n]
	for i := range m {
		u[i] = p.z[i*p.ldz+m-1] * math.Sqrt2 / 2
	}
	for i := m; i < n; i++ {
		u[i] = p.z[i*p.ldz+m] * sign * math.Sqrt2 / 2
	}
	rho *= 2 // u is of norm 1

	mergeRows(p.d, p.order[:m], p.order[m:n], m, c.sorted[:n])
	k := c.deflate(p, u, rho)
	top, bottom := c.group(p, k)
	if k > 0 && !c.update(p, k, rho, top, bottom) {
		return false
	}
	mergeRows(p.d, c.ascending(0, k), c.ascending(k, n), 0, c.kept[:n])
	copy(p.order[:n], c.kept[:n])
	return true
}

// ascending returns the numbers from lo to hi, in workspace.
func (c *Conqueror) ascending(lo, hi int) indices {
	for i := lo; i < hi; i++ {
		c.sorted.set(i, i)
	}
	return c.sorted[lo:hi]
}

// group copies the k kept rows of z into the pool and moves the deflated ones, with their eigenvalues, behind
// place k. Kept rows stand by what of them is not zero: the first half alone, both, the second half alone. So the
// pool has the first halves of the first two groups, of top rows, and then the second halves of the last two, of bottom
// rows. No rotation makes a row full but deflates another, so that these are never more than rows of their half.
func (c *Conqueror) group(p *piece, k int) (top, bottom int) {
	n, m := len(p.d), p.m
	var count, next [3]int
	for i := range k {
		count[c.kind.at(c.kept.at(i))]++
	}
	next[both], next[bottomOnly] = count[topOnly], count[topOnly]+count[both]
	top, bottom = next[bottomOnly], k-count[topOnly]

	upper, lower := c.pool[:top*m], c.pool[top*m:][:bottom*(n-m)]
	for i := range k {
		from := c.kept.at(i)
		kind := c.kind.at(from)
		to := next[kind]
		next[kind]++
		c.slot.set(i, to)
		c.poles[i], c.weight[i] = p.d[from], c.u[from]
		row := p.row(from)
		if kind != bottomOnly {
			copy(upper[to*m:][:m], row)
		}
		if kind != topOnly {
			copy(lower[(to-count[topOnly])*(n-m):][:n-m], row[m:])
		}
	}

	aside := c.pool[top*m+bottom*(n-m):]
	for i := k; i < n; i++ {
		from := c.kept.at(n - 1 - (i - k)) // these come in descending order
		copy(aside[(i-k)*n:][:n], p.row(from))
		c.u[i] = p.d[from] // u is read no more
	}
	for i := k; i < n; i++ {
		copy(p.row(i), aside[(i-k)*n:])
		p.d[i] = c.u[i]
	}
	return top, bottom
}

// update sets the first k eigenvalues and vectors of p to those of the rank-one matrix that is not deflated: the
// secular equation's roots, and products of its eigenvectors with the rows in the pool.
func (c *Conqueror) update(p *piece, k int, rho float64, top, bottom int) bool {
	n, m := len(p.d), p.m
	upper, lower := c.pool, c.pool[top*m:]
	s := lower[bottom*(n-m):]
	if !c.vectors(p, k, rho, s) {
		return false
	}

	// The columns on the right come first: those on the left hold all that the second product reads. A product of no rows
	// clears its columns.
	c.columns(p, k, k-bottom, bottom, s)
	c.BLAS.Dgemm(blas.NoTrans, blas.NoTrans, k, n-m, bottom, 1, s, max(1, bottom), lower, n-m, 0, p.z[m:], p.ldz)
	c.columns(p, k, 0, top, s)
	c.BLAS.Dgemm(blas.NoTrans, blas.NoTrans, k, m, top, 1, s, max(1, top), upper, m, 0, p.z, p.ldz)
	return true
}

// columns copies the first k rows of z, columns lo … lo+width-1, to s.
func (c *Conqueror) columns(p *piece, k, lo, width int, s []float64) {
	for i := range k {
		copy(s[i*width:][:width], p.row(i)[lo:])
	}
}
