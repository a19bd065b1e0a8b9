package gonumblas

import "testing"

// TestLongEnough has lengths that are just enough, and one less, also where an int of 32 bits would wrap.
func TestLongEnough(t *testing.T) {
	for _, c := range []struct {
		length, rows, columns, ld int
		want                      bool
	}{
		{1, 1, 1, 1, true},
		{3, 1, 3, 3, true},
		{3, 1, 3, 4, false}, // the leading dimension is beyond: the slow way asks again
		{11, 3, 3, 4, true},
		{10, 3, 3, 4, false},
		{12, 3, 5, 4, false},
		{1 << 29, 256, 1, 1 << 29, false},
		{1 << 24, 257, 1, 1 << 24, false},
	} {
		if got := longEnough(c.length, c.rows, c.columns, c.ld); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
