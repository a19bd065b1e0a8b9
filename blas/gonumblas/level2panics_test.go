package gonumblas_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/kernels"
)

// faulted is the arguments of a routine on a triangle or a band, of which some may be wrong.
type faulted struct {
	layout
	tA         blas.Transpose
	d          blas.Diag
	kU         int // of a band that is no triangle, with k below
	incX, incY int
	a, x, y    int // elements
}

// TestTriangleVectorPanics calls gonum and weft with faults of one argument, at sizes that are gonum's and that are weft's, and with
// faults of two. Both must panic with the same value, or neither.
func TestTriangleVectorPanics(t *testing.T) {
	t.Run("float32", testTriangleVectorPanics[float32])
	t.Run("float64", testTriangleVectorPanics[float64])
}

func testTriangleVectorPanics[T kernels.Float](t *testing.T) {
	routines := map[string]func(f triangles[T], c *faulted, a, x, y []T){
		"symv": func(f triangles[T], c *faulted, a, x, y []T) { f.symv(c.layout, 1, a, x, c.incX, 1, y, c.incY) },
		"syr":  func(f triangles[T], c *faulted, a, x, _ []T) { f.syr(c.layout, 1, x, c.incX, a) },
		"syr2": func(f triangles[T], c *faulted, a, x, y []T) { f.syr2(c.layout, 1, x, c.incX, y, c.incY, a) },
		"trmv": func(f triangles[T], c *faulted, a, x, _ []T) { f.trv(c.layout, false, c.tA, c.d, a, x, c.incX) },
		"trsv": func(f triangles[T], c *faulted, a, x, _ []T) { f.trv(c.layout, true, c.tA, c.d, a, x, c.incX) },
		"gbmv": func(f triangles[T], c *faulted, a, x, y []T) {
			f.gbmv(c.tA, c.n, c.n, c.k, c.kU, 1, a, c.lda, x, c.incX, 1, y, c.incY)
		},
	}
	faults := []func(c *faulted){
		func(*faulted) {}, func(c *faulted) { c.ul = 'x' }, func(c *faulted) { c.tA = 'x' }, func(c *faulted) { c.d = 'x' },
		func(c *faulted) { c.n = -1 }, func(c *faulted) { c.k = -1 }, func(c *faulted) { c.kU = -1 }, func(c *faulted) { c.lda-- },
		func(c *faulted) { c.incX = 0 }, func(c *faulted) { c.incY = 0 },
		func(c *faulted) { c.a = max(0, c.a-1) }, func(c *faulted) { c.x = max(0, c.x-1) }, func(c *faulted) { c.y = max(0, c.y-1) },
		func(c *faulted) { c.lda = math.MaxInt / 200 }, func(c *faulted) { c.lda = math.MaxInt/200 + 1 },
		func(c *faulted) { c.incX = 2 }, func(c *faulted) { c.incY = -2 },
	}
	memory, theirs, weft := make([]T, 300*300), trianglesOf[T](gonum.Implementation{}), trianglesOf[T](door())
	for i := range memory {
		memory[i] = 1
	}
	kinds := map[any]bool{}
	for _, n := range []int{0, 3, 200} {
		for _, good := range []faulted{
			{layout: layout{'d', blas.Upper, n, n, max(1, n)}}, {layout: layout{'p', blas.Upper, n, n, 0}},
			{layout: layout{'b', blas.Upper, n, n / 3, n/3 + 1}}, {layout: layout{'g', blas.Upper, n, n / 3, 2*(n/3) + 1}},
		} {
			good.tA, good.d, good.kU, good.incX, good.incY, good.x, good.y = blas.NoTrans, blas.NonUnit, n/3, 1, 1, n, n
			good.a = good.size()
			if good.kind == 'g' {
				good.a = max(0, (n-1)*good.lda+2*(n/3)+1)
			}
			for first := range faults {
				for second := range first + 1 {
					if second > 0 && n < 200 {
						continue // gonum's own is called anyway
					}
					c := good
					faults[first](&c)
					faults[second](&c)
					for name, run := range routines {
						if (name == "gbmv") != (c.kind == 'g') {
							continue
						}
						want := panicOf(func() { run(theirs, &c, memory[:c.a], memory[:c.x], make([]T, c.y)) })
						if want == nil && second > 0 {
							continue // faults of other routines
						}
						got := panicOf(func() { run(weft, &c, memory[:c.a], memory[:c.x], make([]T, c.y)) })
						if fmt.Sprint(got) != fmt.Sprint(want) {
							t.Errorf("%s %+v: panic %v, gonum's is %v", name, c, got, want)
						}
						if text, ok := want.(string); ok {
							kinds[text] = true
						}
					}
				}
			}
		}
	}
	if len(kinds) != 15 { // three flags, two sizes, three numbers of diagonals, a stride, two increments, four lengths
		t.Errorf("%d kinds of panic seen: %v", len(kinds), kinds)
	}
}

// TestTriangleVectorNaN wants a sum that has a NaN or 0·Inf to be NaN, at sizes that are weft's, and no other.
func TestTriangleVectorNaN(t *testing.T) {
	const n = 200
	f := trianglesOf[float64](door())
	for _, l := range []layout{{'d', blas.Upper, n, n, n}, {'p', blas.Upper, n, n, 0}, {'b', blas.Upper, n, 60, 61}} {
		for _, bad := range []float64{math.NaN(), math.Inf(1)} {
			a, x, y := make([]float64, l.size()), make([]float64, n), make([]float64, n)
			a[l.at(5, 50)] = bad
			f.symv(l, 1, a, x, 1, 0, y, 1)
			f.trv(l, false, blas.NoTrans, blas.NonUnit, a, x, 1)
			for i := range n {
				if got, want := math.IsNaN(y[i]), i == 5 || i == 50; got != want {
					t.Errorf("%v: A[5,50] is %v, symv's y[%d] = %v", l, bad, i, y[i])
				}
				if got, want := math.IsNaN(x[i]), i == 5; got != want {
					t.Errorf("%v: A[5,50] is %v, trmv's x[%d] = %v", l, bad, i, x[i])
				}
			}
		}
	}
}

// TestTriangleAlphaZero wants neither A nor x to be read with alpha zero, and an update to write nothing.
func TestTriangleAlphaZero(t *testing.T) {
	const n = 200
	f, nan := trianglesOf[float64](door()), make([]float64, n*n)
	for i := range nan {
		nan[i] = math.NaN()
	}
	for _, l := range []layout{{'d', blas.Upper, n, n, n}, {'p', blas.Upper, n, n, 0}, {'b', blas.Upper, n, 60, 61}} {
		for what, run := range map[string]func(y []float64){
			"symv": func(y []float64) { f.symv(l, 0, nan, nan, 1, 2, y, 1) },
			"gbmv": func(y []float64) { f.gbmv(blas.NoTrans, n, n, 30, 30, 0, nan, 61, nan, 1, 2, y, 1) },
			"syr":  func(y []float64) { f.syr(l, 0, nan, 1, y) },
			"syr2": func(y []float64) { f.syr2(l, 0, nan, 1, nan, 1, y) },
		} {
			y, factor := make([]float64, n*n), 2.0
			if what[:3] == "syr" {
				factor = 1
			}
			y[5] = 3
			if run(y); y[5] != 3*factor || y[6] != 0 {
				t.Errorf("%s %v: y or A begins %v", what, l, y[:7])
			}
		}
	}
}
