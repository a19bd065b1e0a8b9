// Package half converts between float64 and floating-point numbers of 16 bits.
package half

import "math"

// Format is one of 16 bits: a sign, an exponent, and as many bits of fraction as its value.
type Format int

const (
	F16  Format = 10 // binary16 of IEEE 754, up to 65504
	BF16 Format = 7  // bfloat16, the upper half of a float32
)

// bias is the exponent of 1.
func (f Format) bias() int { return 1<<(14-f) - 1 }

// infinity has all bits of the exponent and none of the fraction.
func (f Format) infinity() uint16 { return 1<<15 - 1<<f }

// Float returns the number of the given bits, which is one of float32 too. A NaN keeps its sign and
// its fraction, and is quiet.
func (f Format) Float(b uint16) float64 {
	sign, fraction := uint64(b>>15)<<63, uint64(b&(1<<f-1))
	exponent := int(b&f.infinity()) >> f
	switch {
	case b&f.infinity() == f.infinity() && fraction != 0:
		return math.Float64frombits(sign | 0x7ff8<<48 | fraction<<(52-f))
	case b&f.infinity() == f.infinity():
		return math.Float64frombits(sign | 0x7ff<<52)
	case exponent == 0: // subnormal: a multiple of the least
		least := math.Float64frombits(uint64(1023+1-f.bias()-int(f)) << 52)
		return math.Float64frombits(sign | math.Float64bits(float64(fraction)*least))
	}
	return math.Float64frombits(sign | uint64(exponent-f.bias()+1023)<<52 | fraction<<(52-f))
}

// Bits returns x rounded to the nearest, of two to the even one. What rounds to more than the largest
// number is an infinity. A NaN keeps its sign and the upper bits of its fraction, and is quiet.
func (f Format) Bits(x float64) uint16 {
	b := math.Float64bits(x)
	sign, size := uint16(b>>63)<<15, b&^(1<<63)
	if x != x {
		return sign | f.infinity() | 1<<(f-1) | uint16(b>>(52-f))&(1<<f-1)
	}
	drop, exponent := 52-int(f), int(size>>52)-1023+f.bias()
	if exponent < 1 { // subnormal: the fraction and the 1 before it, shifted
		size = size&(1<<52-1) | 1<<52
		return sign | uint16(round(size, drop+1-exponent))
	}
	// Exponent and fraction are one number, so that a carry of the fraction goes to the exponent.
	size -= uint64(1023-f.bias()) << 52
	return sign | uint16(min(round(size, drop), uint64(f.infinity())))
}

// round is v/2^drop, rounded to the nearest, of two to the even one. In Go a shift by 64 and more is 0.
func round(v uint64, drop int) uint64 {
	return (v + 1<<(drop-1) - 1 + v>>drop&1) >> drop
}
