package svd

import "math"

// lowner replaces z by the vector for which the computed roots are the exact singular values of M (Löwner's formula, as
// Gu and Eisenstat use it), so that vectors made from it are orthogonal to working precision:
//
//	z²ⱼ = Π (σ²ᵢ − d²ⱼ) / Π (d²ᵢ − d²ⱼ),        the second product without i = j
func (b *merging) lowner(k int) {
	if k == 1 {
		return
	}
	square := b.weight[:k]
	for j, d := range b.delta[(k-1)*k : k*k] {
		square[j] = -d
	}
	pole := b.pole[:k]
	for i := range k - 1 {
		delta := b.delta[i*k:][:len(pole)]
		square := square[:len(pole)]
		d := pole[i+1]
		for j := 0; j <= i; j++ {
			square[j] *= delta[j] / ((pole[j] - d) * (pole[j] + d))
		}
		d = pole[i]
		for j := i + 1; j < len(pole); j++ {
			square[j] *= delta[j] / ((pole[j] - d) * (pole[j] + d))
		}
	}
	for j, q := range square {
		b.z[j] = math.Copysign(math.Sqrt(math.Abs(q)), b.z[j])
	}
}

// vectors makes M's singular vectors, a row per root, of unit length, and columns in the order of packed rows:
//
//	right  zⱼ / (d²ⱼ − σ²)        left  −1, dⱼ·zⱼ / (d²ⱼ − σ²)
func (b *merging) vectors(k int) {
	if k == 1 {
		b.delta[0], b.left[0] = 1, 1
		return
	}
	v := b.line[:k]
	pole, z := b.pole[:k], b.z[:k]
	for i := range k {
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
