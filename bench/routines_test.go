package bench_test

import (
	"testing"

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
