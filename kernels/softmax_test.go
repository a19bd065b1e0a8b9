package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// softmaxTol is how far a softmax of n elements may be off, in units in the last
// place: an exponential, a quotient, a product and, in float64, the sum.
func softmaxTol(n int) float64 { return 8 + float64(n) }

func checkSoftmax[T Float](r *rooms[T], k *table[T]) error {
	rng := rand.New(rand.NewPCG(7, 0))
	list := specials[T]()
	for _, n := range append(sizes(k.Gemm.Lanes), 10, 3*MaxElements/2) {
		for _, m := range []int{0, 1, 3} {
			x := uniform[T](rng, m*n)
			for i := range x { // rows of large, of like and of special elements
				switch rng.IntN(4 + n) {
				case 0:
					x[i] *= 40
				case 1:
					x[i] = list[rng.IntN(len(list))]
				}
			}
			for p := range placements {
				for _, al := range []alias{apart, onX} {
					if err := trySoftmax(r, k, m, n, n+[]int{0, 1, 5}[rng.IntN(3)], al, p, x); err != nil {
						return fmt.Errorf("m = %d, n = %d, alias %d, placement %d: %w", m, n, al, p, err)
					}
				}
			}
		}
	}
	return nil
}

func trySoftmax[T Float](r *rooms[T], k *table[T], m, n, ldx int, al alias, p placement, x []T) error {
	ldy := n
	if al == onX {
		ldy = ldx
	}
	in, out := r[0].input(span(m, n, ldx, 1), p), r[1].output(span(m, n, ldy, 1), p)
	from := in
	if al == onX {
		from = out
	}
	each(m, n, func(i, j int) { from.x[i*ldx+j] = x[i*n+j] })
	before := append([]T(nil), in.x...)
	if err := faultless(func() { k.Softmax(m, n, out.first, ldy, from.first, ldx) }); err != nil {
		return err
	}
	for i := range m {
		want := softmax64(x[i*n : i*n+n])
		for j, w := range want {
			if got := out.x[i*ldy+j]; !near(got, T(w), softmaxTol(n)*(eps[T]()*w+tiny[T]())) {
				return fmt.Errorf("y[%d,%d] = %v, want %v", i, j, got, w)
			}
		}
		for j := n; n > 0 && j < ldy && i < m-1; j++ {
			if got := out.x[i*ldy+j]; got != sentinel {
				return fmt.Errorf("y[%d,%d] = %v is beyond the row", i, j, got)
			}
		}
	}
	if err := out.intact(); err != nil {
		return err
	}
	return in.unchanged(before)
}

// softmax64 is the definition; differences are of T, as a kernel takes them.
func softmax64[T Float](x []T) []float64 {
	y := make([]float64, len(x))
	if len(x) == 0 {
		return y
	}
	top := x[0]
	for _, v := range x {
		top = max(top, v)
	}
	var sum float64
	for j, v := range x {
		y[j] = math.Exp(float64(v - top))
		sum += y[j]
	}
	for j := range y {
		y[j] /= sum
	}
	return y
}

// TestSoftmaxSpecials states which rows become NaN.
func TestSoftmaxSpecials(t *testing.T) {
	forEach(t, func(t *testing.T, s *Set) {
		testSoftmaxSpecials(t, tableOf[float32](s))
		testSoftmaxSpecials(t, tableOf[float64](s))
	})
}

func testSoftmaxSpecials[T Float](t *testing.T, k *table[T]) {
	t.Helper()
	nan, inf := T(math.NaN()), T(math.Inf(1))
	for _, c := range []struct{ x, y [2]T }{
		{[2]T{3, 3}, [2]T{0.5, 0.5}}, {[2]T{-1e30, -1e30}, [2]T{0.5, 0.5}}, {[2]T{1e30, 0}, [2]T{1, 0}},
		{[2]T{0, -inf}, [2]T{1, 0}}, {[2]T{-inf, -inf}, [2]T{nan, nan}},
		{[2]T{0, inf}, [2]T{nan, nan}}, {[2]T{nan, 0}, [2]T{nan, nan}}, {[2]T{0, nan}, [2]T{nan, nan}},
	} {
		var y [2]T
		k.Softmax(1, 2, &y[0], 2, &c.x[0], 2)
		if !same(y[0], c.y[0]) || !same(y[1], c.y[1]) {
			t.Errorf("%T: softmax of %v = %v, want %v", y[0], c.x, y, c.y)
		}
	}
}

// TestSoftmaxOfLongRows puts each of these at every place of rows longer than
// vectors: a row is NaN wherever its NaN or +Inf is, and -Inf becomes 0.
func TestSoftmaxOfLongRows(t *testing.T) {
	forEach(t, func(t *testing.T, s *Set) {
		testSoftmaxOfLongRows(t, tableOf[float32](s))
		testSoftmaxOfLongRows(t, tableOf[float64](s))
	})
}

func testSoftmaxOfLongRows[T Float](t *testing.T, k *table[T]) {
	t.Helper()
	for _, n := range []int{k.Gemm.Lanes, 37, 150} {
		for at := range n {
			for _, special := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e30} {
				x, y := make([]T, n), make([]T, n)
				x[at] = T(special)
				k.Softmax(1, n, &y[0], n, &x[0], n)
				here, there := math.NaN(), math.NaN()
				switch special {
				case math.Inf(-1):
					here, there = 0, 1/float64(n-1)
				case 1e30:
					here, there = 1, 0
				}
				for j, v := range y {
					want := there
					if j == at {
						want = here
					}
					if !near(v, T(want), softmaxTol(n)*eps[T]()*want) {
						t.Fatalf("%T, %v at %d of %d: y[%d] = %v, want %v", v, special, at, n, j, v, want)
					}
				}
			}
		}
	}
}

// TestSoftmaxTop has the greatest element by far at each place behind the last whole block, where
// there are fewer of them than lanes: taken off all, it overflows none.
func TestSoftmaxTop(t *testing.T) {
	forEach(t, func(t *testing.T, s *Set) {
		testSoftmaxTop(t, tableOf[float32](s))
		testSoftmaxTop(t, tableOf[float64](s))
	})
}

func testSoftmaxTop[T Float](t *testing.T, k *table[T]) {
	t.Helper()
	n := MaxElements + k.Gemm.Lanes - 1
	x, y := make([]T, n), make([]T, n)
	for at := MaxElements - 1; at < n; at++ {
		clear(x)
		x[at] = 1e30
		k.Softmax(1, n, &y[0], n, &x[0], n)
		if y[at] != 1 || y[0] != 0 {
			t.Errorf("%T: element %d of %d is %v, want 1, and the first %v, want 0", y[at], at, n, y[at], y[0])
		}
	}
}

// TestSoftmaxAllocs wants none.
func TestSoftmaxAllocs(t *testing.T) {
	forEach(t, func(t *testing.T, s *Set) {
		x, fn := make([]float32, 300), FunctionsOf[float32](s)
		if n := testing.AllocsPerRun(10, func() { fn.Softmax(3, 100, &x[0], 100, &x[0], 100) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}
