package svd

import "math"

// roots finds roots from … to-1 of the k roots of the secular equation
//
//	f(σ²) = 1 + Σ z²ⱼ / (d²ⱼ − σ²) = 0,        dᵢ < σᵢ < d₍ᵢ₊₁₎
//
// and leaves d²ⱼ − σ²ᵢ in row i of delta, each to high relative accuracy: the unknown is τ = σ² − d²₀ for the nearer pole
// d₀, and d²ⱼ − d²₀ is (dⱼ−d₀)·(dⱼ+d₀), as in LAPACK Working Note 89 (R.-C. Li, Solving secular equations stably and efficiently).
func (b *merging) roots(k, from, to int) {
	if k == 1 {
		b.root[0] = math.Abs(b.z[0])
		return
	}
	for i := from; i < to; i++ {
		s := secular{i: i, pole: b.pole[:k], weight: b.weight[:k], delta: b.delta[i*k : (i+1)*k]}
		b.root[i] = s.solve()
	}
}

// secular is the equation for root i.
type secular struct {
	i                   int
	pole, weight, delta []float64 // delta is dⱼ² − d₀², and at last dⱼ² − σ²

	// At τ:
	f, left, right float64 // f, and the slopes of its terms up to pole i and behind it
	bound          float64 // of the error of f, in eps
}

// origin measures all poles from pole p.
func (s *secular) origin(p int) {
	at := s.pole[p]
	delta := s.delta[:len(s.pole)]
	for j, d := range s.pole {
		delta[j] = (d - at) * (d + at)
	}
}

// evaluate computes f and its slopes at tau. Terms are added from the far ones to the near ones.
func (s *secular) evaluate(tau float64) {
	weight, delta := s.weight[:len(s.delta)], s.delta
	var left, right, slopeL, slopeR, bound float64
	for j := 0; j <= s.i; j++ {
		d := 1 / (delta[j] - tau)
		t := weight[j] * d
		left += t
		slopeL += t * d
		bound -= left
	}
	for j := len(delta) - 1; j > s.i; j-- {
		d := 1 / (delta[j] - tau)
		t := weight[j] * d
		right += t
		slopeR += t * d
		bound += right
	}
	s.f, s.left, s.right = 1+left+right, slopeL, slopeR
	s.bound = 2 + bound + 8*(right-left) + math.Abs(tau)*(slopeL+slopeR)
}

// steps is more than any root takes; the second half of them are bisections.
const steps = 100

func (s *secular) solve() float64 {
	k := len(s.pole)
	p, lo, hi, tau := s.start()
	var fixed bool
	var before float64
	for step := range steps {
		s.evaluate(tau)
		if math.Abs(s.f) <= eps*s.bound {
			break
		}
		if s.f < 0 {
			lo = tau
		} else {
			hi = tau
		}
		if step > 0 && math.Abs(s.f) > before/10 {
			fixed = !fixed
		}
		before = math.Abs(s.f)
		var eta float64
		if s.i == k-1 {
			eta = s.onePole(tau)
		} else {
			eta = s.twoPoles(tau, p, fixed)
		}
		if !(s.f*eta < 0) {
			eta = -s.f / (s.left + s.right)
		}
		next := tau + eta
		if !(lo < next && next < hi) || step > steps/2 {
			next = lo + (hi-lo)/2
		}
		if next == tau {
			break
		}
		tau = next
	}
	for j := range s.delta {
		s.delta[j] -= tau
	}
	at := s.pole[p]
	return at + tau/(at+math.Sqrt(at*at+tau))
}

// start returns the pole that tau is measured from, bounds of tau and a first guess.
func (s *secular) start() (p int, lo, hi, tau float64) {
	i, k := s.i, len(s.pole)
	s.origin(i)
	if i == k-1 {
		sum := 0.0
		for _, w := range s.weight {
			sum += w
		}
		return i, 0, sum * (1 + 4*eps*float64(k)), s.weight[i]
	}
	gap := s.delta[i+1]
	s.evaluate(gap / 2)
	// Of the other terms the sum at the middle stays a constant.
	wl, wr := s.weight[i], s.weight[i+1]
	c := s.f - (wr-wl)*2/gap
	if s.f >= 0 {
		a, b := c*gap+wl+wr, wl*gap
		return i, 0, gap / 2, clamp(quadratic(a, b, c), gap/2)
	}
	s.origin(i + 1)
	a, b := -c*gap+wl+wr, -wr*gap
	return i + 1, -gap / 2, 0, -clamp(-quadratic(a, b, c), gap/2)
}

// clamp keeps a guess inside the half of the gap that it is in.
func clamp(x, half float64) float64 {
	if !(0 < x && x < half) {
		return half / 2
	}
	return x
}

// quadratic is the root of c·x² − a·x + b that an interpolation is after.
func quadratic(a, b, c float64) float64 {
	r := math.Sqrt(math.Abs(a*a - 4*b*c))
	switch {
	case a > 0:
		return 2 * b / (a + r)
	case c == 0:
		return b / a
	}
	return (a - r) / (2 * c)
}

// twoPoles is the step to the root of c + s/(Δᵢ−η) + S/(Δ₍ᵢ₊₁₎−η), which has the value and the slope of f here. The
// middle way has the slopes of both halves of f, the fixed weight that of the nearer pole's term.
func (s *secular) twoPoles(tau float64, p int, fixed bool) float64 {
	i := s.i
	l, r := s.delta[i]-tau, s.delta[i+1]-tau
	slope := s.left + s.right
	var c float64
	switch {
	case !fixed:
		c = s.f - l*s.left - r*s.right
	case p == i:
		c = s.f - r*slope - (l-r)*s.weight[i]/(l*l)
	default:
		c = s.f - l*slope - (r-l)*s.weight[i+1]/(r*r)
	}
	return quadratic((l+r)*s.f-l*r*slope, l*r*s.f, c)
}

// onePole is the step to the root of c + s/(Δ−η), for the last root, which has a pole on its left alone.
func (s *secular) onePole(tau float64) float64 {
	return tau*tau*s.left/(s.f+tau*s.left) - tau
}
