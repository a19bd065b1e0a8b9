package gonumblas_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
)

// magnitudeLengths are those round vectors, rows of AbsMax and calls of kernels.
func magnitudeLengths() []int {
	list := []int{383, 384, 385, 1000, 4095, 4096, 4097, 9001, 1 << 16, 1<<16 + 1, 140_000}
	for n := range 300 {
		list = append(list, n)
	}
	return list
}

// TestMagnitudes holds every Set's sum of magnitudes to that of float64, within eps times the length and the sum, and the
// index of the greatest to gonum's, on memory between pages that fault.
func TestMagnitudes(t *testing.T) {
	onEverySet(t, func(t *testing.T, i gonumblas.Implementation) {
		testMagnitudes(t, vectors32(i), vectors32(gonum.Implementation{}), 0x1p-23)
	}, func(t *testing.T, i gonumblas.Implementation) {
		testMagnitudes(t, vectors64(i), vectors64(gonum.Implementation{}), 0x1p-52)
	})
}

func testMagnitudes[T kernels.Float](t *testing.T, v, theirs vectors[T], eps float64) {
	rng := rand.New(rand.NewPCG(61, 0))
	r := newRoom[T]()
	for _, n := range magnitudeLengths() {
		for _, x := range [][]T{r.first(n), r.last(n)} {
			var sum float64
			for i := range x {
				x[i] = T(rng.NormFloat64())
				sum += math.Abs(float64(x[i]))
			}
			if got := float64(v.asum(n, x, 1)); math.Abs(got-sum) > eps*float64(n)*sum {
				t.Errorf("sum of %d magnitudes: %v, want %v ± %v", n, got, sum, eps*float64(n)*sum)
			}
			if got, want := v.iamax(n, x, 1), theirs.iamax(n, x, 1); got != want {
				t.Errorf("greatest of %d magnitudes at %d, want %d", n, got, want)
			}
			if n == 0 {
				continue
			}
			at := rng.IntN(n)
			x[at] = -9
			if got := v.iamax(n, x, 1); got != at {
				t.Errorf("greatest of %d magnitudes at %d, want %d", n, got, at)
			}
		}
	}
}

// TestMagnitudesOfNoNumbers wants gonum's index and kind of sum of vectors that are full of ties, zeros, infinities and
// NaN, also signalling NaN.
func TestMagnitudesOfNoNumbers(t *testing.T) {
	nan32, nan64 := math.Float32frombits(0x7f800001), math.Float64frombits(0x7ff0000000000001)
	onEverySet(t, func(t *testing.T, i gonumblas.Implementation) {
		testNoNumbers(t, vectors32(i), vectors32(gonum.Implementation{}), []float32{nan32, -nan32, float32(math.NaN()), math.SmallestNonzeroFloat32, math.MaxFloat32})
	}, func(t *testing.T, i gonumblas.Implementation) {
		testNoNumbers(t, vectors64(i), vectors64(gonum.Implementation{}), []float64{nan64, -nan64, math.NaN(), math.SmallestNonzeroFloat64, math.MaxFloat64})
	})
}

func testNoNumbers[T kernels.Float](t *testing.T, v, theirs vectors[T], own []T) {
	rng := rand.New(rand.NewPCG(62, 0))
	inf, negative := T(math.Inf(1)), T(math.Copysign(0, -1))
	list := append(own, inf, -inf, 0, negative, 1, -1, 2, -2)
	for _, n := range []int{1, 2, 31, 40, 41, 64, 127, 128, 129, 300, 5000} {
		for range 60 {
			few := make([]T, 1+rng.IntN(3))
			for i := range few {
				few[i] = list[rng.IntN(len(list))]
			}
			x := make([]T, n)
			for i := range x {
				x[i] = few[rng.IntN(len(few))]
			}
			if rng.IntN(2) == 0 { // what comes first counts as NaN
				x[0] = 1
			}
			if got, want := v.iamax(n, x, 1), theirs.iamax(n, x, 1); got != want {
				t.Fatalf("greatest of %d from %v, the first %v, at %d, want %d", n, few, x[0], got, want)
			}
			got, want := float64(v.asum(n, x, 1)), float64(theirs.asum(n, x, 1))
			if !(math.Abs(got-want) <= 1e-3*want) && got != want && !(got != got && want != want) {
				t.Fatalf("sum of %d magnitudes from %v, the first %v: %v, want %v", n, few, x[0], got, want)
			}
		}
	}
}

// TestMagnitudesByIncrements wants gonum's values for increments other than 1, below 0 too.
func TestMagnitudesByIncrements(t *testing.T) {
	v, theirs, x := vectors64(door()), vectors64(gonum.Implementation{}), make([]float64, 1000)
	for i := range x {
		x[i] = float64(i % 7)
	}
	for _, inc := range []int{-2, -1, 1, 2, 3} {
		if got, want := v.asum(300, x, inc), theirs.asum(300, x, inc); got != want {
			t.Errorf("increment %d: sum %v, want %v", inc, got, want)
		}
		if got, want := v.iamax(300, x, inc), theirs.iamax(300, x, inc); got != want {
			t.Errorf("increment %d: greatest at %v, want %v", inc, got, want)
		}
	}
}
