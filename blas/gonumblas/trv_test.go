package gonumblas_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/kernels"
)

// TestTriangleVectors holds every Set's products of a triangle and a vector to sums of float64, and its solutions to the
// residual. What is not stored and a unit diagonal are NaN.
func TestTriangleVectors(t *testing.T) {
	onTriangles(t, testTriangleVectors[float32], testTriangleVectors[float64])
}

func testTriangleVectors[T kernels.Float](t *testing.T, f triangles[T], seed uint64) {
	rng := rand.New(rand.NewPCG(10, seed))
	rooms := [2]room[T]{newRoom[T](), newRoom[T]()}
	for _, n := range triangleSizes(rng) {
		for _, l := range layouts(rng, n) {
			for i, tA := range transposes {
				if n > 100 && i != rng.IntN(3) {
					continue // each is tried with another layout
				}
				d, incX := []blas.Diag{blas.NonUnit, blas.Unit}[rng.IntN(2)], increment(rng)
				a, x := rooms[0].place(rng, l.size()), vectorOf(rng, rooms[1], n, incX)
				fill(rng, l, a)
				for i, v := range a {
					a[i] = v / T(n+1) // so that solutions stay small
				}
				for i := range n {
					if a[l.at(i, i)] += 2; d == blas.Unit {
						a[l.at(i, i)] = T(math.NaN())
					}
				}
				beforeA, before := slices.Clone(a), slices.Clone(x)
				f.trv(l, false, tA, d, a, x, incX)
				err := l.isProduct(tA, d, float64s(a), float64s(before), float64s(x), incX, eps[T](), false)
				if err == nil {
					copy(x, before)
					f.trv(l, true, tA, d, a, x, incX)
					err = l.isProduct(tA, d, float64s(a), float64s(x), float64s(before), incX, eps[T](), true)
				}
				if err == nil && !kept(a, beforeA) {
					err = fmt.Errorf("A is written")
				}
				if err != nil {
					t.Fatalf("%v %c %c, increment %d: %v", l, tA, d, incX, err)
				}
			}
		}
	}
}

// isProduct wants y = op(A)·x, and what is between elements of x and y still NaN.
func (l layout) isProduct(tA blas.Transpose, d blas.Diag, a, x, y []float64, inc int, eps float64, solved bool) error {
	elements := 0
	for i := range x {
		if x[i] == x[i] || y[i] == y[i] {
			elements++
		}
	}
	if elements != l.n {
		return fmt.Errorf("solved %v: %d numbers in x or y, want %d", solved, elements, l.n)
	}
	for i := range l.n {
		var sum, size float64
		for j := max(0, i-l.k); j < min(l.n, i+l.k+1); j++ {
			at := l.at(i, j)
			if tA != blas.NoTrans {
				at = l.at(j, i)
			}
			term := x[place(l.n, inc, j)]
			switch {
			case at < 0:
				continue
			case i != j || d == blas.NonUnit:
				term *= a[at]
			}
			sum, size = sum+term, size+math.Abs(term)
		}
		if got := y[place(l.n, inc, i)]; !(math.Abs(got-sum) <= eps*float64(l.n+2)*size) {
			return fmt.Errorf("solved %v: y[%d] = %v, A·x has %v", solved, i, got, sum)
		}
	}
	return nil
}

func float64s[T kernels.Float](x []T) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}
