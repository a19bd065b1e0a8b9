package half

import (
	"math"
	"math/big"
	"testing"
)

// value is the number of finite bits, by the definition of the formats.
func value(f Format, b uint16) float64 {
	fraction, exponent := int(b)&(1<<f-1), int(b&0x7fff)>>f
	v := math.Ldexp(float64(fraction), 1-f.bias()-int(f))
	if exponent > 0 {
		v = math.Ldexp(float64(fraction+1<<f), exponent-f.bias()-int(f))
	}
	if b>>15 == 1 {
		return -v
	}
	return v
}

// TestEveryNumber wants each of the 65536 numbers of a format widened as the definition says, and
// back to the same bits.
func TestEveryNumber(t *testing.T) {
	for _, f := range []Format{F16, BF16} {
		for i := range 1 << 16 {
			b := uint16(i)
			got, back := f.Float(b), f.Bits(f.Float(b))
			switch infinity := f.infinity(); {
			case b&0x7fff > infinity:
				quiet := b | 1<<(f-1)
				if !math.IsNaN(got) || math.Float64bits(got)>>51&1 == 0 || math.Signbit(got) != (b>>15 == 1) || back != quiet {
					t.Fatalf("format %d: NaN %#04x is %v, or not quiet, back %#04x, want %#04x", f, b, got, back, quiet)
				}
			case b&0x7fff == infinity:
				if !math.IsInf(got, 1-2*int(b>>15)) || back != b {
					t.Fatalf("format %d: infinity %#04x is %v, back %#04x", f, b, got, back)
				}
			default:
				if want := value(f, b); math.Float64bits(got) != math.Float64bits(want) || back != b {
					t.Fatalf("format %d: %#04x is %v, want %v, back %#04x", f, b, got, want, back)
				}
			}
		}
	}
}

// TestKnownNumbers wants the numbers that IEEE 754 and bfloat16 give these bits.
func TestKnownNumbers(t *testing.T) {
	for b, want := range map[uint16]float64{
		0x0000: 0, 0x0001: 0x1p-24, 0x03ff: 1023 * 0x1p-24, 0x0400: 0x1p-14, 0x3c00: 1, 0x3555: 0.333251953125,
		0xc000: -2, 0x7bff: 65504,
	} {
		if got := F16.Float(b); got != want {
			t.Errorf("F16 %#04x is %v, want %v", b, got, want)
		}
	}
	for b, want := range map[uint16]float64{0x0001: 0x1p-133, 0x3f80: 1, 0xc049: -3.140625, 0x7f7f: 0x1.fep127} {
		if got := BF16.Float(b); got != want {
			t.Errorf("BF16 %#04x is %v, want %v", b, got, want)
		}
	}
}

// TestRounding wants what lies between two neighbours rounded to the nearer one, by the least bit of
// a float64, and what lies in the middle to the even one. Beyond the largest, the next is infinity.
func TestRounding(t *testing.T) {
	for _, f := range []Format{F16, BF16} {
		for b := range f.infinity() {
			low, high := value(f, b), value(f, b+1)
			middle := (low + high) / 2
			even := b + b&1
			for _, c := range []struct {
				x    float64
				want uint16
			}{
				{middle, even}, {math.Nextafter(middle, 0), b}, {math.Nextafter(middle, high), b + 1},
				{math.Nextafter(low, high), b}, {math.Nextafter(high, low), b + 1},
			} {
				if got := f.Bits(c.x); got != c.want {
					t.Fatalf("format %d: %v is %#04x, want %#04x", f, c.x, got, c.want)
				}
				if got := f.Bits(-c.x); got != c.want|1<<15 {
					t.Fatalf("format %d: %v is %#04x, want %#04x", f, -c.x, got, c.want|1<<15)
				}
			}
		}
		for _, tiny := range []float64{math.SmallestNonzeroFloat64, 0x1p-1022, 0x1p-200} {
			if got := f.Bits(-tiny); got != 1<<15 {
				t.Errorf("format %d: %v is %#04x, want -0", f, -tiny, got)
			}
		}
		if got := f.Bits(math.MaxFloat64); got != f.infinity() {
			t.Errorf("format %d: the largest float64 is %#04x, want %#04x", f, got, f.infinity())
		}
	}
}

// TestBFloat16 wants the format to be the upper half of a float32, as math/big rounds to 8 bits.
func TestBFloat16(t *testing.T) {
	for _, x := range []float64{1, math.Pi, -1.0 / 3, 1e30, 0x1.01p0, 0x1.03p0, 0x1.010001p0} {
		want, _ := new(big.Float).SetPrec(8).SetMode(big.ToNearestEven).SetFloat64(x).Float32()
		if got := BF16.Bits(x); got != uint16(math.Float32bits(want)>>16) {
			t.Errorf("%v is %#04x, want %v", x, got, want)
		}
	}
}
