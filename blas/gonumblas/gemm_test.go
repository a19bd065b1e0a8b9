package gonumblas_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"unsafe"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/long"
	"weft.example/kernels"
	"weft.example/workers"
)

// product is one call of Sgemm or Dgemm; every slice starts where the view does.
type product[T kernels.Float] struct {
	tA, tB  blas.Transpose
	m, n, k int
	alpha   T
	a       []T
	lda     int
	b       []T
	ldb     int
	beta    T
	c       []T
	ldc     int
}

// gemm is Sgemm or Dgemm.
type gemm[T kernels.Float] = func(tA, tB blas.Transpose, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int)

// gemmOf returns the one of impl's that is for T.
func gemmOf[T kernels.Float](impl interface {
	blas.Float32Level3
	blas.Float64Level3
}) gemm[T] {
	if f, ok := any(gemm[float32](impl.Sgemm)).(gemm[T]); ok {
		return f
	}
	return any(gemm[float64](impl.Dgemm)).(gemm[T])
}

// run makes the call with f.
func (p product[T]) run(f gemm[T]) {
	f(p.tA, p.tB, p.m, p.n, p.k, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, p.c, p.ldc)
}

// ours is weft's.
func ours[T kernels.Float]() gemm[T] { return gemmOf[T](door()) }

// door computes with weft's kernels, even where they are the Go reference. The zero value has gonum's routines there.
func door() gonumblas.Implementation {
	set, err := kernels.Default()
	if err != nil {
		panic(err.Error())
	}
	return gonumblas.New(set, workers.New(0))
}

var transposes = []blas.Transpose{blas.NoTrans, blas.Trans, blas.ConjTrans}

func TestGemmProperties(t *testing.T) {
	t.Run("Sgemm", testProperties[float32])
	t.Run("Dgemm", testProperties[float64])
}

// testProperties runs every pair of transposes on random sizes, leading
// dimensions, offsets into larger matrices, alphas and betas.
func testProperties[T kernels.Float](t *testing.T) {
	const seed = 1
	rng := rand.New(rand.NewPCG(seed, 0))
	rounds := 60
	if !long.Tests() {
		rounds = 12
	}
	for range rounds {
		for _, tA := range transposes {
			for _, tB := range transposes {
				p := randomProduct[T](rng, tA, tB)
				if err := tryProduct(p); err != nil {
					t.Fatalf("seed %d: %c%c %d×%d×%d alpha %v beta %v lda %d ldb %d ldc %d: %v",
						seed, tA, tB, p.m, p.n, p.k, p.alpha, p.beta, p.lda, p.ldb, p.ldc, err)
				}
			}
		}
	}
}

func randomProduct[T kernels.Float](rng *rand.Rand, tA, tB blas.Transpose) product[T] {
	size := func() int {
		sizes := []int{0, 1, 2, 3, 5, 7, 8, 13, 16, 17, 31, 33, 47, 64, 65, 97}
		return sizes[rng.IntN(len(sizes))]
	}
	p := product[T]{tA: tA, tB: tB, m: size(), n: size(), k: size()}
	p.alpha = []T{0, 1, -1, 0.7}[rng.IntN(4)]
	p.beta = []T{0, 1, -1, 0.3}[rng.IntN(4)]
	p.a, p.lda = randomMatrix[T](rng, p.m, p.k, tA)
	p.b, p.ldb = randomMatrix[T](rng, p.k, p.n, tB)
	p.c, p.ldc = randomMatrix[T](rng, p.m, p.n, blas.NoTrans)
	return p
}

// randomMatrix returns a part, at some offset, of a larger matrix. What is
// within its rows but not its own is NaN.
func randomMatrix[T kernels.Float](rng *rand.Rand, rows, cols int, t blas.Transpose) ([]T, int) {
	if t != blas.NoTrans {
		rows, cols = cols, rows
	}
	ld := max(1, cols) + []int{0, 0, 1, 7}[rng.IntN(4)]
	offset := rng.IntN(3) * (ld + 1)
	x := make([]T, offset+rows*ld+rng.IntN(3))
	for i := range x {
		x[i] = T(math.NaN())
	}
	x = x[offset:]
	for i := range rows {
		for j := range cols {
			x[i*ld+j] = T(2*rng.Float64() - 1)
		}
	}
	return x, ld
}

// tryProduct computes p and compares every element of c, those that are not
// its own included.
func tryProduct[T kernels.Float](p product[T]) error {
	before := append([]T(nil), p.c...)
	if p.beta == 0 { // C must not be read
		for i := range p.m {
			for j := range p.n {
				before[i*p.ldc+j] = T(math.NaN())
			}
		}
		copy(p.c, before)
	}
	p.run(ours[T]())
	for at, got := range p.c {
		i, j := at/p.ldc, at%p.ldc
		if i >= p.m || j >= p.n {
			if got == got || before[at] == before[at] {
				return fmt.Errorf("element (%d, %d) outside C changed from %v to %v", i, j, before[at], got)
			}
			continue
		}
		want, scale := p.element(i, j, before[at])
		bound := float64(p.k+3) * eps[T]() * scale
		if d := math.Abs(float64(got) - want); d > bound || d != d {
			return fmt.Errorf("C[%d,%d] = %v, want %v within %.2g", i, j, got, want, bound)
		}
	}
	return nil
}

// element is what C[i,j] should become, and the sum of the absolute terms.
func (p product[T]) element(i, j int, c T) (want, scale float64) {
	if p.alpha != 0 {
		for q := range p.k {
			x := float64(p.alpha) * float64(at(p.tA, p.a, p.lda, i, q)) * float64(at(p.tB, p.b, p.ldb, q, j))
			want += x
			scale += math.Abs(x)
		}
	}
	if p.beta != 0 {
		want += float64(p.beta) * float64(c)
		scale += math.Abs(float64(p.beta) * float64(c))
	}
	return want, scale
}

func at[T kernels.Float](t blas.Transpose, x []T, ld, i, j int) T { return *element(t, x, ld, i, j) }

// element is the place of element i, j of op(x).
func element[T kernels.Float](t blas.Transpose, x []T, ld, i, j int) *T {
	if t != blas.NoTrans {
		i, j = j, i
	}
	return &x[i*ld+j]
}

func eps[T kernels.Float]() float64 {
	if unsafe.Sizeof(T(0)) == 4 {
		return 0x1p-23
	}
	return 0x1p-52
}

func TestGemmNaN(t *testing.T) {
	t.Run("Sgemm", testNaN[float32])
	t.Run("Dgemm", testNaN[float64])
}

// testNaN puts NaN and infinities, against zeros too, into A, B and C.
func testNaN[T kernels.Float](t *testing.T) {
	const m, n, k = 19, 37, 23
	nan, inf := T(math.NaN()), T(math.Inf(1))
	for _, tA := range transposes {
		for _, tB := range transposes {
			for at := range k {
				a, b, c := make([]T, m*k), make([]T, k*n), make([]T, m*n)
				lda, ldb := k, n
				if tA != blas.NoTrans {
					lda = m
				}
				if tB != blas.NoTrans {
					ldb = k
				}
				set := func(x []T, t blas.Transpose, ld, i, j int, v T) {
					if t != blas.NoTrans {
						i, j = j, i
					}
					x[i*ld+j] = v
				}
				set(b, tB, ldb, at, 5, inf)  // column 5: 0·Inf
				set(a, tA, lda, 3, at, nan)  // row 3: NaN·0
				set(a, tA, lda, 7, at, 2)    // C[7,5] = 2·Inf
				c[11*n+30], c[12*n] = nan, 1 // kept by beta = 1
				p := product[T]{tA: tA, tB: tB, m: m, n: n, k: k, alpha: 1, beta: 1, a: a, lda: lda, b: b, ldb: ldb, c: c, ldc: n}
				p.run(ours[T]())
				for i := range m {
					for j := range n {
						var want T
						switch {
						case i == 7 && j == 5:
							want = inf
						case i == 3 || j == 5 || i == 11 && j == 30:
							want = nan
						case i == 12 && j == 0:
							want = 1
						}
						if got := c[i*n+j]; got != want && (got == got || want == want) {
							t.Fatalf("%c%c step %d: C[%d,%d] = %v, want %v", tA, tB, at, i, j, got, want)
						}
					}
				}
			}
		}
	}
}

// TestGemmUnread gives what must not be read as NaN or not at all.
func TestGemmUnread(t *testing.T) {
	nan := math.NaN()
	impl := door()
	bad := []float64{nan, nan, nan, nan}
	for _, c := range []struct {
		name        string
		k           int
		alpha, beta float64
		a, b, c     []float64
		want        float64
	}{
		{"alpha 0", 2, 0, 3, bad, bad, []float64{1, 1, 1, 1}, 3},
		{"alpha 0, beta 0", 2, 0, 0, bad, bad, []float64{nan, nan, nan, nan}, 0},
		{"alpha 0, beta 1", 2, 0, 1, bad, bad, []float64{7, 7, 7, 7}, 7},
		{"k 0", 0, 5, 3, bad[:2], nil, []float64{1, 1, 1, 1}, 3},
		{"k 0, beta 0", 0, 5, 0, bad[:2], nil, []float64{nan, nan, nan, nan}, 0},
	} {
		impl.Dgemm(blas.NoTrans, blas.NoTrans, 2, 2, c.k, c.alpha, c.a, 2, c.b, 2, c.beta, c.c, 2)
		for i, got := range c.c {
			if got != c.want {
				t.Errorf("%s: element %d = %v, want %v", c.name, i, got, c.want)
			}
		}
	}
	impl.Dgemm(blas.NoTrans, blas.Trans, 0, 3, 5, 1, nil, 5, nil, 5, 0, nil, 3)
	impl.Sgemm(blas.Trans, blas.NoTrans, 3, 0, 5, 1, nil, 3, nil, 1, 0, nil, 1)
}

// TestGemmConcurrent has several goroutines compute the same large product,
// which must come out in the same bits each time.
func TestGemmConcurrent(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	const size = 160
	p := product[float64]{
		tA: blas.NoTrans, tB: blas.Trans, m: size, n: size, k: size, alpha: 1,
		lda: size, ldb: size, ldc: size,
		a: make([]float64, size*size), b: make([]float64, size*size), c: make([]float64, size*size),
	}
	for i := range p.a {
		p.a[i], p.b[i] = rng.Float64(), rng.Float64()
	}
	p.run(ours[float64]())
	var all sync.WaitGroup
	for range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			q := p
			q.c = make([]float64, len(p.c))
			for range 5 {
				q.run(ours[float64]())
				for i, v := range q.c {
					if v != p.c[i] {
						t.Errorf("element %d = %v, alone %v", i, v, p.c[i])
						return
					}
				}
			}
		}()
	}
	all.Wait()
}
