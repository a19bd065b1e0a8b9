package svd

import (
	"math"
)

// Magnitude returns the largest magnitude of the elements of the m by n matrix a, NaN if one is NaN, and whether it is
// graded: whether the largest element of a row or column, but for those of zeros, is less than √eps of the matrix's.
//
// Householder's reduction and QR iteration on the bidiagonal then may keep the small singular values and vectors to high relative accuracy (Demmel
// and Kahan 1990; Barlow and Demmel 1990), as divide and conquer, whose errors are eps of the largest value, does not. Without grades,
// the reduction itself errs by eps of the largest value.
// work has n elements.
func Magnitude(m, n int, a []float64, lda int, work []float64) (norm float64, graded bool) {
	const sign = 1 << 63
	column := work[:n]
	clear(column)
	var most uint64
	least := ^uint64(0)
	for i := range m {
		row := a[i*lda : i*lda+n][:len(column)]
		var high uint64
		for j, x := range row {
			magnitude := math.Float64bits(x) &^ sign // in the order of magnitudes, NaN behind all
			high = max(high, magnitude)
			column[j] = math.Float64frombits(max(math.Float64bits(column[j]), magnitude))
		}
		most = max(most, high)
		if high > 0 {
			least = min(least, high)
		}
	}
	for _, x := range column {
		if x != 0 {
			least = min(least, math.Float64bits(x))
		}
	}
	norm = math.Float64frombits(most)
	return norm, most > 0 && math.Float64frombits(least) < 0x1p-26*norm
}
