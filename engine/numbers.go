package engine

import (
	"math"

	"weft.example/kernels"
)

// finite reports whether x is neither infinite nor NaN.
func finite[T kernels.Float](x T) bool { return x-x == 0 }

func isNaN[T kernels.Float](x T) bool { return x != x }

// spoilt is the index of the first of x that is not finite, or -1.
func spoilt[T kernels.Float](x []T) int {
	for i, v := range x {
		if !finite(v) {
			return i
		}
	}
	return -1
}

// norm is √Σx² = s·√Σ(x/s)², with a power of two near max |x| for s, where squares
// overflow or vanish.
func norm[T kernels.Float](x []T) scaled {
	var most, sum float64
	for _, v := range x {
		most = max(most, math.Abs(float64(v))) // NaN if either is
	}
	if most == 0 || !finite(most) {
		return scaled{frac: most}
	}
	_, exp := math.Frexp(most)
	s := math.Ldexp(1, exp-1)
	for _, v := range x {
		v := float64(v) / s
		sum += v * v
	}
	root := scaledOf(math.Sqrt(sum))
	return scaled{root.frac, root.exp + exp - 1}
}

// scaled is frac·2^exp, with frac from ½ to below 1 or not finite: a number of any
// magnitude.
type scaled struct {
	frac float64
	exp  int
}

func scaledOf(x float64) scaled {
	frac, exp := math.Frexp(x)
	return scaled{frac, exp}
}

func (s scaled) value() float64 { return math.Ldexp(s.frac, s.exp) }

func (s scaled) over(t scaled) scaled { return scaled{s.frac / t.frac, s.exp - t.exp} }
