package tridiag

import (
	"testing"

	"weft.example/blas/gonumblas"
)

// TestParts wants the workspaces of two halves apart, and each as large as that of a Conqueror for as many rows.
func TestParts(t *testing.T) {
	spaces := func(c *Conqueror) [][]float64 {
		return [][]float64{c.pool, c.u, c.poles, c.weight, c.sorted, c.kept, c.slot, c.kind}
	}
	for _, cut := range [][2]int{{1, 2}, {1, 5}, {4, 5}, {64, 129}, {100, 200}} {
		m, n := cut[0], cut[1]
		c := NewConqueror(gonumblas.Implementation{}, n, make([]float64, WorkSize(n)))
		first, second := c.part(0, m), c.part(m, n)
		for rows, part := range map[int]*Conqueror{m: &first, n - m: &second} {
			for i, x := range spaces(part) {
				if want := map[bool]int{true: rows * (rows + 1), false: rows + 1}[i == 0]; len(x) < want {
					t.Errorf("%v: workspace %d of %d rows has %d elements", cut, i, rows, len(x))
				}
			}
		}
		for _, x := range spaces(&first) {
			clear(x)
		}
		for i, x := range spaces(&second) {
			for j := range x {
				x[j] = float64(1 + i)
			}
		}
		for i, x := range spaces(&first) {
			for _, v := range x {
				if v != 0 {
					t.Fatalf("%v: workspace %d of the first half overlaps with %v of the second", cut, i, v-1)
				}
			}
		}
	}
}
