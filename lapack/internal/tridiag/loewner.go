package tridiag

import "math"

// loewner sets the first k rows of p to the eigenvectors of the rank-one matrix, of norm 1, in the order of the pool's
// rows. On entry row i has dⱼ - λᵢ.
//
// The λ are the exact eigenvalues of a matrix with the same poles and a slightly different w, by Löwner's formula
//
//	ŵⱼ² = Π (λᵢ - dⱼ) / Π (dᵢ - dⱼ), i of the second product not j.
//
// Eigenvectors ŵⱼ/(dⱼ - λᵢ) of that matrix are orthogonal however close the λ are (Gu and Eisenstat).
func (c *Conqueror) loewner(p *piece, k int) {
	poles, weight, square := c.poles[:k], c.weight[:k], c.u[:k]
	for j := range square {
		square[j] = 1
	}
	i := 0
	for ; i+4 <= k; i += 4 {
		fourFactors(poles, square, p, i)
	}
	for ; i < k; i++ {
		row := p.row(i)[:k]
		factors(poles, square, row, poles[i], 0, i)
		square[i] *= row[i]
		factors(poles, square, row, poles[i], i+1, k)
	}
	for j, v := range square {
		weight[j] = math.Copysign(math.Sqrt(math.Abs(v)), weight[j])
	}
	for i := range k {
		c.vector(weight, p.row(i)[:k])
	}
}

// factors multiplies squares lo … hi-1 by what root i puts into Löwner's formula; at is pole i.
func factors(poles, square, row []float64, at float64, lo, hi int) {
	for j := lo; j < hi; j++ {
		square[j] *= row[j] / (poles[j] - at)
	}
}

// fourFactors multiplies all squares by what roots i … i+3 put into Löwner's formula, with one division instead of
// four. No pole that is not deflated is so near to another or to a root that four of their distances underflow.
func fourFactors(poles, square []float64, p *piece, i int) {
	k := len(poles)
	square = square[:k]
	r0, r1, r2, r3 := p.row(i)[:k], p.row(i + 1)[:k], p.row(i + 2)[:k], p.row(i + 3)[:k]
	d0, d1, d2, d3 := poles[i], poles[i+1], poles[i+2], poles[i+3]
	for j, d := range poles {
		if j == i {
			break
		}
		square[j] *= (r0[j] * r1[j]) * (r2[j] * r3[j]) / (((d - d0) * (d - d1)) * ((d - d2) * (d - d3)))
	}
	for at := i; at < i+4; at++ {
		row := p.row(at)[:k]
		factors(poles, square, row, poles[at], i, at)
		square[at] *= row[at]
		factors(poles, square, row, poles[at], at+1, i+4)
	}
	for j := i + 4; j < k; j++ {
		d := poles[j]
		square[j] *= (r0[j] * r1[j]) * (r2[j] * r3[j]) / (((d - d0) * (d - d1)) * ((d - d2) * (d - d3)))
	}
}

// vector replaces row, of dⱼ - λ, by the eigenvector of λ. Two quotients come of one division.
func (c *Conqueror) vector(weight, row []float64) {
	vector := c.u[:len(row)]
	weight = weight[:len(row)]
	sum, j := 0.0, 0
	for ; j+2 <= len(row); j += 2 {
		g, h := row[j], row[j+1]
		inverse := 1 / (g * h)
		v, w := weight[j]*h*inverse, weight[j+1]*g*inverse
		vector[j], vector[j+1] = v, w
		sum += v*v + w*w
	}
	if j < len(row) {
		vector[j] = weight[j] / row[j]
		sum += vector[j] * vector[j]
	}
	inverse := 1 / math.Sqrt(sum)
	slot := c.slot[:len(row)]
	for j, v := range vector {
		row[int(slot[j])] = v * inverse
	}
}
