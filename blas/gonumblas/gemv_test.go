package gonumblas_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"unsafe"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/blas/testblas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/guard"
	"weft.example/internal/wild"
	"weft.example/kernels"
	"weft.example/workers"
)

// A level2 has Gemv and Ger of one element type.
type level2[T kernels.Float] struct {
	gemv func(tA blas.Transpose, m, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int)
	ger  func(m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int)
}

// level2Of returns those of impl.
func level2Of[T kernels.Float](impl interface {
	blas.Float32Level2
	blas.Float64Level2
}) level2[T] {
	if f, ok := any(level2[float32]{impl.Sgemv, impl.Sger}).(level2[T]); ok {
		return f
	}
	return any(level2[float64]{impl.Dgemv, impl.Dger}).(level2[T])
}

// TestLevel2Suites runs gonum's own tests on every Set.
func TestLevel2Suites(t *testing.T) {
	for _, set := range kernels.Available() {
		impl := gonumblas.New(set, workers.New(2))
		t.Run(set.Name+"/Dgemv", func(t *testing.T) { testblas.DgemvTest(t, impl) })
		t.Run(set.Name+"/Dger", func(t *testing.T) { testblas.DgerTest(t, impl) })
	}
}

// TestLevel2 holds Gemv and Ger on every Set to sums of float64.
func TestLevel2(t *testing.T) {
	for _, set := range kernels.Available() {
		t.Run(set.Name+"/float32", func(t *testing.T) { testLevel2[float32](t, gonumblas.New(set, workers.New(2))) })
		t.Run(set.Name+"/float64", func(t *testing.T) { testLevel2[float64](t, gonumblas.New(set, workers.New(2))) })
	}
}

func testLevel2[T kernels.Float](t *testing.T, impl gonumblas.Implementation) {
	const seed = 7
	rng := rand.New(rand.NewPCG(seed, 0))
	f, memory := level2Of[T](impl), newMemory[T]()
	for _, size := range sizes2(rng) {
		for _, alpha := range []T{1, -1, 0.7, 0} {
			c := memory.call(rng, size[0], size[1], alpha, []T{0, 1, -1, 0.3}[rng.IntN(4)])
			for _, tA := range transposes {
				if err := c.tryGemv(f, tA); err != nil {
					t.Fatalf("seed %d: gemv %c %v: %v", seed, tA, c, err)
				}
			}
			if err := c.tryGer(f); err != nil {
				t.Fatalf("seed %d: ger %v: %v", seed, c, err)
			}
		}
	}
}

// sizes2 are all pairs round the edges of tiles, some at random, and some for plans, pieces of vectors and workers.
func sizes2(rng *rand.Rand) (list [][2]int) {
	edges := []int{0, 1, 2, 3, 7, 8, 9, 16, 17, 31, 33, 65}
	for _, m := range edges {
		for _, n := range edges {
			list = append(list, [2]int{m, n})
		}
	}
	for range 60 {
		list = append(list, [2]int{rng.IntN(71), rng.IntN(71)})
	}
	return append(list, [][2]int{{130, 301}, {257, 130}, {3, 700}, {700, 3}, {1, 2000}, {2, 9000}, {9000, 2}, {640, 660}, {100, 5000}}...)
}

// call is the arguments of Gemv and Ger. u and v have m and n elements.
type call[T kernels.Float] struct {
	m, n        int
	alpha, beta T
	a, u, v     []T
	lda         int
	incU, incV  int
}

func (c call[T]) String() string {
	return fmt.Sprintf("%d×%d alpha %v beta %v lda %d increments %d %d", c.m, c.n, c.alpha, c.beta, c.lda, c.incU, c.incV)
}

// memory is where a matrix and two vectors end at pages that fault when touched.
type memory[T kernels.Float] struct{ a, u, v []T }

func newMemory[T kernels.Float]() memory[T] {
	take := func(n int) []T {
		b := guard.Bytes(n * int(unsafe.Sizeof(T(0))))
		return unsafe.Slice((*T)(unsafe.Pointer(&b[0])), n)
	}
	return memory[T]{take(1 << 20), take(1 << 17), take(1 << 17)}
}

// call returns a call with random increments. What is between elements is NaN.
func (m memory[T]) call(rng *rand.Rand, rows, columns int, alpha, beta T) call[T] {
	increments := []int{1, 1, 1, 2, 3, 7, -1, -2}
	c := call[T]{m: rows, n: columns, alpha: alpha, beta: beta, lda: max(1, columns) + []int{0, 1, 5}[rng.IntN(3)]}
	c.incU, c.incV = increments[rng.IntN(8)], increments[rng.IntN(8)]
	c.a = last(m.a, max(0, (rows-1)*c.lda+columns))
	for i := range rows {
		for j := range columns {
			c.a[i*c.lda+j] = T(rng.NormFloat64())
		}
	}
	fill := func(room []T, n, inc int) []T {
		x := last(room, max(0, (n-1)*max(inc, -inc)+1))
		for i := range n {
			x[place(n, inc, i)] = T(rng.NormFloat64())
		}
		return x
	}
	c.u, c.v = fill(m.u, rows, c.incU), fill(m.v, columns, c.incV)
	return c
}

// last returns the last n elements of x, all NaN.
func last[T kernels.Float](x []T, n int) []T {
	x = x[len(x)-n:]
	for i := range x {
		x[i] = T(math.NaN())
	}
	return x
}

// place is where element i of a vector is stored.
func place(n, inc, i int) int {
	if inc < 0 {
		return (i - n + 1) * inc
	}
	return i * inc
}

// tryGemv computes u or v from the other, and compares every element of it, and those between.
func (c call[T]) tryGemv(f level2[T], tA blas.Transpose) error {
	x, y, k, n, incX, incY, rs, cs := c.v, c.u, c.n, c.m, c.incV, c.incU, c.lda, 1
	if tA != blas.NoTrans {
		x, y, k, n, incX, incY, rs, cs = y, x, n, k, incY, incX, cs, rs
	}
	before := append([]T(nil), y...)
	if c.beta == 0 && c.m > 0 && c.n > 0 { // y is not read
		for i := range n {
			y[place(n, incY, i)] = T(math.NaN())
		}
	}
	want := append([]T(nil), y...)
	bounds := make([]float64, len(y))
	for i := range n {
		at := place(n, incY, i)
		sum, size := 0.0, 0.0
		if c.beta != 0 {
			sum = float64(c.beta) * float64(before[at])
			size = math.Abs(sum)
		}
		for p := range k {
			if c.alpha != 0 {
				term := float64(c.alpha) * float64(c.a[i*rs+p*cs]) * float64(x[place(k, incX, p)])
				sum, size = sum+term, size+math.Abs(term)
			}
		}
		if c.m > 0 && c.n > 0 { // else gonum returns
			want[at], bounds[at] = T(sum), float64(k+3)*eps[T]()*size
		}
	}
	f.gemv(tA, c.m, c.n, c.alpha, c.a, c.lda, x, incX, c.beta, y, incY)
	err := compare(y, want, bounds)
	copy(y, before)
	return err
}

// tryGer compares every element of A, and those between rows. A is kept.
func (c call[T]) tryGer(f level2[T]) error {
	before := append([]T(nil), c.a...)
	want, bounds := append([]T(nil), c.a...), make([]float64, len(c.a))
	for i := range c.m {
		for j := range c.n {
			at := i*c.lda + j
			term := float64(c.alpha) * float64(c.u[place(c.m, c.incU, i)]) * float64(c.v[place(c.n, c.incV, j)])
			want[at] = T(float64(before[at]) + term)
			bounds[at] = 3 * eps[T]() * (math.Abs(float64(before[at])) + math.Abs(term))
		}
	}
	f.ger(c.m, c.n, c.alpha, c.u, c.incU, c.v, c.incV, c.a, c.lda)
	err := compare(c.a, want, bounds)
	copy(c.a, before)
	return err
}

// compare wants got within bounds, and NaN where NaN is wanted.
func compare[T kernels.Float](got, want []T, bounds []float64) error {
	for i, w := range want {
		if d := math.Abs(float64(got[i]) - float64(w)); (d > bounds[i] || d != d) && (w == w || got[i] == got[i]) {
			return fmt.Errorf("element %d = %v, want %v within %.2g", i, got[i], w, bounds[i])
		}
	}
	return nil
}

// TestLevel2NaN wants 0·NaN and 0·Inf in every sum that has them, and in no other.
func TestLevel2NaN(t *testing.T) {
	const n = 300
	f := level2Of[float64](door())
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		for _, tA := range transposes {
			for _, at := range []int{0, 5, n - 1} {
				a, x, y := make([]float64, n*n), make([]float64, n), make([]float64, n)
				a[at*n+7], a[7*n+at] = bad, bad
				f.gemv(tA, n, n, 1, a, n, x, 1, 0, y, 1)
				for i, v := range y {
					if nan := i == at || i == 7; nan != math.IsNaN(v) {
						t.Fatalf("gemv %c: A[%d,7] is %v, y[%d] = %v", tA, at, bad, i, v)
					}
				}
				x[at] = bad
				clear(y)
				clear(a)
				f.ger(n, n, 1, x, 1, y, 1, a, n)
				for i, v := range a {
					if nan := i/n == at; nan != math.IsNaN(v) {
						t.Fatalf("ger: x[%d] is %v, A[%d] = %v", at, bad, i, v)
					}
				}
			}
		}
	}
}

// TestLevel2Workers wants the same bits of one worker and of several.
func TestLevel2Workers(t *testing.T) {
	set := kernels.Best()
	one, four := level2Of[float64](gonumblas.New(set, workers.New(1))), level2Of[float64](gonumblas.New(set, workers.New(4)))
	rng := rand.New(rand.NewPCG(8, 0))
	memory := newMemory[float64]()
	for _, size := range [][2]int{{900, 1000}, {5000, 150}, {150, 5000}} {
		c := memory.call(rng, size[0], size[1], 0.7, 0)
		for _, tA := range transposes[:2] {
			x, n, incX := c.v, c.m, c.incV
			if tA != blas.NoTrans {
				x, n, incX = c.u, c.n, c.incU
			}
			y, z := make([]float64, n), make([]float64, n)
			one.gemv(tA, c.m, c.n, c.alpha, c.a, c.lda, x, incX, 0, y, 1)
			four.gemv(tA, c.m, c.n, c.alpha, c.a, c.lda, x, incX, 0, z, 1)
			if !same(y, z) {
				t.Errorf("gemv %c %v: other bits with four workers", tA, c)
			}
		}
		b := slices.Clone(c.a)
		one.ger(c.m, c.n, c.alpha, c.u, c.incU, c.v, c.incV, c.a, c.lda)
		four.ger(c.m, c.n, c.alpha, c.u, c.incU, c.v, c.incV, b, c.lda)
		if !sameBits(c.a, b) {
			t.Errorf("ger %v: other bits with four workers", c)
		}
	}
}

// TestTriangleWorkers is the same for triangles, dense and packed, and bands.
func TestTriangleWorkers(t *testing.T) {
	forWorkers := func(pool int) gonumblas.Implementation { return gonumblas.New(kernels.Best(), workers.New(pool)) }
	one, four := forWorkers(1), forWorkers(4)
	rng := rand.New(rand.NewPCG(9, 0))
	for _, n := range []int{500, 777, 1100} {
		a, x := make([]float64, n*n), make([]float64, n)
		for _, v := range [][]float64{a, x} {
			for i := range v {
				v[i] = rng.NormFloat64()
			}
		}
		k := n / 2
		for _, ul := range []blas.Uplo{blas.Upper, blas.Lower} {
			for _, tA := range transposes[:2] {
				for _, d := range []blas.Diag{blas.Unit, blas.NonUnit} {
					for what, call := range map[string]func(f gonumblas.Implementation, x []float64){
						"trmv": func(f gonumblas.Implementation, x []float64) { f.Dtrmv(ul, tA, d, n, a, n, x, 1) },
						"tpmv": func(f gonumblas.Implementation, x []float64) { f.Dtpmv(ul, tA, d, n, a, x, 1) },
						"tbmv": func(f gonumblas.Implementation, x []float64) { f.Dtbmv(ul, tA, d, n, k, a, k+1, x, 1) },
					} {
						y, z := slices.Clone(x), slices.Clone(x)
						if call(one, y); same(x, y) {
							t.Fatalf("%s %c %c %c %d: nothing done", what, ul, tA, d, n)
						}
						if call(four, z); !same(y, z) {
							t.Errorf("%s %c %c %c %d: other bits with four workers", what, ul, tA, d, n)
						}
					}
				}
			}
		}
	}
}

// TestLevel2Panics compares panics with gonum's, for every combination of good and bad arguments, of small sizes and of those
// that are weft's.
func TestLevel2Panics(t *testing.T) {
	t.Run("float32", testPanics2[float32])
	t.Run("float64", testPanics2[float64])
}

func testPanics2[T kernels.Float](t *testing.T) {
	theirs, weft := level2Of[T](gonum.Implementation{}), level2Of[T](door())
	seen := map[any]int{}
	try := func(what string, call func(f level2[T])) {
		got, want := panicOf(func() { call(weft) }), panicOf(func() { call(theirs) })
		if got != want {
			t.Fatalf("%s: panic %v, gonum's is %v", what, got, want)
		}
		seen[got]++
	}
	for _, m := range []int{-1, 0, 1, 3, 50} {
		for _, n := range []int{-1, 0, 1, 3, 50, 600} {
			for faults := range 3 * 5 * 5 * 8 {
				lda := max(0, []int{n, n - 1, n + 1}[faults%3])
				incX, incY := []int{1, 0, -1, 2, -3}[faults/3%5], []int{1, 0, -1, 2, -3}[faults/15%5]
				length := func(n, inc, short int) int { return max(0, (n-1)*max(inc, -inc)+1-short) }
				short := faults / 75
				a := make([]T, max(0, (m-1)*lda+n-short&1))
				u, v := within[T](length(m, incX, short>>1&1)), within[T](length(n, incY, short>>2))
				what := fmt.Sprintf("%d×%d lda %d increments %d %d short %03b", m, n, lda, incX, incY, short)
				try("ger "+what, func(f level2[T]) { f.ger(m, n, 1, u, incX, v, incY, a, lda) })
				for _, tA := range []blas.Transpose{'N', 'T', 'C', 'X'} {
					x, y, incX, incY := v, u, incY, incX
					if tA != blas.NoTrans {
						x, y, incX, incY = y, x, incY, incX
					}
					try(fmt.Sprintf("gemv %c %s", tA, what), func(f level2[T]) { f.gemv(tA, m, n, 1, a, lda, x, incX, 0, y, incY) })
				}
			}
		}
	}
	const kinds = 9 // transpose, two sizes, leading dimension, two increments, three lengths
	if delete(seen, nil); len(seen) != kinds {
		t.Errorf("%d kinds of panic seen, want %d: %v", len(seen), kinds, seen)
	}
}

// within returns n elements with others around them. gonum's Sger and Dger touch those, with negative increments, and fault where
// there is no memory: at the first address of Go's heap.
func within[T kernels.Float](n int) []T {
	const margin = 2048 // more than 600 elements that are 3 apart
	return make([]T, margin+n+margin)[margin : margin+n]
}

// TestLevel2WildStrides has strides whose products with sizes wrap to something small. All must be refused.
func TestLevel2WildStrides(t *testing.T) {
	f := level2Of[float64](door())
	for _, n := range []int{3, 9, 60} {
		a, x := make([]float64, n*n), make([]float64, n)
		for _, ld := range wild.Strides(n, 1<<20) {
			for what, call := range map[string]func(){
				"gemv a":  func() { f.gemv(blas.NoTrans, n, n, 1, a, ld, x, 1, 0, x, 1) },
				"gemvT a": func() { f.gemv(blas.Trans, n, n, 1, a, ld, x, 1, 0, x, 1) },
				"gemv x":  func() { f.gemv(blas.NoTrans, n, n, 1, a, n, x, ld, 0, x, 1) },
				"gemv -x": func() { f.gemv(blas.NoTrans, n, n, 1, a, n, x, -ld, 0, x, 1) },
				"gemv y":  func() { f.gemv(blas.NoTrans, n, n, 1, a, n, x, 1, 0, x, ld) },
				"ger x":   func() { f.ger(n, n, 1, x, ld, x, 1, a, n) },
				"ger -y":  func() { f.ger(n, n, 1, x, 1, x, -ld, a, n) },
				"ger a":   func() { f.ger(n, n, 1, x, 1, x, 1, a, ld) },
			} {
				want := "blas: insufficient length of " + what[len(what)-1:]
				if got := panicOf(call); got != want {
					t.Errorf("%s, n %d, stride %d: panic %v, want %q", what, n, ld, got, want)
				}
			}
		}
	}
}

// TestLevel2Behind has vectors longer than their matrix wants. What lies behind is kept, which gonum's Sgemv does not do with
// beta zero.
func TestLevel2Behind(t *testing.T) {
	impl := door()
	for _, n := range []int{1, 5, 40, 300} {
		for _, tA := range transposes {
			a, x, y := make([]float32, n*n), make([]float32, n+9), make([]float32, n+9)
			for i := n; i < n+9; i++ {
				x[i], y[i] = 1, 1
			}
			impl.Sgemv(tA, n, n, 1, a, n, x, 1, 0, y, 1)
			for i, v := range y[n:] {
				if v != 1 {
					t.Fatalf("%c %d×%d: element %d behind y is %v, want 1", tA, n, n, i, v)
				}
			}
		}
	}
}

// TestGemvParts has strips of large matrices shared: the same bits for any number of workers, near gonum's sums.
func TestGemvParts(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(7))
	rng := rand.New(rand.NewPCG(11, 0))
	for _, size := range [][2]int{{313, 315}, {500, 400}, {128, 1000}, {1000, 128}, {64, 3000}, {3001, 65}, {803, 805}, {40, 5000}} {
		for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans} {
			m, n := size[0], size[1]
			lda := n + rng.IntN(9)
			long := max(m, n)
			a, x, start := make([]float64, m*lda), make([]float64, 2*long), make([]float64, 2*long)
			for _, v := range [][]float64{a, x, start} {
				for i := range v {
					v[i] = rng.NormFloat64()
				}
			}
			incX, incY := 1, 2 // what kernels reach in place
			if tA == blas.Trans {
				incX, incY = 2, 1
			}
			want := slices.Clone(start)
			gonum.Implementation{}.Dgemv(tA, m, n, -1.5, a, lda, x, incX, 0.5, want, incY)
			var first []float64
			for _, k := range []int{1, 2, 7} {
				impl, y := gonumblas.New(kernels.Best(), workers.New(k)), slices.Clone(start)
				impl.Dgemv(tA, m, n, -1.5, a, lda, x, incX, 0.5, y, incY) // leaves sums in memory that the next one has
				copy(y, start)
				impl.Dgemv(tA, m, n, -1.5, a, lda, x, incX, 0.5, y, incY)
				if first == nil {
					first = y
				}
				for i := range y {
					if math.Abs(y[i]-want[i]) > float64(long)*math.Sqrt(float64(long))*0x1p-51 {
						t.Fatalf("%c, %v: y[%d] = %v, want %v", tA, size, i, y[i], want[i])
					}
					if math.Float64bits(y[i]) != math.Float64bits(first[i]) {
						t.Fatalf("%c, %v: %d workers have other bits than 1", tA, size, k)
					}
				}
			}
		}
	}
}
