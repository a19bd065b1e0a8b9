//go:build !race

// The race detector makes sync.Pool drop items at random.

package gonumblas_test

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

func TestGemmAllocatesNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	for _, size := range []int{8, 100} { // one worker, and several
		testAllocates[float32](t, size)
		testAllocates[float64](t, size)
	}
}

func testAllocates[T kernels.Float](t *testing.T, size int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 0))
	p := product[T]{tA: blas.NoTrans, tB: blas.NoTrans, m: size, n: size, k: size, alpha: 1}
	p.a, p.lda = randomMatrix[T](rng, size, size, blas.NoTrans)
	p.b, p.ldb = randomMatrix[T](rng, size, size, blas.NoTrans)
	p.c, p.ldc = randomMatrix[T](rng, size, size, blas.NoTrans)
	f := ours[T]()
	if n := mallocs.PerRun(func() { p.run(f) }); n != 0 {
		t.Errorf("%T: %d allocations in a product of size %d", T(0), n, size)
	}
}

// TestSymmetricAllocatesNothing wants no allocation, in small products and in large ones.
func TestSymmetricAllocatesNothing(t *testing.T) {
	t.Run("float32", testSymmetricAllocates[float32])
	t.Run("float64", testSymmetricAllocates[float64])
}

func testSymmetricAllocates[T kernels.Float](t *testing.T) {
	rng := rand.New(rand.NewPCG(52, 0))
	var impl level3 = gonumblas.Implementation{} // a conversion within the call may allocate
	rooms := [3][]T{make([]T, guardedElements), make([]T, guardedElements), make([]T, guardedElements)}
	for _, size := range []int{8, 80} {
		eachKind(func(p symmetric[T]) {
			p.m, p.n, p.k, p.alpha, p.beta = size, size, size, 1, 1
			p.fillRandom(rng, rooms)
			if n := mallocs.PerRun(func() { p.run(impl) }); n != 0 {
				t.Errorf("%v: %d allocations", &p, n)
			}
		})
	}
}

// TestTriangularAllocatesNothing has small and large calls on both sides.
func TestTriangularAllocatesNothing(t *testing.T) {
	t.Run("float32", testTriangularAllocates[float32])
	t.Run("float64", testTriangularAllocates[float64])
}

func testTriangularAllocates[T kernels.Float](t *testing.T) {
	routines, rng := trsmOf[T](gonumblas.New(kernels.Best(), workers.New(1))), rand.New(rand.NewPCG(52, 0))
	for name, f := range routines {
		for _, side := range []int{5, 20, 100} {
			for _, s := range []blas.Side{blas.Left, blas.Right} {
				x := triangular[T]{s: s, ul: blas.Lower, tA: blas.Trans, d: blas.NonUnit, m: side, n: side, alpha: 1}
				x.fill(rng)
				if n := mallocs.PerRun(func() { x.run(f) }); n != 0 {
					t.Errorf("%s %v: %d allocations", name, &x, n)
				}
			}
		}
	}
}

// TestLevel2AllocatesNothing goes through the doors, in place and by copies of vectors.
func TestLevel2AllocatesNothing(t *testing.T) {
	impl := door()
	a, x, y := make([]float64, 100*100), make([]float64, 200), make([]float64, 200)
	for _, inc := range []int{1, 2, -1} {
		if got := mallocs.PerRun(func() {
			impl.Dgemv(blas.NoTrans, 100, 100, 1, a, 100, x, inc, 0, y, inc)
			impl.Dgemv(blas.Trans, 100, 100, 1, a, 100, x, inc, 0, y, inc)
			impl.Dger(1, 100, 1, x, inc, y, inc, a, 100)
		}); got != 0 {
			t.Errorf("increment %d: %d allocations", inc, got)
		}
	}
}

// TestPartsAllocateNothing has strips of matrices shared.
func TestPartsAllocateNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	const n = 600
	impl, a, x, y := door(), make([]float64, n*n), make([]float64, n), make([]float64, n)
	if got := mallocs.PerRun(func() {
		impl.Dsymv(blas.Upper, n, 1, a, n, x, 1, 0, y, 1)
		impl.Dgemv(blas.NoTrans, n, n, 1, a, n, x, 1, 0, y, 1)
		impl.Dgemv(blas.Trans, n, n, 1, a, n, x, 1, 0, y, 1)
	}); got != 0 {
		t.Errorf("%d allocations", got)
	}
}

// TestTrianglesAllocateNothing is the same for triangles and bands, of sizes that are weft's.
func TestTrianglesAllocateNothing(t *testing.T) {
	const n = 200
	f := trianglesOf[float64](door())
	a, x, y := make([]float64, n*n), make([]float64, 2*n), make([]float64, 2*n)
	for _, inc := range []int{1, 2, -1} {
		for _, l := range []layout{{'d', blas.Upper, n, n, n}, {'p', blas.Upper, n, n, 0}, {'b', blas.Upper, n, 60, 61}} {
			if got := mallocs.PerRun(func() {
				f.symv(l, 1, a, x, inc, 0, y, inc)
				f.syr(l, 1, x, inc, a)
				f.syr2(l, 1, x, inc, y, inc, a)
				f.trv(l, false, blas.NoTrans, blas.Unit, a, x, inc)
				f.trv(l, true, blas.Trans, blas.Unit, a, x, inc)
				f.gbmv(blas.Trans, n, n, 30, 30, 1, a, 61, x, inc, 0, y, inc)
			}); got != 0 {
				t.Errorf("%v, increment %d: %d allocations", l, inc, got)
			}
		}
	}
}
