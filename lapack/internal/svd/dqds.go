package svd

import (
	"math"
	"slices"
)

// qd is the array of a block of squared singular values: those of the bidiagonal with the squares q of its diagonal and e of its
// superdiagonal, plus sigma. The other pair of slices has what q and e were before the last transform, or room for it.
type qd struct {
	q, e, otherQ, otherE []float64
	sigma, rest          float64 // the sum of all shifts, and what rounding left of it
	last                 pivots  // of the last transform
	age                  int     // how often a split was looked for
}

// pivots are the numbers d of a transform: the last three, the least of all, and the least without the last one, and two.
type pivots struct {
	d, least [3]float64
}

const (
	// negligible is (100·2eps)²: e of less than that of q next to it changes every singular value by 100 eps at most, in proportion to
	// it, and by far less in general.
	negligible = 0x1p-91
	// sweeps is how many transforms a singular value may take on average.
	sweeps = 30
)

// dqds replaces the bidiagonal by its singular values, the largest first, each to high relative accuracy: the differential
// quotient difference algorithm with shifts of Fernando and Parlett (Accurate singular values and differential qd algorithms, 1994).
// It tells whether it converged. Squares of elements must not overflow. It takes 3n elements of work.
func dqds(d, e, work []float64) bool {
	n := len(d)
	b := qd{q: d, e: e[:n-1]}
	b.otherQ, work = carve(work, n)
	b.otherE, work = carve(work, n-1)
	for i, x := range b.q {
		b.q[i] = x * x
	}
	for i, x := range b.e {
		b.e[i] = x * x
	}
	values, _ := carve(work, n)
	budget := sweeps * n
	if !b.reduce(values, &budget) {
		return false
	}
	for i, x := range values {
		d[i] = math.Sqrt(x)
	}
	slices.SortFunc(d, func(x, y float64) int {
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return true
}

// reduce transforms the array until all of its values are in x.
func (b *qd) reduce(x []float64, budget *int) bool {
	b.flip()
	for len(b.q) > 0 {
		if b.deflate(x) {
			continue
		}
		if at := b.split(); at >= 0 {
			above := *b // and b becomes what is below: another one's address would have it allocated
			above.q, above.otherQ, above.e, above.otherE = b.q[:at+1], b.otherQ[:at+1], b.e[:at], b.otherE[:at]
			b.q, b.otherQ, b.e, b.otherE = b.q[at+1:], b.otherQ[at+1:], b.e[at+1:], b.otherE[at+1:]
			if !b.reduce(x[at+1:], budget) {
				return false
			}
			*b = above
			b.flip()
			continue
		}
		if !b.shiftedTransform(budget) {
			return false
		}
	}
	return true
}

// flip turns the array round where the small values are on top, since they come out at the bottom.
func (b *qd) flip() {
	b.last, b.age = pivots{}, 0
	for i := range b.otherE {
		b.otherE[i] = math.Inf(1) // nothing was before
	}
	if n := len(b.q); n > 1 && 1.5*b.q[0] < b.q[n-1] {
		slices.Reverse(b.q)
		slices.Reverse(b.e)
	}
}

// deflate takes the last value off where e beside it is negligible, or the last two where e beside those is.
func (b *qd) deflate(x []float64) bool {
	n := len(b.q)
	switch {
	case n == 1 || b.e[n-2] <= negligible*(b.sigma+b.q[n-1]) || b.small(n-2):
		x[n-1] = b.q[n-1] + b.sigma
		b.drop(n - 1)
	case n == 2 || b.small(n-3):
		x[n-2], x[n-1] = squares(b.q[n-2], b.e[n-2], b.q[n-1])
		x[n-2] += b.sigma
		x[n-1] += b.sigma
		b.drop(n - 2)
	default:
		return false
	}
	return true
}

// small tells whether e[i] may be neglected: where what it was before the last transform is to the pivot above it, which is q[i]
// less that (the criterion of Demmel and Kahan 1990), where it is to sigma, since all values are sigma at least, or where it changes no
// value by more than a quarter of eps of that.
func (b *qd) small(i int) bool {
	q, e, s := b.q[i+1], b.e[i], b.sigma*(eps/8)
	return b.otherE[i] <= negligible*b.q[i] || e <= negligible*b.sigma || e <= s && (q/s)*(e/s) <= 1
}

// drop keeps the first n of the array.
func (b *qd) drop(n int) {
	for k := len(b.q) - n; k > 0; k-- {
		p := &b.last
		p.d = [3]float64{p.d[1], p.d[2], 0}
		p.least = [3]float64{p.least[1], p.least[2], 0}
	}
	b.q, b.otherQ, b.e, b.otherE = b.q[:n], b.otherQ[:n], b.e[:max(0, n-1)], b.otherE[:max(0, n-1)]
}

// split returns the last negligible e of the array, or -1. It looks for one before the first transform, and every fourth time.
func (b *qd) split() int {
	b.age++
	if b.age%4 != 1 {
		return -1
	}
	for i := len(b.e) - 1; i >= 0; i-- {
		if b.small(i) {
			return i
		}
	}
	return -1
}

// shiftedTransform makes one transform, with a shift that is not larger than the least value.
func (b *qd) shiftedTransform(budget *int) bool {
	shift := b.shift()
	if shift < eps/4*b.sigma {
		shift = 0
	}
	for try := 0; ; try++ {
		if *budget--; *budget < 0 {
			return false
		}
		p, lost := b.transform(shift)
		if lost {
			p = b.transformCarefully(shift)
		}
		if math.IsNaN(p.d[0]) || shift == 0 && p.least[0] < 0 {
			p, shift = b.transformCarefully(0), 0
		}
		if p.least[0] >= 0 {
			b.last = p
			break
		}
		switch {
		case try == 2:
			shift = 0
		case p.least[1] > 0: // only the last pivot is negative, and tells by how much the shift was too large
			shift = max(0, (shift+p.least[0])*(1-4*eps))
		default:
			shift /= 4
		}
	}
	b.q, b.otherQ, b.e, b.otherE = b.otherQ, b.q, b.otherE, b.e
	sum := b.sigma + shift // compensated; the larger one first
	if shift < b.sigma {
		b.rest += shift - (sum - b.sigma)
	} else {
		b.rest += b.sigma - (sum - shift)
	}
	b.sigma = sum + b.rest
	b.rest -= b.sigma - sum
	return true
}

// transform makes q and e of the block less the shift, and tells whether a quotient was too small to have all of its bits.
func (b *qd) transform(shift float64) (p pivots, lost bool) {
	n := len(b.q)
	q, e, newQ, newE := b.q, b.e[:n-1], b.otherQ[:n], b.otherE[:n-1]
	d := q[0] - shift
	least, quotient := d, 1.0
	for i, x := range e {
		if i+3 >= n {
			p.d[n-1-i], p.least[n-1-i] = d, least
		}
		s := d + x
		t := q[i+1] / s
		newQ[i] = s
		newE[i] = x * t
		d = d*t - shift
		if d < least {
			least = d
		}
		if t < quotient {
			quotient = t
		}
	}
	newQ[n-1] = d
	p.d[0], p.least[0] = d, least
	return p, quotient < leastNormal
}

// transformCarefully is the transform in an order in which no quotient overflows, is 0/0 or has lost bits.
func (b *qd) transformCarefully(shift float64) (p pivots) {
	n := len(b.q)
	d := b.q[0] - shift
	least := d
	for i, x := range b.e {
		if i+3 >= n {
			p.d[n-1-i], p.least[n-1-i] = d, least
		}
		s, q := d+x, b.q[i+1]
		b.otherQ[i] = s
		if s == 0 {
			b.otherE[i], d = 0, q-shift
		} else {
			b.otherE[i], d = proportion(x, q, s), proportion(d, q, s)-shift
		}
		least = min(least, d)
	}
	b.otherQ[n-1] = d
	p.d[0], p.least[0] = d, least
	return p
}

// leastNormal is the least number that has all bits.
const leastNormal = 0x1p-1022

// proportion returns x·q/s, where x is no more than s.
func proportion(x, q, s float64) float64 {
	if t := q / s; t >= leastNormal && t <= math.MaxFloat64 {
		return x * t
	}
	return q * (x / s)
}

// shift is close to the least value, and below it but in rare cases, by the pivots of the last transform. In general the least
// of them is the last one.
func (b *qd) shift() float64 {
	n := len(b.q)
	p := &b.last
	if p.least[0] != p.d[0] || n < 3 {
		return p.least[0] / 4
	}
	// The last rows of the tridiagonal that has these values: its last element less what coupling takes from it.
	d := p.d[0]
	coupling := math.Sqrt(d) * math.Sqrt(b.e[n-2])
	next := math.Sqrt(b.q[n-2]) * math.Sqrt(b.e[n-3])
	if gap := b.q[n-2] + b.e[n-2] - d - coupling - next; gap > coupling {
		return max(d-coupling*(coupling/gap), d/2)
	}
	// Rayleigh's quotient of the vector that the pivot belongs to, less its residual; norm is that of all but its last
	// element, squared.
	norm, square := 0.0, 1.0
	for i := n - 2; i >= 0; i-- {
		square *= b.e[i] / b.q[i]
		norm += square
		if square < norm/100 {
			break
		}
		if norm > 0.5 {
			return d / 4
		}
	}
	norm *= 1.05
	return d * (1 - math.Sqrt(norm)) / (1 + norm)
}

// squares returns the squared singular values of two by two: with q, e and r the squares of its elements.
func squares(q, e, r float64) (large, small float64) {
	if r > q {
		q, r = r, q
	}
	if t := (q - r + e) / 2; e > r*negligible && t != 0 {
		s := r * (e / t)
		if s <= t {
			s = r * (e / (t * (1 + math.Sqrt(1+s/t))))
		} else {
			s = r * (e / (t + math.Sqrt(t)*math.Sqrt(t+s)))
		}
		t = q + (s + e)
		return t, r * (q / t)
	}
	return q, r
}
