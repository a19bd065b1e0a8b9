package gonumblas_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
)

// pairRoutines are routines that change two vectors, or one of them. What they compute has gonum's bits: rotm rounds each
// product, and the products of rot by powers of two are exact.
func pairRoutines[T kernels.Float]() map[string]func(v vectors[T], n int, x []T, incX int, y []T, incY int) {
	type routine = func(v vectors[T], n int, x []T, incX int, y []T, incY int)
	list := map[string]routine{
		"rot":  func(v vectors[T], n int, x []T, incX int, y []T, incY int) { v.rot(n, x, incX, y, incY, 0.5, -0.25) },
		"swap": func(v vectors[T], n int, x []T, incX int, y []T, incY int) { v.swap(n, x, incX, y, incY) },
		"copy": func(v vectors[T], n int, x []T, incX int, y []T, incY int) { v.copy(n, x, incX, y, incY) },
	}
	for flag := blas.Identity; flag <= blas.Diagonal; flag++ {
		list[fmt.Sprint("rotm with flag ", flag)] = func(v vectors[T], n int, x []T, incX int, y []T, incY int) {
			v.rotm(n, x, incX, y, incY, flag, [4]T{0.3, -0.7, 0.9, 1.1})
		}
	}
	return list
}

// sameBits tells whether x and y have the same bits, or NaN at the same places.
func sameBits[T kernels.Float](x, y []T) bool {
	return slices.EqualFunc(x, y, func(a, b T) bool {
		return a == b && math.Signbit(float64(a)) == math.Signbit(float64(b)) || a != a && b != b
	})
}

// TestPairs wants gonum's bits of every Set, on memory between pages that fault, whatever the increments and however
// x and y overlap, of NaN and Inf too.
func TestPairs(t *testing.T) {
	onEverySet(t, func(t *testing.T, i gonumblas.Implementation) {
		testPairs(t, vectors32(i), vectors32(gonum.Implementation{}))
	}, func(t *testing.T, i gonumblas.Implementation) {
		testPairs(t, vectors64(i), vectors64(gonum.Implementation{}))
	})
}

func testPairs[T kernels.Float](t *testing.T, v, theirs vectors[T]) {
	rng := rand.New(rand.NewPCG(63, 0))
	rooms := [2]room[T]{newRoom[T](), newRoom[T]()}
	lengths := []int{1<<14 + 5} // two calls of a kernel
	for n := range 100 {
		lengths = append(lengths, n)
	}
	for name, f := range pairRoutines[T]() {
		for _, n := range lengths {
			for _, inc := range [][2]int{{1, 1}, {-1, -1}, {1, -1}, {2, 2}, {-2, -2}, {2, -3}} {
				for _, place := range []func(r room[T], n int) []T{room[T].first, room[T].last} {
					nx, ny := max(0, 1+(n-1)*max(inc[0], -inc[0])), max(0, 1+(n-1)*max(inc[1], -inc[1]))
					x, y := place(rooms[0], nx), place(rooms[1], ny)
					fillPair(rng, x, y)
					wantX, wantY := slices.Clone(x), slices.Clone(y)
					f(theirs, n, wantX, inc[0], wantY, inc[1])
					if f(v, n, x, inc[0], y, inc[1]); !sameBits(x, wantX) || !sameBits(y, wantY) {
						t.Fatalf("%s of %d, increments %v: other bits than gonum's", name, n, inc)
					}
				}
			}
		}
	}
}

// fillPair has numbers, and at some places no numbers.
func fillPair[T kernels.Float](rng *rand.Rand, x, y []T) {
	special := []T{T(math.NaN()), T(math.Inf(1)), T(math.Inf(-1)), 0, T(math.Copysign(0, -1))}
	for _, z := range [][]T{x, y} {
		for i := range z {
			z[i] = T(rng.NormFloat64())
			if rng.IntN(8) == 0 {
				z[i] = special[rng.IntN(len(special))]
			}
		}
	}
}

// TestPairsOverlap lays y some elements behind x or before it, up to where they no longer overlap.
func TestPairsOverlap(t *testing.T) {
	onEverySet(t, func(t *testing.T, i gonumblas.Implementation) {
		testPairsOverlap(t, vectors32(i), vectors32(gonum.Implementation{}))
	}, func(t *testing.T, i gonumblas.Implementation) {
		testPairsOverlap(t, vectors64(i), vectors64(gonum.Implementation{}))
	})
}

func testPairsOverlap[T kernels.Float](t *testing.T, v, theirs vectors[T]) {
	rng := rand.New(rand.NewPCG(64, 0))
	const n = 60
	for name, f := range pairRoutines[T]() {
		for _, inc := range [][2]int{{1, 1}, {-1, -1}, {2, 2}, {-3, -3}, {2, 3}, {2, -2}} {
			lengthX, lengthY := (n-1)*max(inc[0], -inc[0])+1, (n-1)*max(inc[1], -inc[1])+1
			for behind := -lengthY; behind <= lengthX; behind++ {
				memory := make([]T, lengthX+2*max(lengthX, lengthY))
				for i := range memory {
					memory[i] = T(rng.NormFloat64())
				}
				want := slices.Clone(memory)
				call := func(v vectors[T], memory []T) {
					f(v, n, memory[lengthY:][:lengthX], inc[0], memory[lengthY+behind:][:lengthY], inc[1])
				}
				call(theirs, want)
				if call(v, memory); !sameBits(memory, want) {
					t.Fatalf("%s, y %d behind x, increments %v: other bits than gonum's", name, behind, inc)
				}
			}
		}
	}
}

// TestAxpyOverlap wants gonum's bits of Axpy, too, where elements are not side by side.
func TestAxpyOverlap(t *testing.T) {
	rng := rand.New(rand.NewPCG(67, 0))
	for n := range 24 {
		n += 96 // from which weft's loop runs
		for _, inc := range [][2]int{{2, 2}, {5, 2}, {2, -3}} {
			lengthX, lengthY := (n-1)*max(inc[0], -inc[0])+1, (n-1)*max(inc[1], -inc[1])+1
			for behind := -lengthY; behind <= lengthX; behind += 1 + rng.IntN(40) {
				memory := make([]float32, lengthX+2*max(lengthX, lengthY))
				for i := range memory {
					memory[i] = float32(rng.NormFloat64())
				}
				want := slices.Clone(memory)
				gonum.Implementation{}.Saxpy(n, 0.5, want[lengthY:][:lengthX], inc[0], want[lengthY+behind:][:lengthY], inc[1])
				door().Saxpy(n, 0.5, memory[lengthY:][:lengthX], inc[0], memory[lengthY+behind:][:lengthY], inc[1])
				if !sameBits(memory, want) {
					t.Fatalf("axpy of %d, y %d behind x, increments %v: other bits than gonum's", n, behind, inc)
				}
			}
		}
	}
}

// TestVectorsWide wants gonum's panics of vectors that are too short where its own checks wrap.
func TestVectorsWide(t *testing.T) {
	x, y, i := make([]float64, 65), make([]float64, 65), door()
	s, u := make([]float32, 65), make([]float32, 65)
	for _, c := range []struct {
		n, inc int
		fits   bool
	}{
		{math.MaxInt, 1, false}, {math.MaxInt, 256, false}, {math.MaxInt/2 + 2, 2, false}, {math.MaxInt/4 + 2, 4, false}, {3, math.MaxInt, false},
		{3, math.MaxInt/2 + 1, false}, {2, math.MinInt, false}, {math.MaxInt, -3, false}, {1, math.MaxInt, true}, {1, math.MinInt, true}, {0, math.MaxInt, true},
	} {
		for name, f := range map[string]func(){
			"ddot":      func() { i.Ddot(c.n, x, c.inc, y, 1) },
			"ddot of y": func() { i.Ddot(c.n, x, 1, y, c.inc) },
			"sdot":      func() { i.Sdot(c.n, s, c.inc, u, c.inc) },
			"dsdot":     func() { i.Dsdot(c.n, s, c.inc, u, c.inc) },
			"sdsdot":    func() { i.Sdsdot(c.n, 1, s, c.inc, u, c.inc) },
			"daxpy":     func() { i.Daxpy(c.n, 1, x, c.inc, y, c.inc) },
			"saxpy":     func() { i.Saxpy(c.n, 1, s, c.inc, u, c.inc) },
			"dscal":     func() { i.Dscal(c.n, 2, x, max(c.inc, -c.inc)) },
			"dnrm2":     func() { i.Dnrm2(c.n, x, max(c.inc, -c.inc)) },
			"dasum":     func() { i.Dasum(c.n, x, max(c.inc, -c.inc)) },
		} {
			if c.inc == math.MinInt && name[0] == 'd' && strings.Contains("dscal dnrm2 dasum", name) {
				continue // which does nothing
			}
			func() {
				defer func() {
					got := recover()
					if said, _ := got.(string); c.fits && got != nil || !c.fits && !strings.HasPrefix(said, "blas: insufficient length of ") {
						t.Errorf("%s of %d, increment %d: %v", name, c.n, c.inc, got)
					}
				}()
				f()
			}()
		}
	}
}

// TestRotRounds wants of a rotation, by what is no power of two, what float64 gives within two roundings.
func TestRotRounds(t *testing.T) {
	onEverySet(t, func(t *testing.T, i gonumblas.Implementation) { testRotRounds(t, vectors32(i), 0x1p-23) },
		func(t *testing.T, i gonumblas.Implementation) { testRotRounds(t, vectors64(i), 0x1p-52) })
}

func testRotRounds[T kernels.Float](t *testing.T, v vectors[T], eps float64) {
	rng := rand.New(rand.NewPCG(65, 0))
	const n = 77
	x, y := make([]T, n), make([]T, n)
	for i := range x {
		x[i], y[i] = T(rng.NormFloat64()), T(rng.NormFloat64())
	}
	c, s := T(0.28), T(0.96)
	gotX, gotY := slices.Clone(x), slices.Clone(y)
	v.rot(n, gotX, 1, gotY, 1, c, s)
	for i := range x {
		cx, sy, cy, sx := float64(c)*float64(x[i]), float64(s)*float64(y[i]), float64(c)*float64(y[i]), float64(s)*float64(x[i])
		if math.Abs(float64(gotX[i])-(cx+sy)) > eps*(math.Abs(cx)+math.Abs(sy)) || math.Abs(float64(gotY[i])-(cy-sx)) > eps*(math.Abs(cy)+math.Abs(sx)) {
			t.Fatalf("%v, %v rotated to %v, %v, want %v, %v", x[i], y[i], gotX[i], gotY[i], cx+sy, cy-sx)
		}
	}
}

// TestBackwards wants of vectors of which one lies backwards, or both, what gonum's Dot and Axpy give, within rounding.
func TestBackwards(t *testing.T) {
	onEverySet(t, func(t *testing.T, i gonumblas.Implementation) {
		testBackwards(t, vectors32(i), vectors32(gonum.Implementation{}), 0x1p-23)
	}, func(t *testing.T, i gonumblas.Implementation) {
		testBackwards(t, vectors64(i), vectors64(gonum.Implementation{}), 0x1p-52)
	})
}

func testBackwards[T kernels.Float](t *testing.T, v, theirs vectors[T], eps float64) {
	rng := rand.New(rand.NewPCG(66, 0))
	rooms := [2]room[T]{newRoom[T](), newRoom[T]()}
	for _, n := range []int{0, 1, 2, 7, 40, 300, 1000} {
		for _, inc := range [][2]int{{-1, -1}, {-1, 1}, {1, -1}, {-2, -2}, {-2, -1}} {
			x, y := rooms[0].last(max(0, 1-(n-1)*min(inc[0], -inc[0]))), rooms[1].first(max(0, 1-(n-1)*min(inc[1], -inc[1])))
			fill := func(z []T) {
				for i := range z {
					z[i] = T(rng.NormFloat64())
				}
			}
			fill(x)
			fill(y)
			got, want := float64(v.dot(n, x, inc[0], y, inc[1])), float64(theirs.dot(n, x, inc[0], y, inc[1]))
			bound := 2 * eps * float64(n) * math.Sqrt(norm2(x)*norm2(y)) // Cauchy and Schwarz's
			if math.Abs(got-want) > bound {
				t.Errorf("dot of %d, increments %v: %v, want %v ± %v", n, inc, got, want, bound)
			}
			wantY := slices.Clone(y)
			theirs.axpy(n, 0.5, x, inc[0], wantY, inc[1]) // whose products are exact
			if v.axpy(n, 0.5, x, inc[0], y, inc[1]); !sameBits(y, wantY) {
				t.Errorf("axpy of %d, increments %v: other bits than gonum's", n, inc)
			}
		}
	}
}

func norm2[T kernels.Float](x []T) (sum float64) {
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return sum
}
