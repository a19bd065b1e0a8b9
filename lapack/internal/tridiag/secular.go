package tridiag

import "math"

// secular is the equation f(λ) = 1/ρ + Σ wⱼ²/(dⱼ - λ) = 0, with poles d ascending and ρ > 0. Root i lies between
// poles i and i+1. To the k poles comes one of no weight, above which there is no root.
type secular struct {
	poles   []float64 // k + 1
	weight  []float64 // k
	inverse float64   // 1/ρ
}

// bound sets the last pole, with room for rounding.
func (q *secular) bound(rho float64) {
	k := len(q.weight)
	sum := 0.0
	for _, w := range q.weight {
		sum += w * w
	}
	q.poles[k] = math.Nextafter(q.poles[k-1]+rho*sum*(1+float64(k)*4*ulp), math.Inf(1))
}

// value is f at a point, and what its terms say about it.
type value struct {
	f              float64
	dBelow, dAbove float64 // f′, of the poles up to i and of those above
	err            float64 // a bound on the rounding errors of f, over ulp
}

// eval returns f and f′ at τ past the origin, and sets gap[j] to dⱼ less that point.
//
// Terms are added from far poles to near ones, and sums with errors are bounded by the sum of all partial sums, as
// in section 5 of Gu and Eisenstat's article.
func (q *secular) eval(i int, origin, tau float64, gap []float64) value {
	poles, weight := q.poles[:len(gap)], q.weight[:len(gap)]
	var below, above, dBelow, dAbove, err float64
	for j := range i + 1 {
		g := poles[j] - origin - tau
		gap[j] = g
		w := weight[j]
		t := w / g
		below += w * t
		dBelow += t * t
		err -= below
	}
	for j := len(gap) - 1; j > i; j-- {
		g := poles[j] - origin - tau
		gap[j] = g
		w := weight[j]
		t := w / g
		above += w * t
		dAbove += t * t
		err += above
	}
	f := q.inverse + below + above
	err += 8*(above-below) + 2*q.inverse + 3*math.Abs(f) + math.Abs(tau)*(dBelow+dAbove)
	return value{f, dBelow, dAbove, err}
}

// mostSteps ends an iteration that NaN keeps from converging. Roots take two to five steps, seven at most.
const mostSteps = 100

// root returns root i, and sets gap[j] to dⱼ - λ, which is had more precisely than from the returned λ. It reports
// whether the iteration converged.
//
// Steps are Li's: f is interpolated by c + s/(dᵢ - λ) + S/(dᵢ₊₁ - λ), where the weight at the nearer pole is either
// that of f (fixed weight) or such that either pole stands for all on its side (the middle way); one takes over where
// the other gains less than a digit. Where neither does, and where a step leaves the bracket, the bracket is halved.
func (q *secular) root(i int, gap []float64) (float64, bool) {
	s, at := q.start(i, gap)
	stalls, middle := 0, false
	for range mostSteps {
		before := at.f
		at = q.eval(i, s.origin, s.tau, gap)
		if math.Abs(at.f) <= ulp*at.err {
			return s.origin + s.tau, true
		}
		if at.f < 0 {
			s.lo = s.tau
		} else {
			s.hi = s.tau
		}
		if math.Abs(at.f) <= math.Abs(before)/10 {
			stalls = 0
		} else {
			stalls++
			middle = !middle
		}
		next := s.tau + q.step(i, at, &s, middle)
		if stalls > 1 || !(next > s.lo && next < s.hi) {
			next = halve(s.lo, s.hi)
			stalls = 0
		}
		if next == s.tau || next == s.lo || next == s.hi { // no number lies between
			return s.origin + s.tau, at.f == at.f
		}
		s.tau = next
	}
	return 0, false
}

// search is where a root is looked for: at τ past the origin, which is the nearer of the two poles about it. It is known
// to lie between lo and hi.
type search struct {
	origin, tau, lo, hi float64
	below, above        float64 // the poles, less the origin
}

// start brackets root i by f half way between its poles, which it returns too, and guesses.
func (q *secular) start(i int, gap []float64) (search, value) {
	lower, upper := q.poles[i], q.poles[i+1]
	width := upper - lower
	half := width / 2
	at := q.eval(i, lower, half, gap)
	s := search{origin: lower, hi: half, above: width}
	if at.f <= 0 {
		s = search{origin: upper, lo: -half, below: -width}
	}
	s.tau = q.guess(i, at.f, width, at.f > 0)
	if !(s.tau > s.lo && s.tau < s.hi) {
		s.tau = (s.lo + s.hi) / 2
	}
	return s, at
}

// halve returns a number between two of the same sign: of their logarithms' middle where they are far apart.
func halve(lo, hi float64) float64 {
	if small, large := min(math.Abs(lo), math.Abs(hi)), max(math.Abs(lo), math.Abs(hi)); small > 0 && large > 16*small {
		return math.Copysign(math.Sqrt(small)*math.Sqrt(large), lo+hi)
	}
	return lo + (hi-lo)/2
}

// weightAt is the weight of pole i, which is none for the last.
func (q *secular) weightAt(i int) float64 {
	if i == len(q.weight) {
		return 0
	}
	return q.weight[i] * q.weight[i]
}

// guess returns the τ at which c + wᵢ²/(dᵢ - λ) + wᵢ₊₁²/(dᵢ₊₁ - λ) is zero, c being what the other terms are half
// way, where f is mid.
func (q *secular) guess(i int, mid, width float64, atLower bool) float64 {
	wi, wj := q.weightAt(i), q.weightAt(i+1)
	c := mid + (wi-wj)/(width/2)
	if atLower {
		return quadratic(c, c*width+wi+wj, wi*width)
	}
	return quadratic(c, -c*width+wi+wj, -wj*width)
}

// step returns how far from τ the interpolation of f is zero.
func (q *secular) step(i int, at value, s *search, middle bool) float64 {
	x, y := s.below-s.tau, s.above-s.tau // the two poles less the point
	slope := at.dBelow + at.dAbove
	var c float64
	switch {
	case middle:
		c = at.f - x*at.dBelow - y*at.dAbove
	case s.below == 0:
		c = at.f - y*slope - (x-y)*(q.weightAt(i)/x/x)
	default:
		c = at.f - x*slope - (y-x)*(q.weightAt(i+1)/y/y)
	}
	eta := quadratic(c, (x+y)*at.f-x*y*slope, x*y*at.f)
	if at.f*eta >= 0 { // rounding alone turns it round
		return -at.f / slope
	}
	return eta
}

// quadratic returns the root of c·η² - a·η + b = 0 that is b/a where c is 0.
func quadratic(c, a, b float64) float64 {
	root := math.Sqrt(math.Abs(a*a - 4*b*c))
	if a <= 0 {
		if c == 0 {
			return b / a
		}
		return (a - root) / (2 * c)
	}
	return 2 * b / (a + root)
}
