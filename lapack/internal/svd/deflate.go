package svd

import "math"

// tolerance is below what an element of B, of norm 1, may be neglected.
const tolerance = 8 * eps

// deflate chooses the rows that are poles of M, in ascending order behind the pole 0, and returns how many poles there
// are. Of the others the singular values and vectors stay: where z is negligible, or where a rotation with the next row, of the same
// singular value, makes it 0.
func (b *divided) deflate(lo, nl, nr int) int {
	n := nl + nr + 1
	d := b.d[lo : lo+n]
	b.pole[0], b.weight[0], b.source[0] = 0, b.z[nl], float64(nl)
	for j := range n {
		switch {
		case j < nl:
			b.side[j] = onLeft
		case j == nl:
			b.side[j] = dense
		default:
			b.side[j] = onRight
		}
	}
	k, gone, last := 1, 0, -1
	i, j := 0, nl+1
	for i < nl || j < n {
		var row int
		if l, r := b.candidates(lo, nl, n, i, j); j == n || i < nl && d[l] <= d[r] {
			row, i = l, i+1
		} else {
			row, j = r, j+1
		}
		switch {
		case math.Abs(b.z[row]) <= tolerance:
			gone = b.drop(d, row, gone)
			continue
		case last >= 0 && d[row]-d[last] <= tolerance:
			b.rotate(lo, n, last, row)
			gone = b.drop(d, last, gone)
			k--
		}
		b.pole[k], b.weight[k], b.source[k] = d[row], b.z[row], float64(row)
		k++
		last = row
	}
	if k > 1 {
		b.pole[1] = max(b.pole[1], tolerance/2)
	}
	// z has been gathered behind the poles: one slice becomes z in their order, the other its squares.
	for j := range k {
		z := b.weight[j]
		b.z[j], b.weight[j] = z, z*z
	}
	return k
}

// candidates are the rows with the least singular values that have not been taken, i of the left and up to j.
func (b *divided) candidates(lo, nl, n, i, j int) (l, r int) {
	if i < nl {
		l = int(b.ascending[lo+i])
	}
	if j < n {
		r = nl + 1 + int(b.ascending[lo+j])
	}
	return l, r
}

// drop adds a row to the deflated ones, which ascend.
func (b *divided) drop(d []float64, row, gone int) int {
	at := gone
	for ; at > 0 && d[int(b.deflated[at-1])] > d[row]; at-- {
		b.deflated[at] = b.deflated[at-1]
	}
	b.deflated[at] = float64(row)
	return gone + 1
}

// rotate makes z of row i zero. Both rows have the same singular value.
func (b *divided) rotate(lo, n, i, j int) {
	r := math.Hypot(b.z[i], b.z[j])
	c, s := b.z[j]/r, -b.z[i]/r
	b.z[i], b.z[j] = 0, r
	b.bl.Drot(n, b.u[(lo+i)*b.ldu+lo:], 1, b.u[(lo+j)*b.ldu+lo:], 1, c, s)
	b.bl.Drot(n+1, b.v[(lo+i)*b.ldv+lo:], 1, b.v[(lo+j)*b.ldv+lo:], 1, c, s)
	if b.side[i] != b.side[j] {
		b.side[j] = dense
	}
}
