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
	"gonum.org/v1/gonum/blas/testblas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/wild"
	"weft.example/kernels"
	"weft.example/workers"
)

// triangular is one call of a triangular solve or product. Every slice starts where the matrix does.
type triangular[T kernels.Float] struct {
	s     blas.Side
	ul    blas.Uplo
	tA    blas.Transpose
	d     blas.Diag
	m, n  int
	alpha T
	a     []T
	lda   int
	b     []T
	ldb   int
}

// trsm is one of the four routines.
type trsm[T kernels.Float] = func(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha T, a []T, lda int, b []T, ldb int)

// trsmOf returns impl's solve and product for T.
func trsmOf[T kernels.Float](impl interface {
	blas.Float32Level3
	blas.Float64Level3
}) map[string]trsm[T] {
	if solve, ok := any(trsm[float32](impl.Strsm)).(trsm[T]); ok {
		return map[string]trsm[T]{"Trsm": solve, "Trmm": any(trsm[float32](impl.Strmm)).(trsm[T])}
	}
	return map[string]trsm[T]{"Trsm": any(trsm[float64](impl.Dtrsm)).(trsm[T]), "Trmm": any(trsm[float64](impl.Dtrmm)).(trsm[T])}
}

func (x *triangular[T]) run(f trsm[T]) {
	f(x.s, x.ul, x.tA, x.d, x.m, x.n, x.alpha, x.a, x.lda, x.b, x.ldb)
}

func (x *triangular[T]) String() string {
	return fmt.Sprintf("%c %c %c %c, %d×%d, alpha %v, ld %d %d, lengths %d %d", x.s, x.ul, x.tA, x.d, x.m, x.n, x.alpha, x.lda, x.ldb, len(x.a), len(x.b))
}

// order is the rows of A.
func (x *triangular[T]) order() int {
	if x.s == blas.Left {
		return x.m
	}
	return x.n
}

// fill makes a triangle with small elements beside its diagonal, and NaN in all that does not count.
func (x *triangular[T]) fill(rng *rand.Rand) {
	k, nan := x.order(), T(math.NaN())
	x.lda, x.ldb = max(1, k)+rng.IntN(3), max(1, x.n)+rng.IntN(3)
	x.a, x.b = make([]T, max(0, (k-1)*x.lda+k)), make([]T, max(0, (x.m-1)*x.ldb+x.n))
	for at := range x.a {
		i, j := at/x.lda, at%x.lda
		switch {
		case i == j && x.d == blas.NonUnit:
			x.a[at] = T(1 + rng.Float64())
		case i < j && j < k && x.ul == blas.Upper, i > j && x.ul == blas.Lower:
			x.a[at] = T(2*rng.Float64()-1) / T(k)
		default:
			x.a[at] = nan
		}
	}
	for at := range x.b {
		if x.b[at] = nan; at%x.ldb < x.n {
			x.b[at] = T(2*rng.Float64() - 1)
		}
	}
}

// eachFlags calls f with all combinations of flags.
func eachFlags[T kernels.Float](f func(x triangular[T])) {
	for _, s := range []blas.Side{blas.Left, blas.Right} {
		for _, ul := range []blas.Uplo{blas.Upper, blas.Lower} {
			for _, tA := range transposes {
				for _, d := range []blas.Diag{blas.Unit, blas.NonUnit} {
					f(triangular[T]{s: s, ul: ul, tA: tA, d: d})
				}
			}
		}
	}
}

// TestTriangular wants gonum's results on every Set, but for roundings, and all that is no result as it was.
func TestTriangular(t *testing.T) {
	for _, set := range kernels.Available() {
		impl := gonumblas.New(set, workers.New(1))
		t.Run(set.Name, func(t *testing.T) {
			testTriangular(t, trsmOf[float32](impl))
			testTriangular(t, trsmOf[float64](impl))
			testblas.DtrsmTest(t, impl)
			testblas.DtrmmTest(t, impl)
		})
	}
}

func testTriangular[T kernels.Float](t *testing.T, routines map[string]trsm[T]) {
	rng := rand.New(rand.NewPCG(51, 0))
	for name, theirs := range trsmOf[T](gonum.Implementation{}) {
		eachFlags(func(x triangular[T]) {
			for range 6 {
				x.m, x.n, x.alpha = rng.IntN(40), rng.IntN(40), []T{1, -1, 0.7, 0}[rng.IntN(4)]
				x.fill(rng)
				before := x
				x.b, before.a = slices.Clone(x.b), slices.Clone(x.a)
				before.run(theirs)
				x.run(routines[name])
				for at, got := range x.b {
					want, bound := before.b[at], T(100*eps[T]())
					if math.Abs(float64(got-want)) > float64(bound) || (got != got) != (want != want) {
						t.Fatalf("%T %s %v: element %d, %d is %v, gonum's %v", got, name, &x, at/x.ldb, at%x.ldb, got, want)
					}
				}
				for at, v := range x.a {
					if v != before.a[at] && v == v {
						t.Fatalf("%T %s %v: A is written to", v, name, &x)
					}
				}
			}
		})
	}
}

// TestTriangularPanics wants gonum's panics for every combination of good and bad arguments.
func TestTriangularPanics(t *testing.T) {
	t.Run("float32", testTriangularPanics[float32])
	t.Run("float64", testTriangularPanics[float64])
}

func testTriangularPanics[T kernels.Float](t *testing.T) {
	ours, theirs, seen := trsmOf[T](gonumblas.Implementation{}), trsmOf[T](gonum.Implementation{}), map[any]int{}
	eachFlags(func(good triangular[T]) {
		for _, flags := range []int{0, 1, 2, 4, 8, 3, 6, 12, 15} {
			for sizes := range 16 {
				for faults := range 36 {
					x := good
					for bit, spoil := range []func(){func() { x.s = 'x' }, func() { x.ul = 0 }, func() { x.tA = 'n' }, func() { x.d = 'X' }} {
						if flags>>bit&1 != 0 {
							spoil()
						}
					}
					x.m, x.n = []int{-1, 0, 1, 12}[sizes%4], []int{-1, 0, 1, 13}[sizes/4]
					x.lda, x.a = faulty[T](x.order(), max(1, x.order()), faults%3, faults/9%2)
					x.ldb, x.b = faulty[T](x.m, max(1, x.n), faults/3%3, faults/18)
					for i := range x.a {
						x.a[i] = 1
					}
					for name := range ours {
						got, want := panicOf(func() { x.run(ours[name]) }), panicOf(func() { x.run(theirs[name]) })
						if got != want {
							t.Fatalf("%s %v: panic %v, gonum's is %v", name, &x, got, want)
						}
						seen[got]++
					}
				}
			}
		}
	})
	const kinds = 10 // four flags, two sizes, two leading dimensions, two lengths
	if delete(seen, nil); len(seen) != kinds {
		t.Errorf("%d kinds of panic seen, want %d: %v", len(seen), kinds, seen)
	}
}

func panicOf(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

// TestTriangularWildStrides gives A or B a leading dimension whose product with its rows wraps.
func TestTriangularWildStrides(t *testing.T) {
	t.Run("float32", testTriangularWildStrides[float32])
	t.Run("float64", testTriangularWildStrides[float64])
}

func testTriangularWildStrides[T kernels.Float](t *testing.T) {
	for name, f := range trsmOf[T](gonumblas.Implementation{}) {
		for side := 3; side <= 33; side += 6 {
			for _, ld := range wild.Strides(side, 1<<20) {
				for _, wide := range []string{"a", "b"} {
					for _, s := range []blas.Side{blas.Left, blas.Right} {
						x := triangular[T]{s: s, ul: blas.Upper, tA: blas.NoTrans, d: blas.Unit, m: side, n: side, alpha: 1, lda: side, ldb: side}
						x.a, x.b = make([]T, side*side), make([]T, side*side)
						if wide == "a" {
							x.lda = ld
						} else {
							x.ldb = ld
						}
						want := "blas: insufficient length of " + wide
						if got, _ := panicOf(func() { x.run(f) }).(string); !strings.HasPrefix(got, want) {
							t.Fatalf("%s %v: panic %q, want %q", name, &x, got, want)
						}
					}
				}
			}
		}
	}
}
