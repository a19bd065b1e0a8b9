package gonumblas

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/kernels"
	"weft.example/workers"
)

// Implementation is gonum's BLAS implementation with weft's routines in place of some.
// The zero value is ready to use: it computes with the best kernels this CPU
// runs, or those that the environment variable WEFT_ISA names, and all zero
// values share as many workers as GOMAXPROCS. Where those kernels are the Go
// reference, gonum's own routines run.
type Implementation struct {
	gonum.Implementation
	own *doors // nil in the zero value
}

// New returns an Implementation with kernels and workers of its own;
// workers.New(1) keeps every product to the goroutine that asks for it. It
// computes with those kernels even where they are the Go reference.
func New(set *kernels.Set, pool *workers.Pool) Implementation {
	return Implementation{own: newDoors(set, pool)}
}

var (
	_ blas.Float32    = Implementation{}
	_ blas.Float64    = Implementation{}
	_ blas.Complex64  = Implementation{}
	_ blas.Complex128 = Implementation{}
)

// Sgemm computes C = alpha * op(A) * op(B) + beta * C, with op(A) of m by k and
// op(B) of k by n the matrix or its transpose. C must not overlap A or B.
func (i Implementation) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	gemm(i.own, tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Dgemm computes C = alpha * op(A) * op(B) + beta * C, with op(A) of m by k and
// op(B) of k by n the matrix or its transpose. C must not overlap A or B.
func (i Implementation) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	gemm(i.own, tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// gemm is all that Sgemm and Dgemm do, so that they are short enough to be
// inlined where an interface calls them. To pass so many arguments on takes a
// tenth of a small product's time, which is why such a product goes to its tile
// from here.
func gemm[T kernels.Float](own *doors, tA, tB blas.Transpose, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	rowsA, colsA := stored(tA, m, k)
	rowsB, colsB := stored(tB, k, n)
	if uint(m|n|k|lda|ldb|ldc) >= wide {
		checkWide(m, n, k, len(a), rowsA, colsA, lda, len(b), rowsB, colsB, ldb, len(c), ldc)
	}
	checkStrides(colsA, lda, colsB, ldb, n, ldc)
	if m == 0 || n == 0 {
		return
	}
	checkLength(len(a), rowsA, colsA, lda, shortA)
	checkLength(len(b), rowsB, colsB, ldb, shortB)
	checkLength(len(c), m, n, ldc, shortC)
	if own == nil { // spacesOf, inlined
		own = shared.get()
	}
	spaces := of[T](own)
	if spaces == nil {
		gonumGemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	ars, acs := lda, 1
	if tA != blas.NoTrans {
		ars, acs = 1, lda
	}
	brs, bcs := ldb, 1
	if tB != blas.NoTrans {
		brs, bcs = 1, ldb
	}
	if kn := spaces.Kernels; alpha != 0 {
		// A literal would be copied 16 bytes at a time, which have to wait for stores of 8.
		var p kernels.Product[T]
		p.M, p.N, p.K, p.ARS, p.AKS, p.BKS, p.LDC, p.Alpha, p.Beta = m, n, k, ars, acs, brs, ldc, alpha, beta
		q := kernels.Hide(&p)
		done, g, v := true, &kn.Gemm, kn.Gemm.Vectors(n)
		switch tiled := bcs == 1 && weft.Tiled(kn, m, n, k); {
		case tiled && v <= g.Sweep && m <= g.Rows[v-1]: // Tiles, by a single one
			q.Rows, q.Ahead = m, v*g.Lanes
			if alpha == 1 && beta == 0 {
				q.Simple = 1
			}
			g.Tiles[v-1](q, &a[0], &b[0], &c[0])
		case tiled:
			weft.Tiles(checked.Operands{}, kn, q, &a, &b, &c)
		default:
			if v := weft.TurnedTile(kn, m, n, k); v > 0 && acs != 1 && bcs != 1 {
				q.M, q.N, q.Rows, q.ARS, q.AKS, q.BKS, q.Ahead, q.Store = n, m, n, bcs, 1, acs, v*g.Lanes, kernels.Turned
				g.Tiles[v-1](q, &b[0], &a[0], &c[0])
				break
			}
			done = spaces.Small(checked.Operands{}, q, bcs, a, b, c)
		}
		runtime.KeepAlive(&p)
		if done {
			return
		}
	}
	w := spaces.Get()
	w.Gemm(m, n, k, alpha, weft.Matrix[T]{Data: a, RS: ars, CS: acs}, view(tB, b, ldb), beta, c, ldc)
	spaces.Put(w)
}

// gonumGemm is gonum's Sgemm or Dgemm.
func gonumGemm[T kernels.Float](tA, tB blas.Transpose, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	switch a := any(a).(type) {
	case []float32:
		gonum.Implementation{}.Sgemm(tA, tB, m, n, k, float32(alpha), a, lda, any(b).([]float32), ldb, float32(beta), any(c).([]float32), ldc)
	case []float64:
		gonum.Implementation{}.Dgemm(tA, tB, m, n, k, float64(alpha), a, lda, any(b).([]float64), ldb, float64(beta), any(c).([]float64), ldc)
	}
}

func view[T kernels.Float](t blas.Transpose, data []T, ld int) weft.Matrix[T] {
	x := weft.Rows(data, ld)
	if t != blas.NoTrans {
		return x.T()
	}
	return x
}

// doors are the workspaces of both element types, or nil where gonum's own routines run, and what lapack has besides: scratch, the
// workers, and doors without workers.
type doors struct {
	f32     *weft.Spaces[float32]
	f64     *weft.Spaces[float64]
	scratch sync.Pool
	pool    *workers.Pool
	alone   *doors
}

func newDoors(set *kernels.Set, pool *workers.Pool) *doors {
	return &doors{f32: weft.NewSpaces[float32](set, pool), f64: weft.NewSpaces[float64](set, pool), pool: pool, alone: &doors{
		f32: weft.NewSpaces[float32](set, nil), f64: weft.NewSpaces[float64](set, nil),
	}}
}

// of returns the workspaces of element type T, or nil where gonum's own routines run.
func of[T kernels.Float](d *doors) *weft.Spaces[T] {
	if single[T]() {
		return (*weft.Spaces[T])(unsafe.Pointer(d.f32)) // a type switch would take 2 ns
	}
	return (*weft.Spaces[T])(unsafe.Pointer(d.f64))
}

// spacesOf returns the workspaces of an Implementation for element type T, or nil where gonum's own routines run.
func spacesOf[T kernels.Float](own *doors) *weft.Spaces[T] {
	if own == nil {
		own = shared.get()
	}
	return of[T](own)
}

// shared is made at the first product of a zero Implementation and never
// changes.
var shared lazy

// lazy is what sync.OnceValue would make, but inlined.
type lazy struct{ atomic.Pointer[doors] }

func (l *lazy) get() *doors {
	if d := l.Load(); d != nil {
		return d
	}
	return l.open()
}

// open panics if the environment names kernels that do not exist here. Without assembly it opens no workspaces: gonum's
// own routines are faster than the Go reference, and gonum's assembly runs where weft's is left out.
func (l *lazy) open() *doors {
	set, err := kernels.Default()
	if err != nil {
		panic(err.Error())
	}
	opened := new(doors)
	if set.Name != kernels.Available()[0].Name {
		opened = newDoors(set, workers.New(0))
	}
	l.CompareAndSwap(nil, opened) // or another goroutine's came first
	return l.Load()
}
