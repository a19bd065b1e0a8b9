package schur

import "math/bits"

// small is the order up to which the double-shift iteration is as fast.
const small = 100

// tuning is how many shifts a sweep has, and how large its windows are.
type tuning struct {
	shifts    int // of a sweep
	deflation int // order of the deflation window
	bulges    int // of a chain
	width     int // of a window of a sweep
}

// tuningFor returns the tuning for an active block of n rows.
func tuningFor(n int) tuning {
	switch {
	case n < 80:
		return tuning{shifts: 6, deflation: 12, bulges: 3, width: 20}
	case n < 150:
		return tuning{shifts: 10, deflation: 16, bulges: 5, width: 32}
	case n < 600:
		s := max(10, n/bits.Len(uint(n))) &^ 1
		return tuning{shifts: s, deflation: s * 5 / 4, bulges: 5, width: 32}
	}
	return tuning{shifts: 64, deflation: 96, bulges: 8, width: 48}
}

// maxDeflation is the order of the largest deflation window, of n rows.
func (t tuning) maxDeflation(n int) int { return min(n-1, max(2*t.deflation, small)) }

// spaceLen is how much of n rows or columns is multiplied at a time, by the matrix of a deflation window, or by that of a sweep in three places.
func (t tuning) spaceLen(n int) int { return n * max(3*t.width, t.maxDeflation(n)) }
