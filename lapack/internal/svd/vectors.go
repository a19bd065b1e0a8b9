package svd

import "math"

// squares computes squares from … to-1 of the vector z for which the computed roots are the exact singular values of M (Löwner's formula, as
// Gu and Eisenstat use it), so that vectors made from it are orthogonal to working precision:
//
//	z²ⱼ = Π (σ²ᵢ − d²ⱼ) / Π (d²ᵢ − d²ⱼ),        the second product without i = j
func (b *merging) squares(k, from, to int) {
	square := b.weight[from:to]
	for j, d := range b.delta[(k-1)*k+from : (k-1)*k+to] {
		square[j] = -d
	}
	for i := range k - 1 {
		at := min(max(i+1, from), to)
		b.factors(k, i, from, at, b.pole[i+1])
		b.factors(k, i, at, to, b.pole[i])
	}
}

// factors multiplies squares from … to-1 by what root i puts into Löwner's formula, and another pole d.
func (b *merging) factors(k, i, from, to int, d float64) {
	pole := b.pole[from:to]
	square, delta := b.weight[from:][:len(pole)], b.delta[i*k+from:][:len(pole)]
	for j, p := range pole {
		square[j] *= delta[j] / ((p - d) * (p + d))
	}
}

// signed makes z the roots of the squares, with the signs that it has.
func (b *merging) signed(k int) {
	for j, q := range b.weight[:k] {
		b.z[j] = math.Copysign(math.Sqrt(math.Abs(q)), b.z[j])
	}
}

// vectors makes M's singular vectors from … to-1, a row per root, of unit length, and columns in the order of packed rows:
//
//	right  zⱼ / (d²ⱼ − σ²)        left  −1, dⱼ·zⱼ / (d²ⱼ − σ²)
func (b *merging) vectors(k, from, to int, v []float64) {
	if k == 1 {
		b.delta[0], b.left[0] = 1, 1
		return
	}
	pole, z := b.pole[:k], b.z[:k]
	for i := from; i < to; i++ {
		delta := b.delta[i*k : (i+1)*k]
		left := b.left[i*k : (i+1)*k]
		sumV, sumU := 0.0, 0.0
		for j, d := range delta {
			x := z[j] / d
			y := x * pole[j]
			v[j] = x
			sumV += x * x
			sumU += y * y
		}
		scaleV, scaleU := 1/math.Sqrt(sumV), 1/math.Sqrt(sumU+1)
		for g, c := range b.column[:k] {
			j := int(c)
			x := v[j]
			delta[g] = x * scaleV
			if j == 0 {
				left[g] = -scaleU
			} else {
				left[g] = x * pole[j] * scaleU
			}
		}
	}
}
