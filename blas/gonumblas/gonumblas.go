package gonumblas

import (
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	weft "weft/blas"
	"weft/kernels"
)

// Implementation is gonum's BLAS implementation with weft's Sgemm and Dgemm.
// The zero value is ready to use.
type Implementation struct{ gonum.Implementation }

var (
	_ blas.Float32    = Implementation{}
	_ blas.Float64    = Implementation{}
	_ blas.Complex64  = Implementation{}
	_ blas.Complex128 = Implementation{}
)

// Sgemm computes C = alpha * op(A) * op(B) + beta * C, with op(A) of m by k and
// op(B) of k by n the matrix or its transpose. C must not overlap A or B.
func (Implementation) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkGemm(tA, tB, m, n, k, lda, ldb, ldc)
	if m == 0 || n == 0 {
		return
	}
	checkGemmLengths(tA, tB, m, n, k, len(a), lda, len(b), ldb, len(c), ldc)
	gemm(&shared().f32, tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Dgemm computes C = alpha * op(A) * op(B) + beta * C, with op(A) of m by k and
// op(B) of k by n the matrix or its transpose. C must not overlap A or B.
func (Implementation) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	checkGemm(tA, tB, m, n, k, lda, ldb, ldc)
	if m == 0 || n == 0 {
		return
	}
	checkGemmLengths(tA, tB, m, n, k, len(a), lda, len(b), ldb, len(c), ldc)
	gemm(&shared().f64, tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

func gemm[T kernels.Float](spaces *sync.Pool, tA, tB blas.Transpose, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	w := spaces.Get().(*weft.Workspace[T])
	w.Gemm(m, n, k, alpha, view(tA, a, lda), view(tB, b, ldb), beta, c, ldc)
	spaces.Put(w)
}

func view[T kernels.Float](t blas.Transpose, data []T, ld int) weft.Matrix[T] {
	x := weft.Rows(data, ld)
	if t != blas.NoTrans {
		return x.T()
	}
	return x
}

// spaces are the workspaces not in use, one per product under way at most.
type spaces struct{ f32, f64 sync.Pool }

// shared is made at the first product, for an Implementation has no
// constructor, and never changes.
var shared = sync.OnceValue(newSpaces)

// newSpaces panics if the environment names kernels that do not exist here.
func newSpaces() *spaces {
	set, err := kernels.Default()
	if err != nil {
		panic(err.Error())
	}
	workers := weft.NewWorkers(0)
	return &spaces{
		f32: sync.Pool{New: func() any { return weft.NewWorkspace[float32](set, workers) }},
		f64: sync.Pool{New: func() any { return weft.NewWorkspace[float64](set, workers) }},
	}
}
