//go:build !race

// The race detector makes sync.Pool drop items at random.

package gonumblas_test

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft/internal/mallocs"
	"weft/kernels"
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
