package bench_test

import (
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/bench"
	"weft.example/blas/gonumblas"
	"weft.example/kernels"
)

// TestRoutineCases makes each call: gonum's checks and weft's panic where an operand is too short for it.
func TestRoutineCases(t *testing.T) {
	for _, n := range []int{1, 2, 3, 20, 37} {
		testRoutineCases(t, n, bench.Routines32(gonum.Implementation{}), bench.Routines32(gonumblas.Implementation{}))
		testRoutineCases(t, n, bench.Routines64(gonum.Implementation{}), bench.Routines64(gonumblas.Implementation{}))
	}
}

func testRoutineCases[T kernels.Float](t *testing.T, n int, all ...*bench.Routines[T]) {
	for _, c := range bench.RoutineCases[T]() {
		for _, r := range all {
			func() {
				defer func() {
					if err := recover(); err != nil {
						t.Errorf("%s, n = %d: %v", c.Name, n, err)
					}
				}()
				c.Call(r, n)()
			}()
		}
	}
}

// TestRoutinesAgree compares weft with gonum, and wants the comparison to fail where one does nothing.
func TestRoutinesAgree(t *testing.T) {
	for _, n := range []int{3, 37} {
		testRoutinesAgree[float32](t, n)
		testRoutinesAgree[float64](t, n)
	}
}

// idle is gonum's, but that some routines do nothing.
type idle struct{ gonum.Implementation }

func (idle) Dgemv(tA blas.Transpose, m, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
}
func (idle) Ddot(n int, x []float64, incX int, y []float64, incY int) float64 { return 0 }
func (idle) Dtrmm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	b[0]++
}

func testRoutinesAgree[T kernels.Float](t *testing.T, n int) {
	weft, theirs := bench.RoutinesOf[T](gonumblas.Implementation{}), bench.RoutinesOf[T](gonum.Implementation{})
	lazy := bench.RoutinesOf[float64](idle{})
	for _, c := range bench.RoutineCases[T]() {
		if err := c.Agree(weft, theirs, n); err != nil {
			t.Error(err)
		}
	}
	for _, c := range bench.RoutineCases[float64]() {
		wrong := strings.Contains(c.Name, "gemv") || strings.Contains(c.Name, "dot") || strings.Contains(c.Name, "trmm")
		if err := c.Agree(lazy, bench.RoutinesOf[float64](gonum.Implementation{}), n); (err != nil) != wrong {
			t.Errorf("%s that is wrong: %v, error %v", c.Name, wrong, err)
		}
	}
}
