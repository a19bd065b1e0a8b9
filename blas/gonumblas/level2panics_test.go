package gonumblas_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"weft/blas/gonumblas"
)

// TestTriangleVectorPanics calls gonum and weft with every fault of one argument, at sizes that are gonum's and that are
// weft's. Both must panic with the same value, or neither.
func TestTriangleVectorPanics(t *testing.T) {
	type call struct {
		ul               blas.Uplo
		tA               blas.Transpose
		d                blas.Diag
		n, lda, inX, inY int
		a, x, y          int // elements
	}
	routines := map[string]func(i blas.Float64Level2, c *call, a, x, y []float64){
		"Dsymv": func(i blas.Float64Level2, c *call, a, x, y []float64) {
			i.Dsymv(c.ul, c.n, 1, a, c.lda, x, c.inX, 1, y, c.inY)
		},
		"Dsyr": func(i blas.Float64Level2, c *call, a, x, _ []float64) { i.Dsyr(c.ul, c.n, 1, x, c.inX, a, c.lda) },
		"Dtrmv": func(i blas.Float64Level2, c *call, a, x, _ []float64) {
			i.Dtrmv(c.ul, c.tA, c.d, c.n, a, c.lda, x, c.inX)
		},
		"Dtrsv": func(i blas.Float64Level2, c *call, a, x, _ []float64) {
			i.Dtrsv(c.ul, c.tA, c.d, c.n, a, c.lda, x, c.inX)
		},
	}
	memory := make([]float64, 300*300)
	for i := range 300 {
		memory[i*301] = 1
	}
	kinds := map[any]bool{}
	for _, n := range []int{3, 200} {
		good := call{blas.Upper, blas.NoTrans, blas.NonUnit, n, n, 1, 1, n * n, n, n}
		for _, fault := range []func(c *call){
			func(*call) {}, func(c *call) { c.ul = 'x' }, func(c *call) { c.tA = 'x' }, func(c *call) { c.d = 'x' },
			func(c *call) { c.n = -1 }, func(c *call) { c.lda = n - 1 }, func(c *call) { c.inX = 0 }, func(c *call) { c.inY = 0 },
			func(c *call) { c.a-- }, func(c *call) { c.x-- }, func(c *call) { c.y-- },
			func(c *call) { c.lda = math.MaxInt / n }, func(c *call) { c.lda = math.MaxInt/n + 1 },
			func(c *call) { c.inX = 2 }, func(c *call) { c.inY = -2 },
		} {
			for name, run := range routines {
				c := good
				fault(&c)
				got := panicOf(func() { run(gonumblas.Implementation{}, &c, memory[:c.a], memory[:c.x], make([]float64, c.y)) })
				want := panicOf(func() { run(gonum.Implementation{}, &c, memory[:c.a], memory[:c.x], make([]float64, c.y)) })
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s %+v: panic %v, gonum's is %v", name, c, got, want)
				}
				kinds[fmt.Sprint(want)] = true
			}
		}
	}
	if len(kinds) < 11 { // none; three flags, a size, a stride, two increments, three lengths
		t.Errorf("%d kinds of panic seen: %v", len(kinds), kinds)
	}
}
