package kernels

import (
	"math"
	"math/rand/v2"
	"testing"
)

// sumTol is how far a softmax of n elements may be off, in units in the last place: 8 for an
// exponential, a quotient and a product, and half of one for each rounding of the sum. These
// are of T for up to 128 elements in lanes, of which there are at least 2, and of float64 for
// no more than the elements in each of four chains, and 32 more.
func sumTol[T Float](n, lanes int) float64 {
	ofT, of64 := float64(min(n, 128))/float64(max(lanes, 2)), float64(n)/4+32
	return 8 + ofT/2 + of64/2*0x1p-52/eps[T]()
}

// TestSoftmaxSums has rows of every length to 400 and of a few beyond MaxElements, whose
// elements count for about the same. One that is left out of the sum is 1/n of it. And a
// float32 sum of thousands, though in as many parts as a vector has lanes, is off by several
// times the bound, since what is rounded off like elements has one sign.
func TestSoftmaxSums(t *testing.T) {
	forEach(t, func(t *testing.T, s *Set) {
		testSoftmaxSums(t, tableOf[float32](s))
		testSoftmaxSums(t, tableOf[float64](s))
	})
}

func testSoftmaxSums[T Float](t *testing.T, k *table[T]) {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 0))
	lengths := []int{MaxElements - 1, MaxElements, MaxElements + 1, MaxElements + 77, 3*MaxElements + 127, 10*MaxElements + 65}
	for n := range 400 {
		lengths = append(lengths, n+1)
	}
	for _, n := range lengths {
		for _, spread := range []float64{0, 0.5} {
			x, y := make([]T, n), make([]T, n)
			for i := range x {
				x[i] = T(-1 - spread*rng.Float64())
			}
			x[n/2] = 0 // the greatest; the others are e^-1 and below
			k.Softmax(1, n, &y[0], n, &x[0], n)
			tol := sumTol[T](n, k.Gemm.Lanes)
			total := exactSum(x)
			for j, x := range x {
				want := math.Exp(float64(x)) / total
				if !(math.Abs(float64(y[j])-want) <= tol*eps[T]()*want) {
					t.Errorf("%T: y[%d] of %d is %v, want %v, off by %.1f of %.1f units in the last place",
						y[j], j, n, y[j], want, math.Abs(float64(y[j])-want)/want/eps[T](), tol)
					break
				}
			}
		}
	}
}

// exactSum is Σe^x by Neumaier's sum, which keeps what it rounds off.
func exactSum[T Float](x []T) float64 {
	var sum, lost float64
	for _, x := range x {
		e := math.Exp(float64(x))
		next := sum + e
		if sum >= e {
			lost += sum - next + e
		} else {
			lost += e - next + sum
		}
		sum = next
	}
	return sum + lost
}
