package svd

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestLeaf holds Lᵀ·Σ·R against the bidiagonal, of all orders and with zeros, repeated and graded elements.
func TestLeaf(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for try := range 20000 {
		n := 1 + rng.IntN(leastDivided)
		d, e := make([]float64, n), make([]float64, n-1)
		scale := []float64{1, 1e100, 1e-100, 1e-200, 1e-305, 1e-322}[rng.IntN(6)]
		element := func() float64 {
			switch try % 5 {
			case 1: // zeros
				return scale * rng.NormFloat64() * float64(rng.IntN(2))
			case 2: // of equal magnitudes
				return scale
			case 3:
				return scale * math.Ldexp(rng.NormFloat64(), -rng.IntN(60))
			case 4: // those that the norm's ulps leave
				return scale * (rng.NormFloat64()*1e-15 + float64(rng.IntN(2)))
			}
			return scale * rng.NormFloat64()
		}
		for i := range d {
			d[i] = element()
		}
		for i := range e {
			e[i] = element()
		}
		identity := func() few {
			v := few{make([]float64, n*(n+2)), n + 2, n}
			for i := range n {
				v.row(i)[i] = 1
			}
			return v
		}
		l := leaf{d: slices.Clone(d), e: slices.Clone(e), left: identity(), right: identity()}
		if !l.solve() {
			t.Fatalf("%v, %v: no convergence", d, e)
		}
		norm := 0.0
		for _, x := range append(slices.Clone(d), e...) {
			norm = max(norm, math.Abs(x))
		}
		for i := range n {
			if !(l.d[i] >= 0) {
				t.Fatalf("%v, %v: a singular value is %v", d, e, l.d[i])
			}
			for j := range n {
				got, left, right := 0.0, 0.0, 0.0
				for k := range n {
					got += l.left.row(k)[i] * l.d[k] * l.right.row(k)[j]
					left += l.left.row(i)[k] * l.left.row(j)[k]
					right += l.right.row(i)[k] * l.right.row(j)[k]
				}
				want, one := 0.0, 0.0
				switch j {
				case i:
					want, one = d[i], 1
				case i + 1:
					want = e[i]
				}
				if bound := 40 * float64(n) * eps; !(math.Abs(got-want) <= bound*norm+0x1p-990 && math.Abs(left-one) <= bound && math.Abs(right-one) <= bound) {
					t.Fatalf("%v, %v: element %d, %d is %v, vectors' products %v and %v", d, e, i, j, got, left, right)
				}
			}
		}
	}
}
