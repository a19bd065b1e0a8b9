package svd

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestValues holds each value, in proportion to itself, against counts of how many are below.
func TestValues(t *testing.T) {
	var rnd *rand.Rand
	fill := func(n int, f func(i int) float64) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = f(i)
		}
		return x
	}
	uniform := func(int) float64 { return rnd.Float64() }
	for name, diagonals := range map[string]func(n int) (d, e []float64){
		"uniform": func(n int) (d, e []float64) { return fill(n, uniform), fill(n, uniform) },
		"normal": func(n int) (d, e []float64) {
			f := func(int) float64 { return rnd.NormFloat64() }
			return fill(n, f), fill(n, f)
		},
		"chi": func(n int) (d, e []float64) { // of a normal matrix
			return fill(n, func(i int) float64 { return math.Sqrt(float64(n - i)) }), fill(n, func(i int) float64 { return math.Sqrt(float64(n - i - 1)) })
		},
		"toeplitz": func(n int) (d, e []float64) {
			return fill(n, func(int) float64 { return 1 }), fill(n, func(int) float64 { return 1 })
		},
		"small last": func(n int) (d, e []float64) {
			return fill(n, func(int) float64 { return 1 }), fill(n, func(int) float64 { return 2 })
		},
		"down": func(n int) (d, e []float64) {
			f := func(i int) float64 { return math.Pow(10, -float64(i)) * (1 + rnd.Float64()) }
			return fill(n, f), fill(n, f)
		},
		"up": func(n int) (d, e []float64) {
			f := func(i int) float64 { return math.Pow(10, float64(i-n)) * (1 + rnd.Float64()) }
			return fill(n, f), fill(n, f)
		},
		"wild": func(n int) (d, e []float64) {
			f := func(int) float64 { return math.Pow(10, -12*rnd.Float64()) }
			return fill(n, f), fill(n, f)
		},
		"split": func(n int) (d, e []float64) {
			return fill(n, uniform), fill(n, func(i int) float64 {
				if i%5 == 3 {
					return 0
				}
				return rnd.Float64()
			})
		},
		"clustered": func(n int) (d, e []float64) {
			return fill(n, func(int) float64 { return 1 }), fill(n, func(int) float64 { return 1e-8 * rnd.Float64() })
		},
		"glued": func(n int) (d, e []float64) {
			return fill(n, func(i int) float64 { return 1 + math.Abs(float64(i%21-10)) }), fill(n, func(i int) float64 {
				if i%21 == 20 {
					return 1e-9
				}
				return 1
			})
		},
		"zeros": func(n int) (d, e []float64) {
			return fill(n, func(i int) float64 {
				if i%7 == 4 {
					return 0
				}
				return 1
			}), fill(n, uniform)
		},
		"diagonal": func(n int) (d, e []float64) { return fill(n, uniform), make([]float64, n) },
		"zero":     func(n int) (d, e []float64) { return make([]float64, n), make([]float64, n) },
	} {
		t.Run(name, func(t *testing.T) {
			rnd = rand.New(rand.NewPCG(1, 2))
			for n := 1; n < 240; n += 1 + n/5 {
				d, e := diagonals(n)
				checkValues(t, n, d, e)
			}
		})
	}
}

// TestValuesFarApart has values so far apart that a quotient of their squares has few bits, or none.
func TestValuesFarApart(t *testing.T) {
	for _, c := range []struct {
		n    int
		seed uint64
	}{{176, 1}, {212, 40}, {212, 59}} {
		rnd := rand.New(rand.NewPCG(c.seed, 9))
		d, e := make([]float64, c.n), make([]float64, c.n)
		for i := range d {
			d[i], e[i] = math.Pow(10, -12*rnd.Float64()), math.Pow(10, -12*rnd.Float64())
		}
		checkValues(t, c.n, d, e)
	}
}

// checkValues has the singular values of the n by n bidiagonal of d and e, but for those that are next to nothing beside the
// largest, right in proportion to each.
func checkValues(t *testing.T, n int, d, e []float64) {
	t.Helper()
	e[n-1] = 0
	b := newSturm(d, e)
	if !values(n, d, e, make([]float64, 6*n)) {
		t.Errorf("n=%d: no convergence", n)
	}
	h := float64(20+4*n) * eps
	for i, got := range d {
		if i > 0 && got > d[i-1] {
			t.Errorf("n=%d: value %d is %v, behind %v", n, i, got, d[i-1])
		}
		if got < 0x1p-900*d[0] || got == 0 {
			continue
		}
		if b.below(got, 1-h) > n-1-i || b.below(got, 1+h) < n-i {
			t.Errorf("n=%d: value %d is not %v to %.3g", n, i, got, h)
			return
		}
	}
}

// sturm counts singular values of a bidiagonal in more digits than they are computed in.
type sturm struct{ q, e []*big.Float }

func wide(x float64) *big.Float { return new(big.Float).SetPrec(160).SetFloat64(x) }

func newSturm(d, e []float64) (s sturm) {
	for i := range d {
		q, f := wide(d[i]), wide(e[i])
		s.q, s.e = append(s.q, q.Mul(q, q)), append(s.e, f.Mul(f, f))
	}
	return s
}

// below is how many singular values are less than x·scale: how many pivots of BᵀB − (x·scale)² are negative.
func (s sturm) below(x, scale float64) (count int) {
	square := wide(x)
	square.Mul(square, wide(scale))
	square.Mul(square, square)
	t, pivot := wide(0), wide(0)
	t.Neg(square)
	for i, q := range s.q {
		pivot.Add(q, t)
		if pivot.Sign() < 0 {
			count++
		}
		if pivot.Sign() == 0 {
			pivot.SetFloat64(0x1p-1000)
		}
		t.Quo(t.Mul(t, s.e[i]), pivot)
		t.Sub(t, square)
	}
	return count
}
