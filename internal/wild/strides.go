// Package wild has numbers that tests of sizes are to be refused for.
package wild

import "math/bits"

// Strides returns strides of at least least that wrap round to something small when they are
// multiplied by rows or by rows-1, of which there are two or more. In words of W bits they lie
// near these numbers, up to 3 below and above:
//
//   - the multiples of 2^W/rows and of 2^W/(rows-1)
//   - some of 2^(W-3)/rows and of 2^(W-3)/(rows-1), as strides in bytes wrap earlier
//   - the powers of two
func Strides(rows, least int) (strides []int) {
	near := func(at uint) {
		for d := range uint(4) {
			for _, x := range []int{int(at - d), int(at + d)} {
				if x >= least {
					strides = append(strides, x)
				}
			}
		}
	}
	for _, n := range []uint{uint(rows), uint(rows - 1)} {
		for i := range n {
			whole, _ := bits.Div(i, 0, n)
			near(whole)
			near((i << (bits.UintSize - 3)) / n)
		}
	}
	for shift := range bits.UintSize {
		near(1 << shift)
	}
	return strides
}
