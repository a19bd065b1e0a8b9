package svd

import (
	"math"

	"gonum.org/v1/gonum/blas"
)

// merging is what one merge needs: the middle matrix
//
//	M = z₀ z₁ … z₍k₋₁₎
//	       d₁
//	           …
//	              d₍k₋₁₎        with d₀ = 0,
//
// whose singular values are those of the joined block, but for deflated ones.
type merging struct {
	z, pole, weight []float64 // of M, poles ascending; weight is z²
	source          []float64 // the row of the block that each pole stands for
	deflated        []float64 // rows of the block whose singular value and vectors stay
	side            []float64 // per row of the block, where its vectors are not 0
	column          []float64 // the pole of each column of left and right, in the order of packed rows
	root            []float64 // singular values of M
	line            []float64 // two rows of left and right
	delta           []float64 // k by k: d² − σ² for every root, row by row; then M's right singular vectors
	left            []float64 // k by k: M's left singular vectors
	poles           int       // k
	packed          []float64 // rows of the block, grouped by where they are not 0
}

const (
	onLeft = iota
	dense
	onRight
	sides
)

// merge joins the blocks of nl rows from lo on, and of nr rows behind the row lo+nl.
func (b *divided) merge(lo, nl, nr int) {
	n := nl + nr + 1
	alpha, beta := b.d[lo+nl], b.e[lo+nl]
	norm := max(math.Abs(alpha), math.Abs(beta))
	for j := range n {
		if j != nl {
			norm = max(norm, b.d[lo+j])
		}
	}
	if norm == 0 {
		norm = 1
	}
	for j := range n {
		b.d[lo+j] /= norm
	}
	b.joinNulls(lo, nl, nr, alpha/norm, beta/norm)
	k := b.deflate(lo, nl, nr)
	b.solve(k)
	b.lowner(k)

	var count [sides]int
	b.group(k, &count)
	b.vectors(k)
	gap := b.d[lo:] // deflated values, before the roots are written over them
	for i := range n - k {
		b.line[i] = gap[int(b.deflated[i])] * norm
	}
	b.combine(lo, nl, nr, k, &count, b.left, b.u, b.ldu, n)
	b.combine(lo, nl, nr, k, &count, b.delta, b.v, b.ldv, n+1)
	copy(b.d[lo+k:lo+n], b.line[:n-k])
	for i := range k {
		b.d[lo+i] = b.root[i] * norm
	}
	b.sort(lo, k, n)
}

// joinNulls rotates the vectors that the blocks take to 0 into one that M takes to z₀ and one that the joined block
// takes to 0, and makes the other elements of z from the rest of the vectors.
func (b *divided) joinNulls(lo, nl, nr int, alpha, beta float64) {
	n := nl + nr + 1
	for j := range nl {
		b.z[j] = alpha * b.v[(lo+j)*b.ldv+lo+nl]
	}
	for j := nl + 1; j < n; j++ {
		b.z[j] = beta * b.v[(lo+j)*b.ldv+lo+nl+1]
	}
	first, last := b.v[(lo+nl)*b.ldv+lo:][:n+1], b.v[(lo+n)*b.ldv+lo:][:n+1]
	f, g := alpha*first[nl], beta*last[nl+1]
	r := math.Hypot(f, g)
	c, s := 1.0, 0.0
	if r > tolerance {
		c, s = f/r, g/r
	} else {
		r = tolerance
	}
	b.z[nl] = r
	for j := 0; j <= nl; j++ {
		first[j], last[j] = c*first[j], -s*first[j]
	}
	for j := nl + 1; j <= n; j++ {
		first[j], last[j] = s*last[j], c*last[j]
	}
	row := b.u[(lo+nl)*b.ldu+lo:][:n]
	clear(row)
	row[nl] = 1
}

// group orders the poles by where their rows are not 0: on the left, everywhere, on the right.
func (b *divided) group(k int, count *[sides]int) {
	g := 0
	for s := range sides {
		from := g
		for j := range k {
			if int(b.side[int(b.source[j])]) == s {
				b.column[g] = float64(j)
				g++
			}
		}
		count[s] = g - from
	}
}

// combine replaces rows of x by the products of s, k by k, with those that poles stand for. It saves half of the
// multiplications by leaving out what is 0 on the left or on the right. Deflated rows go behind.
func (b *divided) combine(lo, nl, nr, k int, count *[sides]int, s, x []float64, ldx, width int) {
	wl := nl + 1
	wr := width - wl
	kl, kr := count[onLeft]+count[dense], count[dense]+count[onRight]
	l := b.packed[:kl*wl]
	r := b.packed[len(l) : len(l)+kr*wr]
	rest := b.packed[len(l)+len(r):]
	for g := range k {
		row := x[(lo+int(b.source[int(b.column[g])]))*ldx+lo:]
		if g < kl {
			copy(l[g*wl:(g+1)*wl], row)
		}
		if at := g - count[onLeft]; at >= 0 {
			copy(r[at*wr:(at+1)*wr], row[wl:])
		}
	}
	n := nl + nr + 1
	for i := range n - k {
		copy(rest[i*width:(i+1)*width], x[(lo+int(b.deflated[i]))*ldx+lo:])
	}
	out := x[lo*ldx+lo:]
	b.bl.Dgemm(blas.NoTrans, blas.NoTrans, k, wl, kl, 1, s, k, l, wl, 0, out, ldx)
	b.bl.Dgemm(blas.NoTrans, blas.NoTrans, k, wr, kr, 1, s[count[onLeft]:], k, r, max(1, wr), 0, out[wl:], ldx)
	for i := range n - k {
		copy(x[(lo+k+i)*ldx+lo:][:width], rest[i*width:(i+1)*width])
	}
}

// sort lists the rows of a joined block by singular values: two runs that ascend, of roots and of deflated ones.
func (b *divided) sort(lo, k, n int) {
	d := b.d[lo : lo+n]
	i, j := 0, k
	for at := range n {
		if j == n || i < k && d[i] <= d[j] {
			b.ascending[lo+at] = float64(i)
			i++
		} else {
			b.ascending[lo+at] = float64(j)
			j++
		}
	}
}
