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
	if own := i.opened(); own != nil && tB == blas.NoTrans && alpha == 1 && beta == 0 && min(m, n, k) > 0 {
		g, rows, columns, rs, cs := &own.f32.Kernels.Gemm, m, k, lda, 1
		if tA != blas.NoTrans {
			rows, columns, rs, cs = k, m, 1, lda
		}
		v := weft.SingleTile(g, m, n, k)
		if v > 0 && isTranspose(tA) && longEnough(len(a), rows, columns, lda) && longEnough(len(b), k, n, ldb) && longEnough(len(c), m, n, ldc) {
			var p kernels.Product[float32]
			q := kernels.Hide(&p)
			p.M, p.N, p.K, p.Rows, p.ARS, p.AKS, p.BKS, p.LDC, p.Ahead, p.Store, p.Alpha = m, n, k, m, rs, cs, ldb, ldc, v*g.Lanes, kernels.Simple, 1
			g.Tiles[v-1](q, unsafe.SliceData(a), unsafe.SliceData(b), unsafe.SliceData(c))
			runtime.KeepAlive(&p)
			return
		}
	}
	gemm(i.own, tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Dgemm computes C = alpha * op(A) * op(B) + beta * C, with op(A) of m by k and
// op(B) of k by n the matrix or its transpose. C must not overlap A or B.
func (i Implementation) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if own := i.opened(); own != nil && tB == blas.NoTrans && alpha == 1 && beta == 0 && min(m, n, k) > 0 {
		g, rows, columns, rs, cs := &own.f64.Kernels.Gemm, m, k, lda, 1
		if tA != blas.NoTrans {
			rows, columns, rs, cs = k, m, 1, lda
		}
		v := weft.SingleTile(g, m, n, k)
		if v > 0 && isTranspose(tA) && longEnough(len(a), rows, columns, lda) && longEnough(len(b), k, n, ldb) && longEnough(len(c), m, n, ldc) {
			var p kernels.Product[float64]
			q := kernels.Hide(&p)
			p.M, p.N, p.K, p.Rows, p.ARS, p.AKS, p.BKS, p.LDC, p.Ahead, p.Store, p.Alpha = m, n, k, m, rs, cs, ldb, ldc, v*g.Lanes, kernels.Simple, 1
			g.Tiles[v-1](q, unsafe.SliceData(a), unsafe.SliceData(b), unsafe.SliceData(c))
			runtime.KeepAlive(&p)
			return
		}
	}
	gemm(i.own, tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// opened returns the doors, or nil if they are not open or gonum's own routines run.
func (i Implementation) opened() *doors {
	own := i.own
	if own == nil {
		own = shared.Load()
	}
	if own == nil || own.f64 == nil {
		return nil
	}
	return own
}

func isTranspose(t blas.Transpose) bool {
	return t == blas.NoTrans || t == blas.Trans || t == blas.ConjTrans
}

// longEnough tells whether a slice of that length has a matrix that is not empty. Rows are few: those of a tile, or its depth.
func longEnough(length, rows, columns, ld int) bool {
	return columns <= ld && ld <= length && int64(rows-1)*int64(ld)+int64(columns) <= int64(length)
}

// gemm is Sgemm and Dgemm for all products. To pass so many arguments on takes 2 ns, a tenth of a small product's time, which is why the
// simplest have gone to their tile before, and others of a single tile go from here. No call that comes back has work behind it: what that
// needs would be stored before the checks. float64 NN 4 cubed goes from 22.4 to 18.2 ns by all that, TT from 24.3 to 22.1 (Zen 5).
func gemm[T kernels.Float](own *doors, tA, tB blas.Transpose, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	rowsA, colsA := stored(tA, m, k)
	rowsB, colsB := stored(tB, k, n)
	if own == nil {
		own = shared.Load() // nil at first
	}
	if own == nil || of[T](own) == nil || uint(m|n|k|lda|ldb|ldc) >= wide || m == 0 || n == 0 || k == 0 || alpha == 0 {
		gemmSeldom(own, tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	switch { // checkStrides, of sizes that are not 0
	case lda < colsA:
		panic(badLdA)
	case ldb < colsB:
		panic(badLdB)
	case ldc < n:
		panic(badLdC)
	}
	checkLength(len(a), rowsA, colsA, lda, shortA)
	checkLength(len(b), rowsB, colsB, ldb, shortB)
	checkLength(len(c), m, n, ldc, shortC)
	// A literal would be copied 16 bytes at a time, which have to wait for stores of 8.
	var p kernels.Product[T]
	q, spaces := kernels.Hide(&p), of[T](own)
	g := &spaces.Kernels.Gemm
	p.M, p.N, p.K, p.LDC, p.Alpha, p.Beta = m, n, k, ldc, alpha, beta
	p.ARS, p.AKS = lda, 1
	if tA != blas.NoTrans {
		p.ARS, p.AKS = 1, lda
	}
	columns := 1 // of B begin so many elements apart
	if p.BKS = ldb; tB != blas.NoTrans {
		p.BKS, columns = 1, ldb
		if tA != blas.NoTrans {
			if v := weft.TurnedTile(g, m, n, k); v > 0 {
				q.M, q.N, q.Rows, q.ARS, q.AKS, q.BKS, q.Ahead, q.Store = n, m, n, ldb, 1, lda, v*g.Lanes, kernels.Turned
				g.Tiles[v-1](q, unsafe.SliceData(b), unsafe.SliceData(a), unsafe.SliceData(c))
				runtime.KeepAlive(&p)
				return
			}
			if weft.Turned(g, m, n, k) {
				weft.TurnedTiles(checked.Operands{}, spaces.Kernels, q, columns, &a, &b, &c)
				runtime.KeepAlive(&p)
				return
			}
		}
	} else if v := weft.SingleTile(g, m, n, k); v > 0 {
		q.Rows, q.Ahead = m, v*g.Lanes
		if alpha == 1 && beta == 0 {
			q.Store = kernels.Simple
		}
		g.Tiles[v-1](q, unsafe.SliceData(a), unsafe.SliceData(b), unsafe.SliceData(c))
		runtime.KeepAlive(&p)
		return
	} else if weft.Tiled(spaces.Kernels, m, n, k) {
		weft.Tiles(checked.Operands{}, spaces.Kernels, q, &a, &b, &c)
		runtime.KeepAlive(&p)
		return
	}
	spaces.Product(checked.Operands{}, q, columns, a, b, c)
	runtime.KeepAlive(&p)
}

// gemmSeldom is gemm before the doors are open, where gonum's own routines run, without sums, and of sizes that are wide.
func gemmSeldom[T kernels.Float](own *doors, tA, tB blas.Transpose, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	rowsA, colsA := stored(tA, m, k)
	rowsB, colsB := stored(tB, k, n)
	checkWide(m, n, k, len(a), rowsA, colsA, lda, len(b), rowsB, colsB, ldb, len(c), ldc)
	if m == 0 || n == 0 {
		return
	}
	spaces := spacesOf[T](own)
	if spaces == nil {
		gonumGemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	w := spaces.Get()
	w.Gemm(m, n, k, alpha, view(tA, a, lda), view(tB, b, ldb), beta, c, ldc)
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
