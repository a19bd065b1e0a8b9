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
	for i := range k {
		row := p.row(i)[:k]
		at := poles[i]
		for j, g := range row[:i] {
			square[j] *= g / (poles[j] - at)
		}
		square[i] *= row[i]
		for j := i + 1; j < k; j++ {
			square[j] *= row[j] / (poles[j] - at)
		}
	}
	for j, v := range square {
		weight[j] = math.Copysign(math.Sqrt(math.Abs(v)), weight[j])
	}
	vector := c.u[:k]
	for i := range k {
		row := p.row(i)[:k]
		sum := 0.0
		for j, w := range weight {
			v := w / row[j]
			vector[j] = v
			sum += v * v
		}
		inverse := 1 / math.Sqrt(sum)
		for j, v := range vector {
			row[c.slot.at(j)] = v * inverse
		}
	}
}
