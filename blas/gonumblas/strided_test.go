package gonumblas_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
)

// TestStrided holds every Set's routines on elements that are not side by side to gonum's: sums within their bound, all else to
// the bit. Vectors begin or end where a page does.
func TestStrided(t *testing.T) {
	onEverySet(t, func(t *testing.T, i gonumblas.Implementation) {
		testStrided(t, vectors32(i), vectors32(gonum.Implementation{}), 0x1p-23)
	}, func(t *testing.T, i gonumblas.Implementation) {
		testStrided(t, vectors64(i), vectors64(gonum.Implementation{}), 0x1p-52)
	})
}

func testStrided[T kernels.Float](t *testing.T, v, theirs vectors[T], eps float64) {
	rng := rand.New(rand.NewPCG(81, 0))
	rooms := [2]room[T]{newRoom[T](), newRoom[T]()}
	for n := 1; n < 600; n += 1 + n/8 {
		for _, inc := range []int{2, 3, 127, 128} {
			for _, place := range []func(r room[T], n int) []T{room[T].first, room[T].last} {
				x, y := place(rooms[0], (n-1)*inc+1), place(rooms[1], (n-1)*(inc+1)+1)
				for i := range x {
					x[i] = T(math.Inf(1)) // nobody reads it
				}
				for i := range n {
					x[i*inc], y[i*(inc+1)] = T(rng.NormFloat64()), T(rng.NormFloat64())
				}
				bound := 2 * eps * float64(n+2)
				for name, f := range map[string]func(v vectors[T]) (sum, size float64){
					"asum": func(v vectors[T]) (float64, float64) { s := float64(v.asum(n, x, inc)); return s, s },
					"nrm2": func(v vectors[T]) (float64, float64) { s := float64(v.nrm2(n, x, inc)); return s, s },
					"dot": func(v vectors[T]) (float64, float64) {
						return float64(v.dot(n, x, inc, y, -inc-1)), float64(n) * 16
					},
				} {
					got, size := f(v)
					if want, _ := f(theirs); !(math.Abs(got-want) <= bound*size) {
						t.Fatalf("%s of %d, increment %d: %v, want %v ± %v", name, n, inc, got, want, bound*size)
					}
				}
				for _, special := range []T{0, 5, T(math.NaN()), T(math.Inf(-1))} {
					if at := rng.IntN(n) * rng.IntN(2); special != 0 { // often the first
						x[at*inc] = special
					}
					if got, want := v.iamax(n, x, inc), theirs.iamax(n, x, inc); got != want {
						t.Fatalf("iamax of %d, increment %d, with %v: %d, want %d", n, inc, special, got, want)
					}
				}
				wantX, wantY := slices.Clone(x), slices.Clone(y)
				theirs.scal(n, 0.7, wantX, inc)
				theirs.copy(n, wantX, inc, wantY, -inc-1)
				v.scal(n, 0.7, x, inc)
				if v.copy(n, x, inc, y, -inc-1); !sameBits(x, wantX) || !sameBits(y, wantY) {
					t.Fatalf("scal and copy of %d, increment %d: other bits than gonum's", n, inc)
				}
			}
		}
	}
}

// TestStridedNorm wants gonum's norm where squares over- or underflow.
func TestStridedNorm(t *testing.T) {
	for _, value := range []float64{1e-300, 1e300, 5e-324, math.MaxFloat64 / 16} {
		x := make([]float64, 120)
		for i := range x {
			x[i] = value
		}
		got, want := door().Dnrm2(40, x, 3), gonum.Implementation{}.Dnrm2(40, x, 3)
		if math.Abs(got-want) > 1e-14*want {
			t.Errorf("norm of 40 × %v: %v, want %v", value, got, want)
		}
	}
}
