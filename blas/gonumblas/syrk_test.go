package gonumblas_test

import (
	"fmt"
	"math"
	"math/rand/v2"
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

// symmetricRoutine is one of Syrk, Syr2k and Symm.
type symmetricRoutine int

const (
	syrk symmetricRoutine = iota
	syr2k
	symm
)

// symmetric is one call of Syrk, Syr2k or Symm. Of Symm k is the side of A, of the others m is n.
type symmetric[T kernels.Float] struct {
	routine       symmetricRoutine
	side          blas.Side
	ul            blas.Uplo
	tA            blas.Transpose
	m, n, k       int
	alpha, beta   T
	a, b, c       []T
	lda, ldb, ldc int
}

// level3 has the routines for both element types.
type level3 interface {
	blas.Float32Level3
	blas.Float64Level3
}

func (p *symmetric[T]) run(impl level3) {
	switch p := any(p).(type) {
	case *symmetric[float32]:
		switch p.routine {
		case syrk:
			impl.Ssyrk(p.ul, p.tA, p.n, p.k, p.alpha, p.a, p.lda, p.beta, p.c, p.ldc)
		case syr2k:
			impl.Ssyr2k(p.ul, p.tA, p.n, p.k, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, p.c, p.ldc)
		case symm:
			impl.Ssymm(p.side, p.ul, p.m, p.n, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, p.c, p.ldc)
		}
	case *symmetric[float64]:
		switch p.routine {
		case syrk:
			impl.Dsyrk(p.ul, p.tA, p.n, p.k, p.alpha, p.a, p.lda, p.beta, p.c, p.ldc)
		case syr2k:
			impl.Dsyr2k(p.ul, p.tA, p.n, p.k, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, p.c, p.ldc)
		case symm:
			impl.Dsymm(p.side, p.ul, p.m, p.n, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, p.c, p.ldc)
		}
	}
}

func (p *symmetric[T]) String() string {
	return fmt.Sprintf("%s side %c ul %c tA %c, %d×%d×%d, alpha %v, beta %v, ld %d %d %d, lengths %d %d %d", []string{"syrk", "syr2k", "symm"}[p.routine],
		p.side, p.ul, p.tA, p.m, p.n, p.k, p.alpha, p.beta, p.lda, p.ldb, p.ldc, len(p.a), len(p.b), len(p.c))
}

// needs returns the rows and columns in memory of A, B and C.
func (p *symmetric[T]) needs() (rows, columns [3]int) {
	if p.routine == symm {
		side := p.n
		if p.side == blas.Left {
			side = p.m
		}
		return [3]int{side, p.m, p.m}, [3]int{side, p.n, p.n}
	}
	r, c := p.n, p.k
	if p.tA != blas.NoTrans {
		r, c = c, r
	}
	return [3]int{r, r, p.n}, [3]int{c, c, p.n}
}

// eachKind calls f with each combination of routine and flags.
func eachKind[T kernels.Float](f func(p symmetric[T])) {
	for _, ul := range []blas.Uplo{blas.Lower, blas.Upper} {
		for _, tA := range transposes {
			f(symmetric[T]{routine: syrk, ul: ul, tA: tA})
			f(symmetric[T]{routine: syr2k, ul: ul, tA: tA})
		}
		for _, side := range []blas.Side{blas.Left, blas.Right} {
			f(symmetric[T]{routine: symm, ul: ul, side: side})
		}
	}
}

// TestSymmetric compares with gonum's own, on every Set: elements within a bound, and all that is outside of triangles and
// rows as NaN as it was.
func TestSymmetric(t *testing.T) {
	for _, set := range kernels.Available() {
		t.Run(set.Name+"/float32", func(t *testing.T) { testSymmetric[float32](t, set) })
		t.Run(set.Name+"/float64", func(t *testing.T) { testSymmetric[float64](t, set) })
	}
}

func testSymmetric[T kernels.Float](t *testing.T, set *kernels.Set) {
	rng := rand.New(rand.NewPCG(51, 0))
	impl := gonumblas.New(set, workers.New(2))
	var rooms [3][]T // for A, B and C, between pages that fault
	for i := range rooms {
		rooms[i] = guarded[T]()
	}
	sizes := []int{0, 1, 2, 3, 5, 8, 9, 13, 16, 24, 25, 33, 48, 65, 80}
	for range 25 {
		eachKind(func(p symmetric[T]) {
			size := func() int { return sizes[rng.IntN(len(sizes))] }
			p.m, p.n, p.k = size(), size(), size()
			p.alpha, p.beta = []T{0, 1, -1, 0.7}[rng.IntN(4)], []T{0, 1, -1, 0.3}[rng.IntN(4)]
			p.fillRandom(rng, rooms)
			q := p
			q.c = append([]T(nil), p.c...)
			for i := range q.c { // gonum multiplies some of C by a beta of 0, which keeps a NaN
				if p.beta == 0 && p.stored(i/p.ldc, i%p.ldc) {
					q.c[i] = 0
				}
			}
			p.run(impl)
			q.run(gonum.Implementation{})
			depth := p.k
			if p.routine == symm {
				depth = max(p.m, p.n)
			}
			bound := 4 * float64(depth+4) * float64(depth+1) * eps[T]() // elements are at most 1
			for i, got := range p.c {
				want := q.c[i]
				if d := math.Abs(float64(got) - float64(want)); !(d <= bound) && (got == got || want == want) {
					t.Fatalf("%v: C[%d,%d] = %v, gonum has %v", &p, i/p.ldc, i%p.ldc, got, want)
				}
			}
		})
	}
}

// stored tells whether element i, j of C's storage is to be written.
func (p *symmetric[T]) stored(i, j int) bool {
	return j < p.n && (p.routine == symm || i == j || (i < j) == (p.ul == blas.Upper))
}

// guardedElements is enough for a matrix of 80 by 87.
const guardedElements = 1 << 13

// guarded returns memory between two pages that fault.
func guarded[T kernels.Float]() []T {
	bytes := guard.Bytes(guardedElements * int(unsafe.Sizeof(T(0))))
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(bytes))), guardedElements)
}

// fillRandom makes operands with rows some elements apart, at either end of a room. All that is not to be read is NaN.
func (p *symmetric[T]) fillRandom(rng *rand.Rand, rooms [3][]T) {
	rows, columns := p.needs()
	for i, x := range []struct {
		data *[]T
		ld   *int
	}{{&p.a, &p.lda}, {&p.b, &p.ldb}, {&p.c, &p.ldc}} {
		triangle := i == 2 && p.routine != symm || i == 0 && p.routine == symm
		*x.ld = max(1, columns[i]) + []int{0, 1, 7}[rng.IntN(3)]
		n := max(0, (rows[i]-1)**x.ld+columns[i])
		*x.data = rooms[i][:n]
		if rng.IntN(2) == 0 {
			*x.data = rooms[i][guardedElements-n:]
		}
		for at := range *x.data {
			r, c := at / *x.ld, at%*x.ld
			unread := c >= columns[i] || triangle && r != c && (r < c) != (p.ul == blas.Upper) || i == 2 && p.beta == 0 || i < 2 && p.alpha == 0
			if (*x.data)[at] = T(2*rng.Float64() - 1); unread {
				(*x.data)[at] = T(math.NaN())
			}
		}
	}
}

// TestSymmetricSuites runs gonum's own tests on every Set. Of float32 they are exact too.
func TestSymmetricSuites(t *testing.T) {
	for _, set := range kernels.Available() {
		impl := gonumblas.New(set, workers.New(1))
		for name, suite := range map[string]func(t *testing.T){
			"Dsyrk":  func(t *testing.T) { testblas.DsyrkTest(t, impl) },
			"Dsyr2k": func(t *testing.T) { testblas.Dsyr2kTest(t, impl) },
			"Dsymm":  func(t *testing.T) { testblas.DsymmTest(t, impl) },
		} {
			t.Run(set.Name+"/"+name, suite)
		}
	}
}

// TestSymmetricPanics calls gonum and weft with every combination of good and bad arguments; both must panic with the same
// value, or neither.
func TestSymmetricPanics(t *testing.T) {
	t.Run("float32", testSymmetricPanics[float32])
	t.Run("float64", testSymmetricPanics[float64])
}

func testSymmetricPanics[T kernels.Float](t *testing.T) {
	seen := map[any]int{}
	eachKind(func(p symmetric[T]) {
		for bad := range 2 * 2 * 2 {
			p := p
			if bad&1 != 0 {
				p.ul = 'x'
			}
			if bad&2 != 0 {
				p.side = 'x'
			}
			if bad&4 != 0 {
				p.tA = 'x'
			}
			step := 1
			if bad != 0 {
				step = 13
			}
			for sizes := range 3 * 3 * 3 {
				size := []int{-1, 0, 2}
				p.m, p.n, p.k = size[sizes%3], size[sizes/3%3], size[sizes/9]
				rows, columns := p.needs()
				for faults := 0; faults < 3*3*3; faults += step {
					for short := 0; short < 8; short += min(step, 7) {
						p.lda, p.a = faulty[T](rows[0], max(1, columns[0]), faults%3, short&1)
						p.ldb, p.b = faulty[T](rows[1], max(1, columns[1]), faults/3%3, short>>1&1)
						p.ldc, p.c = faulty[T](rows[2], max(1, columns[2]), faults/9, short>>2)
						got, want := p.panics(gonumblas.Implementation{}), p.panics(gonum.Implementation{})
						if got != want {
							t.Fatalf("%v: panic %v, gonum's is %v", &p, got, want)
						}
						seen[got]++
					}
				}
			}
		}
	})
	const kinds = 12 // three flags, three sizes, three leading dimensions, three lengths
	if delete(seen, nil); len(seen) != kinds {
		t.Errorf("%d kinds of panic seen, want %d: %v", len(seen), kinds, seen)
	}
}

// panics returns what p panics with.
func (p *symmetric[T]) panics(impl level3) (value any) {
	defer func() { value = recover() }()
	p.run(impl)
	return nil
}

// TestSymmetricWildStrides gives one operand at a time a leading dimension whose product with its rows wraps to something
// small. All must be refused.
func TestSymmetricWildStrides(t *testing.T) {
	t.Run("float32", testSymmetricWild[float32])
	t.Run("float64", testSymmetricWild[float64])
}

func testSymmetricWild[T kernels.Float](t *testing.T) {
	const n = 17
	eachKind(func(p symmetric[T]) {
		p.m, p.n, p.k = n, n, n
		p.alpha = 1
		for _, ld := range wild.Strides(n, 1<<20) {
			for operand, name := range []string{"a", "b", "c"} {
				if operand == 1 && p.routine == syrk {
					continue
				}
				p.a, p.b, p.c = make([]T, n*n), make([]T, n*n), make([]T, n*n)
				p.lda, p.ldb, p.ldc = n, n, n
				*[]*int{&p.lda, &p.ldb, &p.ldc}[operand] = ld
				if got, want := p.panics(gonumblas.Implementation{}), "blas: insufficient length of "+name; got != want {
					t.Fatalf("%v: panic %v, want %q", &p, got, want)
				}
			}
		}
	})
}
