package asmgen

import "math/big"

// millsAt is Q(q) = (R/r - 1 - v/2)/v at the s of q = (4-s)/(4+s), with R = e^(s²/2)·Φ(-s),
// r = 2/(4+s) and v = q-1. That is ((4+s)·R - (1+q))/2v.
func millsAt(q *big.Float) *big.Float {
	one, four := bigFloat(1), bigFloat(4)
	s := new(big.Float).Sub(one, q)
	s.Quo(s.Mul(s, four), new(big.Float).Add(one, q))
	var ratio *big.Float
	if s.Cmp(four) > 0 {
		ratio = millsFraction(s)
	} else {
		ratio = millsSeries(s)
	}
	ratio.Mul(ratio, s.Add(s, four))
	ratio.Sub(ratio, new(big.Float).Add(one, q))
	v := new(big.Float).Sub(q, one)
	return ratio.Quo(ratio, v.Add(v, v))
}

// millsSeries is R = e^(s²/2)/2 - (s + s³/3 + s⁵/(3·5) + …)/√(2π), for small s.
func millsSeries(s *big.Float) *big.Float {
	square := new(big.Float).Mul(s, s)
	odd, term := bigFloat(0), new(big.Float).Copy(s)
	half, power := bigFloat(0.5), bigFloat(0.5) // e^(s²/2)/2 and its terms
	for i := 1; i < 200; i++ {
		odd.Add(odd, term)
		term.Quo(term.Mul(term, square), bigFloat(float64(2*i+1)))
		power.Quo(power.Mul(power, square), bigFloat(float64(2*i)))
		half.Add(half, power)
	}
	return half.Sub(half, odd.Quo(odd, sqrt2Pi()))
}

// millsFraction is R = 1/√(2π) / (s + 1/(s + 2/(s + 3/(s + …)))), for large s.
func millsFraction(s *big.Float) *big.Float {
	d := new(big.Float).Copy(s)
	for i := 400; i >= 1; i-- {
		d.Quo(bigFloat(float64(i)), d)
		d.Add(d, s)
	}
	return d.Quo(bigFloat(1), d.Mul(d, sqrt2Pi()))
}

// sqrt2Pi is √(2π).
func sqrt2Pi() *big.Float {
	pi, _, err := big.ParseFloat("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798", 10, precision, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	return pi.Sqrt(pi.Mul(pi, bigFloat(2)))
}
