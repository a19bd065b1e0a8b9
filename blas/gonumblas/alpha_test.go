package gonumblas_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/kernels"
)

// TestAlphaMultipliesSums wants alpha applied to the sums of products alone, and of gonum what this
// package's text says of it.
func TestAlphaMultipliesSums(t *testing.T) {
	t.Run("Sgemm", func(t *testing.T) { testAlpha[float32](t, 1e-30, 1e25) })
	t.Run("Dgemm", func(t *testing.T) { testAlpha[float64](t, 1e-300, 1e200) })
}

// testAlpha has x·x overflow and its inverse's underflow, while alpha·x·x is a number, and so is the
// product of the inverses.
func testAlpha[T kernels.Float](t *testing.T, alpha, x T) {
	theirs := gemmOf[T](gonum.Implementation{})
	for _, tA := range transposes[:2] {
		for _, tB := range transposes[:2] {
			for _, size := range []int{1, 5, 70, 130} {
				for _, c := range []struct{ alpha, x, want T }{{alpha, x, T(math.Inf(1))}, {1 / alpha, 1 / x, 0}} {
					p := product[T]{tA: tA, tB: tB, m: size, n: size, k: size, alpha: c.alpha}
					p.fill()
					step := size / 2 // has the only term of each sum that is not 0
					for i := range size {
						*element(tA, p.a, p.lda, i, step), *element(tB, p.b, p.ldb, step, i) = c.x, c.x
					}
					p.run(ours[T]())
					for i, got := range p.c {
						if got != c.want {
							t.Fatalf("%c%c %d cubed, alpha %v, elements %v: element %d = %v, want %v", tA, tB, size, c.alpha, c.x, i, got, c.want)
						}
					}
					p.run(theirs)
					want := c.alpha * c.x * c.x
					if tA == blas.NoTrans && tB == blas.Trans {
						want = c.want
					}
					if got := p.c[0]; got != want {
						t.Fatalf("%c%c %d cubed, alpha %v, elements %v: gonum has %v, want %v", tA, tB, size, c.alpha, c.x, got, want)
					}
				}
			}
		}
	}
}
