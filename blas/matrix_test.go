package blas

import (
	"math"
	"math/big"
	"testing"
)

// TestArea wants the product or, beyond the largest int, that.
func TestArea(t *testing.T) {
	most := big.NewInt(math.MaxInt)
	root := int(math.Sqrt(math.MaxInt))
	edges := []int{0, 1, 2, 3, root - 1, root, root + 1, math.MaxInt / 3, math.MaxInt/2 + 1, math.MaxInt - 1, math.MaxInt}
	for _, x := range edges {
		for _, y := range edges {
			want := new(big.Int).Mul(big.NewInt(int64(x)), big.NewInt(int64(y)))
			if want.Cmp(most) > 0 {
				want = most
			}
			if got := area(x, y); int64(got) != want.Int64() {
				t.Errorf("area(%d, %d) = %d, want %d", x, y, got, want)
			}
		}
	}
}
