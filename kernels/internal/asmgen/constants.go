package asmgen

import (
	"math"
	"math/big"
	"math/bits"
	"slices"
)

func log2(n int) int { return bits.TrailingZeros(uint(n)) }

// bitsOf is x rounded to a float of elem bytes.
func bitsOf(x float64, elem int) uint64 {
	if elem == 4 {
		return uint64(math.Float32bits(float32(x)))
	}
	return math.Float64bits(x)
}

func one(elem int) uint64 { return bitsOf(1, elem) }

const precision = 400 // bits, for constants

func bigFloat(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

// ln2Rest is ln 2 minus its nearest float of elem bytes.
func ln2Rest(elem int) float64 {
	ln2, _, err := big.ParseFloat("0.693147180559945309417232121458176568075500134360255254120680009", 10, precision, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	hi := math.Ln2
	if elem == 4 {
		hi = float64(float32(hi))
	}
	rest, _ := new(big.Float).Sub(ln2, bigFloat(hi)).Float64()
	return rest
}

// expTail interpolates (e^r-1-r)/r² = Σ r^i/(i+2)! for |r| <= ln 2/2.
func expTail(degree int) []float64 {
	return interpolate(expTailAt, -math.Ln2/2, math.Ln2/2, degree)
}

// interpolate returns interpolation's coefficients as float64.
func interpolate(f func(*big.Float) *big.Float, from, to float64, degree int) []float64 {
	out := make([]float64, degree+1)
	for i, c := range interpolation(f, from, to, degree) {
		out[i], _ = c.Float64()
	}
	return out
}

// interpolation returns the polynomial of the given degree that equals f at the Chebyshev nodes of
// [from, to]. It uses Newton's divided differences in many bits. Coefficients come from the highest
// degree down.
func interpolation(f func(*big.Float) *big.Float, from, to float64, degree int) []*big.Float {
	n := degree + 1
	nodes, diff := make([]*big.Float, n), make([]*big.Float, n)
	for i := range n {
		offset := (to - from) / 2 * math.Cos(math.Pi*(float64(i)+0.5)/float64(n))
		nodes[i] = bigFloat((from+to)/2 + float64(offset)) // unfused: the same on every architecture
		diff[i] = f(nodes[i])
	}
	for j := 1; j < n; j++ {
		for i := n - 1; i >= j; i-- {
			diff[i].Sub(diff[i], diff[i-1])
			diff[i].Quo(diff[i], new(big.Float).Sub(nodes[i], nodes[i-j]))
		}
	}
	// Expands diff[0] + (r-node 0)(diff[1] + (r-node 1)(…)) from the inside.
	poly := []*big.Float{diff[n-1]} // from degree 0 up
	for i := n - 2; i >= 0; i-- {
		next := make([]*big.Float, len(poly)+1)
		for k := range next {
			next[k] = bigFloat(0)
			if k > 0 {
				next[k].Add(next[k], poly[k-1])
			}
			if k < len(poly) {
				next[k].Sub(next[k], new(big.Float).Mul(nodes[i], poly[k]))
			}
		}
		next[0].Add(next[0], diff[i])
		poly = next
	}
	slices.Reverse(poly)
	return poly
}

func expTailAt(r *big.Float) *big.Float {
	sum, power, factorial := bigFloat(0), bigFloat(1), bigFloat(2)
	for i := 2; i < 40; i++ {
		sum.Add(sum, new(big.Float).Quo(power, factorial))
		power = new(big.Float).Mul(power, r)
		factorial = new(big.Float).Mul(factorial, bigFloat(float64(i+1)))
	}
	return sum
}
